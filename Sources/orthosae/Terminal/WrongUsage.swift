import ArgumentParser
import Failures
import Files
import Foundation
import Records

/// What the argument parser says badly of a wrong command line, said well.
enum WrongUsage {
    /// `--seed -1` as `--seed=-1`: the parser takes what begins with a dash for the next option, so that nobody would
    /// be told what a seed may be.
    static func joiningNegativeNumbers(_ words: [String]) -> [String] {
        var joined: [String] = []
        for word in words {
            if let last = joined.last, last.hasPrefix("--"), last.count > 2, !last.contains("="),
                word.wholeMatch(of: /-\.?[0-9].*/) != nil
            {
                joined[joined.count - 1] = "\(last)=\(word)"
            } else {
                joined.append(word)
            }
        }
        return joined
    }

    /// What is wrong with a word in the place of a subcommand; nil where there is one, or none is there.
    static func unknownCommand(_ words: [String], among commands: [String]) -> ValidationError? {
        var words = words
        if words.first == "help" { words.removeFirst() }
        guard let word = words.first, !word.hasPrefix("-"), word != "help", !commands.contains(word) else { return nil }
        return ValidationError(
            "there is no command \(word.quoted); \(Spelling.advice(for: word, among: commands))")
    }

    /// The parser's message about an option that there is not, in our words; nil where it says something else.
    ///
    /// - Parameter message: "Unknown option '--lr'. Did you mean '--set'?"
    static func unknownOption(_ message: String) -> ValidationError? {
        guard let found = message.firstMatch(of: /^Unknown option '(-[^']*)'(?:\. Did you mean '(-[^']*)'\?)?$/) else {
            return nil
        }
        let option = String(found.output.1), name = option.drop { $0 == "-" }
        if devices.contains(name.lowercased()) {
            return ValidationError(
                "there is no \(option) here; commands that compute take --device auto, cpu, cuda or cuda:N "
                    + "(an NVIDIA GPU: orthosae inspect --devices says what there is)")
        }
        if let key = Setting.known(as: String(name)) {
            return ValidationError("there is no option \(option.quoted); it is a setting: --set \(key)=…")
        }
        // Its suggestions are the nearest of all, however far.
        let near = found.output.2.map(String.init).flatMap { Spelling.nearest(to: option, among: [$0]) }
        return ValidationError("there is no option \(option.quoted)" + (near.map { "; did you mean \($0)?" } ?? ""))
    }

    private static let devices: Set<String> = ["device", "devices", "gpu", "gpus", "cuda", "mps", "accelerator"]
}

import ArgumentParser
import Failures
import Foundation
import Records

/// The command. It parses, wires the rooms together and prints; it computes nothing itself.
@main
struct Orthosae: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "orthosae",
        abstract: "Trains sparse autoencoders on a language model's activations.",
        discussion: """
            Start with 'orthosae train': without arguments it trains an Orthogonal SAE on the small Gemma-2 model \
            inside the program, and says what to do next.

            Progress goes to standard error, results to standard output. Exit codes: 0 done, 1 the work failed, \
            64 wrong usage, 65 bad data, 66 missing input, 74 reading or writing failed, 130 after Ctrl-C.
            """,
        version: ProductVersion.current,
        subcommands: [
            TrainCommand.self, HarvestCommand.self, InspectCommand.self, TokenizeCommand.self, EncodeCommand.self,
            ConvertCommand.self, CatalogueCommand.self, UploadCommand.self, EvaluateCommand.self,
            CompareCommand.self, AblateCommand.self, CompetitionCommand.self, ReportCommand.self, BenchCommand.self,
        ])

    static func main() {
        Terminal.prepare()
        Interrupt.install()
        var status = run()
        if let failure = Terminal.close() {
            Terminal.say("orthosae: \(failure)")
            if status == 0 { status = failure.kind.rawValue }
        }
        // Not `exit`: libraries clean up in it what a thread that reads or hashes in the background still uses. All that
        // is to last has been written and flushed by whoever wrote it.
        fflush(nil)
        _exit(status)
    }

    /// Runs the command that the words name, and returns its exit code.
    private static func run() -> Int32 {
        do {
            let words = WrongUsage.joiningNegativeNumbers(Array(CommandLine.arguments.dropFirst()))
            let commands = configuration.subcommands.compactMap { $0.configuration.commandName }
            if let unknown = WrongUsage.unknownCommand(words, among: commands) { throw unknown }
            var command = try parseAsRoot(words)
            try command.run()
            return 0
        } catch let failure as Failure {
            Terminal.say("orthosae: \(failure)")
            return failure.kind.rawValue
        } catch {
            // Help and the version are errors too, of code 0; the parser's own printing forgets what was not written.
            let error = WrongUsage.unknownOption(message(for: error)) ?? error
            let code = exitCode(for: error)
            // It repeats words of the command line in full.
            let text = fullMessage(for: error).split(separator: "\n", omittingEmptySubsequences: false)
                .map { $0.count > 500 ? $0.oneLine(atMost: 500) : String($0) }.joined(separator: "\n")
            if !text.isEmpty { code.isSuccess ? Terminal.print(text) : Terminal.say(text) }
            return code.rawValue
        }
    }
}

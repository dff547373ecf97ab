import ArgumentParser
import Engine
import Evaluation
import Failures
import Foundation
import Records

/// What `orthosae harvest --spelling` makes.
struct SpellingOptions: ParsableArguments {
    @Flag(
        help: "Harvest the tokenizer's words in spelling prompts instead of text, and a testbed of held-out prefixes beside them.")
    var spelling = false

    @Option(help: ArgumentHelp("A word of rank r is drawn with weight 1/(r + this).", valueName: "n"), transform: SpellingOptions.offset)
    var rankOffset = 100.0

    @Option(
        help: ArgumentHelp("Only so many of the most frequent words; otherwise all that the tokenizer has.", valueName: "n"),
        transform: OptionNumber.whole(110...10_000_000))
    var words: Int?

    @Option(
        help: ArgumentHelp("Words to evaluate on, the most frequent ones: 7 in 10 train, the others test.", valueName: "n"),
        transform: OptionNumber.whole(100...10_000_000))
    var evaluationWords = 12_000

    @Option(help: ArgumentHelp("Share of the stream that is plain text.", valueName: "0…0.95"), transform: SpellingOptions.share)
    var textShare = 0.0

    @Flag(
        inversion: .prefixedNo,
        help: "Subtract the words' common mean from every activation; otherwise only where the stream is words alone.")
    var centers: Bool?

    /// - Throws: `Failure(.usage)` for options that mean nothing without --spelling.
    func recipe(seed: UInt64) throws -> SpellingRecipe? {
        let standard = SpellingRecipe()
        guard spelling else {
            let given = [
                rankOffset != standard.rankOffset ? "--rank-offset" : nil,
                evaluationWords != standard.evaluationWords ? "--evaluation-words" : nil,
                words != nil ? "--words" : nil, textShare != 0 ? "--text-share" : nil, centers != nil ? "--centers" : nil,
            ]
            if let option = given.compactMap(\.self).first {
                throw Failure(.usage, "\(option) means nothing without --spelling", remedy: "give --spelling too, or leave it out")
            }
            return nil
        }
        var recipe = standard
        recipe.rankOffset = rankOffset
        recipe.words = words
        recipe.evaluationWords = evaluationWords
        recipe.textShare = textShare
        recipe.centers = centers ?? (textShare == 0)
        recipe.seed = seed
        return recipe
    }

    private static func offset(_ text: String) throws -> Double { try number(text, in: 0.001...1e9) }
    private static func share(_ text: String) throws -> Double { try number(text, in: 0...0.95) }

    private static func number(_ text: String, in range: ClosedRange<Double>) throws -> Double {
        guard let value = Double(text), range.contains(value) else {
            throw ValidationError("it must be a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }
}

/// A spelling testbed to evaluate on.
struct TestbedOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Absorption: on the held-out prefixes of a folder that 'orthosae harvest --spelling' made.", valueName: "dir"))
    var spelling: String?

    @Option(
        help: ArgumentHelp(
            "Absorption with --spelling: the L0 to which each SAE with one threshold for all latents is brought; otherwise "
                + "its run's sae.k.", valueName: "n"), transform: TestbedOptions.l0)
    var spellingL0: Double?

    /// The testbed; nil where none is named.
    ///
    /// - Throws: `Failure`: `.usage` where absorption is not asked for or text is to be read by SAEs of words; what
    ///   reading the folder throws.
    func open(_ kinds: [EvaluationFile.Kind], engine: ComputeEngine) throws -> SpellingTestbed? {
        guard let spelling else {
            guard spellingL0 == nil else {
                throw Failure(.usage, "--spelling-l0 means nothing without --spelling", remedy: "name the testbed's folder with --spelling")
            }
            return nil
        }
        guard kinds == [.absorption] else {
            throw Failure(
                .usage, "--spelling evaluates absorption, explained variance and L0 on the testbed's own words, and nothing else",
                remedy: "give --evals absorption alone; evaluate the rest without --spelling")
        }
        return try SpellingTestbed(folder: URL(filePath: spelling, directoryHint: .isDirectory), engine: engine)
    }

    private static func l0(_ text: String) throws -> Double {
        guard let value = Double(text), (0.01...1e6).contains(value) else {
            throw ValidationError("it must be a number from 0.01 to 1000000")
        }
        return value
    }
}

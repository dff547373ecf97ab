public import ArgumentParser
import EmbeddedModel
import Engine
import Evaluation
import Failures
import Foundation
import LanguageModels
import Tokens

extension Pooling: ExpressibleByArgument {}

/// What the core evaluation looks at.
struct CoreOptions: ParsableArguments {
    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Text: .txt, .jsonl, .csv (.gz, .zst), .parquet, .arrow files or folders, a data set on the Hub (org/name), or 'embedded'.", valueName: "file"))
    var corpus: [String] = [EmbeddedGemma.name]

    @Option(help: ArgumentHelp("Token ids [rows, context] in its place, int32 or int64: a comparison's input.", valueName: "npy"))
    var tokenMatrix: String?

    @Option(help: ArgumentHelp("Tokens in a row.", valueName: "n"), transform: OptionNumber.whole(2...1 << 20))
    var context = 128

    @Option(
        help: ArgumentHelp("Rows a batch; SAEBench's 'mse' depends on it.", valueName: "n"),
        transform: OptionNumber.rows)
    var batchSize = 16

    @Option(help: ArgumentHelp("The field or column of that text; otherwise it is found.", valueName: "name"))
    var column: String?

    @Option(
        help: ArgumentHelp("Batches for cross-entropy and KL; the first rows.", valueName: "n"),
        transform: OptionNumber.rows)
    var reconstructionBatches = 10

    @Option(
        help: ArgumentHelp("Batches for everything else; the rows after them.", valueName: "n"),
        transform: OptionNumber.rows)
    var sparsityBatches = 1

    @Flag(help: "Leave padding, end and beginning of text as they are in the run with the SAE.")
    var excludeSpecialTokens = false

    var settings: CoreSettings {
        var settings = CoreSettings()
        settings.batchSize = batchSize
        settings.reconstructionBatches = reconstructionBatches
        settings.sparsityBatches = sparsityBatches
        settings.excludesSpecialTokens = excludeSpecialTokens
        return settings
    }

    /// The rows that this run needs. Throws `Failure` for a matrix or corpus that cannot be read or holds too little.
    func tokens(_ inputs: EvaluationInputs, _ group: EvaluationInputs.Group) throws -> EvaluationTokens {
        try tokens(settings.rows, inputs, group)
    }

    /// The first rows. Throws as above.
    func tokens(_ count: Int, _ inputs: EvaluationInputs, _ group: EvaluationInputs.Group) throws -> EvaluationTokens {
        if let tokenMatrix {
            let tokens = try EvaluationTokens(matrix: URL(filePath: tokenMatrix), context: context)
            try tokens.require(vocabulary: inputs.model.configuration.vocabularySize)
            return tokens
        }
        let stream = try TokenRowStream(
            files: Places.corpus(corpus), tokenizer: group.tokenizer, context: context, column: column)
        let tokens = try EvaluationTokens(
            stream, count: count, context: context,
            source: Places.title(ofCorpus: corpus))
        for note in stream.notes { Places.sayOnce(note) }
        return tokens
    }
}

/// How absorption is measured.
struct AbsorptionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Repeat with so many seeds and report the spread.", valueName: "n"),
        transform: OptionNumber.whole(1...10_000))
    var absorptionSeeds = 1

    @Option(
        help: ArgumentHelp(
            "At most so many of the tokenizer's words, drawn by the seed; otherwise all, as SAEBench takes them: 4.5 "
                + "million tokens through the model for a vocabulary of 50,000.", valueName: "n"),
        transform: OptionNumber.whole(100...10_000_000))
    var absorptionWords: Int?

    /// What --absorption-seeds was called before it had one name in every command.
    @Option(help: .hidden)
    var seeds: String?

    @Option(
        name: .customLong("artefacts"), parsing: .upToNextOption,
        help: ArgumentHelp("Folders with another run's words, prompts, probe and ranking.", valueName: "dir"))
    var folders: [String] = []

    func validate() throws {
        if let seeds {
            throw ValidationError(
                "--seeds are those that 'orthosae compare' trains with; to repeat absorption with so many, write "
                    + "--absorption-seeds \(seeds.oneLine(atMost: 20))")
        }
    }

    @OptionGroup var testbed: TestbedOptions

    func settings(seed: UInt32, strict: Bool) -> AbsorptionSettings {
        var settings = AbsorptionSettings()
        settings.seed = UInt64(seed)
        settings.seeds = absorptionSeeds
        settings.words = absorptionWords
        settings.strict = strict
        return settings
    }

    func artefacts() throws -> AbsorptionArtefacts {
        try ArtefactFolder.read(folders.map { URL(filePath: $0, directoryHint: .isDirectory) })
    }
}

/// How SAEs of a world are held against its features.
struct GroundTruthOptions: ParsableArguments {
    @Flag(
        name: .customLong("own-threshold"),
        help: "Take a batchtopk SAE with its own threshold; otherwise one is set that gives sae.k exactly on the held-out tokens.")
    var ownThreshold = false

    var settings: GroundTruthSettings {
        var settings = GroundTruthSettings()
        settings.calibrates = !ownThreshold
        return settings
    }
}

/// What sparse probing reads.
struct SparseProbingOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The folder with the sources' files.", valueName: "dir"))
    var probingData: String?

    @Option(help: ArgumentHelp("A YAML file that describes further data sets.", valueName: "file"))
    var probingSets: String?

    @Option(help: ArgumentHelp("Only these data sets; several with commas.", valueName: "list"))
    var probingOnly: String?

    @Option(help: ArgumentHelp("How a text's tokens become one row.", valueName: "how"))
    var pooling = Pooling.mean

    @Option(
        help: ArgumentHelp(
            "Latents of the sparse probes, of \(SparseProbingSettings.possibleKs.map(String.init).joined(separator: ", ")).",
            valueName: "list"))
    var probingK = "1,2,5"

    @Option(
        help: ArgumentHelp(
            "Texts of each class to train on, in place of the data sets' own 2000; SAEBench's 4000 counts both halves.",
            valueName: "n"), transform: OptionNumber.whole(0...1_000_000))
    var probingTrain: Int?

    @Option(
        help: ArgumentHelp("Texts of each class to test on, in place of the data sets' own 500.", valueName: "n"),
        transform: OptionNumber.whole(0...1_000_000))
    var probingTest: Int?

    @Flag(
        name: .customLong("full-sae-probe"), inversion: .prefixedNo,
        help: "Fit the probe on all latents too; without it its accuracy is given as -1, as in SAEBench.")
    var fullSAEProbe = true

    @Option(help: ArgumentHelp("A reference run's sample plan for a data set, as ag_news=FILE; may be repeated.", valueName: "set=file"))
    var plan: [String] = []

    func settings(seed: UInt32, strict: Bool) throws -> SparseProbingSettings {
        guard let probingData else {
            throw Failure(
                .usage, "sparse probing has no texts to read",
                remedy: "name the folder of its sources with --probing-data")
        }
        var settings = SparseProbingSettings(folder: URL(filePath: probingData, directoryHint: .isDirectory))
        settings.seed = seed
        settings.isStrict = strict
        settings.pooling = pooling
        settings.fitsAllLatents = fullSAEProbe
        settings.trainTexts = probingTrain
        settings.testTexts = probingTest
        settings.ks = try probingK.split(separator: ",", omittingEmptySubsequences: false).map { part in
            guard let k = Int(part.trimmingCharacters(in: .whitespaces)), SparseProbingSettings.possibleKs.contains(k) else {
                throw Failure(
                    .usage, "there is no sparse probe on \(part.quoted) latents", at: "--probing-k",
                    remedy: "write some of \(SparseProbingSettings.possibleKs.map(String.init).joined(separator: ","))")
            }
            return k
        }
        settings.datasets = try SparseProbingSettings.datasets(
            adding: probingSets.map { URL(filePath: $0) }, only: probingOnly.map { $0.split(separator: ",").map(String.init) })
        for entry in plan {
            let parts = entry.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else {
                throw Failure(.usage, "\(entry.quoted) is no plan", at: "--plan", remedy: "write a data set's name, =, and a file")
            }
            settings.plans[parts[0]] = URL(filePath: parts[1])
        }
        try settings.check()
        return settings
    }
}

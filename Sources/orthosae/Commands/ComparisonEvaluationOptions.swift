import ArgumentParser
import Comparison
import Engine
import Evaluation
import Failures
import Records

/// What `compare` and `ablate` evaluate.
struct ComparisonEvaluationOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "core, absorption, sparse-probing, ground-truth, token-classes, or none; several with commas. Otherwise core and absorption, "
                + "sparse probing where --probing-data is given; of a world ground-truth.", valueName: "list"))
    var evals: String?

    @Option(help: ArgumentHelp("Core: rows a batch.", valueName: "n"), transform: OptionNumber.rows)
    var batchSize = 16

    @Option(help: ArgumentHelp("Core: batches for cross-entropy and KL.", valueName: "n"), transform: OptionNumber.rows)
    var reconstructionBatches = 10

    @Option(help: ArgumentHelp("Core: batches for everything else.", valueName: "n"), transform: OptionNumber.rows)
    var sparsityBatches = 10

    @Option(
        help: ArgumentHelp("Absorption: repeat with so many seeds; the first one's figures count.", valueName: "n"),
        transform: OptionNumber.whole(1...10_000))
    var absorptionSeeds = 1

    @Option(
        help: ArgumentHelp(
            "Absorption: at most so many of the tokenizer's words, drawn by the seed; otherwise all, which for a "
                + "vocabulary of 50,000 is 4.5 million tokens through the model.", valueName: "n"),
        transform: OptionNumber.whole(100...10_000_000))
    var absorptionWords: Int?

    @Option(
        help: ArgumentHelp("Seeds every random choice of the evaluations.", valueName: "n"),
        transform: OptionNumber.seed)
    var evaluationSeed: UInt32 = 42

    @Option(
        help: ArgumentHelp(
            "Whose competition and latents the page shows: none, some (one SAE of each row, in the middle of the L0s) "
                + "or all.", valueName: "which"))
    var describe = Described.some

    @OptionGroup var testbed: TestbedOptions

    @OptionGroup(title: "Sparse probing") var probing: SparseProbingOptions
    @OptionGroup(title: "Ground truth") var groundTruth: GroundTruthOptions
    @OptionGroup(title: "Token classes") var classes: TokenClassOptions

    var core: CoreSettings {
        var settings = CoreSettings()
        settings.batchSize = batchSize
        settings.reconstructionBatches = reconstructionBatches
        settings.sparsityBatches = sparsityBatches
        return settings
    }

    /// - Throws: `Failure(.usage)` for an evaluation that there is not, and for sparse probing's own settings.
    func evaluations(_ plan: ComparisonPlan) throws -> ComparisonEvaluations {
        let world = plan.saes[0].config.world.name
        let usual = probing.probingData == nil ? "core,absorption" : "core,absorption,sparse-probing"
        let list = evals ?? (world != nil ? "ground-truth" : testbed.spelling != nil ? "absorption" : usual)
        let kinds = list == "none" ? [] : try EvaluationRun.kinds(list)
        guard world == nil ? !kinds.contains(.groundTruth) : kinds.allSatisfy({ $0 == .groundTruth }) else {
            throw Failure(
                .usage, world == nil
                    ? "ground-truth is of a world with known features, and there is none"
                    : "a world has no language model: only ground-truth can be measured",
                at: "--evals", remedy: world == nil ? "name one: --world toy" : "leave --evals out")
        }
        var absorption = AbsorptionSettings()
        absorption.seed = UInt64(evaluationSeed)
        absorption.seeds = absorptionSeeds
        absorption.words = absorptionWords
        return ComparisonEvaluations(
            kinds: kinds, core: core, groundTruth: groundTruth.settings,
            tokenClasses: classes.settings(seed: evaluationSeed), absorption: absorption,
            testbed: kinds.isEmpty ? nil : try testbed.open(kinds, engine: ComputeEngine(threads: 1)),
            spellingL0: testbed.spellingL0,
            probing: kinds.contains(.sparseProbing) ? try probing.settings(seed: evaluationSeed, strict: false) : nil,
            describe: testbed.spelling == nil ? describe : .none, config: plan.saes[0].config)
    }
}

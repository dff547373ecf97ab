import ArgumentParser
import Autoencoders
import Engine
import Evaluation
import Failures
import Foundation
import Records
import SAEFiles

/// `orthosae evaluate`.
struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate", abstract: "Computes SAEBench's figures, or those of a world with known features.",
        discussion: """
            Several SAEs share each pass over the language model. Every evaluation writes one JSON for each SAE, in \
            SAEBench's schema, to core, absorption, sparse_probing, ground_truth or token_classes in RUN/evaluations (or --out) as soon as it is finished. A table of \
            the main figures goes to standard output. The same command again computes only what is not there yet, or \
            was of other bytes or settings: after an interruption, or with one more SAE.

            EXAMPLES
              orthosae evaluate runs/orthogonal
              orthosae evaluate runs/orthogonal runs/topk --evals core,absorption --out evaluations
              orthosae evaluate sae --token-matrix tokens.npy --reconstruction-batches 4 --sparsity-batches 6
              orthosae evaluate runs/batchtopk --evals absorption --spelling spelling
              orthosae evaluate runs/topk --evals sparse-probing --probing-data texts
              orthosae evaluate runs/toy --evals ground-truth
              orthosae evaluate runs/topk --evals token-classes --corpus held-out.jsonl
              orthosae evaluate runs/topk --evals sparse-probing --probing-data texts --probing-sets mine.yaml

            A DATA SET OF ONE'S OWN, in the file for --probing-sets; the text files are looked for in --probing-data
              movie_reviews:
                file: movie_reviews.jsonl  # or .jsonl.zst, .csv, .tsv
                text: text                 # the field with the text
                label: label               # the field with the class
                classes: [neg, pos]        # two or more of its values
                train: 600                 # texts of each class; 2000
                test: 150                  # if left out, and 500
            """)

    @Argument(help: "Run folders, folders or files with a finished SAE, hf:org/name/folder, or a catalogue's release/id.")
    var saes: [String]

    @Option(help: ArgumentHelp("core, absorption, sparse-probing, ground-truth, token-classes; several with commas.", valueName: "list"))
    var evals = "core"

    @Option(help: ArgumentHelp("The model's folder or GGUF file; needed when the SAEs are not of the embedded model.", valueName: "dir"))
    var model: String?

    @Flag(
        name: .customLong("no-bos"),
        help: "Begin no text with BOS; otherwise text begins as that which each SAE was trained on.")
    var noBOS = false

    @OptionGroup(title: "Core") var core: CoreOptions
    @OptionGroup(title: "Absorption") var absorption: AbsorptionOptions
    @OptionGroup(title: "Sparse probing") var probing: SparseProbingOptions
    @OptionGroup(title: "Ground truth") var groundTruth: GroundTruthOptions
    @OptionGroup(title: "Token classes") var classes: TokenClassOptions

    @Option(help: ArgumentHelp("Seeds every random choice.", valueName: "n"), transform: OptionNumber.seed)
    var seed: UInt32 = 42

    @Flag(help: "Fail where a result is incomplete: too few letters, a missing source.")
    var strict = false

    @Flag(help: "Compute again what is finished already.")
    var force = false

    @Option(
        help: ArgumentHelp(
            "The folder of results; outdated files of the same SAE are replaced. Otherwise RUN/evaluations, where "
                + "'report' looks, and evaluations for an SAE without its run.", valueName: "dir"))
    var out: String?

    @OptionGroup var compute: ComputeOptions

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        if saes.isEmpty { throw ValidationError("name one SAE or more") }
        if out == "" { throw ValidationError("the folder of results has no name (--out)") }
    }

    private var choices: EvaluationRun.Choices {
        let standard = saes.lazy.compactMap(EvaluationRun.results).first ?? FileNames.evaluations
        var choices = EvaluationRun.Choices(
            model: model, out: URL(filePath: out ?? standard, directoryHint: .isDirectory), force: force, strict: strict)
        choices.besideRuns = out == nil
        choices.noBOS = noBOS
        return choices
    }

    func run() throws {
        let wanted = try EvaluationRun.kinds(evals)
        let engine = try compute.engine()
        let testbed = try absorption.testbed.open(wanted, engine: engine)
        // A testbed has its activations with it.
        let run = try EvaluationRun(saes, choices, for: testbed == nil ? wanted : [], engine: engine)
        // What each needs is opened before any of them works.
        let tokens = wanted.contains(.core) ? try run.groups.map { try core.tokens(run.inputs(), $0) } : nil
        let classTokens = wanted.contains(.tokenClasses) ? try run.groups.map { try classes.tokens(core, run.inputs(), $0) } : nil
        let artefacts = wanted.contains(.absorption) ? try absorption.artefacts() : nil
        let sources = wanted.contains(.sparseProbing) ? try probing.settings(seed: seed, strict: strict) : nil
        if testbed == nil, wanted.contains(where: { $0 != .groundTruth }) {
            for sae in run.saes where sae.description.dataset.hasPrefix(SpellingRecipe.dataset) {
                Terminal.say("note: \(sae.release) was trained on \(sae.description.dataset), not on text; --spelling evaluates it there")
            }
        }
        try run.own(wanted)
        if testbed == nil, wanted.contains(where: { $0 != .groundTruth }) { run.soundAlarms { try core.tokens($0, $1, $2) } }
        Interrupt.savesFirst()
        if let tokens { try run.core(core.settings, tokens) }
        if let testbed {
            try run.spelling(testbed, absorption.settings(seed: seed, strict: strict), l0: absorption.testbed.spellingL0)
        } else if let artefacts {
            try run.absorption(absorption.settings(seed: seed, strict: strict), artefacts)
        }
        if let sources { try run.sparseProbing(sources) }
        if wanted.contains(.groundTruth) { try run.groundTruth(groundTruth.settings) }
        if let classTokens { try run.tokenClasses(classes.settings(seed: seed), classTokens) }
        Terminal.print(json ? try run.report.json() : run.report.text)
    }
}

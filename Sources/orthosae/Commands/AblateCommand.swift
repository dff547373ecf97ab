import ArgumentParser
import Comparison
import Failures
import Records

/// `orthosae ablate`.
struct AblateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ablate", abstract: "Trains the Orthogonal SAE with parts left out or changed, and prints table 2.",
        discussion: """
            Rows differ from the full model in what their names say and in nothing else: the same batches, seeds and \
            sparsities, in one pass over the language model as far as memory allows. Temporal by token needs batches in \
            the order of the text: it has a pass of its own, with a full model on the same batches to be held against.

            EXAMPLES
              orthosae ablate
              orthosae ablate --seeds 3 --sparsities 1,2,4,8
              orthosae ablate --rows table,threshold,weight
              orthosae ablate --rows all --tokens 1e6
              orthosae ablate --resume runs/ablate

            GROUPS OF ROWS
              table        no curriculum, fixed threshold, no temporal (the paper's table 2)
              threshold    θ ends at 0, 0.05, 0.1, 0.3, 0.5
              coefficient  other measures of competition: containment, potential, one, priced
              gradient     c is differentiated as well
              weight       λ_o times 0, 0.1, 10, 100
              temporal     temporal by token

            The folder, resuming and evaluations are those of 'orthosae compare --help'.
            """)

    @Option(help: ArgumentHelp("Groups of rows beside the full model, with commas; or all.", valueName: "list"))
    var rows = "table"

    @Option(help: ArgumentHelp("Values of l1.weight, with commas, the same for every row.", valueName: "list"))
    var sparsities: String?

    @OptionGroup var comparison: ComparisonOptions
    @OptionGroup(title: "What is trained") var options: RunOptions
    @OptionGroup(title: "What is measured") var evaluation: ComparisonEvaluationOptions

    func run() throws {
        if let folder = comparison.resume { return try resumed(folder).run(as: nil) }
        try run(as: ["orthosae", "ablate"] + ComparisonOptions.words)
    }

    private func resumed(_ folder: String) throws -> AblateCommand {
        var words = try ComparisonOptions.recorded(in: folder, kind: .ablate)
        words.removeFirst(min(2, words.count))
        var again = try AblateCommand.parse(words)
        try again.comparison.goOn(in: folder, comparison)
        if let threads = options.threads { again.options.threads = threads }
        return again
    }

    private func run(as command: [String]?) throws {
        let groups = try AblationRows.read(rows)
        var request = try comparison.request(.ablate, options, core: evaluation.core, spelling: evaluation.testbed.spelling)
        request.sharedSparsities = try sparsities.map { try SparsityList(argument: "full=\($0)").values }
        let plan = try ComparisonPlan(
            request, recipes: { AblationRows.recipes(groups, full: $0) }, prepare: comparison.prepare(request))
        try comparison.run(
            plan, evaluation.evaluations(plan), threads: plan.saes[0].config.threads,
            command: command ?? comparison.recordedCommand)
    }
}

import ArgumentParser
import Comparison
import Failures
import Records

/// `orthosae compare`.
struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare", abstract: "Trains architectures side by side and prints table 1, as it is and at matched L0.",
        discussion: """
            Absorption depends on L0, whatever the method: so every architecture is trained at several sparsities, \
            and compared where their L0s meet. All SAEs see the same batches, in one pass over the language model as \
            far as memory allows; then all are evaluated together. Without arguments: four architectures at three \
            sparsities on the embedded model, with a quarter of the demo's tokens.

            EXAMPLES
              orthosae compare
              orthosae compare --seeds 3 --tokens 1e6
              orthosae compare --architectures orthogonal,topk,topk+competition --sparsities topk=16,32,64
              orthosae compare --sparsities orthogonal=1,2,4,8 standard=1,2,4,8 topk=8,16,32,64 jumprelu=1,2,4,8
              orthosae compare --architectures orthogonal,standard --set-for orthogonal:competition.weight=0.1
              orthosae compare --evals core,absorption,sparse-probing --probing-data texts
              orthosae compare --spelling spelling --architectures batchtopk,matryoshka --sparsities batchtopk=5 matryoshka=5
              orthosae compare --resume runs/compare

            ROWS: \(names(Architecture.self)); each also with +competition (the competition term by the Orthogonal \
            SAE's curriculum), and orthogonal:COEFFICIENT for another measure of competition. What is not in the paper \
            is marked (ours) in every table.

            SPARSITIES are values of sae.k where an architecture keeps the largest latents, of l0.weight for \
            jumprelu, of l1.weight otherwise. Where none are given: three, those of the embedded model chosen to meet.

            SEEDS decide where weights start, and nothing else: the order of batches is that of the first seed (or of \
            --set data.seed=N). So an SAE's resolved.yaml trains it again alone, to the same bytes. A difference counts \
            when its 95 % interval over seeds excludes 0; with one seed none does.

            THE FOLDER has comparison.json, written anew after each SAE, and a run folder for each one: settings, \
            events, SAE, evaluations. An SAE whose loss is not finite is marked as failed, and the others go on. Ctrl-C \
            writes a checkpoint; --resume DIR, or the same command with the same --out, goes on from there and trains \
            and evaluates nothing twice. The same --out with more rows, sparsities or seeds adds them.
            """)

    @Option(help: ArgumentHelp("Rows of the table, with commas.", valueName: "list"))
    var architectures = "orthogonal,standard,topk,jumprelu"

    @Option(
        parsing: .upToNextOption, help: ArgumentHelp("A row's sparsities, as topk=16,32,64; several.", valueName: "row=list"))
    var sparsities: [String] = []

    @OptionGroup var comparison: ComparisonOptions
    @OptionGroup(title: "What is trained") var options: RunOptions
    @OptionGroup(title: "What is measured") var evaluation: ComparisonEvaluationOptions

    func run() throws {
        if let folder = comparison.resume { return try resumed(folder).run(as: nil) }
        try run(as: ["orthosae", "compare"] + ComparisonOptions.words)
    }

    /// The command that began a folder, going on there.
    private func resumed(_ folder: String) throws -> CompareCommand {
        var words = try ComparisonOptions.recorded(in: folder, kind: .compare)
        words.removeFirst(min(2, words.count))
        var again = try CompareCommand.parse(words)
        try again.comparison.goOn(in: folder, comparison)
        if let threads = options.threads { again.options.threads = threads }
        return again
    }

    private func run(as command: [String]?) throws {
        let names = try architectures.split(separator: ",", omittingEmptySubsequences: false).map { try RowName(String($0)) }
        var request = try comparison.request(.compare, options, core: evaluation.core, spelling: evaluation.testbed.spelling)
        request.sparsities = try sparsities.map { try SparsityList(argument: $0) }
        let plan = try ComparisonPlan(
            request, recipes: { _ in names.map(RowRecipe.init) }, prepare: comparison.prepare(request))
        try comparison.run(
            plan, evaluation.evaluations(plan), threads: plan.saes[0].config.threads,
            command: command ?? comparison.recordedCommand)
    }
}

extension ComparisonOptions {
    /// Takes over what a resumed command may say anew.
    mutating func goOn(in place: String, _ now: ComparisonOptions) throws {
        let (folder, named) = try ResumePlace.read(place)
        out = folder
        checkpoint = named
        resume = nil
        json = now.json
        retry = now.retry
        if let atOnce = now.atOnce { self.atOnce = atOnce }
    }

    /// That of the folder which is gone on with.
    var recordedCommand: [String] {
        get throws { try out.flatMap { try ComparisonFolder.read($0)?.command } ?? [] }
    }
}

import ArgumentParser
import Engine
import Evaluation
import Failures
import Files
import Foundation
import Records

/// `orthosae competition`.
struct CompetitionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "competition",
        abstract: "Which latents of a run compete, since when, and what each latent is.",
        discussion: """
            From the run's events: pairs over θ, how strongly and in which directions they compete, by step, and the \
            strongest pairs. From the finished SAE over held-out text: the graph of competing latents with its \
            communities and hubs, and of each latent its contexts, logits and neighbours. From the run's evaluations: \
            how competition relates to absorption and to probing. Writes RUN/competition.json and RUN/latents.jsonl, \
            which 'orthosae report' draws.

            EXAMPLES
              orthosae competition runs/orthogonal
              orthosae competition runs/compare/topk-k_32-seed0 --theta 0.2
              orthosae evaluate runs/orthogonal --evals absorption --out runs/orthogonal/evaluations
              orthosae competition runs/orthogonal --rows 320 --json

            θ is where the run's own ended, or 0.3 where it has no competition term; c is the cosine of two latents' \
            activations over all tokens, whatever the run was trained with.

            \(Glossary.help)
            """)

    @Argument(help: ArgumentHelp("A run's folder; that of one SAE in a comparison's.", valueName: "run"))
    var folder: String

    @Option(
        help: ArgumentHelp("Rows of text; otherwise those that training held out, 320 at most.", valueName: "n"),
        transform: OptionNumber.rows)
    var rows: Int?

    @Option(help: ArgumentHelp("Pairs with c above it compete.", valueName: "number"), transform: OptionNumber.share)
    var theta: Float?

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Other text than the run's: .txt, .jsonl, .csv (.gz, .zst), .parquet, .arrow files or folders, a data set on the Hub (org/name), or 'embedded'.", valueName: "file"))
    var corpus: [String] = []

    @Option(help: ArgumentHelp("The field or column of that other text; otherwise it is found.", valueName: "name"))
    var column: String?

    @Flag(
        name: .customLong("no-bos"),
        help: "Begin no row of text with BOS; otherwise rows begin as those that the run was trained on.")
    var noBOS = false

    @Option(help: ArgumentHelp("The model's folder or GGUF file, where it is not at the run's model.path any more.", valueName: "dir"))
    var model: String?

    @Option(help: ArgumentHelp("A further folder of evaluations, whose files are named after the runs.", valueName: "dir"))
    var evaluations: String?

    @Flag(inversion: .prefixedNo, help: "Write latents.jsonl.")
    var latents = true

    @Option(help: ArgumentHelp("Where the files go; otherwise into the run's folder.", valueName: "dir"))
    var out: String?

    @OptionGroup var compute: ComputeOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        var choices = CompetitionRun.Choices(command: ["orthosae", "competition"] + CommandLine.arguments.dropFirst(2))
        choices.rows = rows
        choices.theta = theta
        choices.corpus = corpus.isEmpty ? nil : corpus
        choices.column = column
        choices.model = model
        choices.noBOS = noBOS
        choices.evaluations = evaluations.map { URL(filePath: $0, directoryHint: .isDirectory) }
        choices.describesLatents = latents
        choices.out = out.map { URL(filePath: $0, directoryHint: .isDirectory) }
        let work = try CompetitionRun(folder, choices, engine: compute.engine())
        Interrupt.savesFirst()
        let outcome = try work.write()
        guard json else { return Terminal.print(CompetitionSummary(outcome, of: work).text) }
        let data = try JSONCoding.data(outcome.report, .file, as: "the report of competition")
        Terminal.print(String(decoding: data.dropLast(), as: UTF8.self))
    }
}

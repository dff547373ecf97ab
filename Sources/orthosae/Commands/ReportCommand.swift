import ArgumentParser
import Failures
import Files
import Foundation
import Records
import Report
import TensorFiles

/// `orthosae report`.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Makes one HTML page of a comparison or of runs.",
        discussion: """
            The page needs no network and no other file. It is made from records alone: nothing is computed again. Where \
            a section has nothing to show, it says which command makes what is missing. The answer and its tables also go \
            to standard output.

            EXAMPLES
              orthosae report runs/compare
              orthosae report runs/orthogonal --evaluations evaluations
              orthosae report runs/orthogonal runs/topk --out both.html
              orthosae report runs/compare --latent-pages all
            """)

    @Argument(help: "A folder of 'orthosae compare' or 'ablate', or one or more run folders.")
    var runs: [String]

    @Option(
        help: ArgumentHelp(
            "Of how many latents, the strongest, the page holds contexts: a number, or 'all'.", valueName: "n|all"))
    var latentPages = "1000"

    @Option(
        help: ArgumentHelp("A further folder of evaluations, whose files are named after the runs.", valueName: "dir"))
    var evaluations: String?

    @Flag(help: "Print the tables in Markdown.")
    var markdown = false

    @Option(help: ArgumentHelp("The page; default: report.html in the first folder.", valueName: "file"))
    var out: String?

    func validate() throws {
        if runs.isEmpty { throw ValidationError("name a comparison or one or more runs") }
        if pages == nil { throw ValidationError("--latent-pages must be a number or 'all'") }
    }

    private var pages: LatentPages? {
        if latentPages == "all" { return .all }
        return Int(latentPages).flatMap { $0 >= 0 ? .strongest($0) : nil }
    }

    func run() throws {
        let folders = runs.map { URL(filePath: $0, directoryHint: .isDirectory) }
        let file = out.map { URL(filePath: $0) } ?? folders[0].appending(path: FileNames.report)
        let source = try ReportSource(
            folders, evaluations: evaluations.map { URL(filePath: $0, directoryHint: .isDirectory) })
        var page = ReportPage(source)
        if let pages { page.latentPages = pages }
        let owned = try Ownership(ofPlaceFor: file)
        defer { withExtendedLifetime(owned) {} }
        try AtomicFile.requireWritable(file)
        let html = page.html()
        // From now on a signal waits: the page is whole in a moment.
        Interrupt.savesFirst()
        try AtomicFile.write(html, to: file)
        let study = Study(source.record)
        let tables = ComparisonTables(study).all
        for note in source.notes { Terminal.say("note: \(note)") }
        Terminal.print(Answer(study).text)
        for table in tables { Terminal.print("\n" + (markdown ? table.markdown : table.text)) }
        Terminal.print("\npage  \(file.path(percentEncoded: false)) (\(Wording.figure(Double(html.count) / 1e6)) MB)")
    }
}

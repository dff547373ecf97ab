import Failures
import Files
import Foundation
import Records
import Report
import TensorFiles

/// What a comparison ends with: the answer, its tables, what it cost, and the page.
struct ComparisonSummary {
    private let record: ComparisonRecord
    private let folder: ComparisonFolder

    init(_ folder: ComparisonFolder) {
        record = folder.record
        self.folder = folder
    }

    /// Writes the page, and prints the tables or the record as JSON.
    ///
    /// - Throws: `Failure(.failed)` where no SAE came to its end; `.io` where the page cannot be written.
    func show(json: Bool) throws {
        let page = folder.url.appending(path: FileNames.report)
        // A page that cannot be written takes no figure from whoever reads the table.
        let written = Result { try AtomicFile.write(ReportPage(ReportSource([folder.url])).html(), to: page) }
        if json {
            let data = try JSONCoding.data(record, .file, as: "the comparison's record")
            Terminal.print(String(decoding: data.dropLast(), as: UTF8.self))
        } else {
            Terminal.print(text(page))
        }
        guard record.saes.contains(where: { $0.state == .finished }) else {
            throw Failure(.failed, "no SAE came to its end", at: folder.path)
        }
        try written.get()
    }

    private func text(_ page: URL) -> String {
        let study = Study(record)
        let places = [("record", "\(folder.path)/\(FileNames.comparison)"), ("page", page.path(percentEncoded: false))]
        let parts = [Answer(study).text] + ComparisonTables(study).all.map(\.text) + [Wording.table(costs + warnings + failures + places)]
        return parts.joined(separator: "\n\n")
    }

    /// The tables give the reasons; these are the folders that hold what there is of them.
    private var failures: [(String, String)] {
        record.saes.compactMap { sae in
            if case .failed = sae.state { ("failed", "\(folder.path)/\(sae.folder ?? sae.id)") } else { nil }
        }
    }

    /// SAEs that are not worth comparing.
    private var warnings: [(String, String)] {
        record.saes.compactMap { sae in
            Shortcomings.of(l0: sae.figures[.l0], explainedVariance: sae.figures[.explainedVariance])
                .map { ("warning", "\(sae.id): \($0)") }
        }
    }

    private var costs: [(String, String)] {
        let counters = record.counters, alone = record.saes.compactMap(\.trainingSeconds).reduce(0, +)
        var lines: [(String, String)] = []
        if let tokens = counters.modelTokens {
            lines.append(("language model", "\(Wording.count(tokens)) tokens for \(record.saes.count) SAEs"))
        }
        if let seconds = counters.trainingSeconds {
            lines.append(
                ("training", "\(Wording.duration(seconds)); one by one about \(Wording.duration(alone))"))
        }
        if let seconds = counters.evaluationSeconds { lines.append(("evaluation", Wording.duration(seconds))) }
        return lines
    }
}

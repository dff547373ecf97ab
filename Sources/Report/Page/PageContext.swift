import Failures
import Files
import Foundation
import Records

/// What every section draws from.
struct PageContext: Sendable {
    let source: ReportSource
    let study: Study
    let tables: ComparisonTables
    let answer: Answer
    /// The SAEs shown in detail, the one the question is about first, each with its run folder's records.
    let featured: [(sae: ComparedSAE, run: RunRecords)]

    init(_ source: ReportSource) {
        self.source = source
        study = Study(source.record)
        tables = ComparisonTables(study)
        answer = Answer(study)
        // Of plain runs all are wanted, finished or not; of a comparison one a row.
        let chosen = source.isComparison ? study.featured : source.record.saes
        let focus = study.focus?.id
        let ordered = chosen.filter { $0.row == focus } + chosen.filter { $0.row != focus }
        featured = ordered.compactMap { sae in source.runs[sae.id].map { (sae, $0) } }
    }

    /// The SAE whose latents section 6 shows; nil: none has them recorded.
    var shown: (sae: ComparedSAE, run: RunRecords)? { featured.first { $0.run.latents != nil } }

    /// How latents of an SAE are written.
    func links(_ sae: ComparedSAE) -> LatentLinks { LatentLinks(isOnPage: sae.id == shown?.sae.id) }

    /// Colour, dash and marker of a row, the same in every chart.
    func style(_ row: String) -> Int { source.record.rows.firstIndex { $0.id == row } ?? 0 }

    /// A path for a command: the run's folder as a person would name it.
    /// The run's folder as a command takes it, from any folder.
    func path(_ run: RunRecords) -> String { run.folder.standardizedFileURL.filePath.shellWord }

    /// The first run shown as a command takes it.
    var firstPath: String { featured.first.map { path($0.run) } ?? "RUN" }

    /// The settings of the first run shown.
    var settingsFile: String {
        featured.first.map { $0.run.folder.appending(path: FileNames.resolvedSettings).standardizedFileURL.filePath.shellWord }
            ?? "RUN/\(FileNames.resolvedSettings)"
    }
}

extension String {
    func trimmingSuffix(_ suffix: String) -> String { hasSuffix(suffix) ? String(dropLast(suffix.count)) : self }
}

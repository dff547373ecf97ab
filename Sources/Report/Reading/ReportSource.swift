public import Failures
import Files
public import Foundation
public import Records

/// What a page is made from: a comparison's folder, or run folders.
public struct ReportSource: Sendable {
    /// What is held against what; of plain runs, made from their own evaluations.
    public let record: ComparisonRecord
    /// Whether `record` was read from a file, rather than put together from run folders.
    public let isComparison: Bool
    /// Run folders by the id of the SAE.
    let runs: [String: RunRecords]
    /// A further folder of results.
    private let evaluations: URL?
    /// What was there but could not be read.
    let damage: [String]

    /// Reads one folder with a `comparison.json`, or one or more run folders.
    ///
    /// - Parameter evaluations: a further folder of results, in which files are named after the runs.
    /// - Throws: `Failure(.missingInput)` for a folder that is not there or holds nothing that is known;
    ///   `Failure(.badData)` for a `comparison.json` that cannot be read; `Failure(.usage)` for several comparisons.
    public init(_ folders: [URL], evaluations: URL? = nil) throws(Failure) {
        guard !folders.isEmpty else {
            throw Failure(.usage, "no folder to report on", remedy: "name a comparison or one or more runs")
        }
        self.evaluations = evaluations
        for folder in folders { try ReportSource.require(folder) }
        var leftOut = 0
        let comparisons = folders.filter { ReportSource.exists($0.appending(path: FileNames.comparison)) }
        if let folder = comparisons.first {
            guard folders.count == 1 else {
                throw Failure(
                    .usage, "a comparison and other folders cannot be on one page",
                    at: folder.path(percentEncoded: false), remedy: "report on it alone")
            }
            let file = folder.appending(path: FileNames.comparison)
            var read = try ReportSource.comparison(file)
            leftOut = read.leaveOutImpossible()
            record = read
            isComparison = true
            runs = Dictionary(
                record.saes.compactMap { sae in
                    sae.folder.map {
                        (
                            sae.id,
                            RunRecords(
                                folder.appending(path: $0, directoryHint: .isDirectory), evaluations: evaluations)
                        )
                    }
                }
            ) { first, _ in first }
        } else {
            let read = folders.map { RunRecords($0, evaluations: evaluations) }
            record = ReportSource.put(together: read)
            isComparison = false
            runs = Dictionary(zip(record.saes.map(\.id), read)) { first, _ in first }
        }
        let (saes, found) = (record.saes, runs)
        let own =
            leftOut == 0
            ? [] : ["left out of \(FileNames.comparison): \(Numbers.count(leftOut, of: "count")) that cannot be"]
        damage = own + saes.flatMap { sae in found[sae.id]?.damage.map { "\(sae.id): \($0)" } ?? [] }
    }

    /// Where results were looked for in vain, a sentence for each run that has none.
    public var notes: [String] {
        record.saes.compactMap { sae in
            guard let run = runs[sae.id], run.finished != nil, run.figures.isEmpty else { return nil }
            let places = ([run.folder.appending(path: FileNames.evaluations)] + [evaluations].compactMap { $0 })
                .map { $0.standardizedFileURL.filePath }
            return "\(sae.id): no evaluation is there (looked in \(places.joined(separator: " and "))); made by: "
                + "orthosae evaluate \(run.folder.standardizedFileURL.filePath.shellWord) --evals core,absorption"
        }
    }

    private static func exists(_ file: URL) -> Bool {
        FileManager.default.fileExists(atPath: file.path(percentEncoded: false))
    }

    private static func require(_ folder: URL) throws(Failure) {
        let path = folder.path(percentEncoded: false)
        guard exists(folder) else { throw FolderListing.missing(path) }
        let known = [
            FileNames.comparison, FileNames.resolvedSettings, FileNames.events, FileNames.finished,
            FileNames.evaluations,
        ]
        guard known.contains(where: { exists(folder.appending(path: $0)) }) else {
            throw Failure(
                .missingInput,
                "this is neither a run nor a comparison: it holds none of \(known.joined(separator: ", "))", at: path,
                remedy: "name a folder that 'orthosae train' or 'orthosae compare' wrote")
        }
    }

    private static func comparison(_ file: URL) throws(Failure) -> ComparisonRecord {
        let path = file.path(percentEncoded: false)
        let data = try WholeFile.data(file)
        let record: ComparisonRecord, what = "a comparison's record"
        do { record = try JSONCoding.read(ComparisonRecord.self, from: data, at: path, as: what) } catch {
            guard let mended = LooseJSON.mended(data) else { throw error }
            record = try JSONCoding.read(ComparisonRecord.self, from: mended, at: path, as: what)
        }
        guard record.format <= ComparisonRecord.currentFormat else {
            throw Failure(
                .badData, "format \(record.format) is newer than this program's \(ComparisonRecord.currentFormat)",
                at: path)
        }
        return record
    }

    /// A record of plain runs: a row for each architecture, an SAE for each run.
    private static func put(together runs: [RunRecords]) -> ComparisonRecord {
        var rows: [ComparisonRow] = [], saes: [ComparedSAE] = []
        for run in runs {
            let id =
                run.settings["sae.architecture"] ?? run.finished?.metadata?.trainedAs ?? run.finished?.architecture
                ?? run.name
            if !rows.contains(where: { $0.id == id }) {
                rows.append(
                    ComparisonRow(
                        id: id, label: RowNames.label(id), isOurs: id == "priced", paper: PaperFigures.architectures[id]))
            }
            let sparsity = RowNames.sparsity(id, run.settings)
            saes.append(
                ComparedSAE(
                    id: unique(run.name, in: saes.map(\.id)), row: id,
                    seed: run.settings["seed"].flatMap { UInt64($0) } ?? 0,
                    worldSeed: run.settings["world.name"].flatMap { $0 == "none" ? nil : run.settings["world.seed"] }
                        .flatMap { UInt64($0) }, sparsity: sparsity,
                    folder: run.name, state: run.finished == nil ? .pending : .finished, figures: run.figures,
                    trainingSeconds: run.events.last?.seconds))
        }
        let first = runs.first
        return ComparisonRecord(
            kind: .compare, product: first?.finished?.metadata?.writer ?? "orthosae \(ProductVersion.current)",
            command: [],
            provenance: Provenance(
                model: first?.finished?.metadata?.model ?? first?.settings["model.path"],
                hook: first?.finished?.metadata?.hook ?? first?.settings["model.hook"], width: first?.finished?.width,
                corpus: first?.settings["data.corpus"].map { [$0] }, tokens: first?.finished?.metadata?.tokens),
            rows: rows, saes: saes)
    }

    private static func unique(_ name: String, in taken: [String]) -> String {
        if !taken.contains(name) { return name }
        return (2...).lazy.map { "\(name) (\($0))" }.first { !taken.contains($0) } ?? name
    }
}

/// What architectures are called, and by which setting each is made sparse.
enum RowNames {
    static func label(_ id: String) -> String {
        [
            "orthogonal": "Orthogonal", "standard": "Standard", "topk": "TopK", "batchtopk": "BatchTopK",
            "jumprelu": "JumpReLU",
            "matryoshka": "Matryoshka", "ortsae": "OrtSAE", "priced": "Priced (BatchTopK)", "c2r": "C²R",
        ][id] ?? id
    }

    static func sparsity(_ id: String, _ settings: [String: String]) -> ComparedSAE.Sparsity? {
        let key =
            switch id {
            case "orthogonal", "standard": "l1.weight"
            case "jumprelu": "l0.weight"
            default: "sae.k"
            }
        return settings[key].flatMap(Double.init).map { .init(name: key, value: $0) }
    }
}

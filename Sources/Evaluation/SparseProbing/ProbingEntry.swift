import Failures
import Foundation

/// A data set that is there: its texts and, where a reference run chose, the plan.
struct ProbingEntry {
    let dataset: ProbingDataset
    let texts: ProbingTexts
    let plan: SamplePlan?
    /// SHA-256 of everything about it that figures depend on: name, classes, texts and their division, plan.
    let digest: String

    private init(_ dataset: ProbingDataset, _ texts: ProbingTexts, _ plan: SamplePlan?) {
        self.dataset = dataset
        self.texts = texts
        self.plan = plan
        let hash = ContentHash()
        hash.add([dataset.name] + dataset.classes.map(\.name))
        hash.add(plan?.source ?? "")
        for texts in texts.train + texts.test {
            hash.add("\(texts.count) texts")
            for text in texts { hash.add(text) }
        }
        digest = hash.digits()
    }

    /// Reads every source before the first goes through the model.
    ///
    /// - Returns: those that are there, and those that are not.
    /// - Throws: `Failure`: `.missingInput` when none is there (or, when strict, when one is not), `.badData` for a
    ///   record that cannot be read, a class with too few texts and a plan that does not fit.
    static func read(
        _ settings: SparseProbingSettings, progress: EvaluationProgress
    ) throws -> ([ProbingEntry], [SparseProbingReport.Missing]) {
        var entries: [ProbingEntry] = [], missing: [SparseProbingReport.Missing] = []
        let kinds = 2 * (settings.ks.count + 1)
        for var dataset in settings.datasets {
            if let count = settings.trainTexts { dataset.train = count }
            if let count = settings.testTexts { dataset.test = count }
            try progress("reading \(dataset.name)", 0)
            let texts: ProbingTexts
            do {
                texts = try dataset.texts(in: settings.folder, seed: settings.seed)
            } catch let source as MissingSource {
                missing.append(.init(dataset: dataset.name, files: source.names))
                continue
            }
            let plan = try settings.plans[dataset.name].map { try SamplePlan(file: $0) }
            try plan?.check(
                classes: dataset.classes.map(\.name), train: texts.train.map(\.count), test: texts.test.map(\.count),
                kinds: kinds)
            entries.append(ProbingEntry(dataset, texts, plan))
        }
        let names = missing.map { "\($0.dataset) (\($0.files.joined(separator: ", ")))" }.joined(separator: "; ")
        guard !entries.isEmpty, missing.isEmpty || !settings.isStrict else {
            throw Failure(
                .missingInput,
                entries.isEmpty ? "none of the data sets is there: \(names)" : "data sets are missing: \(names)",
                at: settings.folder.path(percentEncoded: false),
                remedy: "Guides/SparseProbing.md says what each file holds")
        }
        return (entries, missing)
    }
}

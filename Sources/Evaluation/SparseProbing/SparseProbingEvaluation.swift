import Autoencoders
public import Engine
import Failures
import Foundation
import Hashing
public import LanguageModels
public import Tokens

/// Sparse probing: how well one, two or five latents, or all, tell what a text is about. Guides/SparseProbing.md.
///
/// Texts go through the model once for all SAEs of one hook point, and the probes on the model's own channels are fitted
/// once: they are the same for every SAE.
public struct SparseProbingEvaluation {
    public let settings: SparseProbingSettings

    /// Throws `Failure(.usage)` for settings that are not possible.
    public init(_ settings: SparseProbingSettings) throws {
        try settings.check()
        self.settings = settings
    }

    /// A data set that is there.
    private struct Entry {
        let dataset: ProbingDataset
        let texts: ProbingTexts
        let plan: SamplePlan?
        /// SHA-256 of the chosen texts and their division.
        let digest: String
    }

    /// Evaluates SAEs, and gives one file for each in their order.
    ///
    /// - Parameters:
    ///   - inputs: what identifies the model, for the files' ids.
    ///   - progress: is told what is being done and the share that is done.
    /// - Throws: `Failure`: `.missingInput` when no source is there (or, when strict, when one is not), `.badData` for a
    ///   record that cannot be read, a class with too few texts and an SAE whose width is not the model's.
    public func run(
        _ saes: [EvaluatedSAE], model: Gemma2, tokenizer: Tokenizer, modelName: String, inputs: [String] = [],
        engine: ComputeEngine, progress: EvaluationProgress
    ) throws -> [EvaluationFile] {
        for sae in saes where sae.width != model.configuration.hiddenSize {
            throw Failure(
                .badData, "an SAE of width \(sae.width) for a model of width \(model.configuration.hiddenSize)",
                at: sae.folder.path(percentEncoded: false), remedy: "name the model that it was trained on")
        }
        let costs = saes.map { _ in EvaluationCost() }
        let (entries, missing) = try read(progress)
        var reports = saes.map { _ in SparseProbingReport(settings: settings, modelName: modelName, missing: missing) }
        let hooks = Dictionary(grouping: saes.indices, by: { saes[$0].hook })
        let order = hooks.values.map { $0.sorted() }.sorted { $0[0] < $1[0] }
        let rounds = Double(max(1, entries.count * order.count))
        for (turn, members) in order.enumerated() {
            let pass = PoolingPass(
                model: model, tokenizer: tokenizer, hook: saes[members[0]].hook,
                saes: members.map { saes[$0].autoencoder }, pooling: settings.pooling,
                contextLength: min(settings.contextLength, model.configuration.contextLength), engine: engine)
            for (number, entry) in entries.enumerated() {
                try progress("probing \(entry.dataset.name)", Double(turn * entries.count + number) / rounds)
                let keys = members.map { key(entry, saes[$0], inputs: [modelName] + inputs) }
                let results = try evaluate(entry, pass: pass, keys: keys, engine: engine)
                for (result, index) in zip(results, members) {
                    costs[index].add("model", seconds: result.times.model)
                    costs[index].add("encoder", seconds: result.times.encoder)
                    costs[index].add("probes", seconds: result.times.probes)
                    reports[index].entries.append(result)
                }
            }
        }
        try progress("probing", 1)
        return try saes.indices.map { index in
            try reports[index].file(
                of: saes[index], inputs: inputs + entries.map(\.digest), cost: costs[index])
        }
    }

    /// Reads every source before the first goes through the model.
    private func read(_ progress: EvaluationProgress) throws -> ([Entry], [SparseProbingReport.Missing]) {
        var entries: [Entry] = [], missing: [SparseProbingReport.Missing] = []
        let kinds = 2 * (settings.ks.count + 1)
        for var dataset in settings.datasets {
            if let (train, test) = settings.textsPerClass { (dataset.train, dataset.test) = (train, test) }
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
            entries.append(Entry(dataset: dataset, texts: texts, plan: plan, digest: Self.digest(texts)))
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

    /// What an SAE's figures on a data set depend on.
    private func key(_ entry: Entry, _ sae: EvaluatedSAE, inputs: [String]) -> [String] {
        inputs + [
            entry.dataset.name, entry.digest, entry.plan?.source ?? "", sae.fingerprint, "\(sae.hook)",
            "\(settings.seed) \(settings.ks) \(settings.pooling) \(settings.contextLength) \(settings.fitsAllLatents)",
        ]
    }

    /// The figures of some SAEs on a data set: those that were kept, or all computed.
    private func evaluate(
        _ entry: Entry, pass: PoolingPass, keys: [[String]], engine: ComputeEngine
    ) throws -> [SparseProbingReport.Entry] {
        let kept = settings.keptIn.map { KeptEntries(folder: $0) }
        let found = try keys.compactMap { try kept?.read($0) }
        let figures = found.count == keys.count ? found : try compute(entry, pass: pass, engine: engine)
        if found.count < keys.count { for (one, key) in zip(figures, keys) { try kept?.write(one, key) } }
        return figures.map {
            SparseProbingReport.Entry(
                dataset: entry.dataset, hasPlan: entry.plan != nil, channels: $0.channels, latents: $0.latents,
                times: $0.times)
        }
    }

    private func compute(
        _ entry: Entry, pass: PoolingPass, engine: ComputeEngine
    ) throws -> [KeptEntries.Figures] {
        var times = PoolingPass.Times()
        let train = try pass.run(entry.texts.train.flatMap(\.self), times: &times)
        let test = try pass.run(entry.texts.test.flatMap(\.self), times: &times)
        func data(_ side: (PoolingPass.Features) -> SparseLatents) -> PooledDataset {
            PooledDataset(
                train: side(train), test: side(test), trainRows: train.rows, testRows: test.rows,
                trainCounts: entry.texts.train.map(\.count), testCounts: entry.texts.test.map(\.count))
        }
        var calls = ProbeCalls(ProbeSettings(seed: settings.seed, ks: settings.ks), plan: entry.plan)
        let cost = EvaluationCost()
        let channels = cost.measure("channels") { calls.run(data(\.model), full: true, engine: engine) }
        // What all SAEs share is counted for each in equal parts, so that the files' times add up to the whole.
        let share = 1 / Double(pass.saes.count)
        return pass.saes.indices.map { index in
            var mine = calls
            let own = EvaluationCost()
            let latents = own.measure("probes") {
                mine.run(data { $0.latents[index] }, full: settings.fitsAllLatents, engine: engine)
            }
            return KeptEntries.Figures(
                channels: channels, latents: latents,
                times: .init(
                    model: times.model * share, encoder: times.encoder * share,
                    probes: cost.seconds("channels") * share + own.seconds("probes")))
        }
    }

    private static func digest(_ texts: ProbingTexts) -> String {
        let hash = SHA256()
        for texts in texts.train + texts.test {
            hash.update(data: Data("\(texts.count) texts;".utf8))
            for text in texts {
                hash.update(data: Data("\(text.count):".utf8))
                hash.update(data: Data(text))
            }
        }
        return SHA256.hexadecimal(hash.finalize())
    }
}

import Autoencoders
public import Engine
import Failures
import Foundation
public import LanguageModels
public import Tokens

/// Sparse probing: how well one, two or five latents, or all, tell what a text is about. Guides/SparseProbing.md.
///
/// Texts go through the model once for all SAEs of one hook point, and the probes on the model's own channels are fitted
/// once: they are the same for every SAE.
public struct SparseProbingEvaluation {
    public let settings: SparseProbingSettings

    /// Throws `Failure`: `.usage` for settings that are not possible, `.missingInput` where the folder is not there.
    public init(_ settings: SparseProbingSettings) throws {
        try settings.check()
        self.settings = settings
    }

    /// What the texts go through.
    private struct World {
        let model: LanguageModel
        let tokenizer: Tokenizer
        let engine: ComputeEngine
        /// Identifies the model.
        let inputs: [String]
        let tell: (SparseProbingEvent) throws -> Void
    }

    /// Evaluates SAEs, and gives one file for each in their order.
    ///
    /// - Parameters:
    ///   - inputs: what identifies the model, for the files' ids: `ModelDigest.of`.
    ///   - isFinished: SAEs for which it says so are left out.
    ///   - tell: gets each data set's times when it is finished, and what is missing before any work.
    ///   - progress: is told what is being done and the share that is done.
    /// - Throws: `Failure`: `.missingInput` when no source is there (or, when strict, when one is not), `.badData` for a
    ///   record that cannot be read, a class with too few texts and an SAE whose width is not the model's.
    public func run(
        _ saes: [EvaluatedSAE], model: LanguageModel, tokenizer: Tokenizer, modelName: String, inputs: [String] = [],
        engine: ComputeEngine, isFinished: AlreadyFinished = { _, _ in false },
        tell: (SparseProbingEvent) throws -> Void = { _ in }, progress: EvaluationProgress
    ) throws -> [EvaluationFile] {
        for sae in saes { try sae.requireFit(model) }
        let (entries, missing) = try ProbingEntry.read(settings, progress: progress)
        for source in missing { try tell(.missing(dataset: source.dataset, files: source.files)) }
        let configuration = SparseProbingReport.configuration(settings, entries.map(\.dataset), modelName: modelName)
        let depends = inputs + [settings.pooling.rawValue] + entries.map(\.digest)
        let wanted = try saes.filter { sae in
            try !isFinished(
                sae,
                EvaluationFile.identity(
                    .sparseProbing, of: sae, configuration: configuration, seed: UInt64(settings.seed), inputs: depends))
        }
        let costs = wanted.map { _ in EvaluationCost() }
        var reports = wanted.map { _ in SparseProbingReport(settings: settings, modelName: modelName, missing: missing) }
        try withoutActuallyEscaping(tell) { tell in
            let world = World(
                model: model, tokenizer: tokenizer, engine: engine, inputs: [modelName] + inputs, tell: tell)
            let hooks = Dictionary(grouping: wanted.indices, by: { wanted[$0].hook })
            let order = hooks.values.map { $0.sorted() }.sorted { $0[0] < $1[0] }
            let rounds = Double(max(1, entries.count * order.count))
            for (turn, members) in order.enumerated() {
                for (number, entry) in entries.enumerated() {
                    let (results, notes) = try evaluate(entry, members.map { wanted[$0] }, world) { what, share in
                        try progress(
                            "probing \(entry.dataset.name): \(what)",
                            (Double(turn * entries.count + number) + share) / rounds)
                    }
                    for (result, index) in zip(results, members) {
                        costs[index].add("model", seconds: result.times.model)
                        costs[index].add("encoder", seconds: result.times.encoder)
                        costs[index].add("probes", seconds: result.times.probes)
                        reports[index].entries.append(result)
                        reports[index].notes += notes
                    }
                }
            }
        }
        if !wanted.isEmpty { try progress("probing", 1) }
        return try wanted.indices.map { try reports[$0].file(of: wanted[$0], inputs: depends, cost: costs[$0]) }
    }

    /// What an SAE's figures on a data set depend on.
    private func key(_ entry: ProbingEntry, _ sae: EvaluatedSAE, _ inputs: [String]) -> [String] {
        inputs + [
            entry.digest, sae.fingerprint, "\(sae.hook)",
            "\(settings.seed) \(settings.ks) \(settings.pooling) \(settings.contextLength) \(settings.fitsAllLatents)",
        ]
    }

    /// The figures of some SAEs of one hook point on a data set: kept ones, and the others computed together.
    private func evaluate(
        _ entry: ProbingEntry, _ saes: [EvaluatedSAE], _ world: World, progress: EvaluationProgress
    ) throws -> ([SparseProbingReport.Entry], [String]) {
        let kept = settings.keptIn.map { KeptEntries(folder: $0) }
        let keys = saes.map { key(entry, $0, world.inputs) }
        var notes: [String] = []
        func note(_ text: String) throws {
            notes.append(text)
            try world.tell(.note(text))
        }
        var figures = try keys.map { key -> KeptEntries.Figures? in
            do { return try settings.takesKept ? kept?.read(key) : nil } catch let failure as Failure {
                try note("kept figures cannot be used and are computed again: \(failure)")
                return nil
            }
        }
        let open = saes.indices.filter { figures[$0] == nil }
        if !open.isEmpty {
            let computed = try compute(entry, open.map { saes[$0] }, world, progress: progress)
            for (one, index) in zip(computed, open) {
                figures[index] = one
                do { try kept?.write(one, keys[index]) } catch let failure as Failure {
                    try note("the figures could not be kept for an interrupted run: \(failure)")
                }
            }
        }
        let told = open.isEmpty ? figures.compactMap(\.self) : open.compactMap { figures[$0] }
        try world.tell(
            .finished(
                ProbedDataset(
                    dataset: entry.dataset.name, saes: told.count, model: told.map(\.times.model).reduce(0, +),
                    encoder: told.map(\.times.encoder).reduce(0, +), probes: told.map(\.times.probes).reduce(0, +),
                    isKept: open.isEmpty)))
        let entries = figures.enumerated().compactMap { index, figures in
            figures.map {
                SparseProbingReport.Entry(
                    dataset: entry.dataset, hasPlan: entry.plan != nil, channels: $0.channels, latents: $0.latents,
                    times: $0.times, isKept: !open.contains(index))
            }
        }
        return (entries, notes)
    }

    private func compute(
        _ entry: ProbingEntry, _ saes: [EvaluatedSAE], _ world: World, progress: EvaluationProgress
    ) throws -> [KeptEntries.Figures] {
        let engine = world.engine
        let pass = PoolingPass(
            model: world.model, tokenizer: world.tokenizer, hook: saes[0].hook, saes: saes.map(\.autoencoder),
            pooling: settings.pooling,
            contextLength: min(settings.contextLength, world.model.configuration.contextLength), engine: engine)
        var times = PoolingPass.Times()
        let what = "model and encoder"
        try progress(what, 0)
        let train = try pass.run(entry.texts.train.flatMap(\.self), times: &times) { try progress(what, 0.4 * $0) }
        let test = try pass.run(entry.texts.test.flatMap(\.self), times: &times) { try progress(what, 0.4 + 0.1 * $0) }
        func data(_ side: (PoolingPass.Features) -> SparseLatents) -> PooledDataset {
            PooledDataset(
                train: side(train), test: side(test), trainRows: train.rows, testRows: test.rows,
                trainCounts: entry.texts.train.map(\.count), testCounts: entry.texts.test.map(\.count))
        }
        var calls = ProbeCalls(ProbeSettings(seed: settings.seed, ks: settings.ks), plan: entry.plan)
        // The second half of the bar: the model's channels, then each SAE's latents.
        let step = 0.5 / Double(saes.count + 1)
        let cost = EvaluationCost()
        let channels = try cost.measure("channels") {
            try calls.run(data(\.model), full: true, engine: engine) { try progress("probes", 0.5 + step * $0) }
        }
        // What all SAEs share is counted for each in equal parts, so that the files' times add up to the whole.
        let share = 1 / Double(saes.count)
        return try saes.indices.map { index in
            var mine = calls
            let own = EvaluationCost()
            let latents = try own.measure("probes") {
                try mine.run(data { $0.latents[index] }, full: settings.fitsAllLatents, engine: engine) {
                    try progress("probes", 0.5 + step * (Double(index + 1) + $0))
                }
            }
            return KeptEntries.Figures(
                channels: channels, latents: latents,
                times: .init(
                    model: times.model * share, encoder: times.encoder * share,
                    probes: cost.seconds("channels") * share + own.seconds("probes")))
        }
    }
}

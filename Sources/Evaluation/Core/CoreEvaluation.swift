public import Engine
import Failures
import Files
public import LanguageModels

/// SAEBench's core evaluation: what the model loses with the SAE in its place, how well it reconstructs, how sparse it
/// is, what its weights look like. Several SAEs are measured in one pass over the model. Guides/CoreMetrics.md.
public struct CoreEvaluation {
    public let settings: CoreSettings

    public init(_ settings: CoreSettings = CoreSettings()) { self.settings = settings }

    /// One file for each SAE, in their order.
    ///
    /// - Parameters:
    ///   - modelDigest: identifies the model, for the files' ids: `ModelDigest.of`.
    ///   - specialTokens: the tokenizer's padding, end and beginning: positions of theirs count in no average.
    ///   - isFinished: SAEs for which it says so are left out.
    /// - Throws: `Failure`: `.usage` for impossible settings; `.badData` for an SAE that does not fit the model, too
    ///   few rows, ids outside the vocabulary, and rows of special tokens alone; what the model and `progress` throw.
    public func run(
        _ saes: [EvaluatedSAE], model: LanguageModel, modelName: String, modelDigest: String, tokens: EvaluationTokens,
        specialTokens: Set<Int32>, engine: ComputeEngine, isFinished: AlreadyFinished = { _, _ in false },
        progress: EvaluationProgress = { _, _ in }
    ) throws -> [EvaluationFile] {
        let cost = EvaluationCost()
        let configuration = settings.json(model: modelName, dataset: tokens.source, context: tokens.context)
        let inputs = [tokens.digest, modelDigest, specialTokens.sorted().map { "\($0)" }.joined(separator: " ")]
        let wanted = try saes.filter { sae in
            try !isFinished(
                sae, EvaluationFile.identity(.core, of: sae, configuration: configuration, seed: 0, inputs: inputs))
        }
        if wanted.isEmpty { return [] }
        let figures = try measure(
            wanted, model: model, tokens: tokens, specialTokens: specialTokens, engine: engine, cost: cost,
            progress: progress)
        return try zip(wanted, figures).map { sae, figures in
            try EvaluationFile(
                .core, of: sae, configuration: configuration, metrics: figures.metrics, details: figures.details,
                own: figures.own.setting("saes_in_this_pass", to: .integer(wanted.count)), inputs: inputs, cost: cost)
        }
    }

    /// The figures themselves, one for each SAE. Throws as `run` does.
    public func measure(
        _ saes: [EvaluatedSAE], model: LanguageModel, tokens: EvaluationTokens, specialTokens: Set<Int32>,
        engine: ComputeEngine, cost: EvaluationCost = EvaluationCost(), progress: EvaluationProgress = { _, _ in }
    ) throws -> [CoreFigures] {
        try check(saes, model, tokens)
        let batches = stride(from: 0, to: settings.rows, by: settings.batchSize).map {
            CoreBatch(tokens.rows[$0..<$0 + settings.batchSize], special: specialTokens)
        }
        let (first, second) = (batches[..<settings.reconstructionBatches], batches[settings.reconstructionBatches...])
        for part in [first, second] where part.allSatisfy({ $0.valid.isEmpty }) {
            throw Failure(.badData, "every token is special: nothing is left to average over", at: tokens.place)
        }
        let pass = CorePass(saes, model: model, settings: settings, engine: engine, cost: cost)
        let all = Double(batches.count + 1)
        for (index, batch) in batches.enumerated() {
            try progress(
                index < first.count ? "core: cross-entropy and KL" : "core: reconstruction and sparsity",
                Double(index) / all)
            if index < first.count { try pass.addReconstruction(batch) } else { try pass.addSparsity(batch) }
        }
        try progress("core: weights", Double(batches.count) / all)
        var figures = pass.figures()
        for (index, sae) in saes.enumerated() {
            figures[index].weights = cost.measure("weights") { WeightFigures(of: sae, engine: engine) }
            figures[index].reconstructionTokens = settings.batchSize * settings.reconstructionBatches * tokens.context
            figures[index].sparsityTokens = settings.batchSize * settings.sparsityBatches * tokens.context
        }
        try progress("core", 1)
        return figures
    }

    private func check(_ saes: [EvaluatedSAE], _ model: LanguageModel, _ tokens: EvaluationTokens) throws {
        let s = settings
        guard s.batchSize > 0, s.reconstructionBatches > 0, s.sparsityBatches > 0 else {
            throw Failure(
                .usage, "\(s.reconstructionBatches) and \(s.sparsityBatches) batches of \(s.batchSize) rows",
                remedy: "each must be 1 or more")
        }
        for sae in saes { try sae.requireFit(model) }
        guard tokens.rows.count >= s.rows else {
            throw EvaluationTokens.tooFew(tokens.rows.count, wanted: s.rows, at: tokens.place ?? tokens.source)
        }
        try tokens.require(vocabulary: model.configuration.vocabularySize)
    }
}

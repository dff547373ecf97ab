import Engine
import Failures
import Foundation
import LanguageModels
import Tokens

/// Makes the model's side of the evaluation, or takes it from the cache.
struct ModelSideBuilder {
    let model: LanguageModel
    let tokenizer: Tokenizer
    let settings: AbsorptionSettings
    let artefacts: AbsorptionArtefacts
    let cache: ModelSideCache?
    let engine: ComputeEngine
    let cost: EvaluationCost

    /// - Parameters:
    ///   - hook: where the activations are read.
    ///   - seed: fixes what is not shared.
    ///   - warn: told what a reader should know, a damaged cache say.
    func side(
        at hook: Hookpoint, seed: UInt64, warn: (String) -> Void, progress: EvaluationProgress
    ) throws -> AbsorptionModelSide {
        let plan = try artefacts.plan ?? FirstLetterPlan(
            words: FirstLetterVocabulary.words(of: tokenizer), limit: settings.words, seed: seed)
        try check(plan)
        let train = try PromptTokens(plan.train, tokenizer: tokenizer)
        let test = try PromptTokens(plan.test, tokenizer: tokenizer)
        let entry = try cache?.entry(self, plan: [train, test], hook: hook, seed: seed)
        if let entry {
            do {
                if let stored = try entry.read(width: model.configuration.hiddenSize, plan: plan) {
                    return try side(plan, stored, seed: seed)
                }
            } catch let failure as Failure {
                warn("the cached activations cannot be used and are computed again: \(failure)")
            }
        }
        let stored = try compute(plan, train, test, at: hook, seed: seed, progress: progress)
        if let entry {
            do { try entry.write(stored) } catch let failure as Failure {
                warn("the activations could not be cached: \(failure)")
            }
        }
        return try side(plan, stored, seed: seed)
    }

    private func compute(
        _ plan: FirstLetterPlan, _ train: PromptTokens, _ test: PromptTokens, at hook: Hookpoint, seed: UInt64,
        progress: EvaluationProgress
    ) throws -> StoredModelSide {
        func activations(_ tokens: PromptTokens, _ range: ClosedRange<Double>, _ what: String) throws -> Matrix {
            try cost.measure("model") {
                try tokens.activations(in: model, at: hook, batch: settings.modelBatch, engine: engine) { share in
                    try progress(what, range.lowerBound + share * (range.upperBound - range.lowerBound))
                }
            }
        }
        let (x, heldOut) = try artefacts.activations ?? (
            activations(train, 0...0.6, "activations of \(plan.train.count) training words"),
            activations(test, 0.6...0.75, "activations of \(plan.test.count) test words")
        )
        let probe = try artefacts.probe ?? cost.measure("probes") {
            var random = CounterRandom(seed: seed, stream: Stream.probe.rawValue)
            return try LinearProbe.train(
                on: .dense(x), labels: plan.train.map { Int32($0.letter) }, classes: FirstLetter.count, .init(),
                engine: engine, using: &random
            ) { try progress("the ground-truth probe", 0.75 + 0.05 * $0) }
        }
        let scored = try scoredPrompts(plan, logits(probe, heldOut), seed: seed)
        let tokens = try PromptTokens(scored, tokenizer: tokenizer)
        try tokens.requireEqualLengths(of: scored)
        let measured = try activations(tokens, 0.8...1, "activations of \(scored.count) words to be scored")
        return StoredModelSide(train: x, test: heldOut, probe: probe, scored: measured)
    }

    private func side(_ plan: FirstLetterPlan, _ stored: StoredModelSide, seed: UInt64) throws -> AbsorptionModelSide {
        let logits = logits(stored.probe, stored.test)
        let scored = try scoredPrompts(plan, logits, seed: seed)
        guard scored.count == stored.scored.rows else {
            throw Failure(.badData, "\(stored.scored.rows) activations for \(scored.count) scored words")
        }
        return AbsorptionModelSide(
            plan: plan, train: stored.train, test: stored.test, probe: stored.probe, testLogits: logits,
            scored: scored, scoredActivations: stored.scored)
    }

    private func logits(_ probe: LinearProbe, _ x: Matrix) -> Matrix {
        let logits = Matrix(rows: x.rows, columns: probe.classes)
        probe.logits(of: x, engine: engine, into: logits)
        return logits
    }

    private func scoredPrompts(_ plan: FirstLetterPlan, _ logits: Matrix, seed: UInt64) throws -> [FirstLetterPrompt] {
        if let given = artefacts.scoredPrompts { return given }
        let pool = plan.words
        return try AbsorptionModelSide.truePositives(plan.test, logits: logits.toArray()).map {
            try plan.scoringPrompt(ofTestWord: $0, pool: pool, seed: seed)
        }
    }

    /// Throws `Failure(.badData)` where there is nothing to train or test on, or shared parts do not fit each other.
    private func check(_ plan: FirstLetterPlan) throws {
        let width = model.configuration.hiddenSize
        guard !plan.train.isEmpty, !plan.test.isEmpty else {
            throw Failure(
                .badData, "\(plan.train.count) training and \(plan.test.count) test words",
                remedy: "absorption needs a tokenizer whose tokens are words")
        }
        if let (train, test) = artefacts.activations {
            guard train.rows == plan.train.count, test.rows == plan.test.count, train.columns == width,
                test.columns == width
            else {
                throw Failure(
                    .badData,
                    "shared activations of [\(train.rows), \(train.columns)] and [\(test.rows), \(test.columns)] for "
                        + "\(plan.train.count) and \(plan.test.count) words and a model of width \(width)",
                    remedy: "take words and activations from one run")
            }
        }
        if let probe = artefacts.probe, probe.classes != FirstLetter.count || probe.width != width {
            throw Failure(
                .badData, "a shared probe of [\(probe.classes), \(probe.width)], expected [26, \(width)]",
                remedy: "take the probe from a run on this model")
        }
    }
}

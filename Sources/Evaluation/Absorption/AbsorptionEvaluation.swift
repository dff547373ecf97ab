public import Engine
import Failures
public import Foundation
public import LanguageModels
public import Tokens

/// First-letter feature absorption as SAEBench 0.6.0 measures it, seeded (Guides/Absorption.md).
public struct AbsorptionEvaluation {
    public let settings: AbsorptionSettings
    private let engine: ComputeEngine

    public init(settings: AbsorptionSettings = .init(), engine: ComputeEngine) {
        self.settings = settings
        self.engine = engine
    }

    /// The model that the words go through, and what its activations are kept under.
    public struct Subject {
        public let model: LanguageModel
        /// Its folder, whose contents the cache's keys are made from.
        public let folder: URL
        public let tokenizer: Tokenizer
        /// Prompts have no BOS where TransformerLens would put none; elsewhere they begin as the SAE's rows do.
        var promptTokenizer: Tokenizer {
            model.configuration.beginsPromptsWithBOS ? tokenizer : tokenizer.withoutBOS()
        }
        /// Where activations and ground-truth probes are kept between runs; nil: nowhere.
        public let cache: URL?
        /// The folder's `ModelDigest`, where the caller has it already.
        public let digest: String?

        public init(model: LanguageModel, folder: URL, tokenizer: Tokenizer, cache: URL?, digest: String? = nil) {
            self.model = model
            self.folder = folder
            self.tokenizer = tokenizer
            self.cache = cache
            self.digest = digest
        }
    }

    /// Measures the SAEs. The language model runs once for each layer and seed, however many SAEs there are; nothing is
    /// computed by it where the cache has what is needed.
    ///
    /// - Parameters:
    ///   - artefacts: parts of another program's run; `ranking(sae)` those of one SAE.
    ///   - isFinished: SAEs for which it says so are left out.
    ///   - finished: given each SAE's file as soon as it is made, in the order of `saes` within a layer, so that an
    ///     interruption loses no finished one.
    /// - Throws: `Failure`: `.badData` for an SAE whose width is not the model's, whose hook is not in the residual
    ///   stream after a block, and for shared parts that do not fit; with `strict`, `.failed` where too few letters
    ///   pass; what the model and `progress` throw.
    @discardableResult
    public func run(
        _ saes: [EvaluatedSAE], on subject: Subject, artefacts: AbsorptionArtefacts = .init(),
        ranking: (EvaluatedSAE) throws -> [Int: [Int32]]? = { _ in nil },
        isFinished: AlreadyFinished = { _, _ in false }, progress: @escaping EvaluationProgress = { _, _ in },
        finished: (EvaluationFile) throws -> Void = { _ in }
    ) throws -> [EvaluationFile] {
        for sae in saes { try check(sae, subject.model) }
        let digest = try subject.digest ?? ModelDigest.of(folder: subject.folder)
        func inputs(_ sae: EvaluatedSAE) throws -> [String] {
            let ranking = try artefacts.ranking ?? ranking(sae)
            // The gates are of this version, so that a file without them is made anew.
            return [digest, "\(settings.seeds)", artefacts.digest(ranking: ranking), "gates 1"]
                + (settings.words.map { ["words \($0)"] } ?? [])
        }
        let wanted = try saes.filter { sae in
            try !isFinished(
                sae,
                EvaluationFile.identity(
                    .absorption, of: sae, configuration: AbsorptionReport.configuration(settings, sae),
                    seed: settings.seed, inputs: try inputs(sae)))
        }
        var files = [EvaluationFile?](repeating: nil, count: wanted.count)
        try each(wanted, on: subject, digest, artefacts, ranking, progress) { index, outcome in
            if settings.strict, let reason = outcome.results.lazy.compactMap(\.shortfall).first {
                throw Failure(
                    .failed, reason, at: wanted[index].release,
                    remedy: "absorption needs a model that knows the letters of its tokens; without --strict the "
                        + "letters that pass are reported")
            }
            let file = try AbsorptionReport(
                sae: wanted[index], outcome: outcome, settings: settings, sharedParts: artefacts.names,
                inputs: try inputs(wanted[index])
            ).file()
            files[index] = file
            try finished(file)
        }
        return files.compactMap { $0 }
    }

    /// The results alone, for each SAE one a seed. Throws as `run` does, but for `strict`.
    public func results(
        of saes: [EvaluatedSAE], on subject: Subject, artefacts: AbsorptionArtefacts = .init(),
        ranking: (EvaluatedSAE) throws -> [Int: [Int32]]? = { _ in nil },
        progress: @escaping EvaluationProgress = { _, _ in }
    ) throws -> [[AbsorptionResult]] {
        for sae in saes { try check(sae, subject.model) }
        var results = [[AbsorptionResult]](repeating: [], count: saes.count)
        let digest = try subject.digest ?? ModelDigest.of(folder: subject.folder)
        try each(saes, on: subject, digest, artefacts, ranking, progress) { results[$0] = $1.results }
        return results
    }

    /// What is known of one SAE.
    struct Outcome {
        /// One a seed.
        let results: [AbsorptionResult]
        let notes: [String]
        let modelDigest: String
        /// How many SAEs the model's side was made for; its cost is divided among them.
        let modelSharedBy: Int
        let cost: EvaluationCost
    }

    private func each(
        _ saes: [EvaluatedSAE], on subject: Subject, _ digest: String, _ artefacts: AbsorptionArtefacts,
        _ ranking: (EvaluatedSAE) throws -> [Int: [Int32]]?, _ progress: @escaping EvaluationProgress,
        _ body: (Int, Outcome) throws -> Void
    ) throws {
        let byLayer = Dictionary(grouping: saes.indices) { saes[$0].hook.layer }.sorted { $0.key < $1.key }
        for (layer, members) in byLayer {
            let (sides, notes, shared) = try modelSides(
                layer, subject, digest, artefacts, progress: { try progress($0, 0.5 * $1) })
            for (number, index) in members.enumerated() {
                let sae = saes[index], cost = EvaluationCost()
                for part in ["model", "probes"] {
                    cost.add(part, seconds: shared.seconds(part) / Double(members.count))
                }
                let ranking = try artefacts.ranking ?? ranking(sae)
                let results = try sides.enumerated().map { at, side in
                    try AbsorptionScorer(
                        side: side, settings: settings, ranking: ranking, engine: engine, cost: cost
                    ).result(of: sae.autoencoder, seed: settings.seed &+ UInt64(at)) { what, share in
                        let done = (Double(number) + (Double(at) + share) / Double(sides.count)) / Double(members.count)
                        try progress("absorption of \(sae.release): \(what)", 0.5 + 0.5 * done)
                    }
                }
                try body(
                    index,
                    Outcome(
                        results: results, notes: notes, modelDigest: digest, modelSharedBy: members.count, cost: cost))
            }
        }
    }

    /// One side a seed, what a reader should know of them, and what they cost.
    private func modelSides(
        _ layer: Int, _ subject: Subject, _ digest: String, _ artefacts: AbsorptionArtefacts,
        progress: EvaluationProgress
    ) throws -> ([AbsorptionModelSide], [String], EvaluationCost) {
        let cost = EvaluationCost(), count = max(1, settings.seeds)
        let builder = ModelSideBuilder(
            model: subject.model, tokenizer: subject.promptTokenizer, settings: settings, artefacts: artefacts,
            cache: subject.cache.map { ModelSideCache(folder: $0, model: digest) }, engine: engine, cost: cost)
        var notes: [String] = []
        let sides = try (0..<count).map { at in
            try builder.side(
                at: Hookpoint(layer: layer, site: .residPost), seed: settings.seed &+ UInt64(at),
                warn: { notes.append($0) }
            ) { what, share in try progress(what, (Double(at) + share) / Double(count)) }
        }
        return (sides, notes, cost)
    }

    private func check(_ sae: EvaluatedSAE, _ model: LanguageModel) throws {
        let width = model.configuration.hiddenSize
        guard sae.width == width else {
            throw Failure(
                .badData, "the SAE's width is \(sae.width), the model's \(width)", at: sae.release,
                remedy: "name the model that the SAE was trained on")
        }
        guard sae.hook.site == .residPost else {
            throw Failure(
                .badData, "the SAE reads \(sae.hook); absorption is defined on the residual stream after a block",
                at: sae.release, remedy: "evaluate an SAE of blocks.N.hook_resid_post")
        }
    }
}

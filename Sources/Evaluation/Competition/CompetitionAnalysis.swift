import Autoencoders
public import Engine
import Failures
import Files
public import Foundation
public import LanguageModels
public import Records
import TensorFiles
public import Tokens

/// Writes `competition.json` and `latents.jsonl` of a run: how its latents came to compete, which of the finished SAE's
/// do over held-out tokens, and what each latent is. Guides/CompetitionDynamics.md.
public struct CompetitionAnalysis {
    public let settings: CompetitionSettings
    private let engine: ComputeEngine

    public init(_ settings: CompetitionSettings = CompetitionSettings(), engine: ComputeEngine) {
        self.settings = settings
        self.engine = engine
    }

    /// The language model, shared by SAEs.
    public struct Subject {
        public let model: LanguageModel
        public let tokenizer: Tokenizer
        public let held: HeldOutActivations

        public init(model: LanguageModel, tokenizer: Tokenizer, held: HeldOutActivations) {
            self.model = model
            self.tokenizer = tokenizer
            self.held = held
        }
    }

    /// What was written, and what a summary needs beside it.
    public struct Outcome: Sendable {
        public let report: CompetitionReport
        /// Of each latent the token on which it fires most; nil where it never fires. `[F]`
        public let labels: [String?]
    }

    /// Of everything that the report depends on: equal ones mean the same report and the same latents.
    public func identity(of sae: EvaluatedSAE, _ history: RunHistory, on text: HeldOutText) -> String {
        ContentHash.digits(of: [
            "\(ProductVersion.name) \(ProductVersion.current)", settings.text, sae.fingerprint, history.digest,
            text.digest,
        ])
    }

    /// Computes, writes `latents.jsonl` (where latents are described) and then `competition.json`, each whole or not at
    /// all.
    ///
    /// - Parameters:
    ///   - command: the words that repeat it.
    ///   - folder: where the files go.
    /// - Throws: `Failure`: `.usage` for a θ that is not in [0, 1) or that too many pairs pass; `.badData` for an SAE that
    ///   does not fit the model; `.io`; what the model and `progress` throw.
    @discardableResult
    public func write(
        _ sae: EvaluatedSAE, _ history: RunHistory, on subject: Subject, command: [String], into folder: URL,
        progress: EvaluationProgress = { _, _ in }
    ) throws -> Outcome {
        try sae.requireFit(subject.model)
        guard settings.theta >= 0, settings.theta < 1 else {
            throw Failure(.usage, "θ is \(settings.theta)", remedy: "give one from 0 to below 1 with --theta")
        }
        let text = subject.held.text
        precondition(sae.hook == text.hook, "\(sae.hook) of the SAE, \(text.hook) of the activations")
        let activity = try LatentActivity(
            of: sae, on: subject.held, mostEntries: settings.mostEntries, engine: engine, progress: progress)
        let (pairs, theta) = try competing(activity, sae, progress)
        let network = CompetitionNetwork(pairs, latents: sae.latents)
        let texts = TokenTexts(subject.tokenizer)
        let contexts = LatentContexts(
            text: text, activity: activity, settings: settings, texts: texts, engine: engine)
        let strongest = engine.largestEntries(
            of: activity.latents, activity.order, most: settings.describesLatents ? LatentContexts.candidates : 1)
        let labels = strongest.map { contexts.label($0) }
        var report = CompetitionReport(
            product: "\(ProductVersion.name) \(ProductVersion.current)", command: command,
            identity: identity(of: sae, history, on: text), coefficient: history.coefficient,
            history: history.events.moments,
            strongest: Array(history.events.strongest.prefix(settings.histories)))
        report.graph = try .init(
            network, theta: theta, tokens: activity.tokens, settings: settings, density: activity.density,
            label: { labels[$0] }, progress: { try progress("communities", $0) })
        let skipped = subject.held.activations.rows - activity.tokens
        report.graph?.skipped = skipped > 0 ? skipped : nil
        let count = sae.latents
        report.absorption = history.absorption.flatMap {
            .init($0) { one, other in
                (0..<count).contains(one) && (0..<count).contains(other) && network.compete(one, other)
            }
        }
        report.probing = history.probing.flatMap {
            .init($0) { (0..<count).contains($0) ? network.degree($0) : 0 }
        }
        if settings.describesLatents {
            let describer = LatentDescriber(
                sae: sae, activity: activity, network: network, contexts: contexts,
                logits: DecoderLogits(model: subject.model, hook: subject.held.text.hook, texts: texts, engine: engine),
                associations: .init(absorption: history.absorption, probing: history.probing), settings: settings,
                engine: engine)
            try AtomicFile.write(to: folder.appending(path: FileNames.latents)) { file in
                try describer.describe(strongest: strongest, progress: progress) {
                    try file.write(try JSONCoding.data($0, .line, as: "a latent's record"))
                }
            }
        }
        try AtomicFile.write(
            try JSONCoding.data(report, .file, as: "a report of competition"),
            to: folder.appending(path: FileNames.competition))
        return Outcome(report: report, labels: labels)
    }

    /// The pairs, and the θ that they are above.
    private func competing(
        _ activity: LatentActivity, _ sae: EvaluatedSAE, _ progress: EvaluationProgress
    ) throws -> ([CompetingPair], Float) {
        var theta = settings.theta
        while true {
            if let pairs = try activity.pairs(
                above: theta, most: settings.mostPairs, decoder: sae.autoencoder.decoder, engine: engine,
                progress: { try progress("pairs", $0) })
            {
                return (pairs, theta)
            }
            guard settings.raisesTheta, theta < 0.9 else {
                throw Failure(
                    .usage, "more than \(settings.mostPairs) pairs have c above \(theta)",
                    at: sae.folder.path(percentEncoded: false), remedy: "give a larger --theta")
            }
            theta = min(0.9, theta + 0.1)
        }
    }
}

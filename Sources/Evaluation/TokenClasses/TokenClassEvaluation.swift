public import Engine
import Failures
import Files
public import LanguageModels
public import Tokens

/// Asks on plain text: for which classes of tokens does an SAE have a general latent, and do latents of the classes'
/// members absorb it? Ours, not SAEBench's. Guides/TokenClasses.md.
public struct TokenClassEvaluation {
    public let settings: TokenClassSettings

    public init(_ settings: TokenClassSettings = TokenClassSettings()) { self.settings = settings }

    /// Measures SAEs, and hands over each one's file when it is finished. The model runs once for each hook point, and a
    /// class' probe is trained once for all SAEs of it.
    ///
    /// - Parameters:
    ///   - modelDigest: `ModelDigest.of`.
    ///   - tokenizer: the one that the rows are of.
    ///   - specialTokens: padding, end and beginning: in no figure.
    ///   - isFinished: SAEs for which it says so are left out.
    /// - Throws: `Failure`: `.badData` for an SAE that does not fit the model, ids outside the vocabulary, and text in
    ///   which no class is frequent enough; what the model, `finished` and `progress` throw.
    public func run(
        _ saes: [EvaluatedSAE], model: LanguageModel, modelName: String, modelDigest: String, tokens: EvaluationTokens,
        tokenizer: Tokenizer, specialTokens: Set<Int32>, engine: ComputeEngine,
        isFinished: AlreadyFinished = { _, _ in false }, progress: EvaluationProgress = { _, _ in },
        finished: (EvaluationFile) throws -> Void
    ) throws {
        let configuration = settings.json(model: modelName, dataset: tokens.source, context: tokens.context)
        let inputs = [
            "token classes 1", tokens.digest, modelDigest, specialTokens.sorted().map { "\($0)" }.joined(separator: " "),
        ]
        for sae in saes { try sae.requireFit(model) }
        try tokens.require(vocabulary: model.configuration.vocabularySize)
        let wanted = try saes.filter { sae in
            try !isFinished(
                sae,
                EvaluationFile.identity(
                    .tokenClasses, of: sae, configuration: configuration, seed: settings.seed, inputs: inputs))
        }
        var hooks: [Hookpoint] = []
        for sae in wanted where !hooks.contains(sae.hook) { hooks.append(sae.hook) }
        let texts = TokenTexts(tokenizer)
        for hook in hooks {
            let cost = EvaluationCost()
            let text = try HeldOutText(
                rows: tokens.rows, hook: hook, modelDigest: modelDigest, specialTokens: specialTokens)
            let held = try cost.measure("model") {
                try HeldOutActivations(text, model: model, engine: engine) { try progress("token classes: \($0)", $1) }
            }
            let rows = TokenClassRows(held, settings: settings, engine: engine) { TokenClassRows.text($0, tokenizer) }
            let side = try cost.measure("probes") {
                try ClassModelSide(choosing: rows.choosing, testing: rows.testing, settings: settings, engine: engine) {
                    try progress("token classes: probes", $0)
                }
            }
            try progress("token classes: probes", 1)
            guard !side.classes.isEmpty else {
                throw Failure(
                    .badData, "in \(rows.choosing.count + rows.testing.count) tokens no class has \(settings.leastRows) "
                        + "among those that test", at: tokens.place ?? tokens.source, remedy: "give more text")
            }
            for sae in wanted where sae.hook == hook {
                let figures = cost.measure("figures") {
                    TokenClassFigures(of: sae.autoencoder, on: side, settings: settings, engine: engine)
                }
                try finished(
                    EvaluationFile(
                        .tokenClasses, of: sae, configuration: configuration, metrics: figures.metrics,
                        details: figures.details(name: { TokenClass.allCases[$0].name }, text: { texts[$0] }),
                        own: own(figures, rows), seed: settings.seed, inputs: inputs, cost: cost))
            }
        }
    }

    private func own(_ figures: TokenClassFigures, _ rows: TokenClassRows) -> JSONTree {
        let leftOut = figures.leftOut.map { TokenClass.allCases[$0].name }
        var notes: [JSONTree] = []
        if !leftOut.isEmpty {
            notes.append(.text("too few tokens to say anything of: \(leftOut.joined(separator: ", "))"))
        }
        if figures.general.isEmpty { notes.append(.text("no class has a general latent: nothing is said of absorption")) }
        return [
            "of": "orthosae's own, not SAEBench's; Guides/TokenClasses.md",
            "choosing_tokens": .integer(rows.choosing.count), "test_tokens": .integer(rows.testing.count),
            "test_rows_of_text": .list(rows.testRows.map { .integer($0) }),
            "massive_activations_left_out": .integer(rows.massive),
            "classes_left_out": .list(leftOut.map { .text($0) }), "notes": .list(notes),
        ]
    }
}

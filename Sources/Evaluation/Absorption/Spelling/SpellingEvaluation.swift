import Autoencoders
package import Engine
import Failures
import Files
import LanguageModels

/// Absorption of SAEs of a spelling stream, on its held-out prefixes: SAEBench's figures and the gates on the testbed's
/// words, with one threshold for each SAE that puts L0 where it is wanted (Guides/Testbeds.md).
package struct SpellingEvaluation {
    private let testbed: SpellingTestbed
    private let settings: AbsorptionSettings
    private let engine: ComputeEngine

    package init(_ testbed: SpellingTestbed, settings: AbsorptionSettings, engine: ComputeEngine) {
        self.testbed = testbed
        self.settings = settings
        self.engine = engine
    }

    /// Measures SAEs one by one.
    ///
    /// - Parameters:
    ///   - wanted: the L0 that an SAE is brought to, where it has one threshold for all latents; nil: it stays as it is.
    ///   - isFinished: SAEs for which it says so are left out.
    ///   - finished: given each file as soon as it is made.
    /// - Throws: `Failure(.badData)` for an SAE of another width or hook point; with `strict`, `.failed` where too few
    ///   letters pass; what `progress` and `finished` throw.
    @discardableResult
    package func run(
        _ saes: [EvaluatedSAE], wanted: (EvaluatedSAE) -> Double?, isFinished: AlreadyFinished = { _, _ in false },
        progress: @escaping EvaluationProgress = { _, _ in }, finished: (EvaluationFile) throws -> Void = { _ in }
    ) throws -> [EvaluationFile] {
        for sae in saes { try check(sae) }
        return try saes.enumerated().compactMap { number, sae in
            let wanted = CommonThreshold.isShared(by: sae.autoencoder) ? wanted(sae) : nil
            let inputs = ["spelling 1", testbed.digest, "gates 1", "L0 \(wanted.map { "\($0)" } ?? "as it is")"]
            let identity = try EvaluationFile.identity(
                .absorption, of: sae, configuration: AbsorptionReport.configuration(settings, sae), seed: settings.seed,
                inputs: inputs)
            if try isFinished(sae, identity) { return nil }
            let file = try file(sae, wanted: wanted, inputs: inputs) { what, share in
                try progress(
                    "absorption of \(sae.release): \(what)", (Double(number) + share) / Double(saes.count))
            }
            try finished(file)
            return file
        }
    }

    private func file(
        _ sae: EvaluatedSAE, wanted: Double?, inputs: [String], progress: EvaluationProgress
    ) throws -> EvaluationFile {
        let cost = EvaluationCost()
        var plain = sae.autoencoder
        var own: JSONTree = ["of": "words in spelling prompts, on held-out prefixes; Guides/Testbeds.md"]
        if let wanted {
            let set = cost.measure("encoder") {
                CommonThreshold.setting(wanted, of: plain, on: heldOut, engine: engine)
            }
            plain = set.sae
            own = own.setting("wanted_l0", to: .number(wanted)).setting("threshold", to: .number(Double(set.threshold)))
        }
        for (name, figure) in figures(plain) { own = own.setting(name, to: figure) }
        let result = try AbsorptionScorer(
            side: testbed.side, settings: settings, ranking: nil, purity: (testbed.sample, testbed.sampleWords),
            engine: engine, cost: cost
        ).result(of: plain, seed: settings.seed, progress: progress)
        if settings.strict, let reason = result.shortfall {
            throw Failure(.failed, reason, at: sae.release, remedy: "without --strict the letters that pass are reported")
        }
        let outcome = AbsorptionEvaluation.Outcome(
            results: [result], notes: [], modelDigest: testbed.digest, modelSharedBy: 1, cost: cost)
        return try AbsorptionReport(
            sae: sae, outcome: outcome, settings: settings, sharedParts: [], inputs: inputs, spelling: own
        ).file()
    }

    /// Words and text together, in the shares that the stream has them.
    private var heldOut: Matrix {
        let words = testbed.heldOutWords, text = testbed.heldOutText
        let all = Matrix(rows: words.rows + text.rows, columns: words.columns)
        engine.copyRows(of: words, into: all)
        engine.copyRows(of: text, into: all, from: words.rows)
        return all
    }

    /// How the SAE does on the held-out prefixes, and on text that the stream does not have.
    private func figures(_ sae: Autoencoder) -> [(String, JSONTree)] {
        func number(_ value: Double?) -> JSONTree { value.flatMap { $0.isFinite ? .number($0) : nil } ?? .null }
        func of(_ rows: Matrix) -> HeldOutFigures {
            // Pairs are not asked for: none exceed a threshold of 1.
            HeldOutFigures(of: sae, on: rows, threshold: 1, engine: engine)
        }
        let words = of(testbed.heldOutWords)
        var list: [(String, JSONTree)] = [
            ("explained_variance", number(words.explainedVariance)), ("mse", number(words.meanSquaredError)),
            ("alive", .number(words.aliveFraction)), ("l0_words", .number(words.l0)),
        ]
        var l0 = words.l0
        if testbed.heldOutText.rows > 0 {
            let text = of(testbed.heldOutText)
            let (a, b) = (Double(words.tokens), Double(text.tokens))
            l0 = (l0 * a + text.l0 * b) / (a + b)
            list += [("explained_variance_text", number(text.explainedVariance)), ("l0_text", .number(text.l0))]
        }
        return list + [("l0", .number(l0))]
    }

    private func check(_ sae: EvaluatedSAE) throws {
        guard sae.width == testbed.side.train.columns, sae.hook.name == testbed.hook else {
            throw Failure(
                .badData, "the SAE reads \(sae.hook) with a width of \(sae.width), the testbed is of \(testbed.hook) and "
                    + "\(testbed.side.train.columns)", at: sae.release,
                remedy: "evaluate SAEs that were trained on the testbed's stream")
        }
    }
}

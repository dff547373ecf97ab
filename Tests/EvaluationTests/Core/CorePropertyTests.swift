import Autoencoders
import Engine
import Evaluation
import Failures
import Files
import LanguageModels
import Records
import TestSupport
import Testing

/// What must hold for SAEs made by hand, without any golden.
@Suite struct CorePropertyTests {
    private let engine = ComputeEngine()

    /// A ReLU SAE of the embedded model's width.
    private func sae(latents: Int, _ fill: (Autoencoder) -> Void) -> EvaluatedSAE {
        var config = AutoencoderConfig()
        config.latents = latents
        config.activation = .relu
        config.decoderNorm = .free
        let sae = Autoencoder(configuration: config, width: 256)
        fill(sae)
        return EvaluatedSAE(
            sae, hook: Hookpoint(layer: 3, site: .residPost), description: CoreFixtures.description, release: "made",
            engine: engine)
    }

    /// Latents ±e_i.
    private func identity() -> EvaluatedSAE {
        sae(latents: 512) { sae in
            var rows = [Float](repeating: 0, count: 512 * 256)
            for i in 0..<256 {
                rows[i * 256 + i] = 1
                rows[(i + 256) * 256 + i] = -1
            }
            sae.encoder.assign(rows)
            sae.decoder.assign(rows)
        }
    }

    /// Latents whose bias lies below everything.
    private func silent() -> EvaluatedSAE {
        sae(latents: 300) { sae in
            let rows = (0..<300 * 256).map { (i: Int) -> Float in Float((i * 7 + i / 256) % 11) - 5 }
            sae.encoder.assign(rows)
            sae.decoder.assign(rows)
            sae.encoderBias.assign(Array(repeating: -1e6, count: 300))
        }
    }

    private func measure(_ saes: [EvaluatedSAE]) throws -> [CoreFigures] {
        try CoreEvaluation(CoreFixtures.smallSettings).measure(
            saes, model: CoreFixtures.model(engine), tokens: CoreFixtures.tokens(), specialTokens: CoreFixtures.special,
            engine: engine)
    }

    @Test func `An exact identity has a CE score of 1, no KL and no error`() throws {
        let figures = try measure([identity()])[0]
        #expect(figures.ceScore == 1)
        #expect(figures.klWith == 0 && figures.klScore == 1)
        #expect(figures.squaredError == 0 && figures.mse == 0)
        #expect(figures.explainedVariance == 1 && figures.explainedVarianceLegacy == 1)
        #expect(figures.explainedVarianceTextbook == 1)
        #expect(abs(figures.cosine - 1) < 1e-6 && abs(figures.normRatio - 1) < 1e-6 && abs(figures.bias - 1) < 1e-6)
        // Every coordinate that is not 0 fires one of its two latents.
        #expect(figures.l0 <= 256 && figures.l0 > 255.9)
        #expect(figures.weights.largestDecoderCosines.allSatisfy { $0 == 0 })
        #expect(figures.weights.encoderDecoderCosines.allSatisfy { $0 == 1 })
    }

    @Test func `An SAE that never fires and has no bias scores 0, and figures that do not exist are written as -1`() throws {
        let figures = try measure([silent()])[0]
        #expect(figures.ceScore == 0 && figures.klScore == 0)
        #expect(figures.l0 == 0 && figures.l1 == 0 && figures.aliveFraction == 0)
        #expect(figures.normalisedShare(above: 0.01) == 0)
        #expect(figures.cosine.isNaN && figures.bias.isNaN)
        let file = try CoreEvaluation(CoreFixtures.smallSettings).run(
            [silent()], model: CoreFixtures.model(engine), modelName: "m", modelDigest: "f",
            tokens: CoreFixtures.tokens(), specialTokens: CoreFixtures.special, engine: engine)[0]
        #expect(file.metrics["reconstruction_quality"]?["cossim"] == .number(-1))
        #expect(file.details.allSatisfy { $0["consistent_activation_heuristic"] == .number(-1) })
        #expect(try !file.json.text().isEmpty)
    }

    @Test func `One pass over several SAEs gives each the figures of a pass of its own`() throws {
        let together = try measure([identity(), silent()])
        let alone = try measure([silent()])[0]
        #expect(together[1].ceWith == alone.ceWith && together[1].klWith == alone.klWith)
        #expect(together[1].normOut == alone.normOut && together[1].ceAblated == alone.ceAblated)
    }

    @Test func `SAEs at different hooks share a pass, each with its own ablation`() throws {
        let later = EvaluatedSAE(
            identity().autoencoder, hook: Hookpoint(layer: 1, site: .attnOut), description: CoreFixtures.description,
            release: "attention", engine: engine)
        let figures = try measure([identity(), later])
        #expect(figures[1].klWith == 0 && figures[1].ceScore == 1)
        // A residual stream of zeros stays one, and every token is as likely: ln 6144.
        #expect(abs(figures[0].ceAblated - 8.723231) < 1e-6)
        #expect(figures[1].ceAblated < 8)
        #expect(figures[1].ceWithout == figures[0].ceWithout)
    }

    @Test func `The density of latents sums to L0`() throws {
        let figures = try CoreEvaluation(CoreFixtures.smallSettings).measure(
            [CoreFixtures.sae("jumprelu", engine)], model: CoreFixtures.model(engine), tokens: CoreFixtures.tokens(),
            specialTokens: CoreFixtures.special, engine: engine)[0]
        #expect(abs(figures.densities.reduce(0, +) - figures.l0) < 1e-9)
    }

    @Test func `The same bytes come of one thread and of three`() throws {
        func file(_ threads: Int) throws -> JSONTree {
            let engine = ComputeEngine(threads: threads)
            return try CoreEvaluation(CoreFixtures.smallSettings).run(
                [CoreFixtures.sae("topk", engine)], model: CoreFixtures.model(engine), modelName: "m",
                modelDigest: "f", tokens: CoreFixtures.tokens(), specialTokens: CoreFixtures.special,
                engine: engine)[0].metrics
        }
        #expect(try file(1) == file(3))
    }
}

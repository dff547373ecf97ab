import Autoencoders
import Engine
import Evaluation
import Files
import Foundation
import Records
import TestSupport
import Testing
import Worlds

/// An instrument is proved before it is read: a high case, a low case and a chance case for every figure.
@Suite struct `What a world's truth says of an SAE` {
    private func near(_ value: Double?, _ expected: Double, within tolerance: Double = 1e-6) -> Bool {
        value.map { abs($0 - expected) <= tolerance } ?? false
    }

    @Test func `is perfect where the SAE is the world`() {
        let world = HandMadeWorld(), figures = world.figures(world.sae())
        for (category, name, value) in [
            ("feature_recovery", "f1", 1.0), ("feature_recovery", "f1_parents", 1), ("feature_recovery", "f1_children", 1),
            ("feature_recovery", "f1_others", 1), ("feature_recovery", "mcc", 1), ("absorption", "absorption", 0),
            ("absorption", "hole", 0), ("absorption", "lone_miss", 0), ("absorption", "mixing", 0),
            ("absorption", "saebench_fraction", 0), ("absorption", "saebench_full", 0), ("absorption", "audited", 0),
            ("absorption", "main_latents", 1), ("reconstruction_quality", "explained_variance", 1),
            ("reconstruction_quality", "mse", 0), ("reconstruction_quality", "shrinkage", 1),
            ("sparsity", "alive_fraction", 1), ("synth_sae_bench", "precision", 1), ("synth_sae_bench", "recall", 1),
            ("synth_sae_bench", "f1", 1), ("synth_sae_bench", "accuracy", 1), ("synth_sae_bench", "mcc", 1),
            ("synth_sae_bench", "uniqueness", 1),
        ] { #expect(near(figures[category, name], value), "\(category) \(name): \(String(describing: figures[category, name]))") }
        let entries = 40 + 20 + 10 + 27 + 20 + 16 + 14 + 12
        #expect(near(figures["sparsity", "l0"], Double(entries) / 80))
    }

    @Test func `counts absorption exactly where it was put`() {
        let world = HandMadeWorld(), figures = world.figures(world.absorbing(lean: Float(0.5).squareRoot()))
        // Latent 1 carries the parent on child 1's 20 of the 30 tokens with a child; child 2 leaves it alone.
        #expect(near(figures["absorption", "absorption"], 20.0 / 30))
        #expect(near(figures["absorption", "hole"], 20.0 / 30))
        #expect(near(figures["absorption", "lone_miss"], 0))
        #expect(near(figures["absorption", "mixing"], 0.5.squareRoot() / 2))
        #expect(near(figures["absorption", "saebench_fraction"], 20.0 / 40))
        #expect(near(figures["absorption", "saebench_full"], 20.0 / 40))
        // The parent's latent fires on 20 of 40 tokens: F1 2·20/60, as good as latent 1's, and it comes first.
        #expect(near(figures["absorption", "audited"], 20.0 / 40))
        #expect(near(figures["absorption", "audit_median_cosine"], 0.5.squareRoot()))
        #expect(near(figures["absorption", "audit_median_purity"], 1))
        #expect(near(figures["feature_recovery", "f1_parents"], 2.0 / 3))
        #expect(near(figures["feature_recovery", "f1_children"], 1))
        #expect(near(figures["reconstruction_quality", "explained_variance"], 1))
        let details = figures.byChild
        #expect(details.map(\.tokens) == [20, 10] && details.map(\.absorbed) == [20, 0])
        #expect(details.map(\.share) == [0.5, 0.25])
    }

    @Test func `takes no hole for absorption that nobody fills`() {
        let world = HandMadeWorld()
        // It carries 0.3/0.954 = 0.314 of the parent: below 0.4.
        let weak = world.figures(world.absorbing(lean: 0.3))
        #expect(near(weak["absorption", "absorption"], 0) && near(weak["absorption", "hole"], 20.0 / 30))
        #expect(near(weak["absorption", "saebench_full"], 0) && near(weak["absorption", "audited"], 0))
        #expect(near(weak["absorption", "mixing"], 0.15))
        // And just above it.
        #expect(near(world.figures(world.absorbing(lean: 0.38))["absorption", "absorption"], 20.0 / 30))
        // A parent that is missed by itself, and only then: its latent wants a child.
        let lone = world.figures(world.sae { encoder, _, bias in
            bias[0] = -1.5
            (encoder[0][1], encoder[0][2]) = (2, 2)
        })
        #expect(near(lone["absorption", "lone_miss"], 1) && near(lone["absorption", "hole"], 0))
        #expect(near(lone["absorption", "absorption"], 0))
    }

    @Test func `knows a second main latent`() {
        let world = HandMadeWorld()
        // Latent 8 is the parent too (cosine 0.9), and fires where latent 0 does not.
        let sae = world.sae(latents: 9) { encoder, decoder, _ in
            decoder[8] = [0.9, 0, 0, 0, 0, 0, 0, Float(1 - 0.81).squareRoot()]
            encoder[8] = [0.2, 1, 0, 0, 0, 0, 0, 0]
            encoder[8][7] = 0
            encoder[0][1] = -10
        }
        let figures = world.figures(sae)
        #expect(near(figures["absorption", "main_latents"], 2) && near(figures["absorption", "hole"], 0))
    }

    @Test func `has no absorption to tell of where there is no child`() {
        let world = HandMadeWorld { $0 >= 30 }, figures = world.figures(world.sae())
        #expect(figures["absorption", "absorption"] == nil && figures["absorption", "hole"] == nil)
        #expect(near(figures["absorption", "lone_miss"], 0))
    }

    /// Random latents in the toy world, thresholds set for L0 5: what chance gives. An independent reading in numpy of
    /// the same world gave these ranges.
    @Test func `is what chance gives for a random SAE`() throws {
        let engine = ComputeEngine(threads: 2)
        var world = WorldConfig()
        world.name = "toy"
        (world.tokens, world.heldOut) = (0, 8000)
        let tokens = try GroundTruthTokens(WorldRegistry.world(world, engine: engine), engine: engine)
        var config = AutoencoderConfig()
        config.latents = 160
        config.activation = .batchtopk
        let sae = Autoencoder(configuration: config, width: 64)
        sae.initialise(InitialisationConfig(), seed: 1, engine: engine)
        let figures = GroundTruthFigures(
            of: CommonThreshold.setting(5, of: sae.folded(inputScale: 1, engine: engine), on: tokens.activations, engine: engine).sae,
            on: tokens, engine: engine)
        #expect(near(figures["sparsity", "l0"], 5, within: 1e-9))
        #expect(figures["feature_recovery", "f1"].map { $0 < 0.25 } == true)
        #expect(figures["feature_recovery", "mcc"].map { (0.2...0.4).contains($0) } == true)
        #expect(figures["absorption", "hole"].map { $0 > 0.3 } == true)
        #expect(figures["absorption", "audited"].map { $0 < 0.1 } == true)
        #expect(figures["synth_sae_bench", "f1"].map { $0 < 0.25 } == true)
        #expect(figures["reconstruction_quality", "explained_variance"].map { $0 < 0.3 } == true)
    }

    /// A trained SAE, and the world made anew in numpy from the documented streams: Tools/world-check.
    @Test func `agrees with a world and figures made in numpy, and the audit with the exact rate`() throws {
        let engine = ComputeEngine(threads: 2)
        var config = RunConfig()
        config.world.name = "toy"
        config.sae.activation = .batchtopk
        config.sae.k = 5
        let sae = try EvaluatedSAE(folder: Goldens.url("worlds/toy-batchtopk"), engine: engine)
        var file: EvaluationFile?
        try GroundTruthEvaluation().run([.init(sae: sae, config: config)], of: config.world, engine: engine) { file = $0 }
        let metrics = try #require(file).metrics
        let golden = try JSONTree(file: Goldens.url("worlds/figures.json"))
        var compared = 0
        for category in golden.members ?? [] {
            for figure in category.value.members ?? [] {
                #expect(
                    near(metrics[category.key]?[figure.key]?.double, try #require(figure.value.double), within: 5e-4),
                    "\(category.key) \(figure.key)")
                compared += 1
            }
        }
        #expect(compared == 27)
        let exact = try #require(metrics["absorption"]?["absorption"]?.double)
        let audited = try #require(metrics["absorption"]?["audited"]?.double)
        #expect(exact > 0.05 && abs(exact - audited) < 0.02, "exact \(exact), audited \(audited)")
        #expect(near(metrics["sparsity"]?["l0"]?.double, 5))
        #expect(file?.notes.first?.contains("threshold") == true)
    }
}

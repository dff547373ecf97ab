import Autoencoders
import Engine
import Failures
import Foundation
import Records
import Testing
import Training

@Suite struct `Steering to an L0` {
    private static func config(_ change: (inout RunConfig) -> Void = { _ in }) -> RunConfig {
        var config = RunConfig()
        config.apply(recipe: .saelens, architecture: .standard)
        config.l1.weight = 2
        config.l1.targetL0 = 10
        change(&config)
        return config
    }

    private static func jumprelu(_ change: (inout RunConfig) -> Void) -> RunConfig {
        config {
            $0.apply(recipe: .paper, architecture: .jumprelu)
            $0.l1.targetL0 = 0
            change(&$0)
        }
    }

    /// By hand: 12 is 0.2 over 10, four times that 0.8, so the settled part grows by 0.0032; L0 smoothed is 10.2, for
    /// which there is a factor exp(0.08). 25 is beyond the bound: 0.004, and 11.68 smoothed, exp(0.672).
    @Test func `moves the weight by the formula`() throws {
        let steering = try #require(SparsitySteering(Self.config()))
        #expect(steering.steered(2) == 2)
        steering.finish(weight: 2, l0: 12)
        #expect(abs(steering.steered(2) - Float(2 * 1.0032 * exp(0.08))) < 1e-6)
        steering.finish(weight: 2, l0: 25)
        #expect(abs(steering.steered(2) - Float(2 * (1.0032 * 1.004) * exp(0.672))) < 1e-5)
        for _ in 0..<200 { steering.finish(weight: 2, l0: 0) }
        #expect(abs(steering.steered(1) - Float(1.0032 * 1.004 * pow(0.996, 200) * exp(-1))) < 1e-6)
    }

    @Test func `waits until the warm-up is over, and is not there where nobody asks`() throws {
        let steering = try #require(SparsitySteering(Self.config()))
        steering.finish(weight: 1.9, l0: 100)
        #expect(steering.steered(2) == 2)
        #expect(SparsitySteering(Self.config { $0.l1.targetL0 = 0 }) == nil)
        // jumprelu's own weight is steered by its own setting.
        #expect(
            SparsitySteering(Self.jumprelu { $0.l0.weight = 0; $0.l1.weight = 1; $0.l1.targetL0 = 5 }) != nil)
        #expect(SparsitySteering(Self.jumprelu { $0.l0.targetL0 = 5 }) != nil)
        #expect(
            SparsitySteering(Self.jumprelu { $0.l1.targetL0 = 5 }) == nil, "the weight of l0 is in force, not that of l1")
    }

    /// Wherever the weight begins, too low and too high. (Far too high a weight of jumprelu's puts every latent to sleep,
    /// and those come back more slowly than λ.)
    @Test(arguments: [TrainingFixture.steered, .steeredThresholds], [Float(0.05), 1.5])
    func `arrives at the L0 it is asked for`(fixture: TrainingFixture, start: Float) throws {
        var fixture = fixture
        fixture.config.data.tokens = TrainingFixture.batch * 3000
        if fixture.config.l0.targetL0 > 0 { fixture.config.l0.weight = start } else { fixture.config.l1.weight = start }
        var sum = 0.0, weights: [Double] = []
        let trainer = fixture.trainer(in: nil) {
            if $0.step >= 2500 { sum += $0.l0 }
            weights.append($0.sparsityWeight ?? -1)
            return .more
        }
        #expect(try trainer.run() == .finished)
        #expect(abs(sum / 500 - 3) < 0.15, "\(sum / 500) from \(start)")
        #expect(weights[0] == Double(start) && weights.min()! > 0)
    }

    @Test(arguments: [
        (.standard, ["l1.weight=0"], "l1.target_l0"), (.standard, ["l1.target_l0=99999"], "sae.latents"),
        (.topk, ["l1.weight=1", "l1.target_l0=5"], "sae.k"),
        (.jumprelu, ["l0.form=target", "l0.target_l0=3"], "l0.form"),
        (.jumprelu, ["l1.weight=1", "l1.target_l0=3"], "l0.weight"),
        (.jumprelu, ["l0.target_l0=3", "l1.weight=1", "l1.target_l0=3"], "both"),
    ] as [(Architecture, [String], String)])
    func `refuses what cannot be steered`(architecture: Architecture, settings: [String], word: String) throws {
        var config = Self.config()
        config.apply(architecture: architecture)
        if architecture == .standard { config.l1.targetL0 = 10 }
        for setting in settings {
            let parts = setting.split(separator: "=").map(String.init)
            try Setting.named(parts[0]).set(.plain(parts[1]), in: &config, at: nil)
        }
        #expect { try config.validate() } throws: { ($0 as? Failure)?.description.contains(word) == true }
    }
}

import Records
import Testing
import Training

@Suite struct DeadLatentTests {
    static func config(steps: Int, tokens: Int) -> DeadLatentConfig {
        var config = DeadLatentConfig()
        config.steps = steps
        config.tokens = tokens
        return config
    }

    @Test func `SAELens' latent is dead when it was silent for more than the window`() {
        var dead = DeadLatents(DeadLatentTests.config(steps: 3, tokens: 0), latents: 2)
        for step in 1...4 {
            dead.record(fired: [0], tokens: 10)
            #expect(dead.list() == (step > 3 ? [1] : []))
        }
        dead.record(fired: [1], tokens: 10)
        #expect(dead.list().isEmpty)
    }

    @Test func `dictionary_learning's latent is dead when it was silent for as many tokens`() {
        var dead = DeadLatents(DeadLatentTests.config(steps: 0, tokens: 30), latents: 2)
        for step in 1...3 {
            dead.record(fired: [0], tokens: 10)
            #expect(dead.list() == (step >= 3 ? [1] : []))
        }
    }

    @Test func `with neither rule no latent is ever dead`() {
        var dead = DeadLatents(DeadLatentTests.config(steps: 0, tokens: 0), latents: 1)
        for _ in 0..<50 { dead.record(fired: [], tokens: 1_000_000) }
        #expect(dead.list().isEmpty)
    }

    @Test func `alive are those that fired in the window`() {
        var dead = DeadLatents(DeadLatentTests.config(steps: 0, tokens: 0), latents: 4)
        #expect(dead.aliveFraction == 0)
        dead.record(fired: [0, 1], tokens: 100_000)
        #expect(dead.aliveFraction == 0.5)
        #expect(dead.aliveWindow == 100_000)
        for _ in 0..<4 { dead.record(fired: [1], tokens: 100_000) }
        #expect(dead.aliveFraction == 0.5)
        // The first latent's batch has now left the last 500,000.
        dead.record(fired: [1, 2], tokens: 100_000)
        #expect(dead.aliveFraction == 0.5)
        dead.record(fired: [1], tokens: 100_000)
        #expect(dead.aliveFraction == 0.5)
        #expect(dead.aliveWindow == 500_000)
    }
}

import Autoencoders
import Engine
import Measuring
import Records
import Testing

@Suite struct `A measured step` {
    private let shape = StepShape(name: "small", width: 64, latents: 512, batch: 512)

    private func measure(
        _ architecture: StepCase.Architecture, _ sparsity: StepCase.Sparsity, _ firing: StepCase.Firing = .uniform,
        threshold: Float = 0.3, coefficient: CompetitionCoefficient = .cosine
    ) throws -> StepFigures {
        let engine = ComputeEngine(threads: 2)
        let probe = MachineProbe(engine: engine, size: 64, bytes: 1 << 16)
        return try StepMeasurement(engine: engine, probe: probe, repeats: 3).run(
            StepCase(
                shape: shape, architecture: architecture, sparsity: sparsity, firing: firing, threshold: threshold,
                coefficient: coefficient))
    }

    // The number of firing entries is a sum of 512 · 512 trials of probability 1/32 or so: its standard deviation is
    // under 2 % of it; and rows of one encoder are not quite independent.
    @Test(arguments: [StepCase.Firing.uniform, .inverse])
    func `fires as often as it was asked to`(firing: StepCase.Firing) throws {
        let figures = try measure(.standard, .latents(16), firing)
        #expect(abs(figures.l0 - 16) < 1.6, "\(figures.l0)")
        #expect(figures.path == "sparse")
    }

    @Test func `of topk keeps exactly K`() throws {
        #expect(try measure(.topk, .latents(20)).l0 == 20)
    }

    @Test func `takes the dense path where half of the latents fire`() throws {
        let figures = try measure(.standard, .half)
        #expect(abs(figures.l0 - 256) < 13, "\(figures.l0)")
        #expect(figures.path == "dense")
    }

    @Test(arguments: [StepCase.Sparsity.latents(16), .half])
    func `is the sum of its stages, and each has a ratio to the product`(sparsity: StepCase.Sparsity) throws {
        let figures = try measure(.orthogonal, sparsity)
        let stages = figures.work.filter { $0.name != "product" && $0.name != "step" }
        let step = try #require(figures.work("step"))
        for name in ["encode", "competition", "adam"] {
            #expect(stages.contains { $0.name == name }, "\(name)")
        }
        // Every moment of a step belongs to a stage; what lies outside are two calls. Three rounds are compared by
        // their extremes, which bound every round's own sum.
        let least = stages.reduce(0) { $0 + $1.seconds.min }, most = stages.reduce(0) { $0 + $1.seconds.max }
        #expect(least <= step.seconds.max && most >= 0.9 * step.seconds.min)
        for work in figures.work {
            #expect((work.overProduct ?? 0) > 0, "\(work.name)")
            #expect(work.seconds.min <= work.seconds.median && work.seconds.median <= work.seconds.max)
        }
        #expect(figures.work("product")?.overProduct == 1)
    }

    @Test func `with the competition term names the pairs that survive and the time of their rows`() throws {
        let term = try #require(try measure(.orthogonal, .latents(16), .inverse, threshold: 0.1).competition)
        #expect(term.survivingPairs > 0)
        #expect(term.competingLatents > 1 && term.competingLatents <= min(512, 2 * term.survivingPairs))
        #expect((term.pairRowsSeconds?.median ?? 0) > 0 && term.overPairRows != nil)
        #expect(try measure(.standard, .latents(16)).competition == nil)
    }

    @Test(arguments: [CompetitionCoefficient.containment, .potential])
    func `measures the term by another coefficient as a stage of its own`(coefficient: CompetitionCoefficient) throws {
        let figures = try measure(.orthogonal, .latents(16), .inverse, threshold: 0.1, coefficient: coefficient)
        #expect(figures.coefficient == coefficient.rawValue)
        let stage = try #require(figures.work("competition")), cosine = try measure(.orthogonal, .latents(16), .inverse)
        // Potential has a product of the encoder's size in it.
        let isPotential = coefficient == .potential
        let least = isPotential ? try #require(figures.work("product")).floorSeconds ?? 0 : 0
        #expect((stage.floorSeconds ?? 0) > least && cosine.coefficient == "cosine")
        #expect((figures.competition?.survivingPairs ?? 0) > 0)
    }

    @Test func `measures the priced term in the tokens that it looks at`() throws {
        let figures = try measure(.orthogonal, .latents(16), coefficient: .priced)
        let term = try #require(figures.competition), stage = try #require(figures.work("competition"))
        #expect(figures.coefficient == "priced" && term.survivingPairs > 0)
        // 512 tokens, each 2 · 16² and 64 · 16, are somewhat more than what is always spent.
        #expect((250...450).contains(try #require(term.sampledTokens)))
        #expect((stage.floorSeconds ?? 0) > 0 && term.pairRowsSeconds == nil)
    }

    @Test func `counts the operations that the method asks for`() throws {
        let figures = try measure(.standard, .latents(16))
        let product = try #require(figures.work("product")), decode = try #require(figures.work("decode"))
        let nonzeros = figures.l0 * 512
        // 2 B d k of the encoder product; 4 d for each entry that fires, for x̂ and for the latent's gradient.
        #expect(abs((product.gigaflops ?? 0) * product.seconds.median * 1e9 - 2 * 512 * 64 * 512) < 1)
        #expect(abs((decode.gigaflops ?? 0) * decode.seconds.median * 1e9 - 4 * 64 * nonzeros) < 1)
    }
}

import Autoencoders
import Records
import Testing
import Training

@Suite struct CurriculumTests {
    /// The paper's run: 2,441 steps, boundaries 1200, 2000, 2400, θ from 0.7 to 0.3.
    static let paper = RunConfig()

    /// Step, α, θ and whether competition is on, worked out by hand.
    struct Point: Sendable {
        var step: Int, alpha: Double, theta: Double, competing: Bool, phase: TrainPhase
    }

    @Test(arguments: [
        Point(step: 0, alpha: 0, theta: 0.7, competing: false, phase: .reconstruction),
        Point(step: 1199, alpha: 0, theta: 0.7, competing: false, phase: .reconstruction),
        Point(step: 1200, alpha: 0, theta: 0.7, competing: false, phase: .sparsity),
        Point(step: 1201, alpha: 1.0 / 800, theta: 0.7, competing: false, phase: .sparsity),
        Point(step: 1600, alpha: 0.5, theta: 0.7, competing: false, phase: .sparsity),
        Point(step: 1999, alpha: 799.0 / 800, theta: 0.7, competing: false, phase: .sparsity),
        Point(step: 2000, alpha: 1, theta: 0.7, competing: true, phase: .competition),
        Point(step: 2200, alpha: 1, theta: 0.5, competing: true, phase: .competition),
        Point(step: 2399, alpha: 1, theta: 0.301, competing: true, phase: .competition),
        Point(step: 2400, alpha: 1, theta: 0.3, competing: true, phase: .all),
        Point(step: 2440, alpha: 1, theta: 0.3, competing: true, phase: .all),
    ])
    func `the paper's curriculum has its values`(point: Point) {
        let curriculum = Curriculum(CurriculumTests.paper)
        #expect(CurriculumTests.paper.steps == 2441)
        #expect(abs(curriculum.alpha(at: point.step) - point.alpha) < 1e-12)
        #expect(abs(curriculum.theta(at: point.step) - point.theta) < 1e-12)
        #expect(curriculum.isCompeting(at: point.step) == point.competing)
        #expect(curriculum.phase(at: point.step) == point.phase)
        let weights = curriculum.weights(at: point.step)
        #expect(weights.reconstruction == 1)
        #expect(weights.sparsity == Float(0.04 * point.alpha))
        #expect(weights.competition == (point.competing ? 0.01 : 0))
        #expect(weights.temporal == (point.competing ? 0.001 : 0))
        #expect(abs(weights.competitionThreshold - Float(point.theta)) < 1e-7)
    }

    @Test func `the priced term is on from the first step, whatever the phases say`() {
        var config = CurriculumTests.paper
        #expect(Curriculum(config).weights(at: 2440).rho == 0)
        config.competition.coefficient = .priced
        for step in [0, 1200, 2440] {
            let weights = Curriculum(config).weights(at: step)
            #expect(weights.rho == 3 && weights.competition == 0)
            #expect(weights.temporal == (step < 2000 ? 0 : 0.001))
        }
        // θ is not its, and falls for nobody.
        #expect(Curriculum(config).phase(at: 2100) == .all && Curriculum(config).phase(at: 0) == .reconstruction)
        config.competition.priced.start = 100
        config.competition.priced.decay = 41
        let rho = { Curriculum(config).weights(at: $0).rho }
        #expect(rho(99) == 0 && rho(100) == 3 && rho(2399) == 3 && rho(2400) == 3)
        #expect(abs(rho(2420) - 3 * 21 / 41) < 1e-6 && abs(rho(2440) - 3.0 / 41) < 1e-6)
    }

    @Test func `a run of another length has its boundaries in proportion`() {
        var config = RunConfig()
        config.data.tokens = 1000 * 2048 + 5
        // 1200, 2000, 2400 times 1000/2441: 491.6, 819.3, 983.2.
        let boundaries = Curriculum(config).boundaries
        #expect(boundaries.sparsityStart == 492)
        #expect(boundaries.competitionStart == 819)
        #expect(boundaries.thresholdEnd == 983)
        config.curriculum.schedule = .absolute
        #expect(Curriculum(config).boundaries.sparsityStart == 1200)
    }

    @Test func `a boundary that somebody has set is a step`() {
        var config = RunConfig()
        config.data.tokens = 100 * 2048
        config.curriculum.sparsityStart = 10
        config.curriculum.competitionStart = 20
        config.curriculum.thresholdEnd = 20
        let curriculum = Curriculum(config)
        #expect(curriculum.alpha(at: 15) == 0.5)
        // A phase of no length: the step at the boundary is before it, the next one past it.
        #expect(curriculum.theta(at: 20) == 0.7)
        #expect(abs(curriculum.theta(at: 21) - 0.3) < 1e-12)
        config.curriculum.schedule = .proportional
        #expect(Curriculum(config).boundaries.competitionStart == 1)  // 20 * 100/2441 = 0.8
    }

    @Test func `without a curriculum every term is on and θ falls from step 0`() {
        var config = RunConfig()
        config.curriculum.schedule = .none
        let curriculum = Curriculum(config)
        #expect(curriculum.weights(at: 0).sparsity == 0.04)
        #expect(curriculum.weights(at: 0).competition == 0.01)
        #expect(curriculum.theta(at: 0) == 0.7)
        #expect(abs(curriculum.theta(at: 100) - 0.6) < 1e-12)
        #expect(abs(curriculum.theta(at: 400) - 0.3) < 1e-12)
        #expect(curriculum.phase(at: 0) == .competition)
        #expect(curriculum.phase(at: 400) == .all)
    }

    @Test func `the toolkits' sparsity is 0 at step 0 and whole after its warm-up`() {
        var config = RunConfig()
        config.apply(recipe: .dictionaryLearning, architecture: .standard)
        let curriculum = Curriculum(config)
        #expect(curriculum.weights(at: 0).sparsity == 0)
        #expect(curriculum.weights(at: 500).sparsity == Float(0.1 * 0.25))
        #expect(curriculum.weights(at: 2000).sparsity == 0.1)
        #expect(curriculum.weights(at: 2400).sparsity == 0.1)
        #expect(curriculum.phase(at: 1) == .sparsity)
        #expect(curriculum.phase(at: 2000) == .all)
        config.apply(recipe: .paper, architecture: .standard)
        #expect(Curriculum(config).weights(at: 0).sparsity == 0.04)
    }

    @Test func `jumprelu's sparsity weight is that of l0`() {
        var config = RunConfig()
        config.apply(recipe: .saelens, architecture: .jumprelu)
        #expect(Curriculum(config).weights(at: 0).sparsity == 1)
        config.l0.weight = 0
        config.l1.weight = 0.25
        #expect(Curriculum(config).weights(at: 0).sparsity == 0.25)
    }

    @Test func `the learning rate rises and falls as each toolkit has it`() {
        var config = OptimizerConfig()
        config.learningRate = 1
        config.warmup = 4
        config.decay = 5
        func rates(_ steps: [Int]) -> [Float] { steps.map { LearningRate(config, steps: 20).rate(at: $0) } }
        #expect(rates([0, 1, 3, 4, 14, 15, 16, 19]) == [0.25, 0.5, 1, 1, 1, 1, 0.8, 0.2])
        config.warmupForm = .dictionaryLearning
        #expect(rates([0, 1, 3, 4]) == [0, 0.25, 0.75, 1])
        config.warmup = 0
        config.decay = 0
        #expect(rates([0, 19]) == [1, 1])
    }
}

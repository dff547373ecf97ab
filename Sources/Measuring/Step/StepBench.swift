import Autoencoders
import Engine
import Records
import Training

/// A step that can be run again and again on latents that stay as they are: the real `AutoencoderStep` and
/// `AdamOptimizer` on random inputs, weights and biases.
final class StepBench {
    /// One round's figures, in seconds.
    struct Round {
        var rates: MachineRates
        /// The encoder product by itself.
        var product: Double
        /// Gradients and optimiser.
        var step: Double
        /// On a GPU of another step than `step`, one that waited at the end of each stage.
        var stages: [StepClock.Stage: Double]
        /// The same step with the competition term off.
        var without: Double?
        /// Both decoder rows of every surviving pair read once, and multiplied.
        var pairRows: Double?
    }

    let stepCase: StepCase
    private let engine: ComputeEngine
    private let autoencoder: Autoencoder
    private let step: AutoencoderStep
    private let optimizer: AdamOptimizer
    private let gradients: Gradients
    private let inputs: Matrix
    private let preActivations: Matrix
    private let clock: StepClock
    /// Steps, and products, that a round takes the mean of.
    private let times: Int
    private var done = 0
    /// What reading leaves behind, so that it cannot be left out.
    private var total = 0.0
    /// Of the last step with everything on.
    private(set) var report = StepReport()
    private(set) var touched = 0
    /// The pairs over θ, once `listPairs` has run.
    private var pairs: (first: [Int32], second: [Int32])?
    /// Latents with a surviving pair.
    private(set) var competing = 0

    init(_ stepCase: StepCase, engine: ComputeEngine) {
        self.stepCase = stepCase
        self.engine = engine
        clock = StepClock { engine.wait() }
        times = engine.measuredTimes
        let shape = stepCase.shape
        let config = StepBench.configuration(stepCase)
        autoencoder = Autoencoder(configuration: config.sae, width: shape.width)
        autoencoder.initialise(config.start, seed: 1, engine: engine)
        // Without biases half of all latents lie above 0, and topk finds its K; with those of 1/i twice as many fire as
        // it keeps.
        let isTopK = [.topk, .batchtopk].contains(stepCase.architecture)
        if stepCase.sparsity != .half, !(isTopK && stepCase.firing == .uniform) {
            let norms = Matrix(rows: 1, columns: shape.latents)
            engine.rowNorms(autoencoder.encoder, into: norms)
            let wanted = isTopK ? min(shape.latents, 2 * stepCase.l0) : stepCase.l0
            autoencoder.encoderBias.assign(
                FiringRates.biases(norms: norms.toArray(), stepCase.firing, l0: wanted))
        }
        step = AutoencoderStep(
            autoencoder: autoencoder, config: config, batchCapacity: shape.batch, engine: engine)
        step.forcedPath = stepCase.form.flatMap { LatentPath(rawValue: $0.rawValue) }
        optimizer = AdamOptimizer(autoencoder: autoencoder, config: config, engine: engine)
        gradients = Gradients(for: autoencoder)
        inputs = Matrix(rows: shape.batch, columns: shape.width)
        var random = CounterRandom(seed: 2)
        engine.fillNormal(inputs, using: &random)
        preActivations = Matrix(rows: shape.batch, columns: shape.latents)
    }

    /// The paper's settings; no temporal term, which would need a second batch and is no part of any figure here.
    static func configuration(_ stepCase: StepCase) -> RunConfig {
        let architecture: Architecture =
            switch stepCase.architecture {
            case .standard: .standard
            case .topk: .topk
            case .batchtopk: .batchtopk
            case .jumprelu: .jumprelu
            case .orthogonal: .orthogonal
            }
        var config = RunConfig()
        config.sae.latents = stepCase.shape.latents
        config.sae.k = LatentsPerToken(max(1, stepCase.l0))
        config.apply(recipe: .paper, architecture: architecture)
        config.competition.coefficient = stepCase.coefficient
        config.temporal.weight = 0
        config.auxiliary.weight = 0
        config.data.batch = stepCase.shape.batch
        return config
    }

    /// One step, `competes` or not. The rate is so small that weights, and so what fires, stay what they are, while
    /// the arithmetic is that of any step.
    func runStep(competes: Bool) throws {
        var weights = StepWeights()
        weights.sparsity = 0.04
        if stepCase.coefficient == .priced {
            weights.rho = competes ? 3 : 0
        } else {
            weights.competition = competes ? 0.01 : 0
        }
        weights.competitionThreshold = stepCase.threshold
        let report = try step.run(inputs, weights: weights, into: gradients)
        _ = try optimizer.step(gradients, at: done, learningRate: 1e-12)
        done += 1
        if competes || stepCase.architecture != .orthogonal {
            self.report = report
        }
    }

    /// Everything once, in a fixed order.
    func round(_ probe: MachineProbe) throws -> Round {
        let competes = stepCase.architecture == .orthogonal
        let rates = probe.measure()
        let product = Stopwatch.seconds(on: engine, times: times) {
            engine.product(inputs, transposed: autoencoder.encoder, into: preActivations)
        }
        let without = competes ? try Stopwatch.seconds(on: engine, times: times) { try runStep(competes: false) } : nil
        var whole = 0.0
        if engine.deviceDescription != nil {
            whole = try Stopwatch.seconds(on: engine, times: times) { try runStep(competes: competes) }
        }
        step.clock = clock
        optimizer.clock = clock
        clock.restart()
        let marked = try Stopwatch.seconds { try runStep(competes: competes) }
        if engine.deviceDescription == nil { whole = marked }
        step.clock = nil
        optimizer.clock = nil
        touched = engine.count(gradients.touched)
        var pairRows: Double?
        if let pairs {
            pairRows = Stopwatch.seconds(on: engine, times: times) {
                total += engine.pairDots(autoencoder.decoder, pairs.first, pairs.second).reduce(0, +)
            }
        }
        return Round(
            rates: rates, product: product, step: whole, stages: clock.seconds, without: without, pairRows: pairRows)
    }

    /// Notes which pairs survive, where they are few enough to name.
    func listPairs() {
        guard stepCase.architecture == .orthogonal, stepCase.coefficient != .priced, report.competingPairs <= 1 << 20
        else { return }
        let all = step.competitionStatistics(
            threshold: stepCase.threshold, strongest: report.competingPairs + 1
        ).strongest
        let ordered = all.sorted { ($0.first, $0.second) < ($1.first, $1.second) }
        pairs = (ordered.map { Int32($0.first) }, ordered.map { Int32($0.second) })
        competing = Set(all.flatMap { [$0.first, $0.second] }).count
    }

    var floors: StepFloors {
        StepFloors(
            shape: stepCase.shape,
            counts: StepCounts(
                nonzeros: report.nonzeros, touched: touched, pairs: report.competingPairs,
                sampled: report.priced?.tokens ?? 0, path: report.path),
            coefficient: stepCase.coefficient)
    }
}

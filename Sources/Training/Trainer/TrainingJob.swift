public import Autoencoders
package import Activations
public import Engine
import Failures
public import Records

/// One of the SAEs that train together: its settings, its weights and everything that moves them.
public final class TrainingJob {
    /// Tells it from the others: in events, and in folder names where several train together.
    public let name: String
    public let config: RunConfig
    public let autoencoder: Autoencoder
    public let step: AutoencoderStep
    public let optimizer: AdamOptimizer
    public let curriculum: Curriculum
    public internal(set) var dead: DeadLatents
    private let rate: LearningRate
    private let gradients: Gradients
    /// The dead ones of the step that is taken.
    private let silent: LatentMarks
    let engine: ComputeEngine
    /// What the weights start from, until they did; nil: they are drawn.
    private var origin: Autoencoder?

    /// A job at its start: weights still zero, to be initialised when the first batch is there.
    ///
    /// - Parameters:
    ///   - width: d of the activations.
    ///   - origin: a finished SAE of the same shape whose weights it starts from (`init.from`); nil: they are drawn.
    public init(
        name: String = "sae", config: RunConfig, width: Int, startingFrom origin: Autoencoder? = nil, engine: ComputeEngine
    ) {
        self.origin = origin
        self.name = name
        self.config = config
        self.engine = engine
        autoencoder = Autoencoder(configuration: config.sae, width: width)
        step = AutoencoderStep(
            autoencoder: autoencoder, config: config, batchCapacity: config.data.batch, engine: engine)
        optimizer = AdamOptimizer(autoencoder: autoencoder, config: config, engine: engine)
        curriculum = Curriculum(config)
        rate = LearningRate(config.optimizer, steps: config.steps)
        dead = DeadLatents(config.dead, latents: autoencoder.latents)
        gradients = Gradients(latents: autoencoder.latents, width: width)
        silent = LatentMarks(latents: autoencoder.latents)
    }

    /// Gives the weights their start. `firstBatch [B, d]` is what step 0 trains on, multiplied by `inputScale`.
    func initialise(firstBatch: Matrix, inputScale: Float) {
        if let origin {
            autoencoder.take(origin, inputScale: inputScale, engine: engine)
            self.origin = nil
            return
        }
        autoencoder.initialise(config.start, seed: config.seed, engine: engine, firstBatch: firstBatch)
    }

    /// What one step told.
    package struct Outcome {
        package var report: StepReport
        package var weights: StepWeights
        package var learningRate: Float
        package var gradientNorm: Double
    }

    /// Trains step t (from 0) on a batch.
    ///
    /// - Throws: `Failure(.failed)` when the loss or the gradient is not finite; the weights have then not moved.
    package func train(_ batch: ActivationBatch, at t: Int) throws -> Outcome {
        let weights = curriculum.weights(at: t)
        if step.needsDeadLatents {
            silent.clear()
            engine.mark(dead.list(), in: silent)
        }
        let report = try step.run(
            batch.rows, previousToken: batch.previous, weights: weights, dead: step.needsDeadLatents ? silent : nil,
            into: gradients)
        guard report.total.isFinite else {
            throw Failure(
                .failed, "the loss of \(name.quoted) is \(report.total) at step \(t)",
                remedy: "lower optimizer.learning_rate, or look for extreme values in the activations")
        }
        let learningRate = rate.rate(at: t)
        let norm = try optimizer.step(gradients, at: t, learningRate: learningRate)
        dead.record(fired: engine.indices(of: step.fired), tokens: batch.rows.rows)
        return Outcome(report: report, weights: weights, learningRate: learningRate, gradientNorm: norm)
    }
}

import OrthogonalSAE

/// A small SAE with inputs, on every processor: d 256, 4,096 latents, 512 tokens.
struct Fixture {
    static let width = 256, latents = 4096, batch = 512, k = 32

    let engine = ComputeEngine()
    let config: RunConfig
    let autoencoder: Autoencoder
    let inputs = Matrix(rows: batch, columns: width)
    let preActivations = Matrix(rows: batch, columns: latents)
    let active = SparseLatents(columns: latents)

    init(_ architecture: Architecture) {
        var config = RunConfig()
        config.sae.latents = Fixture.latents
        config.sae.k = Fixture.k
        config.apply(recipe: .paper, architecture: architecture)
        config.temporal.weight = 0
        self.config = config
        autoencoder = Autoencoder(configuration: config.sae, width: Fixture.width)
        autoencoder.initialise(config.start, seed: 1, engine: engine)
        // Rows of the encoder have a norm of about √⅓, so this many standard deviations (2.42) leave 32 of 4,096
        // above 0.
        if architecture != .topk { engine.fill(autoencoder.encoderBias, with: -1.395) }
        var random = CounterRandom(seed: 2)
        engine.fillNormal(inputs, using: &random)
        engine.product(inputs, transposed: autoencoder.encoder, into: preActivations)
        engine.selectLargest(Fixture.k, perRowOf: preActivations, times: nil, into: active)
    }
}

/// A whole step: gradients and optimiser, at a rate that leaves the latents what they are.
struct WholeStep {
    private let fixture: Fixture
    private let step: AutoencoderStep
    private let optimizer: AdamOptimizer
    private let gradients: Gradients
    private var done = 0

    init(_ architecture: Architecture) {
        fixture = Fixture(architecture)
        step = AutoencoderStep(
            autoencoder: fixture.autoencoder, config: fixture.config, batchCapacity: Fixture.batch,
            engine: fixture.engine)
        optimizer = AdamOptimizer(
            autoencoder: fixture.autoencoder, config: fixture.config, engine: fixture.engine)
        gradients = Gradients(for: fixture.autoencoder)
    }

    mutating func run() throws {
        var weights = StepWeights()
        weights.sparsity = 0.04
        weights.competition = 0.01
        _ = try step.run(fixture.inputs, weights: weights, into: gradients)
        _ = try optimizer.step(gradients, at: done, learningRate: 1e-12)
        done += 1
    }
}

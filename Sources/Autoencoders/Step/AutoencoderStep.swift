public import Engine
import Failures
public import Records

/// Loss and gradients of one batch: the encoder product, then only what fires.
///
/// Every product but the encoder's has a sparse and a dense form, and the number of firing latents decides between them
/// (the engine's `sparseShare`), never a time. In the sparse form the step holds one matrix `[B, F]`, the pre-activations; in the
/// dense form two. Once the storage has grown to the density of the run, nothing of a batch's size is allocated.
public final class AutoencoderStep {
    public let autoencoder: Autoencoder
    public let config: RunConfig
    /// Which latents fired in the last batch; the next one overwrites them. `[F]`
    public var fired: LatentMarks { latents.fired }
    /// Whether any penalty asks which latents are dead.
    public var needsDeadLatents: Bool { needs.contains(.deadLatents) }
    /// For tests and measurements: nil lets the count decide.
    package var forcedPath: LatentPath? {
        get { latents.forced }
        set { latents.forced = newValue }
    }
    /// For measurements: told after each part of a step.
    package var clock: StepClock?
    let engine: ComputeEngine
    let objective: Objective
    let needs: StepNeeds
    /// Where the run steers to an L0.
    let steering: SparsitySteering?
    /// What is read, what is chosen from it, and what is added up.
    let batch: StepBatch
    let latents: StepLatents
    let sums: StepSums
    /// x, or x − b_d. `[B, d]`
    private(set) var input: Matrix
    private let centred: Matrix
    /// Whether `latents` are those of a batch.
    var hasLatents = false
    /// Batches done, across checkpoints.
    var steps = 0

    /// - Parameters:
    ///   - config: which activation function and penalties; its `sae` equals the autoencoder's configuration. A penalty
    ///     whose weight is 0 in it is left out whatever `StepWeights` say.
    ///   - batchCapacity: the most rows of a batch.
    public convenience init(
        autoencoder: Autoencoder, config: RunConfig, batchCapacity: Int, engine: ComputeEngine
    ) {
        self.init(
            autoencoder: autoencoder, config: config, batchCapacity: batchCapacity, engine: engine,
            penalties: Objective.penalties)
    }

    /// The same with other penalties than the registered ones.
    package init(
        autoencoder: Autoencoder, config: RunConfig, batchCapacity: Int, engine: ComputeEngine,
        penalties: [any Penalty.Type]
    ) {
        precondition(config.sae == autoencoder.configuration, "a step configured for another autoencoder")
        precondition(batchCapacity > 0, "a batch of \(batchCapacity)")
        self.autoencoder = autoencoder
        self.config = config
        self.engine = engine
        let shape = StepShape(latents: autoencoder.latents, width: autoencoder.width, capacity: batchCapacity)
        objective = Objective(config, shape, penalties: penalties)
        needs = objective.needs
        steering = SparsitySteering(config)
        batch = StepBatch(autoencoder: autoencoder, config: config, engine: engine)
        latents = StepLatents(
            autoencoder: autoencoder, capacity: batchCapacity, keepsPrevious: needs.contains(.previousLatents),
            engine: engine)
        sums = StepSums(shape, engine: engine)
        centred = Matrix(
            rows: config.sae.subtractDecoderBias ? batchCapacity : 0, columns: autoencoder.width)
        input = centred
    }

    /// One step's loss and gradients; the parameters stay as they are, but that a linear θ below 0 becomes 0 and
    /// batchtopk's T moves.
    ///
    /// - Parameters:
    ///   - x: the batch. `[B, d]`
    ///   - previousToken: for each row the row of the token before it, −1 without one (temporal pairing
    ///     `previousToken`).
    ///   - dead: latents that count as dead before this batch (AuxK, pre-activation loss). `[F]`
    ///   - gradients: overwritten. `[F, d]`, `[1, F]`, `[1, d]`
    /// - Throws: `Failure` of kind `failed` when an activation or a loss is not finite, of kind `usage` when a penalty
    ///   cannot be taken of such a batch (`previousToken` is wanted and not given).
    public func run(
        _ x: Matrix, previousToken: [Int32]? = nil, weights: StepWeights, dead: LatentMarks? = nil,
        into gradients: Gradients
    ) throws -> StepReport {
        precondition(
            x.columns == autoencoder.width && x.rows > 0 && x.rows <= sums.error.rowCapacity,
            "a batch of [\(x.rows), \(x.columns)] for [\(sums.error.rowCapacity), \(autoencoder.width)]")
        precondition(
            gradients.encoder.rows == autoencoder.latents && gradients.encoder.columns == autoencoder.width,
            "gradients of [\(gradients.encoder.rows), \(gradients.encoder.columns)]")
        precondition(dead.map { $0.count == autoencoder.latents } ?? true, "\(dead?.count ?? 0) dead marks")
        engine.bring([x] + autoencoder.matrices)
        return try engine.keepingOnDevice {
            try takeStep(x, previousToken: previousToken, weights: weights, dead: dead, into: gradients)
        }
    }

    private func takeStep(
        _ x: Matrix, previousToken: [Int32]?, weights: StepWeights, dead: LatentMarks?, into gradients: Gradients
    ) throws -> StepReport {
        hasLatents = false
        begin(x, previousToken, weights, dead)
        for penalty in objective.penalties { try penalty.check(batch) }
        latents.begin(rows: x.rows)
        sums.begin(tokens: x.rows, into: gradients)
        sums.report.sparsityWeight = batch.weights.sparsity
        let firstBad = measureInput()
        clock?.mark(.prepare)
        encode()
        // Whoever chose among z has waited for it: to read one figure now costs no more.
        try checkInput(firstBad)
        clock?.mark(.select)
        decode()
        clock?.mark(.decode)
        if latents.path == .dense { beginDenseGradient() } else { beginSparseGradient() }
        try addPenalties(at: .latents)
        objective.activation.addGradients(batch, latents, to: sums)
        backwardEncoder()
        clock?.mark(.encoderGradient)
        try addPenalties(at: .last)
        finishGradients()
        sums.close()
        try checkLoss()
        for penalty in objective.penalties { penalty.finish(batch, latents) }
        objective.activation.finish(batch, latents)
        steering?.finish(weight: weights.sparsity, l0: sums.report.l0)
        latents.finish()
        clock?.mark(.finish)
        hasLatents = true
        steps += 1
        return sums.report
    }

    private func begin(_ x: Matrix, _ previousToken: [Int32]?, _ weights: StepWeights, _ dead: LatentMarks?) {
        batch.x = x
        batch.tokens = x.rows
        batch.number = steps
        batch.weights = weights
        if let steering { batch.weights.sparsity = steering.steered(weights.sparsity) }
        batch.dead = dead
        batch.previousToken = previousToken
    }

    private func addPenalties(at stage: PenaltyStage) throws {
        for penalty in objective.penalties where penalty.stage == stage {
            try penalty.add(batch, latents, to: sums)
            clock?.mark(penalty.clockStage)
        }
    }

    private func encode() {
        let configuration = autoencoder.configuration, x = batch.x
        if batch.freeNorms || configuration.rescaleByDecoderNorm || needs.contains(.decoderNorms) {
            engine.rowNorms(autoencoder.decoder, into: latents.norms)
            if batch.freeNorms { engine.copy(latents.norms, into: latents.sparsityScale) }
        }
        objective.activation.begin(batch, latents)
        input = x
        if configuration.subtractDecoderBias {
            centred.setRows(x.rows)
            engine.subtractRow(x, autoencoder.decoderBias, into: centred)
            input = centred
        }
        clock?.mark(.prepare)
        engine.product(input, transposed: autoencoder.encoder, plus: autoencoder.encoderBias, into: latents.dense)
        clock?.mark(.encode)

        let places = x.rows * latents.count
        let maximum: Int
        switch latents.forced {
        case .sparse: maximum = places
        case .dense: maximum = -1
        case nil: maximum = Int(bounded: Double(places) * engine.sparseShare)
        }
        let isSparse = objective.activation.choose(batch, latents, sums, maximum: maximum)
        latents.path = isSparse ? .sparse : .dense
        if isSparse { prepareSparse() } else { prepareDense() }
        sums.report.path = latents.path
        sums.report.nonzeros = latents.nonzeros
    }

    private func prepareSparse() {
        let active = latents.active
        engine.orderByColumn(active.pattern, into: active.order)
        engine.permute(active.pattern, by: active.order, into: latents.activeByColumn)
        engine.columnSums(latents.activeByColumn, active.order, into: latents.sums)
        engine.markColumns(active.order, in: latents.fired)
        engine.copyValues(of: active.pattern, into: active.activations)
        latents.nonzeros = active.pattern.count
        preparePenalties()
    }

    /// What needs z looks at it before f takes its place; AuxK also needs to know who fires.
    private func prepareDense() {
        objective.activation.markFired(batch, latents)
        preparePenalties()
        objective.activation.makeDense(batch, latents)
        engine.columnSums(latents.dense, into: latents.sums)
        latents.nonzeros = engine.countAbove(latents.dense)
    }

    private func preparePenalties() {
        for penalty in objective.penalties where penalty.needs.contains(.preActivations) {
            penalty.prepare(batch, latents, sums)
        }
    }
}

public import Engine
import Failures
public import Records

/// Loss and gradients of one batch: the encoder product, then only what fires.
///
/// Every product but the encoder's has a sparse and a dense form, and the number of firing latents decides between them
/// (`sparseShare`), never a time. In the sparse form the step holds one matrix `[B, F]`, the pre-activations; in the
/// dense form two. Once the storage has grown to the density of the run, nothing of a batch's size is allocated.
public final class AutoencoderStep {
    /// Latents are sparse while at most this share of `[B, F]` fires.
    static let sparseShare = 0.125

    public let autoencoder: Autoencoder
    public let config: RunConfig
    public var fired: [Bool] { state.fired }
    /// For tests and measurements: nil lets the count decide.
    package var forcedPath: LatentPath? {
        get { state.forced }
        set { state.forced = newValue }
    }
    /// For measurements: told after each part of a step.
    package var clock: StepClock?
    let state: StepState
    let objective: Objective
    let engine: ComputeEngine
    /// Whether `state` holds the latents of a batch.
    var hasLatents = false
    /// Batches done, across checkpoints.
    var steps = 0

    /// - Parameters:
    ///   - config: which activation function and penalties; its `sae` equals the autoencoder's configuration. A penalty
    ///     whose weight is 0 in it is left out whatever `StepWeights` say.
    ///   - batchCapacity: the most rows of a batch.
    public init(autoencoder: Autoencoder, config: RunConfig, batchCapacity: Int, engine: ComputeEngine) {
        precondition(config.sae == autoencoder.configuration, "a step configured for another autoencoder")
        precondition(batchCapacity > 0, "a batch of \(batchCapacity)")
        self.autoencoder = autoencoder
        self.config = config
        self.engine = engine
        state = StepState(autoencoder: autoencoder, config: config, capacity: batchCapacity, engine: engine)
        objective = Objective(config, width: autoencoder.width, capacity: batchCapacity)
    }

    /// One step's loss and gradients; the parameters stay as they are, but that a linear θ below 0 becomes 0 and
    /// batchtopk's T moves.
    ///
    /// - Parameters:
    ///   - batch: x. `[B, d]`
    ///   - previousToken: for each row the row of the token before it, −1 without one (temporal pairing
    ///     `previousToken`).
    ///   - dead: latents that count as dead before this batch (AuxK, pre-activation loss). `[F]`
    ///   - gradients: overwritten. `[F, d]`, `[1, F]`, `[1, d]`
    /// - Throws: `Failure` of kind `failed` when an activation or a loss is not finite, of kind `usage` when
    ///   `previousToken` is wanted and not given.
    public func run(
        _ batch: Matrix, previousToken: [Int32]? = nil, weights: StepWeights, dead: [Bool]? = nil,
        into gradients: Gradients
    ) throws -> StepReport {
        precondition(
            batch.columns == autoencoder.width && batch.rows > 0 && batch.rows <= state.error.rowCapacity,
            "a batch of [\(batch.rows), \(batch.columns)] for [\(state.error.rowCapacity), \(autoencoder.width)]")
        precondition(
            gradients.encoder.rows == autoencoder.latents && gradients.encoder.columns == autoencoder.width,
            "gradients of [\(gradients.encoder.rows), \(gradients.encoder.columns)]")
        precondition(dead.map { $0.count == autoencoder.latents } ?? true, "\(dead?.count ?? 0) dead marks")
        if config.temporal.pairing == .previousToken && weights.temporal != 0 && previousToken == nil {
            throw Failure(
                .usage, "temporal.pairing previous_token needs batches that follow the text, and these are shuffled",
                remedy: "set data.shuffle to false, or temporal.pairing to step")
        }
        begin(batch, previousToken, weights, dead, gradients)
        try measureInput(batch)
        clock?.mark(.prepare)
        encode(batch)
        clock?.mark(.select)
        decode(batch)
        clock?.mark(.decode)
        let dense = state.path == .dense ? beginDenseGradient() : nil
        if dense == nil { beginSparseGradient() }
        for penalty in objective.penalties {
            try penalty.add(state, gradient: dense)
            clock?.mark(penalty is CompetitionPenalty ? .competition : .penalties)
        }
        objective.activation.addGradients(state, gradient: dense)
        backwardEncoder(dense)
        clock?.mark(.encoderGradient)
        for penalty in objective.penalties {
            penalty.addLast(state)
            if penalty is PotentialPenalty { clock?.mark(.competition) }
        }
        finishGradients()
        try checkLoss()
        for penalty in objective.penalties { penalty.finish(state) }
        objective.activation.finish(state)
        clock?.mark(.finish)
        hasLatents = true
        steps += 1
        return state.report
    }

    private func begin(
        _ batch: Matrix, _ previousToken: [Int32]?, _ weights: StepWeights, _ dead: [Bool]?, _ gradients: Gradients
    ) {
        hasLatents = false
        // The dense latents of the batch before may still be needed: z goes to the other buffer then.
        if let kept = objective.temporal?.previousDense, kept === state.latents {
            let other = state.spare ?? Matrix(rows: state.latents.rowCapacity, columns: state.count)
            state.spare = state.latents
            state.latents = other
        }
        state.batch = batch
        state.tokens = batch.rows
        state.step = steps
        state.weights = weights
        state.dead = dead
        state.previousToken = previousToken
        state.gradients = gradients
        state.report = StepReport()
        state.report.tokens = batch.rows
        state.hasWindow = false
        state.encoderParts.removeAll(keepingCapacity: true)
        for i in 0..<state.count {
            state.alsoTouched[i] = false
            state.decoderBegun[i] = false
            state.encoderBegun[i] = false
        }
        for rows in [state.latents, state.error, state.outputGradient] { rows.setRows(batch.rows) }
        engine.fill(state.normGradient, with: 0)
        engine.fill(gradients.threshold, with: 0)
    }

    private func encode(_ batch: Matrix) {
        let configuration = autoencoder.configuration
        if configuration.decoderNorm == .free || configuration.rescaleByDecoderNorm {
            engine.rowNorms(autoencoder.decoder, into: state.norms)
            if configuration.decoderNorm == .free { engine.copy(state.norms, into: state.sparsityScale) }
        }
        objective.activation.begin(state)
        state.input = batch
        if configuration.subtractDecoderBias {
            state.centred.setRows(batch.rows)
            engine.subtractRow(batch, autoencoder.decoderBias, into: state.centred)
            state.input = state.centred
        }
        clock?.mark(.prepare)
        engine.product(
            state.input, transposed: autoencoder.encoder, plus: autoencoder.encoderBias, into: state.latents)
        clock?.mark(.encode)

        let places = batch.rows * state.count
        let maximum: Int
        switch state.forced {
        case .sparse: maximum = places
        case .dense: maximum = -1
        case nil: maximum = Int(bounded: Double(places) * AutoencoderStep.sparseShare)
        }
        let isSparse = objective.activation.choose(state, maximum: maximum)
        state.path = isSparse ? .sparse : .dense
        state.report.path = state.path
        let active = state.active
        if isSparse {
            engine.orderByColumn(active.pattern, into: active.order)
            engine.permute(active.pattern, by: active.order, into: state.activeByColumn)
            engine.columnSums(state.activeByColumn, active.order, into: state.latentSums)
            engine.markColumns(active.order, in: &state.fired)
            engine.copyValues(of: active.pattern, into: active.activations)
            state.report.nonzeros = active.pattern.count
            for penalty in objective.penalties { penalty.prepare(state) }
        } else {
            prepareDense()
        }
    }

    /// What needs z looks at it before f takes its place; AuxK also needs to know who fires.
    private func prepareDense() {
        if objective.activation is TopK || objective.activation is BatchTopK {
            engine.orderByColumn(state.active.pattern, into: state.active.order)
            engine.markColumns(state.active.order, in: &state.fired)
        } else {
            let theta = objective.activation is JumpReLU ? state.theta : nil
            engine.markColumns(of: state.latents, above: theta, in: &state.fired)
        }
        for penalty in objective.penalties { penalty.prepare(state) }
        objective.activation.makeDense(state)
        engine.columnSums(state.latents, into: state.latentSums)
        state.report.nonzeros = engine.countAbove(state.latents)
    }

    private func decode(_ batch: Matrix) {
        if let prefixes = objective.prefixes { return prefixes.decode(state, batch) }
        let error = state.error, gradient = state.outputGradient, tokens = Double(batch.rows)
        let scale = Float(2 * Double(state.weights.reconstruction) / tokens)
        if state.path == .sparse {
            state.report.squaredError = engine.reconstruct(
                state.active.pattern, autoencoder.decoder, bias: autoencoder.decoderBias, of: batch, scale: scale,
                error: error, outputGradient: gradient, places: state.places.map { ($0.pattern, $0.gradient) })
        } else {
            engine.product(state.latents, autoencoder.decoder, into: error)
            engine.addRow(error, autoencoder.decoderBias, into: error)
            engine.subtract(error, batch, into: error)
            state.report.squaredError = engine.sumOfSquares(error)
            engine.scale(error, by: scale, into: gradient)
        }
        state.report.rawReconstruction = state.report.squaredError / tokens
        state.report.reconstruction = Double(state.weights.reconstruction) * state.report.rawReconstruction
        engine.columnSums(gradient, into: state.gradients.decoderBias)
    }

    private func beginSparseGradient() {
        if let prefixes = objective.prefixes { return prefixes.beginSparseGradient(state, clock) }
        engine.transposedProduct(
            state.activeByColumn, state.active.order, state.outputGradient, into: state.gradients.decoder,
            begun: &state.decoderBegun)
        clock?.mark(.decoderGradient)
    }

    private func beginDenseGradient() -> Matrix {
        let prefixes = objective.prefixes
        if let prefixes {
            prefixes.beginDecoderGradient(state)
        } else {
            engine.product(transposed: state.latents, state.outputGradient, into: state.gradients.decoder)
        }
        clock?.mark(.decoderGradient)
        for i in 0..<state.count { state.decoderBegun[i] = true }
        let gradient = state.gradientBuffer()
        let begun = objective.penalties.contains { $0.beginDense(state, gradient: gradient) }
        if let prefixes {
            prefixes.addDenseGradient(state, to: gradient, begun: begun)
        } else {
            engine.product(
                state.outputGradient, transposed: autoencoder.decoder, into: gradient, accumulate: begun)
        }
        clock?.mark(.latentGradient)
        return gradient
    }
}

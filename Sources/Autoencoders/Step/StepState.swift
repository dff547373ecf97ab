import Engine
import Records

/// One pattern of entries and what the step computes at them.
final class Entries {
    /// Which entries; its values are z.
    let pattern: SparseLatents
    let order: ColumnOrder
    /// f at each entry.
    let activations = LatentValues()
    /// ∂L/∂f at each entry, before the activation function's own derivative.
    let gradient = LatentValues()
    /// Scratch in the pattern's order.
    let first = LatentValues()
    let second = LatentValues()
    /// Scratch in column order.
    let byColumn = LatentValues()

    init(latents: Int) {
        pattern = SparseLatents(columns: latents)
        order = ColumnOrder(columns: latents)
    }
}

/// What is added to the encoder's gradient besides the firing latents: dL/dz at the entries of some pattern.
struct EncoderPart {
    let order: ColumnOrder
    /// In column order.
    let gradient: LatentValues
}

/// Everything of a step that activation functions and penalties read and add to. Its matrices are made once.
final class StepState {
    let engine: ComputeEngine
    let autoencoder: Autoencoder
    let config: RunConfig
    var configuration: AutoencoderConfig { autoencoder.configuration }

    // The batch.
    /// x. `[B, d]`
    var batch: Matrix
    /// Its number, across checkpoints.
    var step = 0
    var tokens = 0
    var weights = StepWeights()
    var dead: [Bool]?
    var previousToken: [Int32]?
    var report = StepReport()
    var gradients: Gradients

    // Dense: z, then f (dense path). The other buffer of the dense path holds ∂L/∂f, then ∂L/∂z.
    var latents: Matrix
    var spare: Matrix?
    /// x, or x − b_d. `[B, d]`
    var input: Matrix
    let centred: Matrix
    /// x̂ − x, then ∂L/∂x̂. `[B, d]`
    let error: Matrix
    /// ∂L/∂x̂ = 2r/B (x̂ − x). `[B, d]`
    let outputGradient: Matrix

    var path = LatentPath.sparse
    /// For tests: the only path allowed.
    var forced: LatentPath?
    /// Firing latents (sparse path).
    var active: Entries
    /// Entries in θ's window (jumprelu, both paths).
    let window: Entries
    var hasWindow = false
    /// f of the active entries in column order.
    let activeByColumn = LatentValues()

    // Vectors `[1, F]`.
    /// θ itself, at least 0.
    let theta: Matrix
    /// ‖w_i‖.
    let norms: Matrix
    /// By what sparsity terms multiply f: ‖w_i‖ with free decoder rows, else 1.
    let sparsityScale: Matrix
    /// Σ_b f.
    let latentSums: Matrix
    /// 1/‖f_i‖ over the batch, or 1/‖f_i‖² where the coefficient is containment.
    let inverseNorms: Matrix
    /// 1/‖p_i‖ over the batch, where the coefficient is potential.
    let inversePotentials: Matrix
    /// ∂L/∂‖w_i‖.
    let normGradient: Matrix
    let scratchVector: Matrix

    var fired: [Bool]
    var decoderBegun: [Bool]
    var encoderBegun: [Bool]
    var encoderParts: [EncoderPart] = []
    /// Latents touched besides those that fire.
    var alsoTouched: [Bool]

    var freeNorms: Bool { configuration.decoderNorm == .free }
    /// Where patterns of ∂L/∂f live in the sparse path.
    var places: [Entries] { hasWindow ? [active, window] : [active] }
    var count: Int { autoencoder.latents }

    init(autoencoder: Autoencoder, config: RunConfig, capacity: Int, engine: ComputeEngine) {
        self.engine = engine
        self.autoencoder = autoencoder
        self.config = config
        let count = autoencoder.latents, width = autoencoder.width
        latents = Matrix(rows: capacity, columns: count)
        centred = Matrix(rows: autoencoder.configuration.subtractDecoderBias ? capacity : 0, columns: width)
        input = centred
        batch = centred
        error = Matrix(rows: capacity, columns: width)
        outputGradient = Matrix(rows: capacity, columns: width)
        active = Entries(latents: count)
        window = Entries(latents: count)
        func vector() -> Matrix { Matrix(rows: 1, columns: count) }
        theta = vector()
        norms = vector()
        sparsityScale = vector()
        latentSums = vector()
        inverseNorms = vector()
        inversePotentials = vector()
        normGradient = vector()
        scratchVector = vector()
        engine.fill(norms, with: 1)
        engine.fill(sparsityScale, with: 1)
        let none = [Bool](repeating: false, count: count)
        fired = none
        decoderBegun = none
        encoderBegun = none
        alsoTouched = none
        gradients = Gradients(latents: 0, width: 0)
    }

    /// The latents' norms over the batch, as a coefficient needs them.
    func measureLatents(for coefficient: PairCoefficient = .cosine) {
        if path == .sparse {
            engine.columnSquaredSums(activeByColumn, active.order, into: inverseNorms)
        } else {
            engine.columnSquaredSums(latents, into: inverseNorms)
        }
        switch coefficient {
        case .cosine: engine.inverseSquareRoots(inverseNorms, into: inverseNorms)
        case .containment: engine.inverses(inverseNorms, into: inverseNorms)
        }
    }

    /// What coefficient `potential` compares, with p_j = relu((x − b_d)·w_j) in the dense matrix that the step does not
    /// need any more once ∂L/∂z has gone to the encoder: that of z (sparse path), or that of ∂L/∂z (dense path).
    func measurePotentials() -> CompetitionOperands {
        let potentials = path == .sparse ? latents : gradientBuffer(), decoder = autoencoder.decoder
        // (x − b_d)·w_j = x·w_j − b_d·w_j: no centred copy of x.
        engine.product(autoencoder.decoderBias, transposed: decoder, into: scratchVector)
        engine.scale(scratchVector, by: -1, into: scratchVector)
        engine.product(batch, transposed: decoder, plus: scratchVector, into: potentials)
        engine.gate(potentials)
        engine.columnSquaredSums(potentials, into: inversePotentials)
        engine.inverseSquareRoots(inversePotentials, into: inversePotentials)
        measureLatents()
        return .potential(
            path == .sparse ? .sparse(activeByColumn, active.order) : .dense(latents), potentials,
            inverseNorms: inverseNorms, inversePotentials: inversePotentials)
    }

    /// Every row of the decoder's gradient holds numbers from here on: zeros where nothing was added yet.
    func beginDecoderRows() {
        engine.clearRows(
            gradients.decoder, where: [Bool](repeating: true, count: count), notBegun: decoderBegun)
        for i in decoderBegun.indices { decoderBegun[i] = true }
    }

    /// Enters the competition term in the report.
    func recordCompetition(_ sums: CompetitionSums) {
        let count = Double(max(1, sums.pairs))
        report.competition += 2 * Double(weights.competition) * sums.energy
        report.competingPairs = sums.pairs
        report.meanCoefficient = sums.coefficients / count
        report.meanDot = sums.dots / count
    }

    /// The dense path's second buffer, `[B, F]`.
    func gradientBuffer() -> Matrix {
        let buffer = spare ?? Matrix(rows: latents.rowCapacity, columns: count)
        spare = buffer
        buffer.setRows(tokens)
        return buffer
    }
}

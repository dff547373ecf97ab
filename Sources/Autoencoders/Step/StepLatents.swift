package import Engine
import Records

/// The latents of a batch. They have one owner at a time: the activation function chooses what fires, the step turns z
/// into f; penalties read. Matrices are made once.
package final class StepLatents {
    private let engine: ComputeEngine
    private let autoencoder: Autoencoder

    /// z, then f (dense path). In the sparse form z until the competition term, which may put f there. `[B, F]`
    package private(set) var dense: Matrix
    /// The other matrix `[B, F]`: of the dense path ∂L/∂f, then ∂L/∂z.
    private var other: Matrix?

    package internal(set) var path = LatentPath.sparse
    /// For tests: the only path allowed.
    package internal(set) var forced: LatentPath?
    /// Firing latents (sparse path; on the dense path for functions that choose by rank).
    package let active: Entries
    /// f of the active entries in column order.
    package let activeByColumn = LatentValues()
    /// Entries in θ's window, where `hasWindow` (both paths).
    package let window: Entries
    package internal(set) var hasWindow = false
    /// Entries of f above 0.
    package internal(set) var nonzeros = 0
    /// Which latents fire in this batch. `[F]`
    package let fired: LatentMarks
    /// Of the step before, where a penalty needs them.
    package let previous: PreviousLatents?
    /// Whether `previous` holds `dense`, which must then outlive one step more.
    private var isKept = false

    // Vectors `[1, F]`.
    /// θ itself, at least 0.
    package let theta: Matrix
    /// ‖w_i‖, where decoder rows are free, chosen by norm, or a penalty needs it; else 1.
    package let norms: Matrix
    /// By what sparsity terms multiply f: ‖w_i‖ with free decoder rows, else 1.
    package let sparsityScale: Matrix
    /// Σ_b f.
    package let sums: Matrix
    /// 1/‖f_i‖ over the batch, or 1/‖f_i‖² for containment, after `measure`.
    package let inverseNorms: Matrix
    /// 1/‖p_i‖ over the batch, after `measurePotentials`.
    private let inversePotentials: Matrix

    /// Entries at which ∂L/∂f is wanted in the sparse path.
    package var places: [Entries] { hasWindow ? [active, window] : [active] }
    /// F.
    package var count: Int { autoencoder.latents }

    /// - Parameter keepsPrevious: whether a penalty needs the latents of the step before.
    init(autoencoder: Autoencoder, capacity: Int, keepsPrevious: Bool, engine: ComputeEngine) {
        self.engine = engine
        self.autoencoder = autoencoder
        let count = autoencoder.latents
        dense = Matrix(rows: capacity, columns: count)
        active = Entries(latents: count)
        window = Entries(latents: count)
        previous = keepsPrevious ? PreviousLatents(latents: count) : nil
        func vector() -> Matrix { Matrix(rows: 1, columns: count) }
        theta = vector()
        norms = vector()
        sparsityScale = vector()
        sums = vector()
        inverseNorms = vector()
        inversePotentials = vector()
        engine.fill(norms, with: 1)
        engine.fill(sparsityScale, with: 1)
        fired = LatentMarks(latents: count)
    }

    /// Room for z of a new batch. The dense latents of the batch before may still be needed: z goes to the other matrix
    /// then.
    func begin(rows: Int) {
        if isKept {
            let spare = other ?? Matrix(rows: dense.rowCapacity, columns: count)
            other = dense
            dense = spare
            isKept = false
        }
        dense.setRows(rows)
        hasWindow = false
        nonzeros = 0
    }

    /// The second matrix, `[B, F]`: for ∂L/∂f. It may hold the dense latents of the step before, as `previous` knows.
    package func secondMatrix() -> Matrix {
        let matrix = other ?? Matrix(rows: dense.rowCapacity, columns: count)
        other = matrix
        matrix.setRows(dense.rows)
        return matrix
    }

    /// After the step: what the next one will need of these.
    func finish() {
        guard let previous else { return }
        if path == .sparse {
            previous.copy(active.pattern)
        } else {
            previous.keep(dense)
            isKept = true
        }
    }

    /// Takes up what a checkpoint holds of the step before.
    func restorePrevious(_ saved: PreviousLatents.Saved) {
        switch saved {
        case .none: previous?.forget()
        case .sparse(let latents): previous?.copy(latents)
        case .dense(let matrix):
            // Into a matrix of the step's own, where the next dense step expects it.
            dense.setRows(matrix.rows)
            engine.copy(matrix, into: dense)
            previous?.keep(dense)
        }
        if case .dense = saved { isKept = previous != nil } else { isKept = false }
    }

    /// The latents' norms over the batch, as a coefficient needs them: into `inverseNorms`.
    package func measure(for coefficient: PairCoefficient = .cosine) {
        if path == .sparse {
            engine.columnSquaredSums(activeByColumn, active.order, into: inverseNorms)
        } else {
            engine.columnSquaredSums(dense, into: inverseNorms)
        }
        switch coefficient {
        case .cosine: engine.inverseSquareRoots(inverseNorms, into: inverseNorms)
        case .containment: engine.inverses(inverseNorms, into: inverseNorms)
        }
    }

    /// What coefficient `potential` compares, with p_j = relu((x − b_d)·w_j) in the matrix that the step does not need
    /// any more once ∂L/∂z has gone to the encoder: that of z (sparse path), or that of ∂L/∂z (dense path).
    ///
    /// - Parameters:
    ///   - x: the batch. `[B, d]`
    ///   - scratch: `[1, F]`, overwritten.
    package func measurePotentials(of x: Matrix, scratch: Matrix) -> CompetitionOperands {
        let potentials = path == .sparse ? dense : secondMatrix(), decoder = autoencoder.decoder
        // (x − b_d)·w_j = x·w_j − b_d·w_j: no centred copy of x.
        engine.product(autoencoder.decoderBias, transposed: decoder, into: scratch)
        engine.scale(scratch, by: -1, into: scratch)
        engine.product(x, transposed: decoder, plus: scratch, into: potentials)
        engine.gate(potentials)
        engine.columnSquaredSums(potentials, into: inversePotentials)
        engine.inverseSquareRoots(inversePotentials, into: inversePotentials)
        measure()
        return .potential(
            path == .sparse ? .sparse(activeByColumn, active.order) : .dense(dense), potentials,
            inverseNorms: inverseNorms, inversePotentials: inversePotentials)
    }
}

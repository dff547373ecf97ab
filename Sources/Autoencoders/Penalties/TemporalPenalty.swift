import Engine
import Records

/// λ · mean_b ‖f_b(t) − f_b(t−1)‖², the earlier latents detached (eq. 5 and 6). With pairing `step` they are row b of
/// the previous step's batch as it was encoded then; with `previousToken` those of the token before, in this batch. A
/// row without an earlier one, and a previous batch of another size, count 0.
final class TemporalPenalty: Penalty {
    private let config: TemporalConfig
    /// The previous step's latents: sparse, or the dense matrix that then held them.
    var previousSparse: SparseLatents
    private(set) var previousIsSparse = false
    private(set) var previousDense: Matrix?
    /// Rows that the dense matrix held; its buffer may be used for other things since.
    private var previousDenseRows = 0

    init(_ config: TemporalConfig, latents: Int) {
        self.config = config
        previousSparse = SparseLatents(columns: latents)
    }

    /// Whether the step before left latents of this size.
    private func hasPrevious(_ tokens: Int) -> Bool {
        previousIsSparse ? previousSparse.rows == tokens : previousDense != nil && previousDenseRows == tokens
    }

    func beginDense(_ state: StepState, gradient: Matrix) -> Bool {
        let weight = state.weights.temporal
        if weight == 0 { return false }
        let before: PreviousRows
        if config.pairing == .previousToken {
            guard let map = state.previousToken else { return false }
            before = .dense(state.latents, rowMap: map)
        } else {
            guard hasPrevious(state.tokens) else { return false }
            before = previousIsSparse ? .sparse(previousSparse) : .dense(previousDense ?? gradient, rowMap: nil)
        }
        let engine = state.engine, each = weight / Float(state.tokens)
        engine.fill(state.scratchVector, with: 0)
        let sum = engine.differences(
            of: state.latents, before: before, scale: 2 * each, plus: state.scratchVector, into: gradient)
        state.report.temporal += Double(each) * sum
        return true
    }

    func add(_ state: StepState, gradient: Matrix?) {
        let weight = state.weights.temporal
        if weight == 0 || gradient != nil { return }
        let engine = state.engine, each = weight / Float(state.tokens), rows = state.tokens
        let map = config.pairing == .previousToken ? state.previousToken : nil
        if config.pairing == .previousToken ? map == nil : !hasPrevious(rows) { return }
        let sparse = config.pairing == .previousToken ? state.active.pattern : previousIsSparse ? previousSparse : nil
        for (number, place) in state.places.enumerated() {
            var matched = 0.0
            if let sparse {
                matched = engine.lookUp(
                    sparse, rowMap: map, at: place.pattern, own: place.activations, into: place.first)
            } else if let previousDense {
                matched = engine.lookUp(
                    previousDense, rowMap: map, at: place.pattern, own: place.activations, into: place.first)
            }
            engine.addDifference(place.activations, place.first, scale: 2 * each, to: place.gradient)
            if number > 0 { continue }
            // Where f fires the difference itself; elsewhere the earlier latent alone.
            engine.fill(place.second, like: place.pattern, with: 0)
            engine.addDifference(place.activations, place.first, scale: 1, to: place.second)
            let all =
                sparse.map { engine.squaresBeside($0, rowMap: map, rows: rows) }
                ?? previousDense.map { engine.squaresBeside($0, rowMap: map, rows: rows) } ?? 0
            state.report.temporal += Double(each) * (engine.sums(place.second).squares + all - matched)
        }
    }

    /// Keeps this batch's latents by exchanging storage, not by copying.
    func finish(_ state: StepState) {
        if config.pairing == .previousToken { return }
        if state.path == .sparse {
            previousIsSparse = true
            previousSparse.assign(state.active.pattern)
            previousDense = nil
        } else {
            previousIsSparse = false
            previousDense = state.latents
            previousDenseRows = state.tokens
        }
    }

    /// Forgets, or takes up, what a checkpoint says.
    func restore(sparse: SparseLatents?, dense: Matrix?) {
        previousIsSparse = sparse != nil
        if let sparse { previousSparse = sparse }
        previousDense = dense
        previousDenseRows = dense?.rows ?? 0
    }
}

import CKernels
import Synchronization

/// Room for the hidden layer of a part of the tokens; it grows to what it has been asked for.
public final class FeedForwardScratch {
    /// What the activation leaves. `[tokens, F]`
    private(set) var hidden = Matrix(rows: 0, columns: 0)
    /// A worker's gates and what they open, side by side. `[workers · tokens, 128]`
    private(set) var pairs = Matrix(rows: 0, columns: PanelShape.most)

    public init() {}

    func reserve(tokens: Int, columns: Int, workers: Int) {
        if tokens > hidden.rowCapacity || columns != hidden.columns { hidden = Matrix(rows: tokens, columns: columns) }
        hidden.setRows(tokens)
        if workers * tokens > pairs.rowCapacity { pairs = Matrix(rows: workers * tokens, columns: PanelShape.most) }
    }
}

extension ComputeEngine {
    /// The gated feed-forward layer: out = (gelu(x Gᵀ) ∘ x Uᵀ) Dᵀ with GELU in its tanh form. `x [T, d]`,
    /// `gate [F, d]`, `up [F, d]`, `down [d', F]`, `out [T, d']`.
    ///
    /// A panel is made of rows of G and the same rows of U, so a worker has both numbers of a hidden unit at hand and
    /// the products before the activation are never stored. The hidden layer is the widest matrix of a model and exists
    /// for at most 4,096 tokens at a time.
    ///
    /// Returns false if a weight is infinite or NaN, and then `out` is of no use.
    public func gatedFeedForward(
        _ x: some MatrixOperand, gate: StoredMatrix, up: StoredMatrix, down: StoredMatrix, scratch: FeedForwardScratch,
        into out: Matrix
    ) -> Bool {
        let x = x.view, f = down.columns
        precondition(
            gate.rows == f && up.rows == f && gate.columns == x.columns && up.columns == x.columns
                && out.rows == x.rows && out.columns == down.rows && f > 0 && x.columns > 0,
            "feed-forward of [\(x.rows), \(x.columns)] by [\(gate.rows), \(gate.columns)], [\(up.rows), \(up.columns)] "
                + "and [\(down.rows), \(f)] into [\(out.rows), \(out.columns)]")
        let chunk = 4096
        var finite = true
        for start in stride(from: 0, to: x.rows, by: chunk) {
            let tokens = start..<min(x.rows, start + chunk)
            scratch.reserve(tokens: tokens.count, columns: f, workers: threads)
            let part = MatrixView(x.owner, rows: x.firstRow + start..<x.firstRow + tokens.upperBound)
            if !hiddenLayer(part, gate: gate, up: up, scratch) { finite = false }
            let hidden = scratch.hidden.view
            if !product(hidden, transposedFinite: [down], into: out.row(start)) { finite = false }
        }
        return finite
    }

    /// hidden = gelu(x Gᵀ) ∘ x Uᵀ.
    private func hiddenLayer(
        _ x: MatrixView, gate: StoredMatrix, up: StoredMatrix, _ scratch: FeedForwardScratch
    ) -> Bool {
        let f = gate.rows, d = x.columns, step = PanelShape.step, pitch = PanelShape.most, kernels = kernels
        let across = (f + step - 1) / step, height = PanelShape.tokens(m: x.rows, across: across)
        let down = (x.rows + height - 1) / height
        let source = x.base, room = scratch.pairs.base, target = scratch.hidden.base, capacity = scratch.hidden.rows
        let failed = Atomic<Bool>(false)
        withPanelRooms(k: d) { panels in
            forEachBlock(across * down) { block, worker in
                let units = block / down * step..<min(f, block / down * step + step)
                let first = block % down * height, tokens = min(height, x.rows - first)
                let pairs = room + worker * capacity * pitch
                let pieces = [
                    PanelPiece(stored: gate, rows: units), PanelPiece(stored: up, rows: units, at: step),
                ]
                let good = multiply(
                    source + first * d, tokens: tokens, k: d, by: pieces, into: pairs, pitch: pitch,
                    room: panels(worker))
                if !good { failed.store(true, ordering: .relaxed) }
                for t in 0..<tokens {
                    let row = pairs + t * pitch
                    kernels.gated_gelu(row, row + step, target + (first + t) * f + units.lowerBound, units.count)
                }
            }
        }
        return !failed.load(ordering: .relaxed)
    }
}

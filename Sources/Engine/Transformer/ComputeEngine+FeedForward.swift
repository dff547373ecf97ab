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
        reservePairs(tokens: tokens, workers: workers)
    }

    func reservePairs(tokens: Int, workers: Int) {
        if workers * tokens > pairs.rowCapacity { pairs = Matrix(rows: workers * tokens, columns: PanelShape.most) }
    }
}

/// What stands between the two halves of a feed-forward layer.
public enum HiddenActivation: String, Sendable, Hashable, CaseIterable {
    /// GELU in its tanh form.
    case geluTanh
    /// GELU by the error function.
    case gelu
    case silu
    case relu
}

/// A feed-forward layer's weights, as they lie in their file, and how its hidden layer comes about.
public struct FeedForwardWeights {
    /// `[F, d]`; nil: the hidden layer is act(x Uᵀ + b).
    public let gate: StoredMatrix?
    /// `[F, d]`
    public let up: StoredMatrix
    /// `[d', F]`
    public let down: StoredMatrix
    public let activation: HiddenActivation
    /// `[1, F]`
    public let gateBias: Matrix?
    /// `[1, F]`
    public let upBias: Matrix?
    /// `[1, d']`
    public let downBias: Matrix?

    public init(
        gate: StoredMatrix?, up: StoredMatrix, down: StoredMatrix, activation: HiddenActivation,
        gateBias: Matrix? = nil, upBias: Matrix? = nil, downBias: Matrix? = nil
    ) {
        let f = down.columns
        precondition(
            up.rows == f && gate.map { $0.rows == f && $0.columns == up.columns } ?? true
                && [gateBias, upBias].allSatisfy { $0?.count ?? f == f } && downBias?.count ?? down.rows == down.rows
                && f > 0 && up.columns > 0 && (gate != nil || gateBias == nil),
            "feed-forward by [\(up.rows), \(up.columns)] and [\(down.rows), \(f)]")
        self.gate = gate
        self.up = up
        self.down = down
        self.activation = activation
        self.gateBias = gateBias
        self.upBias = upBias
        self.downBias = downBias
    }
}

extension ComputeEngine {
    /// The feed-forward layer: out = (act(x Gᵀ + b_g) ∘ (x Uᵀ + b_u)) Dᵀ + b_d, or act(x Uᵀ + b_u) Dᵀ + b_d.
    /// `x [T, d]`, `out [T, d']`.
    ///
    /// A panel is made of rows of G and the same rows of U, so a worker has both numbers of a hidden unit at hand and
    /// the products before the activation are never stored. The hidden layer is the widest matrix of a model and exists
    /// for at most 4,096 tokens at a time.
    ///
    /// Returns false if a matrix's element is infinite or NaN, and then `out` is of no use.
    public func feedForward(
        _ x: some MatrixOperand, by weights: FeedForwardWeights, scratch: FeedForwardScratch, into out: Matrix
    ) -> Bool {
        let x = x.view, f = weights.down.columns
        precondition(
            weights.up.columns == x.columns && out.rows == x.rows && out.columns == weights.down.rows,
            "feed-forward of [\(x.rows), \(x.columns)] by [\(weights.up.rows), \(weights.up.columns)] "
                + "and [\(weights.down.rows), \(f)] into [\(out.rows), \(out.columns)]")
        if let device { return device.feedForward(x, by: weights, self, into: out) }
        let chunk = 4096
        var finite = true
        for start in stride(from: 0, to: x.rows, by: chunk) {
            let tokens = start..<min(x.rows, start + chunk)
            scratch.reserve(tokens: tokens.count, columns: f, workers: threads)
            let part = MatrixView(x.owner, rows: x.firstRow + start..<x.firstRow + tokens.upperBound)
            if !hiddenLayer(part, by: weights, pairs: scratch.pairs.base, capacity: tokens.count, into: scratch.hidden.base) {
                finite = false
            }
            let hidden = scratch.hidden.view
            if !product(hidden, transposedFinite: [weights.down], into: out.row(start)) { finite = false }
        }
        if let bias = weights.downBias { addRow(out, bias, into: out) }
        return finite
    }

    /// The hidden layer alone, after its activation. `x [T, d]`, `out [T, F]`. Returns as `feedForward` does.
    public func hiddenLayer(
        _ x: some MatrixOperand, by weights: FeedForwardWeights, scratch: FeedForwardScratch, into out: Matrix
    ) -> Bool {
        let x = x.view, f = weights.up.rows
        precondition(
            weights.up.columns == x.columns && out.rows == x.rows && out.columns == f,
            "hidden layer of [\(x.rows), \(x.columns)] into [\(out.rows), \(out.columns)]")
        if let device { return device.hiddenLayer(x, by: weights, self, into: out) }
        let chunk = 4096
        var finite = true
        for start in stride(from: 0, to: x.rows, by: chunk) {
            let count = min(chunk, x.rows - start)
            scratch.reservePairs(tokens: count, workers: threads)
            let part = MatrixView(x.owner, rows: x.firstRow + start..<x.firstRow + start + count)
            let good = hiddenLayer(
                part, by: weights, pairs: scratch.pairs.base, capacity: count, into: out.base + start * f)
            finite = good && finite
        }
        return finite
    }

    /// hidden = act(x Gᵀ + b_g) ∘ (x Uᵀ + b_u), or act(x Uᵀ + b_u). `pairs` has `capacity` rows for each worker.
    private func hiddenLayer(
        _ x: MatrixView, by weights: FeedForwardWeights, pairs room: UnsafeMutablePointer<Float>, capacity: Int,
        into target: UnsafeMutablePointer<Float>
    ) -> Bool {
        let f = weights.up.rows, d = x.columns, step = PanelShape.step, pitch = PanelShape.most, kernels = kernels
        let across = (f + step - 1) / step, height = PanelShape.tokens(m: x.rows, across: across)
        let down = (x.rows + height - 1) / height
        let source = x.base
        let gated = kernels.gated(weights.activation), plain = kernels.plain(weights.activation)
        let gateBias = weights.gateBias.map { UnsafePointer($0.reading) }
        let upBias = weights.upBias.map { UnsafePointer($0.reading) }
        let failed = Atomic<Bool>(false)
        withPanelRooms(k: d) { panels in
            forEachBlock(across * down) { block, worker in
                let units = block / down * step..<min(f, block / down * step + step)
                let first = block % down * height, tokens = min(height, x.rows - first)
                let pairs = room + worker * capacity * pitch
                var pieces: [PanelPiece] = []
                if let gate = weights.gate { pieces.append(PanelPiece(stored: gate, rows: units)) }
                pieces.append(PanelPiece(stored: weights.up, rows: units, at: weights.gate == nil ? 0 : step))
                let good = multiply(
                    source + first * d, tokens: tokens, k: d, by: pieces, into: pairs, pitch: pitch,
                    room: panels(worker))
                if !good { failed.store(true, ordering: .relaxed) }
                for t in 0..<tokens {
                    let row = pairs + t * pitch, up = weights.gate == nil ? row : row + step
                    let out = target + (first + t) * f + units.lowerBound
                    if let upBias { kernels.add(up, upBias + units.lowerBound, up, units.count) }
                    if weights.gate == nil {
                        plain(up, out, units.count)
                    } else {
                        if let gateBias { kernels.add(row, gateBias + units.lowerBound, row, units.count) }
                        gated(row, up, out, units.count)
                    }
                }
            }
        }
        return !failed.load(ordering: .relaxed)
    }
}

extension ck_kernels {
    fileprivate func gated(_ activation: HiddenActivation)
        -> @convention(c) (UnsafePointer<Float>?, UnsafePointer<Float>?, UnsafeMutablePointer<Float>?, Int) -> Void
    {
        switch activation {
        case .geluTanh: gated_gelu
        case .gelu: gated_gelu_erf
        case .silu: gated_silu
        case .relu: gated_relu
        }
    }

    fileprivate func plain(_ activation: HiddenActivation)
        -> @convention(c) (UnsafePointer<Float>?, UnsafeMutablePointer<Float>?, Int) -> Void
    {
        switch activation {
        case .geluTanh: gelu
        case .gelu: gelu_erf
        case .silu: silu
        case .relu: relu
        }
    }
}

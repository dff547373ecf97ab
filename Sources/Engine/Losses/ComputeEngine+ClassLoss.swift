#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What training a linear probe on classes needs beside products and Adam.
extension ComputeEngine {
    /// Binary cross-entropy with logits, one class against the rest for every column, and its gradient. With
    /// `y_bj = 1` where `labels[b] == j`, p the positive weights and `s(z) = log(1 + e^z)`:
    ///
    /// `loss = 1/(B C) Σ_bj [ (1 − y) s(z) + p_j y s(−z) ]`,
    /// `∂loss/∂z = 1/(B C) [ (1 − y) σ(z) − p_j y σ(−z) ]` into `gradient`. (PyTorch's `BCEWithLogitsLoss`, `pos_weight`.)
    ///
    /// `logits`, `gradient` `[B, C]`, may be the same matrix; `labels` B class numbers, others than `0..<C` belong to no
    /// column; `positiveWeights [1, C]`. Returns the loss, summed in float64.
    @discardableResult
    public func classLoss(
        _ logits: Matrix, labels: [Int32], positiveWeights: Matrix, gradient: Matrix
    ) -> Double {
        requireSameShape(logits.view, gradient.view, "a loss")
        requireVector(positiveWeights.view, of: logits.columns, "a loss")
        precondition(labels.count == logits.rows, "\(labels.count) labels for \(logits.rows) rows")
        let rows = logits.rows, columns = logits.columns
        if rows == 0 || columns == 0 { return 0 }
        let z = logits.reading, g = gradient.base, p = positiveWeights.reading, height = 64
        let share = 1 / Float(rows * columns)
        var parts = [Double](repeating: 0, count: (rows + height - 1) / height)
        parts.withUnsafeMutableBufferPointer { buffer in
            nonisolated(unsafe) let buffer = buffer
            forEachRange(of: rows, by: height) { range, _ in
                var total = 0.0
                for b in range {
                    let label = Int(labels[b]), at = b * columns
                    for j in 0..<columns {
                        let x = z[at + j]
                        // σ(−|x|) and log(1 + e^−|x|) without overflow on either side.
                        let small = decayed(abs(x))
                        let softplus = max(x, 0) + log1p(small)
                        let sigmoid = x >= 0 ? 1 / (1 + small) : small / (1 + small)
                        if j == label {
                            total += Double(p[j] * (softplus - x))
                            g[at + j] = -share * p[j] * (x >= 0 ? small / (1 + small) : 1 / (1 + small))
                        } else {
                            total += Double(softplus)
                            g[at + j] = share * sigmoid
                        }
                    }
                }
                buffer[range.lowerBound / height] = total
            }
        }
        return parts.reduce(0, +) / (Double(rows) * Double(columns))
    }

    /// `out += factor · sign(a)`, sign(0) = 0: the gradient of `factor · Σ|a|`. `[B, D]` both.
    public func addSigns(of a: some MatrixOperand, scale factor: Float, to out: Matrix) {
        if let device {
            requireSameShape(a.view, out.view, "a sum with signs")
            return device.addSigns(of: a.view, scale: factor, to: out)
        }
        elementwise(a.view, into: out, "a sum with signs") { _, a, out, n in
            for i in 0..<n { out[i] += a[i] > 0 ? factor : a[i] < 0 ? -factor : 0 }
        }
    }
}

/// e^−x, where the engine's own `exp` does not hide the system's.
private func decayed(_ x: Float) -> Float { exp(-x) }

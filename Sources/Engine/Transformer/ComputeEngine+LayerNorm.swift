import CKernels
import CUDA

/// Layer normalisation (Ba et al. 2016), in its two halves.
extension ComputeEngine {
    /// out[r] = (x[r] − mean x[r]) / sqrt(var x[r] + epsilon), the variance biased. `x`, `out` `[T, d]`; `out` may be
    /// `x`.
    public func standardizeRows(_ x: some MatrixOperand, epsilon: Float, into out: Matrix) {
        let x = x.view, d = x.columns
        requireSameShape(x, out.view, "a standardisation")
        if let device { return device.wholeRows("row_standardize", x, into: out, .float(epsilon)) }
        let source = x.base, target = out.base, kernels = kernels
        forEachRowRange(rows: x.rows, columns: d) { range, _ in
            for r in range { kernels.standardize(source + r * d, epsilon, target + r * d, d) }
        }
    }

    /// out[r] = x[r] − mean x[r], the mean added up in float64. `x`, `out` `[T, d]`; `out` may be `x`.
    public func centerRows(_ x: some MatrixOperand, into out: Matrix) {
        let x = x.view, d = x.columns
        requireSameShape(x, out.view, "a centring")
        if let device { return device.wholeRows("row_center", x, into: out) }
        let source = x.base, target = out.base
        forEachRowRange(rows: x.rows, columns: d) { range, _ in
            for r in range {
                let row = source + r * d, to = target + r * d
                var sum = 0.0
                for i in 0..<d { sum += Double(row[i]) }
                let mean = Float(sum / Double(d))
                for i in 0..<d { to[i] = row[i] - mean }
            }
        }
    }

    /// out[r] = x[r] · gain + bias. `x`, `out` `[T, d]`, `gain`, `bias` `[1, d]`; `out` may be `x`.
    public func scaleAndShift(_ x: some MatrixOperand, gain: Matrix, bias: Matrix, into out: Matrix) {
        let x = x.view, d = x.columns
        requireSameShape(x, out.view, "a gain and bias")
        requireVector(gain.view, of: d, "a gain")
        requireVector(bias.view, of: d, "a bias")
        if let device { return device.withVector("row_scale_shift", x, [gain.view, bias.view], into: out) }
        let source = x.base, w = gain.reading, b = bias.reading, target = out.base
        let kernels = kernels
        forEachRowRange(rows: x.rows, columns: d) { range, _ in
            for r in range { kernels.scale_shift(source + r * d, w, b, target + r * d, d) }
        }
    }
}

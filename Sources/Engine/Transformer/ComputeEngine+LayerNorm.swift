import CKernels

/// Layer normalisation (Ba et al. 2016), in its two halves.
extension ComputeEngine {
    /// out[r] = (x[r] − mean x[r]) / sqrt(var x[r] + epsilon), the variance biased. `x`, `out` `[T, d]`; `out` may be
    /// `x`.
    public func standardizeRows(_ x: some MatrixOperand, epsilon: Float, into out: Matrix) {
        let x = x.view, d = x.columns
        requireSameShape(x, out.view, "a standardisation")
        let source = x.base, target = out.base, kernels = kernels
        forEachRowRange(rows: x.rows, columns: d) { range, _ in
            for r in range { kernels.standardize(source + r * d, epsilon, target + r * d, d) }
        }
    }

    /// out[r] = x[r] · gain + bias. `x`, `out` `[T, d]`, `gain`, `bias` `[1, d]`; `out` may be `x`.
    public func scaleAndShift(_ x: some MatrixOperand, gain: Matrix, bias: Matrix, into out: Matrix) {
        let x = x.view, d = x.columns
        requireSameShape(x, out.view, "a gain and bias")
        requireVector(gain.view, of: d, "a gain")
        requireVector(bias.view, of: d, "a bias")
        let source = x.base, w = UnsafePointer(gain.base), b = UnsafePointer(bias.base), target = out.base
        let kernels = kernels
        forEachRowRange(rows: x.rows, columns: d) { range, _ in
            for r in range { kernels.scale_shift(source + r * d, w, b, target + r * d, d) }
        }
    }
}

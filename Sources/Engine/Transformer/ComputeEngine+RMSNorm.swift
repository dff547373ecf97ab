import CKernels

/// Root-mean-square normalisation as Gemma defines it: the stored weight is an offset from one.
extension ComputeEngine {
    /// out[r] = x[r] / sqrt(mean(x[r]²) + epsilon) · (1 + weight). `x [T, d]`, `weight [1, d]`, `out [T, d]`; `out` may
    /// be `x`.
    public func rmsNorm(_ x: some MatrixOperand, weight: Matrix, epsilon: Float, into out: Matrix) {
        let x = x.view, d = x.columns
        checkNorm(x, weight, out)
        let source = x.base, w = UnsafePointer(weight.base), target = out.base, kernels = kernels
        forEachRowRange(rows: x.rows, columns: d) { range, _ in
            for r in range { kernels.rms_norm(source + r * d, w, epsilon, target + r * d, d) }
        }
    }

    /// sum += rmsNorm(x), with the same bits as the two steps. `x [T, d]`, `weight [1, d]`, `sum [T, d]`.
    public func addRMSNorm(_ x: some MatrixOperand, weight: Matrix, epsilon: Float, to sum: Matrix) {
        let x = x.view, d = x.columns
        checkNorm(x, weight, sum)
        let source = x.base, w = UnsafePointer(weight.base), target = sum.base, kernels = kernels
        forEachRowRange(rows: x.rows, columns: d) { range, _ in
            for r in range { kernels.add_rms_norm(source + r * d, w, epsilon, target + r * d, d) }
        }
    }

    private func checkNorm(_ x: MatrixView, _ weight: Matrix, _ out: Matrix) {
        precondition(
            weight.count == x.columns && out.rows == x.rows && out.columns == x.columns,
            "norm of [\(x.rows), \(x.columns)] by [\(weight.rows), \(weight.columns)] into [\(out.rows), \(out.columns)]")
    }
}

import CKernels

/// Root-mean-square normalisation. Gemma stores its gain as an offset from one (`offset` 1), the others as it is (0).
extension ComputeEngine {
    /// out[r] = x[r] / sqrt(mean(x[r]²) + epsilon) · (offset + weight). `x [T, d]`, `weight [1, d]`, `out [T, d]`; `out`
    /// may be `x`.
    public func rmsNorm(
        _ x: some MatrixOperand, weight: Matrix, offset: Float = 1, epsilon: Float, into out: Matrix
    ) {
        let x = x.view, d = x.columns
        checkNorm(x, weight, out)
        if let device { return device.rmsNorm(x, weight: weight, offset: offset, epsilon: epsilon, into: out) }
        let source = x.base, w = weight.reading, target = out.base, kernels = kernels
        forEachRowRange(rows: x.rows, columns: d) { range, _ in
            for r in range { kernels.rms_norm(source + r * d, w, offset, epsilon, target + r * d, d) }
        }
    }

    /// sum += rmsNorm(x), with the same bits as the two steps. `x [T, d]`, `weight [1, d]`, `sum [T, d]`.
    public func addRMSNorm(
        _ x: some MatrixOperand, weight: Matrix, offset: Float = 1, epsilon: Float, to sum: Matrix
    ) {
        let x = x.view, d = x.columns
        checkNorm(x, weight, sum)
        if let device { return device.addRMSNorm(x, weight: weight, offset: offset, epsilon: epsilon, to: sum) }
        let source = x.base, w = weight.reading, target = sum.base, kernels = kernels
        forEachRowRange(rows: x.rows, columns: d) { range, _ in
            for r in range { kernels.add_rms_norm(source + r * d, w, offset, epsilon, target + r * d, d) }
        }
    }

    /// Normalises parts of each row by themselves, in place: `parts` of them, side by side from column `first` on, each
    /// as wide as `weight [1, w]`. Heads of queries and keys are such parts.
    public func rmsNormParts(
        _ x: Matrix, from first: Int = 0, parts: Int, weight: Matrix, offset: Float, epsilon: Float
    ) {
        let width = weight.count, columns = x.columns
        precondition(
            first >= 0 && parts >= 0 && first + parts * width <= columns,
            "\(parts) parts of \(width) from column \(first) of [\(x.rows), \(columns)]")
        if let device {
            return device.rmsNormParts(x, from: first, parts: parts, weight: weight, offset: offset, epsilon: epsilon)
        }
        let base = x.base, w = UnsafePointer(weight.reading), kernels = kernels
        forEachRowRange(rows: x.rows, columns: parts * width) { range, _ in
            for r in range {
                for part in 0..<parts {
                    let start = base + r * columns + first + part * width
                    kernels.rms_norm(start, w, offset, epsilon, start, width)
                }
            }
        }
    }

    func checkNorm(_ x: MatrixView, _ weight: Matrix, _ out: Matrix) {
        precondition(
            weight.count == x.columns && out.rows == x.rows && out.columns == x.columns,
            "norm of [\(x.rows), \(x.columns)] by [\(weight.rows), \(weight.columns)] into [\(out.rows), \(out.columns)]")
    }
}

import CKernels

/// What reading the rows of some pairs takes, for measurements.
extension ComputeEngine {
    /// Σ w_i · w_j over pairs of rows, in float64: each pair's two rows are read once. `w [F, d]`.
    public func sumOfPairDots(_ w: Matrix, _ first: [Int32], _ second: [Int32]) -> Double {
        precondition(first.count == second.count, "\(first.count) and \(second.count) rows")
        let d = w.columns, base = w.base, size = max(1, 65536 / max(1, d))
        var sums = [Double](repeating: 0, count: (first.count + size - 1) / size)
        sums.withUnsafeMutableBufferPointer { sums in
            nonisolated(unsafe) let sums = sums
            forEachRange(of: first.count, by: size) { range, _ in
                var sum = 0.0
                for p in range {
                    precondition(
                        Int(first[p]) < w.rows && Int(second[p]) < w.rows,
                        "rows \(first[p]) and \(second[p]) of \(w.rows)")
                    sum += kernels.dot64(base + Int(first[p]) * d, base + Int(second[p]) * d, d)
                }
                sums[range.lowerBound / size] = sum
            }
        }
        return sums.reduce(0, +)
    }
}

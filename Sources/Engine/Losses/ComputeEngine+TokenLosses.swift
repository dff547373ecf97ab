#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif
import CKernels

/// What a language model's logits say of a token, in float64. A row of `[T, V]` is a position.
extension ComputeEngine {
    /// log Σ_v exp z[t, v] for each row. `z [T, V]`; T numbers.
    public func logSumExps(_ z: some MatrixOperand) -> [Double] {
        let z = z.view, kernels = self.kernels
        if let device { return device.logSumExps(z) }
        return perRowNumbers(z) { row, _, scratch in
            let largest = kernels.max(row, z.columns)
            kernels.fill(-largest, scratch, z.columns)
            kernels.add(scratch, row, scratch, z.columns)
            kernels.exp(scratch, scratch, z.columns)
            return Double(largest) + log(kernels.sum64(scratch, z.columns))
        }
    }

    /// −log softmax(z[t])[targets[t]] for each row. `z [T, V]`, a column for each row, `logSums` as `logSumExps` gives
    /// them; T numbers.
    public func crossEntropies(_ z: some MatrixOperand, targets: [Int32], logSums: [Double]) -> [Double] {
        let z = z.view
        precondition(
            targets.count == z.rows && logSums.count == z.rows,
            "\(targets.count) targets and \(logSums.count) sums for \(z.shape)")
        precondition(targets.allSatisfy { $0 >= 0 && Int($0) < z.columns }, "a target outside the \(z.columns) columns")
        if let device { return device.crossEntropies(z, targets: targets, logSums: logSums) }
        return (0..<z.rows).map { logSums[$0] - Double(z.row($0)[Int(targets[$0])]) }
    }

    /// KL(p ‖ q) = Σ_v p_v (log p_v − log q_v) for each row, p and q the softmaxes of `a` and `b`, both `[T, V]`.
    /// Exactly 0 where the rows are equal; elsewhere rounding may leave it slightly below 0.
    public func divergences(
        of a: some MatrixOperand, logSums aSums: [Double], from b: some MatrixOperand, logSums bSums: [Double]
    ) -> [Double] {
        requireSameShape(a.view, b.view, "divergences")
        let a = a.view, b = b.view, n = a.columns, kernels = self.kernels
        precondition(aSums.count == a.rows && bSums.count == a.rows, "\(aSums.count), \(bSums.count) sums for \(a.shape)")
        if let device { return device.divergences(of: a, logSums: aSums, from: b, logSums: bSums) }
        return perRowNumbers(a, scratch: 2) { row, t, scratch in
            let difference = scratch + n
            kernels.softmax(row, scratch, n)
            kernels.subtract(row, b.row(t), difference, n)
            return kernels.dot64(scratch, difference, n) - aSums[t] + bSums[t]
        }
    }

    /// One float64 for each row, with some rows' worth of scratch for each.
    private func perRowNumbers(
        _ a: MatrixView, scratch count: Int = 1,
        _ number: (UnsafePointer<Float>, Int, UnsafeMutablePointer<Float>) -> Double
    ) -> [Double] {
        let width = max(1, a.columns * count)
        return withUnsafeTemporaryAllocation(of: Float.self, capacity: threads * width) { scratch in
            nonisolated(unsafe) let scratch = scratch
            return [Double](unsafeUninitializedCapacity: a.rows) { buffer, filled in
                nonisolated(unsafe) let buffer = buffer
                forEachRowRange(rows: a.rows, columns: a.columns) { range, worker in
                    guard let space = scratch.baseAddress else { return }
                    for t in range { buffer[t] = number(a.row(t), t, space + worker * width) }
                }
                filled = a.rows
            }
        }
    }
}

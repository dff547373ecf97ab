import CKernels

/// Pairs of rows that somebody names.
extension ComputeEngine {
    /// w[first[k]] · w[second[k]] of every k, in float64. `w [F, d]`.
    public func pairDots(_ w: Matrix, _ first: [Int32], _ second: [Int32]) -> [Double] {
        precondition(first.count == second.count, "\(first.count) and \(second.count) rows")
        requireRows(first, below: w.rows, "dots of pairs")
        requireRows(second, below: w.rows, "dots of pairs")
        if let device { return device.pairDots(w, first, second) }
        let d = w.columns, base = w.reading, kernels = self.kernels
        return [Double](unsafeUninitializedCapacity: first.count) { buffer, count in
            nonisolated(unsafe) let dots = buffer
            forEachRowRange(rows: first.count, columns: d) { range, _ in
                for k in range { dots[k] = kernels.dot64(base + Int(first[k]) * d, base + Int(second[k]) * d, d) }
            }
            count = first.count
        }
    }
}

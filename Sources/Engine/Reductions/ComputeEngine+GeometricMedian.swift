import CKernels

extension ComputeEngine {
    /// The point of least summed distance to the rows of `x [B, d]`, by Weiszfeld's iteration from the mean (Weiszfeld
    /// 1937): `y ← Σ x_b/‖x_b − y‖ / Σ 1/‖x_b − y‖`. Ends early when it moves less than 1e-5, as dictionary_learning
    /// does. `out [1, d]`. Sums in float64.
    public func geometricMedian(of x: Matrix, iterations: Int, into out: Matrix) {
        precondition(out.count == x.columns, "a median of [\(x.rows), \(x.columns)] into \(out.count)")
        let rows = x.rows, d = x.columns, base = x.reading, target = out.base, kernels = self.kernels
        if rows == 0 { return }
        var weights = [Double](repeating: 1, count: rows)
        for iteration in 0...iterations {
            if iteration > 0 {
                weights.withUnsafeMutableBufferPointer { weights in
                    nonisolated(unsafe) let weights = weights
                    forEachRowRange(rows: rows, columns: d) { range, _ in
                        for b in range {
                            let distance = kernels.squared_distance64(base + b * d, target, d).squareRoot()
                            weights[b] = 1 / max(distance, 1e-12)
                        }
                    }
                }
            }
            let total = weights.reduce(0, +)
            var moved = [Double](repeating: 0, count: (d + 63) / 64)
            moved.withUnsafeMutableBufferPointer { moved in
                nonisolated(unsafe) let moved = moved
                forEachRange(of: d, by: 64) { range, _ in
                    var distance = 0.0
                    for j in range {
                        var sum = 0.0
                        for b in 0..<rows { sum += weights[b] * Double(base[b * d + j]) }
                        let new = Float(sum / total)
                        distance += Double(new - target[j]) * Double(new - target[j])
                        target[j] = new
                    }
                    moved[range.lowerBound / 64] = distance
                }
            }
            if iteration > 0 && moved.reduce(0, +).squareRoot() < 1e-5 { return }
        }
    }
}

import CKernels

/// What surrounds Adam in a step: the gradient's norm, its part along each row, rows of unit norm.
extension ComputeEngine {
    /// Σ x² over the chosen rows, in float64. `matrix` as `mask.count` rows of equal length (a vector of F entries is
    /// F rows of one); nil: all of it.
    public func squaredNorm(_ matrix: Matrix, rows mask: [Bool]? = nil) -> Double {
        let (count, length) = ComputeEngine.rowShape(matrix, mask?.count)
        let base = matrix.base, kernels = self.kernels
        var sums = [Double](repeating: 0, count: count)
        sums.withUnsafeMutableBufferPointer { sums in
            nonisolated(unsafe) let sums = sums
            forEachRowRange(rows: count, columns: length) { range, _ in
                for row in range where mask?[row] ?? true {
                    sums[row] = kernels.dot64(base + row * length, base + row * length, length)
                }
            }
        }
        return sums.reduce(0, +)
    }

    /// From each chosen row g of `gradient` takes its component along the same row w of `directions`:
    /// `g ← g − (g·w / w·w) w`. Rows w of zeros take nothing. Both `[F, d]`.
    public func removeParallel(from gradient: Matrix, along directions: Matrix, rows mask: [Bool]) {
        precondition(
            gradient.rows == directions.rows && gradient.columns == directions.columns,
            "[\(gradient.rows), \(gradient.columns)] along [\(directions.rows), \(directions.columns)]")
        precondition(mask.count == gradient.rows, "\(mask.count) marks for \(gradient.rows) rows")
        let g = gradient.base, w = directions.base, d = gradient.columns, kernels = self.kernels
        forEachRowRange(rows: gradient.rows, columns: d) { range, _ in
            for row in range where mask[row] {
                let at = row * d
                let square = kernels.dot64(w + at, w + at, d)
                guard square > 0 else { continue }
                kernels.axpy(Float(-kernels.dot64(g + at, w + at, d) / square), w + at, g + at, d)
            }
        }
    }

    /// Brings rows to norm 1; a row of zeros stays. nil: all of them.
    public func normaliseRows(_ matrix: Matrix, rows mask: [Bool]? = nil) {
        precondition(mask == nil || mask?.count == matrix.rows, "\(mask?.count ?? 0) marks for \(matrix.rows) rows")
        let base = matrix.base, d = matrix.columns, kernels = self.kernels
        forEachRowRange(rows: matrix.rows, columns: d) { range, _ in
            for row in range where mask?[row] ?? true { ComputeEngine.normalise(base + row * d, d, kernels) }
        }
    }

    /// One row to norm 1.
    static func normalise(_ row: UnsafeMutablePointer<Float>, _ count: Int, _ kernels: ck_kernels) {
        let square = kernels.dot64(row, row, count)
        if square > 0 { kernels.scale(Float(1 / square.squareRoot()), row, row, count) }
    }
}

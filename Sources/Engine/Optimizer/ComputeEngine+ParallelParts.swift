import CKernels

/// What comes before Adam in a step: the gradient's part along each row is taken from it.
extension ComputeEngine {
    /// From each chosen row g of `gradient` takes its component along the same row w of `directions`:
    /// `g ← g − (g·w / w·w) w`. Rows w of zeros take nothing. Both `[F, d]`.
    public func removeParallel(from gradient: Matrix, along directions: Matrix, rows marks: LatentMarks) {
        precondition(
            gradient.rows == directions.rows && gradient.columns == directions.columns,
            "[\(gradient.rows), \(gradient.columns)] along [\(directions.rows), \(directions.columns)]")
        precondition(marks.count == gradient.rows, "\(marks.count) marks for \(gradient.rows) rows")
        if let device { return device.removeParallel(from: gradient, along: directions, rows: marks) }
        let g = gradient.base, w = directions.reading, d = gradient.columns, kernels = self.kernels, chosen = marks.reading
        forEachRowRange(rows: gradient.rows, columns: d) { range, _ in
            for row in range where chosen[row] {
                let at = row * d
                let square = kernels.dot64(w + at, w + at, d)
                guard square > 0 else { continue }
                kernels.axpy(Float(-kernels.dot64(g + at, w + at, d) / square), w + at, g + at, d)
            }
        }
    }
}

/// Which rows are nearest to each row.
extension ComputeEngine {
    /// For each row of `w [F, d]` the `most` other rows of largest cosine, signed, largest first; of equals the lower
    /// row. Fewer where there are fewer rows. A row of zeros has cosine 0 with every other.
    ///
    /// Blocks of the F x F matrix are formed and let go: about `blockRows · F` floats beside a copy of w.
    ///
    /// - Parameter progress: told the share that is done; what it throws ends the work.
    public func nearestCosines(
        _ w: Matrix, most: Int, blockRows: Int = 256, progress: (Double) throws -> Void
    ) rethrows -> [[(row: Int, cosine: Float)]] {
        precondition(blockRows > 0 && most >= 0, "the \(most) nearest in blocks of \(blockRows) rows")
        let count = min(most, w.rows - 1)
        guard count > 0 else { return Array(repeating: [], count: w.rows) }
        let unit = Matrix(rows: w.rows, columns: w.columns)
        copy(w, into: unit)
        normalizeRows(unit)
        let height = min(blockRows, w.rows)
        let cosines = Matrix(rows: height, columns: w.rows)
        let values = Matrix(rows: height, columns: count), indices = IndexMatrix(rows: height, columns: count)
        var nearest: [[(row: Int, cosine: Float)]] = []
        nearest.reserveCapacity(w.rows)
        for first in stride(from: 0, to: w.rows, by: blockRows) {
            try progress(Double(first) / Double(w.rows))
            let block = first..<min(w.rows, first + blockRows)
            cosines.setRows(block.count)
            values.setRows(block.count)
            indices.setRows(block.count)
            product(unit.rows(block), transposed: unit, into: cosines)
            if let device {
                device.fillDiagonal(cosines, from: first, with: -.infinity)
            } else {
                for i in block { cosines.row(i - first)[i] = -.infinity }
            }
            topKPerRow(cosines, count, values: values, indices: indices)
            let rows = indices.reading, numbers = values.reading
            for i in 0..<block.count {
                nearest.append((0..<count).map { (Int(rows[i * count + $0]), numbers[i * count + $0]) })
            }
        }
        return nearest
    }

    /// The same where nobody waits.
    public func nearestCosines(_ w: Matrix, most: Int, blockRows: Int = 256) -> [[(row: Int, cosine: Float)]] {
        nearestCosines(w, most: most, blockRows: blockRows) { _ in }
    }
}

/// How near each row's nearest other row is.
extension ComputeEngine {
    /// `max_{j ≠ i} cos(w_i, w_j)`, signed, for each row of `w [F, d]`; F numbers. A row of zeros has cosine 0 with
    /// every other; with fewer than two rows the numbers are −∞.
    ///
    /// Blocks of the F x F matrix are formed and let go: about `blockRows · F` floats beside a copy of w.
    public func largestCosines(_ w: Matrix, blockRows: Int = 256) -> [Float] {
        precondition(blockRows > 0, "blocks of \(blockRows) rows")
        let unit = Matrix(rows: w.rows, columns: w.columns)
        copy(w, into: unit)
        normaliseRows(unit)
        let cosines = Matrix(rows: min(blockRows, w.rows), columns: w.rows)
        var largest: [Float] = []
        largest.reserveCapacity(w.rows)
        for first in stride(from: 0, to: w.rows, by: blockRows) {
            let block = first..<min(w.rows, first + blockRows)
            cosines.setRows(block.count)
            product(unit.rows(block), transposed: unit, into: cosines)
            for i in block { cosines.row(i - first)[i] = -.infinity }
            let maxima = Matrix(rows: 1, columns: block.count)
            rowMaxima(cosines, into: maxima)
            largest += maxima.toArray()
        }
        return largest
    }
}

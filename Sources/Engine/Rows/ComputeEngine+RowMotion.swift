/// Whole rows on their way between matrices: what a mixing buffer and a harvest do. Rows are divided in fixed ranges;
/// nothing is summed across rows, so results cannot depend on the thread count.
extension ComputeEngine {
    /// Rows in one block of work.
    static var rowBlock: Int { 64 }

    /// `target[row...] = source`, consecutive rows. `source [n, d]`, `target` with room for `row + n` rows of d.
    public func copyRows(of source: some MatrixOperand, into target: Matrix, from row: Int = 0) {
        let view = source.view, width = view.columns
        precondition(
            target.columns == width && row >= 0 && row + view.rows <= target.rowCapacity,
            "[\(view.rows), \(width)] at row \(row) of [\(target.rowCapacity), \(target.columns)]")
        if let device { return device.placeRows(view, nil, into: target, row: row, count: view.rows) }
        let from = view.base, to = target.base + row * width
        forEachRange(of: view.rows, by: ComputeEngine.rowBlock) { range, _ in
            (to + range.lowerBound * width).update(from: from + range.lowerBound * width, count: range.count * width)
        }
    }

    /// `target[row...] = stored[rows]`, unpacked to float32. `stored [n, d]`, `target` with room for `row + rows.count`
    /// rows of d; its number of rows in use does not change.
    public func copyRows(of stored: StoredMatrix, _ rows: Range<Int>, into target: Matrix, from row: Int = 0) {
        let width = stored.columns
        precondition(
            rows.lowerBound >= 0 && rows.upperBound <= stored.rows && target.columns == width && row >= 0
                && row + rows.count <= target.rowCapacity,
            "rows \(rows) of [\(stored.rows), \(width)] at row \(row) of [\(target.rowCapacity), \(target.columns)]")
        if let device { return device.copyRows(of: stored, rows, into: target, row: row, self) }
        let to = target.base + row * width
        forEachRange(of: rows.count, by: ComputeEngine.rowBlock) { range, _ in
            unpack(
                stored, rows: rows.lowerBound + range.lowerBound..<rows.lowerBound + range.upperBound,
                into: to + range.lowerBound * width)
        }
        withExtendedLifetime(stored.owner) {}
    }

    /// `matrix[targets[i]] = matrix[sources[i]]` for every i, in place. No row may be both source and target, and
    /// no target may occur twice: then the moves are independent of each other.
    public func moveRows(within matrix: Matrix, from sources: [Int32], to targets: [Int32]) {
        precondition(sources.count == targets.count, "\(sources.count) rows to \(targets.count) places")
        let inside = { (row: Int32) in row >= 0 && Int(row) < matrix.rowCapacity }
        precondition(
            sources.allSatisfy(inside) && targets.allSatisfy(inside), "a row outside the \(matrix.rowCapacity) rows")
        if let device {
            let whole = MatrixView(matrix, rows: 0..<matrix.rowCapacity)
            return device.placeRows(whole, sources[...], into: matrix, to: targets, count: sources.count)
        }
        let base = matrix.base, width = matrix.columns
        forEachRange(of: sources.count, by: ComputeEngine.rowBlock) { range, _ in
            for i in range {
                (base + Int(targets[i]) * width).update(from: base + Int(sources[i]) * width, count: width)
            }
        }
    }
}

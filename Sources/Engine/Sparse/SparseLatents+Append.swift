/// Rows that come in pieces.
extension SparseLatents {
    /// Adds rows after those that are there.
    ///
    /// - Parameters:
    ///   - counts: the entries of each new row.
    ///   - columns, values: the entries, row by row, columns ascending in each.
    public func append(counts: [Int], columns list: [Int32], values numbers: [Float]) {
        let total = counts.reduce(0, +), before = count, rowsBefore = rows
        precondition(
            list.count == total && numbers.count == total,
            "\(list.count) columns and \(numbers.count) values for \(total) entries")
        precondition(list.allSatisfy { $0 >= 0 && Int($0) < columns }, "a column outside 0..<\(columns)")
        rowStarts.reserve(rowsBefore + counts.count + 1, keeping: rowsBefore + 1)
        begin(rows: rowsBefore + counts.count)
        indices.reserve(before + total, keeping: before)
        values.reserve(before + total, keeping: before)
        var at = before
        for (row, size) in counts.enumerated() {
            for _ in 0..<size {
                indices.base[at] = list[at - before]
                values.base[at] = numbers[at - before]
                at += 1
            }
            rowStarts.base[rowsBefore + row + 1] = at
        }
    }

    /// Adds the rows of a dense matrix, zeros left out. `[n, columns]`.
    public func append(_ dense: Matrix) {
        precondition(dense.columns == columns, "[\(dense.rows), \(dense.columns)] to latents of \(columns) columns")
        var counts: [Int] = [], list: [Int32] = [], numbers: [Float] = []
        for row in 0..<dense.rows {
            let source = dense.reading + row * columns, before = list.count
            for column in 0..<columns where source[column] != 0 {
                list.append(Int32(column))
                numbers.append(source[column])
            }
            counts.append(list.count - before)
        }
        append(counts: counts, columns: list, values: numbers)
    }
}

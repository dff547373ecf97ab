/// The strongest entries of each latent, and single ones.
extension ComputeEngine {
    /// For each column the `most` largest entries with their rows, largest first; of equals the lower row. `order` is
    /// that of `latents`. The plain meaning: sort a column so, and take the first.
    public func largestEntries(
        of latents: SparseLatents, _ order: ColumnOrder, most: Int
    ) -> [[(row: Int, value: Float)]] {
        precondition(
            order.columns == latents.columns && order.count == latents.count && most >= 0,
            "\(most) entries of each of \(latents.columns) columns in an order of \(order.columns)")
        let starts = order.starts.reading, rows = order.tokens.reading, positions = order.positions.reading
        let values = latents.values.reading
        var found = [[(row: Int, value: Float)]](repeating: [], count: order.columns)
        if most == 0 { return found }
        found.withUnsafeMutableBufferPointer { found in
            nonisolated(unsafe) let found = found
            forEachRange(of: order.columns, by: 64) { range, _ in
                for column in range {
                    // Now and then cut back to the largest, which raises the bar for what follows.
                    var kept: [(row: Int, value: Float)] = [], least = -Float.infinity
                    func cut() {
                        kept.sort { $0.value != $1.value ? $0.value > $1.value : $0.row < $1.row }
                        kept.removeLast(max(0, kept.count - most))
                        if kept.count == most, let last = kept.last { least = last.value }
                    }
                    for at in starts[column]..<starts[column + 1] {
                        let value = values[Int(positions[at])]
                        // Rows ascend, so a later equal never displaces an earlier one.
                        if value > least { kept.append((Int(rows[at]), value)) }
                        if kept.count == 4 * most + 64 { cut() }
                    }
                    cut()
                    found[column] = kept
                }
            }
        }
        return found
    }

    /// The entries of one column in some rows, zeros where it has none. `order` is that of `latents`.
    public func values(of latents: SparseLatents, _ order: ColumnOrder, column: Int, rows range: Range<Int>) -> [Float] {
        precondition(
            column >= 0 && column < order.columns && order.count == latents.count && range.lowerBound >= 0
                && range.upperBound <= latents.rows,
            "rows \(range) of column \(column) of [\(latents.rows), \(latents.columns)]")
        let rows = order.tokens.reading, end = order.starts.reading[column + 1]
        var out = [Float](repeating: 0, count: range.count)
        var low = order.starts.reading[column], high = end
        while low < high {
            let middle = (low + high) / 2
            if Int(rows[middle]) < range.lowerBound { low = middle + 1 } else { high = middle }
        }
        while low < end, Int(rows[low]) < range.upperBound {
            out[Int(rows[low]) - range.lowerBound] = latents.values.reading[Int(order.positions.reading[low])]
            low += 1
        }
        return out
    }
}

/// What fires with what, counted.
extension ComputeEngine {
    /// On how many rows column i of `first` and column j of `second` both have an entry: `out [n, F]`, values are
    /// counts. Dense meaning: `1[first > 0]ᵀ 1[second > 0]`, zeros left out. `first [B, n]`, `second [B, F]`.
    ///
    /// About Σ_b |first_b| |second_b| additions, and no matrix of pairs.
    public func cofiring(_ first: SparseLatents, _ second: SparseLatents, into out: SparseLatents) {
        precondition(
            first.rows == second.rows && out.columns == second.columns,
            "[\(first.rows), \(first.columns)] beside [\(second.rows), \(second.columns)] into \(out.columns) columns")
        let order = ColumnOrder(columns: first.columns)
        orderByColumn(first, into: order)
        let starts = order.starts.reading, tokens = order.tokens.reading
        let rowStarts = second.rowStarts.reading, columns = second.indices.reading
        let scratch = (0..<threads).map { _ in CountScratch(second.columns) }
        listRows(first.columns, by: 16, into: out) { column, worker, drawn in
            let own = scratch[worker]
            for at in starts[column]..<starts[column + 1] {
                let row = Int(tokens[at])
                for entry in rowStarts[row]..<rowStarts[row + 1] { own.count(columns[entry]) }
            }
            own.empty(into: &drawn)
        }
    }
}

/// Counts by column, of which few are not 0.
private final class CountScratch {
    private var counts: [Int32]
    private var touched: [Int32] = []

    init(_ columns: Int) { counts = [Int32](repeating: 0, count: columns) }

    func count(_ column: Int32) {
        if counts[Int(column)] == 0 { touched.append(column) }
        counts[Int(column)] += 1
    }

    func empty(into row: inout DrawnRow) {
        touched.sort()
        for column in touched {
            row.add(Int(column), Float(counts[Int(column)]))
            counts[Int(column)] = 0
        }
        touched.removeAll(keepingCapacity: true)
    }
}

extension SparseLatents {
    /// Each column's entries: on how many rows it fires. `[F]`
    public func firings() -> [Int] {
        var counts = [Int](repeating: 0, count: columns)
        for at in 0..<count { counts[Int(indices.reading[at])] += 1 }
        return counts
    }
}

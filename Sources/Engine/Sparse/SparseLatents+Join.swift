extension SparseLatents {
    /// Adds another's rows behind these: how latents of many tokens are collected without a dense matrix of them all.
    /// Columns must agree.
    public func append(_ other: SparseLatents) {
        precondition(columns == other.columns && other !== self, "\(other.columns) columns behind rows of \(columns)")
        let before = rows, held = count, added = other.count
        rowStarts.reserve(before + other.rows + 1, keeping: before + 1)
        indices.reserve(held + added, keeping: held)
        values.reserve(held + added, keeping: held)
        begin(rows: before + other.rows)
        let starts = rowStarts.base, theirs = other.rowStarts.reading
        for row in 0...other.rows { starts[before + row] = held + theirs[row] }
        indices.copy(other.indices, count: added, to: held)
        values.copy(other.values, count: added, to: held)
    }
}

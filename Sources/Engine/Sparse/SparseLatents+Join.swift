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
        for row in 0...other.rows { rowStarts.base[before + row] = held + other.rowStarts.base[row] }
        (indices.base + held).update(from: other.indices.base, count: added)
        (values.base + held).update(from: other.values.base, count: added)
    }
}

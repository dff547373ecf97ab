/// Selections of published SAEs that nothing is trained with here; they run on the host, wherever z is.
extension ComputeEngine {
    /// In each row the k entries of largest |score|, zeros left out; of equal ones the lower column. The score is z, or z
    /// times `factors`, which are not below 0; values are z, with their sign. `z [B, F]`, `factors [1, F]`.
    ///
    /// Dense meaning: sort a row by (|score|, lowest column first), take k, put back in column order.
    public func selectLargestMagnitudes(
        _ k: Int, perRowOf z: Matrix, times factors: Matrix? = nil, into latents: SparseLatents
    ) {
        requireLatents(latents, z)
        precondition(factors.map { $0.count == z.columns } ?? true, "factors for [\(z.rows), \(z.columns)]")
        let columns = z.columns, base = z.reading, factors = factors?.reading
        let k = max(0, min(k, columns)), spaces = rowScratch(columns, for: latents)
        func score(_ row: Int, _ column: Int) -> Float {
            abs(base[row * columns + column] * (factors?[column] ?? 1))
        }
        choose(rows: z.rows, columns: columns, into: latents) { row, _ in
            var count = 0
            for column in 0..<columns where score(row, column) > 0 { count += 1 }
            return min(k, count)
        } emit: { row, worker, indices, values, kept in
            if kept == 0 { return }
            let scratch = spaces[worker], z = base + row * columns
            var found = 0
            for column in 0..<columns {
                let size = score(row, column)
                guard size > 0 else { continue }
                scratch.columns[found] = Int32(truncatingIfNeeded: column)
                scratch.numbers[found] = size
                found += 1
            }
            ComputeEngine.keepLargest(kept, scratch, found) { at, place in
                indices[at] = scratch.columns[place]
                values[at] = z[Int(scratch.columns[place])]
            }
        }
    }

    /// Of each of `groups` runs of F / `groups` columns the largest entry of a row, where it is above 0; of equal ones the
    /// lower column. `z [B, F]`, F a multiple of `groups`.
    public func selectGroupMaxima(groups: Int, perRowOf z: Matrix, into latents: SparseLatents) {
        requireLatents(latents, z)
        precondition(groups > 0 && z.columns % groups == 0, "\(groups) groups of \(z.columns) columns")
        let columns = z.columns, base = z.reading, size = columns / groups
        /// The place of the largest entry of a group; nil where none is above 0.
        func winner(_ row: Int, _ group: Int) -> Int? {
            let z = base + row * columns
            var best: Int?, value: Float = 0
            for column in group * size..<(group + 1) * size where z[column] > value { (best, value) = (column, z[column]) }
            return best
        }
        choose(rows: z.rows, columns: columns, into: latents) { row, _ in
            (0..<groups).count { winner(row, $0) != nil }
        } emit: { row, _, indices, values, _ in
            var at = 0
            for group in 0..<groups {
                guard let column = winner(row, group) else { continue }
                indices[at] = Int32(truncatingIfNeeded: column)
                values[at] = base[row * columns + column]
                at += 1
            }
        }
    }
}

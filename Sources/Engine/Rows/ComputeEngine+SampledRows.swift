import CKernels

/// Some rows of a batch's latents, for a term that is estimated from them.
extension ComputeEngine {
    /// The rows of these numbers, with at most `most` entries each: where a row has more, so many of them drawn without
    /// putting back, columns ascending. Returns, for each row taken, by what a sum over its pairs of entries is to be
    /// multiplied: n(n − 1) over what is left of it, 1 where the row is whole. `rows` ascending.
    public func takeRows(
        _ rows: [Int32], of latents: SparseLatents, most: Int, random: inout CounterRandom, into out: SparseLatents
    ) -> [Float] {
        let starts = latents.rowStarts.base
        return takeRows(
            rows, most: most, random: &random, into: out, columns: latents.columns,
            count: { starts[$0 + 1] - starts[$0] },
            entry: { row, k in
                let at = starts[row] + k
                return (latents.indices.base[at], latents.values.base[at])
            })
    }

    /// The same of dense latents: entries are elements above 0. `f [B, F]`.
    public func takeRows(
        _ rows: [Int32], of f: Matrix, most: Int, random: inout CounterRandom, into out: SparseLatents
    ) -> [Float] {
        let found = SparseLatents(columns: f.columns), columns = f.columns, base = f.base, kernels = self.kernels
        // Only the rows asked for are looked at.
        choose(rows: rows.count, columns: columns, into: found) { row, _ in
            kernels.count_above(base + Int(rows[row]) * columns, 0, columns)
        } emit: { row, _, indices, values, room in
            _ = kernels.compress_above(base + Int(rows[row]) * columns, 0, columns, 0, indices, values, room)
        }
        return takeRows(
            rows.indices.map { Int32($0) }, of: found, most: most, random: &random, into: out)
    }

    private func takeRows(
        _ rows: [Int32], most: Int, random: inout CounterRandom, into out: SparseLatents, columns: Int,
        count: (Int) -> Int, entry: (Int, Int) -> (Int32, Float)
    ) -> [Float] {
        precondition(out.columns == columns && most > 1, "rows of \(columns) latents, \(most) entries each")
        out.begin(rows: rows.count)
        for (place, row) in rows.enumerated() { out.rowStarts.base[place + 1] = min(most, count(Int(row))) }
        out.closeCounts()
        var factors = [Float](repeating: 1, count: rows.count)
        for (place, row) in rows.enumerated() {
            let n = count(Int(row)), at = out.rowStarts.base[place]
            let kept: [Int]?
            if n > most {
                factors[place] = Float(Double(n) * Double(n - 1) / (Double(most) * Double(most - 1)))
                kept = random.sample(most, of: n)
            } else {
                kept = nil
            }
            for k in 0..<min(n, most) {
                let (column, value) = entry(Int(row), kept?[k] ?? k)
                out.indices.base[at + k] = column
                out.values.base[at + k] = value
            }
        }
        return factors
    }

    /// How many entries each row has. `latents [B, F]`
    public func rowCounts(of latents: SparseLatents) -> [Int] {
        (0..<latents.rows).map { latents.count(ofRow: $0) }
    }

    /// How many elements of each row are above 0. `f [B, F]`
    public func rowCounts(of f: Matrix) -> [Int] {
        let columns = f.columns, base = f.base, kernels = self.kernels
        var counts = [Int](repeating: 0, count: f.rows)
        counts.withUnsafeMutableBufferPointer { counts in
            nonisolated(unsafe) let counts = counts
            forEachRowRange(rows: f.rows, columns: columns) { range, _ in
                for row in range { counts[row] = kernels.count_above(base + row * columns, 0, columns) }
            }
        }
        return counts
    }
}

extension CounterRandom {
    /// So many of `0..<count`, all sets equally likely, ascending (Floyd's way: one draw for each).
    public mutating func sample(_ wanted: Int, of count: Int) -> [Int] {
        precondition(wanted >= 0 && wanted <= count, "\(wanted) of \(count)")
        var chosen = Set<Int>(minimumCapacity: wanted)
        for last in count - wanted..<count where !chosen.insert(below(last + 1)).inserted { chosen.insert(last) }
        return chosen.sorted()
    }
}

import CKernels

/// Some rows of a batch's latents, for a term that is estimated from them.
extension ComputeEngine {
    /// The rows of these numbers, with at most `most` entries each: where a row has more, so many of them drawn without
    /// putting back, columns ascending. Returns, for each row taken, by what a sum over its pairs of entries is to be
    /// multiplied: n(n − 1) over what is left of it, 1 where the row is whole. `rows` ascending.
    public func takeRows(
        _ rows: [Int32], of latents: SparseLatents, most: Int, random: inout CounterRandom, into out: SparseLatents
    ) -> [Float] {
        precondition(
            out.columns == latents.columns && out !== latents && most > 1,
            "rows of \(latents.columns) latents, \(most) entries each")
        requireRows(rows, below: latents.rows, "a sample")
        let starts = latents.rowStarts.reading
        out.begin(rows: rows.count)
        let counts = out.rowStarts.base + 1
        var factors = [Float](repeating: 1, count: rows.count), places: [Int32] = []
        for (place, row) in rows.enumerated() {
            let at = starts[Int(row)], n = starts[Int(row) + 1] - at
            counts[place] = min(most, n)
            if n > most {
                factors[place] = Float(Double(n) * Double(n - 1) / (Double(most) * Double(most - 1)))
                places += random.sample(most, of: n).map { Int32(at + $0) }
            } else {
                places += (at..<at + n).map { Int32($0) }
            }
        }
        out.closeCounts()
        gatherEntries(latents, places, into: out)
        return factors
    }

    /// The entries at these places; the rows of `out` have room for them.
    private func gatherEntries(_ latents: SparseLatents, _ places: [Int32], into out: SparseLatents) {
        if let device { return device.gatherEntries(latents, places, into: out) }
        let columns = latents.indices.reading, values = latents.values.reading
        let toColumns = out.indices.base, toValues = out.values.base
        for (k, place) in places.enumerated() {
            toColumns[k] = columns[Int(place)]
            toValues[k] = values[Int(place)]
        }
    }

    /// The same of dense latents: entries are elements above 0. `f [B, F]`.
    public func takeRows(
        _ rows: [Int32], of f: Matrix, most: Int, random: inout CounterRandom, into out: SparseLatents
    ) -> [Float] {
        requireRows(rows, below: f.rows, "a sample")
        // Only the rows asked for are looked at.
        let found = SparseLatents(columns: f.columns), columns = f.columns
        if device != nil {
            let chosen = Matrix(rows: rows.count, columns: columns)
            gatherRows(f, rows, into: chosen)
            select(from: chosen, above: nil, into: found)
            return takeRows(rows.indices.map { Int32($0) }, of: found, most: most, random: &random, into: out)
        }
        let base = f.reading, kernels = self.kernels
        choose(rows: rows.count, columns: columns, into: found) { row, _ in
            kernels.count_above(base + Int(rows[row]) * columns, 0, columns)
        } emit: { row, _, indices, values, room in
            _ = kernels.compress_above(base + Int(rows[row]) * columns, 0, columns, 0, indices, values, room)
        }
        return takeRows(
            rows.indices.map { Int32($0) }, of: found, most: most, random: &random, into: out)
    }

    /// How many entries each row has. `latents [B, F]`
    public func rowCounts(of latents: SparseLatents) -> [Int] {
        (0..<latents.rows).map { latents.count(ofRow: $0) }
    }

    /// How many elements of each row are above 0. `f [B, F]`
    public func rowCounts(of f: Matrix) -> [Int] {
        if let device { return device.rowCounts(of: f) }
        let columns = f.columns, base = f.reading, kernels = self.kernels
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

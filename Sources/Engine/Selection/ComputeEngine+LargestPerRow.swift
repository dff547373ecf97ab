import CKernels

/// top-k per token.
extension ComputeEngine {
    /// In each row the k entries of largest score, of those that score above 0; of equal scores the lower column.
    /// The score is z, or z times `factors`; values are z. `z [B, F]`, `factors [1, F]`.
    ///
    /// Dense meaning: sort a row's positive (score, lowest column first), take k, put back in column order.
    public func selectLargest(_ k: Int, perRowOf z: Matrix, times factors: Matrix? = nil, into latents: SparseLatents) {
        requireLatents(latents, z)
        if let device, device.selects(z) { return device.selectLargest(k, perRowOf: z, factors, into: latents) }
        let columns = z.columns, base = z.reading, factors = factors?.base, kernels = self.kernels
        let k = max(0, min(k, columns)), spaces = rowScratch(columns, for: latents)
        // Nearly every row has k: each gets room for them, and what is left open is closed up afterwards.
        latents.begin(rows: z.rows, room: z.rows * k)
        let starts = latents.rowStarts.base, indices = latents.indices.base, values = latents.values.base
        forEachRowRange(rows: z.rows, columns: columns) { range, worker in
            let scratch = spaces[worker]
            for row in range {
                let z = base + row * columns, first = row * k, guess = scratch.guess.pointee
                var found = ComputeEngine.scores(z, factors, columns, above: guess, scratch, kernels)
                // Factors are norms: positive, so a score is above 0 where z is.
                if found < k && guess > 0 {
                    found = ComputeEngine.scores(z, factors, columns, above: 0, scratch, kernels)
                }
                let kept = min(k, found)
                starts[row + 1] = kept
                if kept == 0 { continue }
                ComputeEngine.keepLargest(kept, scratch, found) { at, place in
                    indices[first + at] = scratch.columns[place]
                    values[first + at] = z[Int(scratch.columns[place])]
                }
            }
        }
        latents.closeGaps(each: k)
    }

    /// In each row the k entries of largest score in some columns only. `signed`: also those at or below 0; otherwise
    /// only those above. NaN is below everything. Columns ascend. `z [B, F]`.
    public func selectLargest(
        _ k: Int, perRowOf z: Matrix, among list: [Int32], times factors: Matrix? = nil, signed: Bool,
        into latents: SparseLatents
    ) {
        requireLatents(latents, z)
        if let device, device.selects(z) {
            return device.selectLargest(k, perRowOf: z, factors, among: list, everything: signed, into: latents)
        }
        let columns = z.columns, base = z.reading, factors = factors?.reading
        let spaces = rowScratch(list.count, for: latents)
        choose(rows: z.rows, columns: columns, into: latents) { row, _ in
            if signed { return min(k, list.count) }
            let z = base + row * columns
            return min(k, list.count { z[Int($0)] > 0 })
        } emit: { row, worker, indices, values, kept in
            if kept == 0 { return }
            let scratch = spaces[worker], z = base + row * columns
            var found = 0
            for column in list where signed || z[Int(column)] > 0 {
                scratch.columns[found] = column
                scratch.numbers[found] = z[Int(column)] * (factors?[Int(column)] ?? 1)
                found += 1
            }
            ComputeEngine.keepLargest(kept, scratch, found) { at, place in
                indices[at] = scratch.columns[place]
                values[at] = z[Int(scratch.columns[place])]
            }
        }
    }

    /// Calls `keep(rank, place)` for the k largest of the scratch's numbers, places ascending.
    static func keepLargest(_ k: Int, _ scratch: RowScratch, _ count: Int, _ keep: (Int, Int) -> Void) {
        if k >= count {
            for place in 0..<count { keep(place, place) }
            return
        }
        let (edge, ties) = LargestKeys.kth(
            k, of: scratch.numbers, count, histogram: scratch.histogram, scratch: scratch.keys)
        let limit = LargestKeys.number(edge)
        scratch.guess.pointee = max(0, limit * 0.8)
        var at = 0, equal = 0
        for place in 0..<count {
            // By keys: NaN has its place among them, and no comparison of numbers would tell.
            let key = LargestKeys.key(scratch.numbers[place])
            if key < edge { continue }
            if key == edge {
                if equal == ties { continue }
                equal += 1
            }
            keep(at, place)
            at += 1
        }
    }
}

import CKernels

/// top-k over a whole batch.
extension ComputeEngine {
    /// The `count` entries of largest score in the whole batch, of those that score above 0; of equal scores the
    /// earlier in row order. The score is z, or z times `factors`; values are z. Returns the smallest score kept, nil
    /// when there is none. `z [B, F]`, `factors [1, F]`.
    ///
    /// `hint`: a number that the scores kept probably exceed (the smallest kept of the batch before); it saves work and
    /// cannot change the result.
    ///
    /// With a good hint one pass over z sets aside what exceeds it, and the rest is done with that. Without one three
    /// passes count the scores by their leading, middle and last bits, and a fourth writes what is kept.
    @discardableResult
    public func selectLargest(
        _ count: Int, inBatch z: Matrix, times factors: Matrix? = nil, near hint: Float = 0, into latents: SparseLatents
    ) -> Float? {
        requireLatents(latents, z)
        if let device, device.selects(z) {
            return device.selectLargest(count, inBatch: z, factors, near: hint, into: latents)
        }
        if count > 0, hint > 0, let limit = selectLargest(count, inBatch: z, factors, among: hint, latents) {
            return limit
        }
        // Of scores, not of z: a product may underflow, and a factor be 0.
        let positive = scoresAbove(0, z, factors, latents)
        if count <= 0 || positive == 0 {
            latents.begin(rows: z.rows)
            (latents.rowStarts.base + 1).update(repeating: 0, count: z.rows)
            return nil
        }
        var prefix: UInt32 = 0
        var wanted = min(count, positive)
        let floor = hint > 0 && scoresAbove(hint, z, factors, latents) >= wanted ? hint : 0
        for (shift, width) in [(UInt32(21), UInt32(11)), (10, 11), (0, 10)] {
            let histogram = histogramOfScores(
                z, factors, latents, above: floor, prefix: prefix, shift: shift, width: width)
            let (bin, above) = histogram.withUnsafeBufferPointer { buffer in
                buffer.baseAddress.map { LargestKeys.bin($0, wanted: wanted) } ?? (0, 0)
            }
            wanted -= above
            prefix |= UInt32(bin) << shift
        }
        let limit = LargestKeys.number(prefix)
        emit(from: z, factors, limit: limit, ties: wanted, into: latents)
        return limit
    }

    /// The quick way: nil unless at least `count` scores, and not many more, exceed the hint.
    private func selectLargest(
        _ count: Int, inBatch z: Matrix, _ factors: Matrix?, among hint: Float, _ latents: SparseLatents
    ) -> Float? {
        let columns = z.columns, base = z.reading, factors = factors?.base, kernels = self.kernels
        let spaces = rowScratch(columns, for: latents)
        let (most, overflows) = count.multipliedReportingOverflow(by: 4)
        if overflows { return nil }
        let found = collect(rows: z.rows, columns: columns, atMost: most, into: latents) {
            row, worker, indices, values, room in
            let z = base + row * columns
            if factors == nil { return kernels.compress_above(z, hint, columns, 0, indices, values, room) }
            let scratch = spaces[worker]
            let found = ComputeEngine.scores(z, factors, columns, above: hint, scratch, kernels)
            indices.update(from: scratch.columns, count: min(found, room))
            values.update(from: scratch.numbers, count: min(found, room))
            return found
        }
        if found < count || found > most { return nil }
        // The latents hold scores for now; those that stay move to the front, and get their z.
        let starts = latents.rowStarts.base, indices = latents.indices.base, values = latents.values.base
        let keys = Scratch<UInt32>(capacity: found + LargestKeys.binsPerLevel)
        let (edge, ties) = LargestKeys.kth(
            count, of: values, found, histogram: keys.base + found, scratch: keys.base)
        let limit = LargestKeys.number(edge)
        var next = 0, equal = 0, at = 0
        for row in 0..<z.rows {
            while at < starts[row + 1] {
                let score = values[at]
                let keeps = score > limit || (score == limit && equal < ties)
                if keeps {
                    if score == limit { equal += 1 }
                    indices[next] = indices[at]
                    values[next] = factors == nil ? score : base[row * columns + Int(indices[at])]
                    next += 1
                }
                at += 1
            }
            starts[row + 1] = next
        }
        return limit
    }

    /// How many scores are above a limit.
    private func scoresAbove(_ limit: Float, _ z: Matrix, _ factors: Matrix?, _ latents: SparseLatents) -> Int {
        guard let factors = factors?.base else { return countAbove(z, limit) }
        let columns = z.columns, base = z.reading, kernels = self.kernels
        let spaces = rowScratch(columns, for: latents)
        var counts = [Int](repeating: 0, count: z.rows)
        counts.withUnsafeMutableBufferPointer { buffer in
            nonisolated(unsafe) let buffer = buffer
            forEachRowRange(rows: z.rows, columns: columns) { range, worker in
                for row in range {
                    buffer[row] = ComputeEngine.scores(
                        base + row * columns, factors, columns, above: limit, spaces[worker], kernels)
                }
            }
        }
        return counts.reduce(0, +)
    }

    /// How many scores above `least`, among those whose key agrees with `prefix` above the bits in question, have each
    /// value of the `width` bits at `shift`.
    private func histogramOfScores(
        _ z: Matrix, _ factors: Matrix?, _ latents: SparseLatents, above least: Float, prefix: UInt32,
        shift: UInt32, width: UInt32
    ) -> [UInt32] {
        let bins = LargestKeys.binsPerLevel, columns = z.columns, base = z.reading, factors = factors?.base
        let kernels = self.kernels, spaces = rowScratch(columns, for: latents)
        let top = shift + width
        let mask = (UInt32(1) << width) - 1
        // Scores below the bin that is being divided need not be looked at. The first level takes all above 0.
        let floor = top >= 32 ? least : max(least, LargestKeys.number(prefix).nextDown)
        let rowsPerPiece = max(1, 65536 / max(1, columns)) * 4
        let pieces = (z.rows + rowsPerPiece - 1) / rowsPerPiece
        var partial = [UInt32](repeating: 0, count: max(1, pieces) * bins)
        partial.withUnsafeMutableBufferPointer { buffer in
            guard let counts = buffer.baseAddress else { return }
            forEachBlock(pieces) { piece, worker in
                let own = counts + piece * bins, scratch = spaces[worker]
                for row in piece * rowsPerPiece..<min(z.rows, (piece + 1) * rowsPerPiece) {
                    let found = ComputeEngine.scores(
                        base + row * columns, factors, columns, above: floor, scratch, kernels)
                    for i in 0..<found {
                        let key = LargestKeys.key(scratch.numbers[i])
                        if top >= 32 || key >> top == prefix >> top { own[Int(key >> shift & mask)] += 1 }
                    }
                }
            }
        }
        for piece in stride(from: 1, to: pieces, by: 1) {
            for bin in 0..<bins { partial[bin] += partial[piece * bins + bin] }
        }
        return Array(partial[..<bins])
    }

    /// Writes scores above `limit`, and the first `ties` that equal it.
    private func emit(from z: Matrix, _ factors: Matrix?, limit: Float, ties: Int, into latents: SparseLatents) {
        let columns = z.columns, base = z.reading, factors = factors?.base, kernels = self.kernels
        let floor = max(0, limit.nextDown), spaces = rowScratch(columns, for: latents)
        latents.begin(rows: z.rows)
        let starts = latents.rowStarts.base
        var equals = [Int](repeating: 0, count: z.rows)
        equals.withUnsafeMutableBufferPointer { buffer in
            guard let equal = buffer.baseAddress else { return }
            forEachRowRange(rows: z.rows, columns: columns) { range, worker in
                let scratch = spaces[worker]
                for row in range {
                    let found = ComputeEngine.scores(
                        base + row * columns, factors, columns, above: floor, scratch, kernels)
                    equal[row] = (0..<found).reduce(0) { $0 + (scratch.numbers[$1] == limit ? 1 : 0) }
                    starts[row + 1] = found - equal[row]
                }
            }
            // Ties go to the earlier rows.
            var left = ties
            for row in 0..<z.rows {
                equal[row] = min(left, equal[row])
                left -= equal[row]
                starts[row + 1] += equal[row]
            }
            latents.closeCounts()
            let indices = latents.indices.base, values = latents.values.base
            forEachRowRange(rows: z.rows, columns: columns) { range, worker in
                let scratch = spaces[worker]
                for row in range {
                    let z = base + row * columns
                    let found = ComputeEngine.scores(z, factors, columns, above: floor, scratch, kernels)
                    var at = starts[row], tied = 0
                    for i in 0..<found {
                        if scratch.numbers[i] == limit {
                            if tied == equal[row] { continue }
                            tied += 1
                        }
                        indices[at] = scratch.columns[i]
                        values[at] = z[Int(scratch.columns[i])]
                        at += 1
                    }
                }
            }
        }
    }
}

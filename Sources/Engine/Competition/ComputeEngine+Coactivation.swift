import CKernels

/// Which latents fire together, by the work that firing together is: for each token, its pairs of firing latents.
extension ComputeEngine {
    /// The pairs with `c_ij > limit`, i < j, over the tokens of these latents: c is ⟨f_i, f_j⟩ / (‖f_i‖ ‖f_j‖), or what
    /// `coefficient` says. Dense meaning: the entries of `fᵀ f`, scaled, above the diagonal and the limit. `limit >= 0`.
    ///
    /// For each latent i a worker adds up f_i f_j over the tokens where i fires, for j > i, in one vector of F sums:
    /// about Σ_b L0_b²/2 multiply-adds in all, and no matrix of pairs.
    ///
    /// - Parameters:
    ///   - order: `latents` by column.
    ///   - scales: 1/‖f_i‖ for the cosine, 1/‖f_i‖² for containment, 0 for silent latents. `[1, F]`
    ///   - most: false is returned, and no pairs, when there are more than this; no more are ever held, but for what
    ///     512 latents have found.
    ///   - histogram: where given, receives how many pairs have c in each of its equal bins of (0, 1]; only a part of
    ///     them when false is returned.
    ///   - progress: told the share of the latents that is done; what it throws ends the work, and there are no pairs.
    public func coactivations(
        of latents: SparseLatents, _ order: ColumnOrder, _ coefficient: PairCoefficient = .cosine, scales: Matrix,
        above limit: Float, most: Int = .max, into pairs: LatentPairs, histogram: CoefficientHistogram? = nil,
        progress: (Double) throws -> Void
    ) rethrows -> Bool {
        precondition(
            pairs.latents == latents.columns && scales.count == latents.columns
                && order.columns == latents.columns,
            "pairs of \(pairs.latents) among \(latents.columns) latents")
        precondition(limit >= 0, "a limit of \(limit) below which every silent pair lies")
        if let device {
            return try device.coactivations(
                of: latents, order, coefficient, scales, above: limit, most: most, into: pairs, histogram, progress)
        }
        pairs.begin(workers: threads)
        let perRound = LatentPairs.blocksPerRound, size = LatentPairs.blockSize
        let blocks = (latents.columns + size - 1) / size
        var counts = [[Int]](repeating: [], count: perRound)
        let bins = histogram?.bins ?? 0
        for firstBlock in stride(from: 0, to: blocks, by: perRound) {
            let here = min(perRound, blocks - firstBlock)
            do { try progress(Double(firstBlock) / Double(blocks)) } catch {
                pairs.clear()
                throw error
            }
            for block in 0..<here { counts[block] = [Int](repeating: 0, count: bins) }
            counts.withUnsafeMutableBufferPointer { counts in
                nonisolated(unsafe) let counts = counts
                forEachBlock(here) { block, worker in
                    let first = (firstBlock + block) * size
                    let range = first..<min(latents.columns, first + size)
                    let found = pairs.found[block]
                    found.begin()
                    for i in range {
                        let before = found.count
                        partners(
                            of: i, latents, order, coefficient, scales, limit, pairs.workers[worker], found,
                            bins == 0 ? nil : { counts[block][$0] += 1 }, bins)
                        found.counts.base[i - first] = found.count - before
                    }
                }
            }
            if let histogram {
                for block in 0..<here { histogram.add(counts[block]) }
            }
            if pairs.found[..<here].reduce(pairs.count, { $0 + $1.count }) > most {
                pairs.clear()
                return false
            }
            pairs.append(pairs.found[..<here], firstLatent: firstBlock * size)
        }
        orderVisits(of: latents, order, into: pairs)
        return true
    }

    /// The same where nobody waits.
    public func coactivations(
        of latents: SparseLatents, _ order: ColumnOrder, _ coefficient: PairCoefficient = .cosine, scales: Matrix,
        above limit: Float, most: Int = .max, into pairs: LatentPairs, histogram: CoefficientHistogram? = nil
    ) -> Bool {
        coactivations(
            of: latents, order, coefficient, scales: scales, above: limit, most: most, into: pairs,
            histogram: histogram, progress: { _ in })
    }

    /// Latents by the token on which each fires most, silent ones last: to pass, a pair needs a token on which both
    /// fire much, so partners stand together.
    private func orderVisits(of latents: SparseLatents, _ order: ColumnOrder, into pairs: LatentPairs) {
        if pairs.count == 0 { return }
        let starts = order.starts.reading, tokens = order.tokens.reading, positions = order.positions.reading
        let values = latents.values.reading, silent = latents.rows
        let strongest = UnsafeMutableBufferPointer<Int32>.allocate(capacity: latents.columns)
        defer { strongest.deallocate() }
        nonisolated(unsafe) let target = strongest
        forEachRange(of: latents.columns, by: 512) { range, _ in
            for i in range {
                var most: Float = 0, token = silent
                for k in starts[i]..<starts[i + 1] where values[Int(positions[k])] > most {
                    most = values[Int(positions[k])]
                    token = Int(tokens[k])
                }
                target[i] = Int32(token)
            }
        }
        // A counting sort: tokens ascending, latents ascending in each.
        var next = [Int](repeating: 0, count: silent + 2)
        for i in 0..<latents.columns { next[Int(strongest[i]) + 1] += 1 }
        for token in 0..<silent { next[token + 1] += next[token] }
        for i in 0..<latents.columns {
            let token = Int(strongest[i])
            pairs.visits.base[next[token]] = Int32(i)
            next[token] += 1
        }
    }

    /// Σ_b n_b (n_b − 1)/2 of the rows' entry counts: the multiply-adds of `coactivations`.
    public func firingPairs(of latents: SparseLatents) -> Int {
        if let device, latents.rowStarts.storage.residency == .device { return device.firingPairs(of: latents) }
        let starts = latents.rowStarts.reading
        return (0..<latents.rows).reduce(0) { sum, row in
            let count = starts[row + 1] - starts[row]
            return sum + count * (count - 1) / 2
        }
    }

    /// One latent's partners with higher numbers.
    private func partners(
        of i: Int, _ latents: SparseLatents, _ order: ColumnOrder, _ coefficient: PairCoefficient, _ scales: Matrix,
        _ limit: Float, _ worker: LatentPairs.WorkerSums, _ found: LatentPairs.Found, _ seen: ((Int) -> Void)?,
        _ bins: Int
    ) {
        let first = order.starts.reading[i], count = order.starts.reading[i + 1] - first
        if count == 0 { return }
        let sums = worker.sums.base, marks = worker.marks.base, factors = scales.reading
        kernels.add_partners(
            order.positions.reading + first, order.tokens.reading + first, count, latents.rowStarts.reading,
            latents.indices.base, latents.values.base, sums, marks)
        let columns = worker.columns.base, numbers = worker.numbers.base
        // Every pair that fires together has c > 0; the histogram counts them all.
        let take = coefficient == .cosine ? kernels.take_marked : kernels.take_marked_contained
        let passed =
            take?(
                sums, marks, factors, factors[i], seen == nil ? limit : 0, (i + 1) / 64, latents.columns, columns,
                numbers) ?? 0
        found.partners.reserve(found.count + passed, keeping: found.count)
        found.coefficients.reserve(found.count + passed, keeping: found.count)
        if let seen {
            for p in 0..<passed {
                seen(CoefficientHistogram.bin(of: numbers[p], among: bins))
                if numbers[p] > limit { found.add(columns[p], numbers[p]) }
            }
        } else {
            for p in 0..<passed { found.add(columns[p], numbers[p]) }
        }
    }
}

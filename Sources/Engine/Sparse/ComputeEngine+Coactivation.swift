import CKernels

/// Which latents fire together, by the work that firing together is: for each token, its pairs of firing latents.
extension ComputeEngine {
    /// The pairs with `c_ij = ⟨f_i, f_j⟩ / (‖f_i‖ ‖f_j‖) > limit`, i < j, over the tokens of these latents.
    /// Dense meaning: the entries of `fᵀ f` scaled by both norms, above the diagonal and the limit. `limit >= 0`.
    ///
    /// For each latent i a worker adds up f_i f_j over the tokens where i fires, for j > i, in one vector of F sums:
    /// about Σ_b L0_b²/2 multiply-adds in all, and no matrix of pairs.
    ///
    /// - Parameters:
    ///   - order: `latents` by column. `inverseNorms [1, F]`: 1/‖f_i‖, 0 for silent latents.
    ///   - most: false is returned, and no pairs, when there are more than this.
    ///   - histogram: where given, receives how many pairs have c in each of its equal bins of (0, 1].
    public func coactivations(
        of latents: SparseLatents, _ order: ColumnOrder, inverseNorms: Matrix, above limit: Float, most: Int = .max,
        into pairs: LatentPairs, histogram: CoefficientHistogram? = nil
    ) -> Bool {
        precondition(
            pairs.latents == latents.columns && inverseNorms.count == latents.columns
                && order.columns == latents.columns,
            "pairs of \(pairs.latents) among \(latents.columns) latents")
        precondition(limit >= 0, "a limit of \(limit) below which every silent pair lies")
        pairs.begin(workers: threads)
        let perRound = LatentPairs.blocksPerRound, size = LatentPairs.blockSize
        let blocks = (latents.columns + size - 1) / size
        var counts = [[Int]](repeating: [], count: perRound)
        let bins = histogram?.bins ?? 0
        for firstBlock in stride(from: 0, to: blocks, by: perRound) {
            let here = min(perRound, blocks - firstBlock)
            for block in 0..<here { counts[block] = [Int](repeating: 0, count: bins) }
            counts.withUnsafeMutableBufferPointer { counts in
                nonisolated(unsafe) let counts = counts
                forEachBlock(here) { block, worker in
                    let first = (firstBlock + block) * size
                    let range = first..<min(latents.columns, first + size)
                    let found = pairs.found[block]
                    found.count = 0
                    for k in 0..<size { found.counts.base[k] = 0 }
                    for i in range {
                        let before = found.count
                        partners(
                            of: i, latents, order, inverseNorms, limit, pairs.workers[worker], found,
                            bins == 0 ? nil : { counts[block][$0] += 1 }, bins)
                        found.counts.base[i - first] = found.count - before
                    }
                }
            }
            if let histogram {
                for block in 0..<here { histogram.add(counts[block]) }
            }
            pairs.append(pairs.found[..<here], firstLatent: firstBlock * size)
            if pairs.count > most {
                pairs.clear()
                return false
            }
        }
        return true
    }

    /// Σ_b n_b (n_b − 1)/2 of the rows' entry counts: the multiply-adds of `coactivations`.
    public func firingPairs(of latents: SparseLatents) -> Int {
        let starts = latents.rowStarts.base
        return (0..<latents.rows).reduce(0) { sum, row in
            let count = starts[row + 1] - starts[row]
            return sum + count * (count - 1) / 2
        }
    }

    /// One latent's partners with higher numbers.
    private func partners(
        of i: Int, _ latents: SparseLatents, _ order: ColumnOrder, _ inverseNorms: Matrix, _ limit: Float,
        _ worker: LatentPairs.WorkerSums, _ found: LatentPairs.Found, _ seen: ((Int) -> Void)?, _ bins: Int
    ) {
        let entries = order.starts.base[i]..<order.starts.base[i + 1]
        if entries.isEmpty { return }
        let tokens = order.tokens.base, positions = order.positions.base
        let rowStarts = latents.rowStarts.base, indices = latents.indices.base, values = latents.values.base
        let sums = worker.sums.base, marks = worker.marks.base, columns = worker.columns.base
        let numbers = worker.numbers.base, factors = inverseNorms.base
        for k in entries {
            let at = Int(positions[k]) + 1, end = rowStarts[Int(tokens[k]) + 1]
            if at < end { kernels.scatter_products(values[at - 1], values + at, indices + at, end - at, sums, marks) }
        }
        let scale = factors[i]
        // Every pair that fires together has c > 0; the histogram counts them all.
        let least = seen == nil ? limit : 0
        for block in (i + 1) / 64..<(latents.columns + 63) / 64 where marks[block] != 0 {
            marks[block] = 0
            let first = block * 64
            let passed = kernels.take_above(
                sums + first, factors + first, scale, least, min(64, latents.columns - first), Int32(first), columns,
                numbers)
            found.partners.reserve(found.count + passed, keeping: found.count)
            found.coefficients.reserve(found.count + passed, keeping: found.count)
            for p in 0..<passed {
                if let seen { seen(min(bins - 1, Int(numbers[p] * Float(bins)))) }
                if !(numbers[p] > limit) { continue }
                found.partners.base[found.count] = columns[p]
                found.coefficients.base[found.count] = numbers[p]
                found.count += 1
            }
        }
    }
}

import CKernels

/// What the competition term needs of the pairs that compete. `w [F, d]`; λ is the term's weight, and its value
/// `λ Σ_{i≠j} c_ij (w_i·w_j)² = 2λ Σ_{i<j} …`.
extension ComputeEngine {
    /// w_i · w_j of every pair.
    public func pairDots(_ w: Matrix, of pairs: LatentPairs) {
        precondition(w.rows == pairs.latents, "[\(w.rows), \(w.columns)] for pairs of \(pairs.latents)")
        if let device { return device.pairDots(w, of: pairs) }
        pairs.dots.reserve(pairs.count)
        let d = w.columns, kernels = self.kernels, rows = w.reading, dots = pairs.dots.base
        let starts = pairs.starts.reading, partners = pairs.partners.reading
        forEachRange(of: pairs.latents, by: 32) { range, _ in
            for i in range where starts[i + 1] > starts[i] {
                let at = starts[i]
                kernels.gather_dot(rows + i * d, d, partners + at, starts[i + 1] - at, rows, d, dots + at)
            }
        }
    }

    /// Sums over the pairs, once their dots are known.
    public func pairSums(_ pairs: LatentPairs) -> CompetitionSums {
        if let device { return device.pairSums(pairs) }
        let c = pairs.coefficients.reading, dots = pairs.dots.reading, size = 16384
        var parts = [CompetitionSums](repeating: CompetitionSums(), count: (pairs.count + size - 1) / size)
        parts.withUnsafeMutableBufferPointer { buffer in
            nonisolated(unsafe) let buffer = buffer
            forEachRange(of: pairs.count, by: size) { range, _ in
                var sum = CompetitionSums()
                sum.pairs = range.count
                for p in range {
                    let dot = Double(dots[p])
                    sum.energy += Double(c[p]) * dot * dot
                    sum.coefficients += Double(c[p])
                    sum.dots += abs(dot)
                }
                buffer[range.lowerBound / size] = sum
            }
        }
        var total = CompetitionSums()
        for part in parts { total.add(part) }
        return total
    }

    /// Finds each latent's lower partners: the pairs by their second latent.
    public func mirror(_ pairs: LatentPairs) {
        precondition(pairs.count <= Int(Int32.max), "\(pairs.count) pairs")
        if let device { return device.mirror(pairs) }
        let n = pairs.latents, starts = pairs.mirrorStarts.base
        let pairStarts = pairs.starts.reading, partners = pairs.partners.base
        pairs.mirrorPartners.reserve(pairs.count)
        pairs.mirrorPairs.reserve(pairs.count)
        // The number of pairs of latent j stands at j + 2, so that filling leaves each start one place below.
        starts.update(repeating: 0, count: n + 2)
        for p in 0..<pairs.count { starts[Int(partners[p]) + 2] += 1 }
        for i in 0..<n { starts[i + 2] += starts[i + 1] }
        let out = pairs.mirrorPartners.base, origin = pairs.mirrorPairs.base, next = starts + 1
        for i in 0..<n {
            for p in pairStarts[i]..<pairStarts[i + 1] {
                let j = Int(partners[p]), place = next[j]
                out[place] = Int32(i)
                origin[place] = Int32(p)
                next[j] = place + 1
            }
        }
    }

    /// w_i · w_j of every pair, and `out[i] += scale Σ_j c_ij (w_i·w_j) w_j` over each latent's partners, higher before
    /// lower ones. `w`, `out` `[F, d]`; after `mirror`. Rows without a pair are left alone; rows with one must have been
    /// begun.
    ///
    /// Memory is read once for each end of a pair: a latent's higher partners serve its gradient while their rows are
    /// in the cache from the dots. Latents are gone through in the pairs' order of visits, which no sum depends on:
    /// those that fire most on one token are partners more often than others, and find each other's rows in the cache.
    public func addPairGradient(_ w: Matrix, of pairs: LatentPairs, scale: Float, into out: Matrix) {
        precondition(
            w.rows == pairs.latents && out.rows == w.rows && out.columns == w.columns,
            "[\(w.rows), \(w.columns)] into [\(out.rows), \(out.columns)] for pairs of \(pairs.latents)")
        if let device { return device.addPairGradient(w, of: pairs, scale: scale, into: out) }
        pairs.dots.reserve(pairs.count)
        let visits = pairs.visits.reading, size = 32
        forEachRange(of: pairs.latents, by: size) { range, worker in
            let numbers = pairs.workers[worker].numbers.base
            for k in range { addHigherPartners(of: Int(visits[k]), w, pairs, scale, into: out, numbers) }
        }
        forEachRange(of: pairs.latents, by: size) { range, worker in
            let numbers = pairs.workers[worker].numbers.base
            for k in range { addLowerPartners(of: Int(visits[k]), w, pairs, scale, into: out, numbers) }
        }
    }

    private func addHigherPartners(
        of i: Int, _ w: Matrix, _ pairs: LatentPairs, _ scale: Float, into out: Matrix,
        _ numbers: UnsafeMutablePointer<Float>
    ) {
        let d = w.columns, rows = w.base, c = pairs.coefficients.base, dots = pairs.dots.base
        let partners = pairs.partners.reading, end = pairs.starts.reading[i + 1]
        // Rows that stay in a core's second cache between their two uses.
        let group = max(4, 65536 / max(1, d) / 4 * 4)
        for at in stride(from: pairs.starts.reading[i], to: end, by: group) {
            let count = min(group, end - at)
            kernels.gather_dot(rows + i * d, d, partners + at, count, rows, d, dots + at)
            for k in 0..<count { numbers[k] = scale * c[at + k] * dots[at + k] }
            kernels.gather_axpy(numbers, partners + at, count, rows, d, out.base + i * d, d)
        }
    }

    private func addLowerPartners(
        of j: Int, _ w: Matrix, _ pairs: LatentPairs, _ scale: Float, into out: Matrix,
        _ numbers: UnsafeMutablePointer<Float>
    ) {
        let d = w.columns, c = pairs.coefficients.reading, dots = pairs.dots.reading
        let at = pairs.mirrorStarts.reading[j], count = pairs.mirrorStarts.reading[j + 1] - at
        if count == 0 { return }
        let origin = pairs.mirrorPairs.reading + at
        for k in 0..<count { numbers[k] = scale * c[Int(origin[k])] * dots[Int(origin[k])] }
        kernels.gather_axpy(numbers, pairs.mirrorPartners.base + at, count, w.base, d, out.base + j * d, d)
    }

    /// The gradient through c itself, at the entries of a pattern:
    /// `g[b, i] += scale Σ_j (w_i·w_j)² (f[b, j] / (‖f_i‖‖f_j‖) − c_ij f[b, i] / ‖f_i‖²)`.
    /// `latents` holds f; the pattern may hold entries that do not fire.
    public func addCosineGradient(
        of pairs: LatentPairs, latents: SparseLatents, inverseNorms: Matrix, scale: Float, at pattern: SparseLatents,
        to g: LatentValues
    ) {
        precondition(
            pattern.rows == latents.rows && pattern.columns == latents.columns && g.count == pattern.count
                && inverseNorms.count == latents.columns,
            "[\(latents.rows), \(latents.columns)] at [\(pattern.rows), \(pattern.columns)]")
        if let device {
            return device.addGradient("cosine_gradient", of: pairs, latents, inverseNorms, scale: scale, at: pattern, to: g)
        }
        let lower = pairs.mirrorStarts.reading, lowerPartners = pairs.mirrorPartners.reading
        let origin = pairs.mirrorPairs.reading
        let starts = pairs.starts.reading, partners = pairs.partners.reading
        let c = pairs.coefficients.reading, dots = pairs.dots.reading, inverse = inverseNorms.reading
        let rowStarts = latents.rowStarts.reading, indices = latents.indices.reading, values = latents.values.reading
        let wanted = pattern.rowStarts.reading, places = pattern.indices.reading, target = g.values.base
        let workers = pairs.workers
        forEachRange(of: latents.rows, by: 16) { range, worker in
            let row = workers[worker].sums.base
            for b in range {
                for k in rowStarts[b]..<rowStarts[b + 1] { row[Int(indices[k])] = values[k] }
                for k in wanted[b]..<wanted[b + 1] {
                    let i = Int(places[k])
                    let own = row[i] * inverse[i] * inverse[i]
                    var sum: Float = 0
                    for m in lower[i]..<lower[i + 1] {
                        let j = Int(lowerPartners[m]), pair = Int(origin[m])
                        sum += dots[pair] * dots[pair] * (row[j] * inverse[i] * inverse[j] - c[pair] * own)
                    }
                    for pair in starts[i]..<starts[i + 1] {
                        let j = Int(partners[pair])
                        sum += dots[pair] * dots[pair] * (row[j] * inverse[i] * inverse[j] - c[pair] * own)
                    }
                    target[k] += scale * sum
                }
                for k in rowStarts[b]..<rowStarts[b + 1] { row[Int(indices[k])] = 0 }
            }
        }
    }
}

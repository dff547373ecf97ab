import CKernels

/// What the competition term needs of the pairs that compete. `w [F, d]`; λ is the term's weight, and its value
/// `λ Σ_{i≠j} c_ij (w_i·w_j)² = 2λ Σ_{i<j} …`.
extension ComputeEngine {
    /// w_i · w_j of every pair.
    public func pairDots(_ w: Matrix, of pairs: LatentPairs) {
        precondition(w.rows == pairs.latents, "[\(w.rows), \(w.columns)] for pairs of \(pairs.latents)")
        pairs.dots.reserve(pairs.count)
        let d = w.columns, kernels = self.kernels, rows = w.base, dots = pairs.dots.base
        let starts = pairs.starts.base, partners = pairs.partners.base
        forEachRange(of: pairs.latents, by: 32) { range, _ in
            for i in range where starts[i + 1] > starts[i] {
                let at = starts[i]
                kernels.gather_dot(rows + i * d, d, partners + at, starts[i + 1] - at, rows, d, dots + at)
            }
        }
    }

    /// Σ over pairs (i < j) of c (w_i·w_j)², of c, and of |w_i·w_j|, in float64.
    public func pairSums(_ pairs: LatentPairs) -> (energy: Double, coefficients: Double, dots: Double) {
        let c = pairs.coefficients.base, dots = pairs.dots.base, size = 16384
        var parts = [(Double, Double, Double)](repeating: (0, 0, 0), count: (pairs.count + size - 1) / size)
        parts.withUnsafeMutableBufferPointer { buffer in
            nonisolated(unsafe) let buffer = buffer
            forEachRange(of: pairs.count, by: size) { range, _ in
                var sum = (0.0, 0.0, 0.0)
                for p in range {
                    let dot = Double(dots[p])
                    sum = (sum.0 + Double(c[p]) * dot * dot, sum.1 + Double(c[p]), sum.2 + abs(dot))
                }
                buffer[range.lowerBound / size] = sum
            }
        }
        return parts.reduce((0, 0, 0)) { ($0.0 + $1.0, $0.1 + $1.1, $0.2 + $1.2) }
    }

    /// Mean |w[first[k]] · w[second[k]]|, in float64; 0 without any. `w [F, d]`.
    public func meanAbsoluteDot(_ w: Matrix, _ first: [Int32], _ second: [Int32]) -> Double {
        precondition(first.count == second.count, "\(first.count) and \(second.count) rows")
        let d = w.columns, base = w.base, kernels = self.kernels
        var sum = 0.0
        for (i, j) in zip(first, second) { sum += abs(kernels.dot64(base + Int(i) * d, base + Int(j) * d, d)) }
        return first.isEmpty ? 0 : sum / Double(first.count)
    }

    /// Brings the pairs into their symmetric form: each latent with all its partners.
    public func mirror(_ pairs: LatentPairs) {
        precondition(pairs.count <= Int(Int32.max) / 2, "\(pairs.count) pairs")
        let n = pairs.latents, starts = pairs.mirrorStarts.base
        let pairStarts = pairs.starts.base, partners = pairs.partners.base
        pairs.mirrorPartners.reserve(2 * pairs.count)
        pairs.mirrorPairs.reserve(2 * pairs.count)
        starts.update(repeating: 0, count: n + 1)
        for i in 0..<n {
            starts[i + 1] += pairStarts[i + 1] - pairStarts[i]
            for p in pairStarts[i]..<pairStarts[i + 1] { starts[Int(partners[p]) + 1] += 1 }
        }
        for i in 0..<n { starts[i + 1] += starts[i] }
        let out = pairs.mirrorPartners.base, origin = pairs.mirrorPairs.base
        var next = (0..<n).map { starts[$0] }
        next.withUnsafeMutableBufferPointer { next in
            // By ascending i each j receives its lower partners in order, and all of them before its higher ones.
            for i in 0..<n {
                for p in pairStarts[i]..<pairStarts[i + 1] {
                    let j = Int(partners[p])
                    out[next[j]] = Int32(i)
                    origin[next[j]] = Int32(p)
                    next[j] += 1
                }
            }
            for i in 0..<n {
                for p in pairStarts[i]..<pairStarts[i + 1] {
                    out[next[i]] = partners[p]
                    origin[next[i]] = Int32(p)
                    next[i] += 1
                }
            }
        }
    }

    /// `out[i] += scale Σ_j c_ij (w_i·w_j) w_j` over each latent's partners. `w`, `out` `[F, d]`; after `pairDots` and
    /// `mirror`. Rows without a pair are left alone; rows with one must have been begun.
    public func addPairGradient(_ w: Matrix, of pairs: LatentPairs, scale: Float, into out: Matrix) {
        precondition(
            w.rows == pairs.latents && out.rows == w.rows && out.columns == w.columns,
            "[\(w.rows), \(w.columns)] into [\(out.rows), \(out.columns)] for pairs of \(pairs.latents)")
        let d = w.columns, kernels = self.kernels, rows = w.base, target = out.base
        let starts = pairs.mirrorStarts.base, partners = pairs.mirrorPartners.base, origin = pairs.mirrorPairs.base
        let c = pairs.coefficients.base, dots = pairs.dots.base
        let workers = pairs.workers
        forEachRange(of: pairs.latents, by: 32) { range, worker in
            let numbers = workers[worker].numbers.base
            for i in range where starts[i + 1] > starts[i] {
                let at = starts[i], count = starts[i + 1] - at
                for k in 0..<count {
                    let pair = Int(origin[at + k])
                    numbers[k] = scale * c[pair] * dots[pair]
                }
                kernels.gather_axpy(numbers, partners + at, count, rows, d, target + i * d, d)
            }
        }
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
        let starts = pairs.mirrorStarts.base, partners = pairs.mirrorPartners.base, origin = pairs.mirrorPairs.base
        let c = pairs.coefficients.base, dots = pairs.dots.base, inverse = inverseNorms.base
        let rowStarts = latents.rowStarts.base, indices = latents.indices.base, values = latents.values.base
        let wanted = pattern.rowStarts.base, places = pattern.indices.base, target = g.values.base
        let workers = pairs.workers
        forEachRange(of: latents.rows, by: 16) { range, worker in
            let row = workers[worker].sums.base
            for b in range {
                for k in rowStarts[b]..<rowStarts[b + 1] { row[Int(indices[k])] = values[k] }
                for k in wanted[b]..<wanted[b + 1] {
                    let i = Int(places[k])
                    let own = row[i] * inverse[i] * inverse[i]
                    var sum: Float = 0
                    for m in starts[i]..<starts[i + 1] {
                        let j = Int(partners[m]), pair = Int(origin[m])
                        sum += dots[pair] * dots[pair] * (row[j] * inverse[i] * inverse[j] - c[pair] * own)
                    }
                    target[k] += scale * sum
                }
                for k in rowStarts[b]..<rowStarts[b + 1] { row[Int(indices[k])] = 0 }
            }
        }
    }
}

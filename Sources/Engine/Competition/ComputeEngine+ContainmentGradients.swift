/// The gradient through containment, c = min(1, ⟨f_i, f_j⟩ / N) with N = min(‖f_i‖², ‖f_j‖²).
extension ComputeEngine {
    /// At the entries of a pattern: `g[b, i] += scale Σ_j (w_i·w_j)² (f[b, j] − [‖f_i‖ is N's] 2 c_ij f[b, i]) / N`, over
    /// the partners with c < 1: at its bound c does not move. Of two equal norms N is the first latent's.
    /// `latents` holds f; the pattern may hold entries that do not fire. `inverseSquares [1, F]`: 1/‖f_i‖².
    ///
    /// The twin of `addCosineGradient`; after `mirror`, with the pairs' dots.
    public func addContainmentGradient(
        of pairs: LatentPairs, latents: SparseLatents, inverseSquares: Matrix, scale: Float,
        at pattern: SparseLatents, to g: LatentValues
    ) {
        precondition(
            pattern.rows == latents.rows && pattern.columns == latents.columns && g.count == pattern.count
                && inverseSquares.count == latents.columns,
            "[\(latents.rows), \(latents.columns)] at [\(pattern.rows), \(pattern.columns)]")
        if let device {
            return device.addGradient("containment_gradient", of: pairs, latents, inverseSquares, scale: scale, at: pattern, to: g)
        }
        let lower = pairs.mirrorStarts.reading, lowerPartners = pairs.mirrorPartners.reading
        let origin = pairs.mirrorPairs.reading
        let starts = pairs.starts.reading, partners = pairs.partners.reading
        let c = pairs.coefficients.reading, dots = pairs.dots.reading, inverse = inverseSquares.reading
        let rowStarts = latents.rowStarts.reading, indices = latents.indices.reading, values = latents.values.reading
        let wanted = pattern.rowStarts.reading, places = pattern.indices.reading, target = g.values.base
        let workers = pairs.workers
        forEachRange(of: latents.rows, by: 16) { range, worker in
            let row = workers[worker].sums.base
            /// What the pair gives latent i of a token; `isFirst`: whether i is the pair's first.
            @inline(__always) func part(_ i: Int, _ j: Int, _ pair: Int, isFirst: Bool) -> Float {
                if c[pair] >= 1 { return 0 }
                let isSmaller = inverse[i] > inverse[j] || inverse[i] == inverse[j] && isFirst
                let change = isSmaller ? row[j] - 2 * c[pair] * row[i] : row[j]
                return dots[pair] * dots[pair] * change * max(inverse[i], inverse[j])
            }
            for b in range {
                for k in rowStarts[b]..<rowStarts[b + 1] { row[Int(indices[k])] = values[k] }
                for k in wanted[b]..<wanted[b + 1] {
                    let i = Int(places[k])
                    var sum: Float = 0
                    for m in lower[i]..<lower[i + 1] {
                        sum += part(i, Int(lowerPartners[m]), Int(origin[m]), isFirst: false)
                    }
                    for pair in starts[i]..<starts[i + 1] {
                        sum += part(i, Int(partners[pair]), pair, isFirst: true)
                    }
                    target[k] += scale * sum
                }
                for k in rowStarts[b]..<rowStarts[b + 1] { row[Int(indices[k])] = 0 }
            }
        }
    }
}

/// The competition term while so many pairs pass that listing them would be the larger work: by blocks of latents,
/// through matrix products, thresholded on the fly. About three dense steps, and no k×k matrix.
extension ComputeEngine {
    /// Sums over the pairs i < j with `c_ij > limit`; the twin of `coactivations`, `pairDots`, `pairSums`,
    /// `addPairGradient` and `addCosineGradient`.
    ///
    /// - Parameters:
    ///   - f: latents `[B, F]`, at least 0. `inverseNorms [1, F]`: 1/‖f_i‖, 0 where silent. `w [F, d]`.
    ///   - decoderGradient: `[F, d]`, receives `+= 4λ Σ_j c_ij (w_i·w_j) w_j`; nil: sums only.
    ///   - latentGradient: `[B, F]`, receives the gradient through c, at every entry; nil: c is a constant.
    ///   - weight: λ.
    ///   - histogram: where given, receives how many pairs have c in each of its equal bins of (0, 1].
    ///   - visit: where given, is shown every pair that passes, in order: (i, j, c, w_i·w_j).
    public func competition(
        of f: Matrix, inverseNorms: Matrix, _ w: Matrix, above limit: Float, weight: Float,
        decoderGradient: Matrix?, latentGradient: Matrix?, workspace: CompetitionWorkspace,
        histogram: CoefficientHistogram? = nil, visit: ((Int, Int, Float, Float) -> Void)? = nil
    ) -> (pairs: Int, energy: Double, coefficients: Double, dots: Double) {
        let F = f.columns, B = f.rows, d = w.columns, size = CompetitionWorkspace.blockSize
        precondition(
            w.rows == F && inverseNorms.count == F && workspace.latents == F,
            "[\(B), \(F)] with [\(w.rows), \(w.columns)] and a workspace for \(workspace.latents)")
        let inverse = inverseNorms.base
        var total = (pairs: 0, energy: 0.0, coefficients: 0.0, dots: 0.0)
        for first in stride(from: 0, to: F, by: size) {
            let height = min(size, F - first), width = F - first
            let c = workspace.coefficients.base, dots = workspace.dots.base
            // Rows: this block's latents. Columns: all latents from this block on; their leading dimension is F.
            blockProduct(
                transposeA: true, transposeB: false, m: height, n: width, k: B, alpha: 1, a: f.base + first, lda: F,
                b: f.base + first, ldb: F, beta: 0, c: c, ldc: F)
            blockProduct(
                transposeA: false, transposeB: true, m: height, n: width, k: d, alpha: 1, a: w.base + first * d,
                lda: d, b: w.base + first * d, ldb: d, beta: 0, c: dots, ldc: F)
            let sums = maskPairs(
                height, width, first, inverse, limit, latentGradient == nil ? nil : workspace.own.base, c, dots, F,
                histogram, visit)
            total.pairs += sums.pairs
            total.energy += sums.energy
            total.coefficients += sums.coefficients
            total.dots += sums.dots
            // `c` now holds c (w·w), and `dots` (w·w)² / (‖f_i‖‖f_j‖), 0 where the pair does not pass.
            if let gradient = decoderGradient {
                blockProduct(
                    transposeA: false, transposeB: false, m: height, n: d, k: width, alpha: 4 * weight, a: c, lda: F,
                    b: w.base + first * d, ldb: d, beta: 1, c: gradient.base + first * d, ldc: d)
                if width > height {
                    blockProduct(
                        transposeA: true, transposeB: false, m: width - height, n: d, k: height, alpha: 4 * weight,
                        a: c + height, lda: F, b: w.base + first * d, ldb: d, beta: 1,
                        c: gradient.base + (first + height) * d, ldc: d)
                }
            }
            if let gradient = latentGradient {
                blockProduct(
                    transposeA: false, transposeB: true, m: B, n: height, k: width, alpha: 2 * weight,
                    a: f.base + first, lda: F, b: dots, ldb: F, beta: 1, c: gradient.base + first, ldc: F)
                if width > height {
                    blockProduct(
                        transposeA: false, transposeB: false, m: B, n: width - height, k: height, alpha: 2 * weight,
                        a: f.base + first, lda: F, b: dots + height, ldb: F, beta: 1,
                        c: gradient.base + first + height, ldc: F)
                }
            }
        }
        if let gradient = latentGradient {
            subtractOwn(f, workspace.own, scale: 2 * weight, from: gradient)
            workspace.own.base.update(repeating: 0, count: F)
        }
        return total
    }

    /// Turns a block of ⟨f_i, f_j⟩ and w_i·w_j into what its gradients need, and sums over its pairs i < j.
    private func maskPairs(
        _ height: Int, _ width: Int, _ first: Int, _ inverse: UnsafePointer<Float>, _ limit: Float,
        _ own: UnsafeMutablePointer<Float>?, _ c: UnsafeMutablePointer<Float>, _ dots: UnsafeMutablePointer<Float>,
        _ stride: Int, _ histogram: CoefficientHistogram?, _ visit: ((Int, Int, Float, Float) -> Void)?
    ) -> (pairs: Int, energy: Double, coefficients: Double, dots: Double) {
        var total = (pairs: 0, energy: 0.0, coefficients: 0.0, dots: 0.0)
        if visit != nil || histogram != nil {
            for r in 0..<height {
                for k in r + 1..<max(r + 1, width) {
                    let coefficient = c[r * stride + k] * inverse[first + r] * inverse[first + k]
                    if coefficient > 0 { histogram?.add(coefficient) }
                    if coefficient > limit { visit?(first + r, first + k, coefficient, dots[r * stride + k]) }
                }
            }
        }
        var parts = [(Int, Double, Double, Double)](repeating: (0, 0, 0, 0), count: height)
        parts.withUnsafeMutableBufferPointer { buffer in
            nonisolated(unsafe) let buffer = buffer
            forEachBlock(height) { r, _ in
                var part = (0, 0.0, 0.0, 0.0)
                let cosines = c + r * stride, products = dots + r * stride, scale = inverse[first + r]
                for k in 0..<width {
                    let coefficient = cosines[k] * scale * inverse[first + k]
                    let dot = products[k]
                    let passes = coefficient > limit && k != r
                    if passes && k > r {
                        part.0 += 1
                        part.1 += Double(coefficient) * Double(dot) * Double(dot)
                        part.2 += Double(coefficient)
                        part.3 += Double(abs(dot))
                    }
                    cosines[k] = passes ? coefficient * dot : 0
                    products[k] = passes ? dot * dot * scale * inverse[first + k] : 0
                }
                buffer[r] = part
            }
        }
        for part in parts {
            total.pairs += part.0
            total.energy += part.1
            total.coefficients += part.2
            total.dots += part.3
        }
        // Σ_j (w·w)² c / ‖f_i‖², for both ends of a pair: c (w·w)² is recovered as the product of the two blocks over
        // the inverse norms, which is exact enough and saves a third block.
        if let own { addOwn(height, width, first, inverse, c, dots, stride, own) }
        return total
    }

    private func addOwn(
        _ height: Int, _ width: Int, _ first: Int, _ inverse: UnsafePointer<Float>,
        _ c: UnsafePointer<Float>, _ dots: UnsafePointer<Float>, _ stride: Int, _ own: UnsafeMutablePointer<Float>
    ) {
        // c holds c·dot and dots holds dot²/(‖f_i‖‖f_j‖). (c·dot)² / (dot²/(n_i n_j)) = c² n_i n_j, so c·dot² follows
        // from c·dot = u, dot² = v n_i n_j: c dot² = u dot = u √(v n_i n_j), with the sign of u (c > 0).
        for r in 0..<height {
            let i = first + r
            for k in 0..<width where dots[r * stride + k] > 0 {
                let j = first + k
                let dot = (dots[r * stride + k] / (inverse[i] * inverse[j])).squareRoot()
                let energy = abs(c[r * stride + k]) * dot
                own[i] += energy * inverse[i] * inverse[i]
                // Columns past the block stand for both (i, j) and (j, i).
                if k >= height { own[j] += energy * inverse[j] * inverse[j] }
            }
        }
    }

    /// g[b, i] −= scale own[i] f[b, i].
    private func subtractOwn(_ f: Matrix, _ own: Matrix, scale: Float, from g: Matrix) {
        let columns = f.columns, latents = f.base, gradient = g.base, factors = own.base
        forEachRowRange(rows: f.rows, columns: columns) { range, _ in
            for b in range {
                for i in 0..<columns {
                    gradient[b * columns + i] -= scale * factors[i] * latents[b * columns + i]
                }
            }
        }
    }

    /// A product of parts of matrices, cut into output blocks by its shape alone.
    private func blockProduct(
        transposeA: Bool, transposeB: Bool, m: Int, n: Int, k: Int, alpha: Float, a: UnsafePointer<Float>, lda: Int,
        b: UnsafePointer<Float>, ldb: Int, beta: Float, c: UnsafeMutablePointer<Float>, ldc: Int
    ) {
        let height = m >= 1024 ? 512 : max(1, min(m, 256)), width = n >= 2048 ? 1024 : 512
        let across = (n + width - 1) / width, down = (m + height - 1) / height
        forEachBlock(across * down) { block, _ in
            let i = block / across * height, j = block % across * width
            BLAS.multiply(
                transposeA: transposeA, transposeB: transposeB, m: min(height, m - i), n: min(width, n - j), k: k,
                alpha: alpha, a: a + (transposeA ? i : i * lda), lda: lda, b: b + (transposeB ? j * ldb : j),
                ldb: ldb, beta: beta, c: c + i * ldc + j, ldc: ldc)
        }
    }
}

/// Two blocks of rows of what would be k×k matrices.
public final class CompetitionWorkspace {
    static let blockSize = 256
    public let latents: Int
    let coefficients: Matrix
    let dots: Matrix
    /// Σ_j c (w·w)² / ‖f_i‖² of each latent, where c is differentiated.
    let own: Matrix

    public init(latents: Int) {
        self.latents = latents
        coefficients = Matrix(rows: min(latents, CompetitionWorkspace.blockSize), columns: latents)
        dots = Matrix(rows: min(latents, CompetitionWorkspace.blockSize), columns: latents)
        own = Matrix(rows: 1, columns: latents)
    }
}

/// The competition term while so many latents fire that pairs are found by matrix products: by blocks of latents,
/// thresholded on the fly, and no k×k matrix. What passes decides how a block goes on: few pairs are listed, many are
/// left where they are and go through two more products.
extension ComputeEngine {
    /// Sums over the pairs i < j with `c_ij > limit`; the twin of `coactivations`, `pairSums`, `addPairGradient`,
    /// `addCosineGradient` and `addContainmentGradient`.
    ///
    /// - Parameters:
    ///   - operands: what c is made from. `w [F, d]`.
    ///   - decoderGradient: `[F, d]`, receives `+= 4λ Σ_j c_ij (w_i·w_j) w_j`; nil: sums only.
    ///   - latentGradient: `[B, F]`, receives the gradient through c, at every entry; nil: c is a constant, as a
    ///     potential always is.
    ///   - weight: λ.
    ///   - histogram: where given, receives how many pairs have c in each of its equal bins of (0, 1].
    ///   - marks: where given, every latent of a pair that passes is marked.
    ///   - kept: where given, is offered every pair that passes.
    ///   - progress: told the share of the latents that is done; what it throws ends the work, with gradients in part.
    public func competition(
        of operands: CompetitionOperands, _ w: Matrix, above limit: Float, weight: Float,
        decoderGradient: Matrix?, latentGradient: Matrix?, workspace: CompetitionWorkspace,
        histogram: CoefficientHistogram? = nil, marks: LatentMarks? = nil,
        keeping kept: KeptPairs? = nil, progress: (Double) throws -> Void
    ) rethrows -> CompetitionSums {
        let F = operands.latents, d = w.columns, size = CompetitionWorkspace.blockSize
        precondition(
            w.rows == F && workspace.latents == F && marks.map { $0.count == F } ?? true
                && kept.map { $0.latents == F } ?? true,
            "\(F) latents with [\(w.rows), \(w.columns)] and a workspace for \(workspace.latents)")
        precondition(
            decoderGradient.map { $0.rows == F && $0.columns == d } ?? true && latentGradient.map { $0.columns == F } ?? true,
            "gradients of other shapes than [\(F), \(d)] and [B, \(F)]")
        precondition(limit >= 0, "a limit of \(limit) below which every silent pair lies")
        if let device {
            return try device.competition(
                of: operands, w, above: limit, weight: weight, decoderGradient, latentGradient, workspace, histogram, marks,
                kept, self, progress)
        }
        let c = workspace.coefficients.base, dots = workspace.dots.base
        let share = workspace.listedShare ?? CompetitionWorkspace.listedShare.host
        var total = CompetitionSums()
        for first in stride(from: 0, to: F, by: size) {
            try progress(Double(first) / Double(F))
            let height = min(size, F - first), width = F - first
            let block = coefficientBlock(
                operands, first: first, height: height, width: width, limit: limit, workspace)
            if let histogram { count(block, into: histogram) }
            let passing = countPassing(block)
            if passing.reduce(0, +) == 0 { continue }
            if let marks { mark(block, passing, marks) }
            if latentGradient == nil, passing.reduce(0, +) * share <= height * width {
                list(block, passing, into: workspace.pairs)
                if let gradient = decoderGradient {
                    mirror(workspace.pairs)
                    addPairGradient(w, of: workspace.pairs, scale: 4 * weight, into: gradient)
                } else {
                    pairDots(w, of: workspace.pairs)
                }
                total.add(pairSums(workspace.pairs))
                if let kept { keep(workspace.pairs, of: first..<first + height, in: kept) }
                continue
            }
            productOfParts(
                block: ComputeEngine.blockOfPairs,
                transposeA: false, transposeB: true, m: height, n: width, k: d, alpha: 1, a: w.base + first * d,
                lda: d, b: w.base + first * d, ldb: d, accumulate: false, c: dots, ldc: F)
            if let kept { keep(block, in: kept) }
            mask(block, &total)
            // `c` now holds c (w·w), and `dots` (w·w)² by the block's scales, 0 where the pair does not pass.
            if let gradient = decoderGradient {
                productOfParts(
                    block: ComputeEngine.blockOfPairs,
                    transposeA: false, transposeB: false, m: height, n: d, k: width, alpha: 4 * weight, a: c, lda: F,
                    b: w.base + first * d, ldb: d, accumulate: true, c: gradient.base + first * d, ldc: d)
                if width > height {
                    productOfParts(
                        block: ComputeEngine.blockOfPairs,
                        transposeA: true, transposeB: false, m: width - height, n: d, k: height, alpha: 4 * weight,
                        a: c + height, lda: F, b: w.base + first * d, ldb: d, accumulate: true,
                        c: gradient.base + (first + height) * d, ldc: d)
                }
            }
            if let gradient = latentGradient, case .activations(let f, let coefficient, let scales) = operands {
                switch coefficient {
                case .cosine: addOwn(block, workspace.own.base)
                case .containment: addOwnContained(block, scales.base + first, workspace.own.base)
                }
                let B = f.rows
                productOfParts(
                    block: ComputeEngine.blockOfPairs,
                    transposeA: false, transposeB: true, m: B, n: height, k: width, alpha: 2 * weight,
                    a: f.base + first, lda: F, b: dots, ldb: F, accumulate: true, c: gradient.base + first, ldc: F)
                if width > height {
                    productOfParts(
                        block: ComputeEngine.blockOfPairs,
                        transposeA: false, transposeB: false, m: B, n: width - height, k: height, alpha: 2 * weight,
                        a: f.base + first, lda: F, b: dots + height, ldb: F, accumulate: true,
                        c: gradient.base + first + height, ldc: F)
                }
            }
        }
        if let gradient = latentGradient, case .activations(let f, _, _) = operands {
            subtractOwn(f, workspace.own, scale: 2 * weight, from: gradient)
            workspace.own.base.update(repeating: 0, count: F)
        }
        return total
    }

    /// The same where nobody waits.
    public func competition(
        of operands: CompetitionOperands, _ w: Matrix, above limit: Float, weight: Float,
        decoderGradient: Matrix?, latentGradient: Matrix?, workspace: CompetitionWorkspace,
        histogram: CoefficientHistogram? = nil, marks: LatentMarks? = nil,
        keeping kept: KeptPairs? = nil
    ) -> CompetitionSums {
        competition(
            of: operands, w, above: limit, weight: weight, decoderGradient: decoderGradient,
            latentGradient: latentGradient, workspace: workspace, histogram: histogram, marks: marks, keeping: kept,
            progress: { _ in })
    }

    /// g[b, i] −= scale own[i] f[b, i].
    private func subtractOwn(_ f: Matrix, _ own: Matrix, scale: Float, from g: Matrix) {
        let columns = f.columns, latents = f.reading, gradient = g.base, factors = own.reading
        forEachRowRange(rows: f.rows, columns: columns) { range, _ in
            for b in range {
                for i in 0..<columns {
                    gradient[b * columns + i] -= scale * factors[i] * latents[b * columns + i]
                }
            }
        }
    }
}

import CKernels

/// How a block's coefficients are made. Containment and potential leave c itself in the block, whose scales are then 1.
extension ComputeEngine {
    /// Latents `first..<first + height` against all from `first` on.
    func coefficientBlock(
        _ operands: CompetitionOperands, first: Int, height: Int, width: Int, limit: Float,
        _ workspace: CompetitionWorkspace
    ) -> CompetitionBlock {
        let F = operands.latents, c = workspace.coefficients.base, dots = workspace.dots.base
        var inverse = workspace.ones.base
        switch operands {
        case .activations(let f, let coefficient, let scales):
            precondition(scales.count == F, "\(scales.count) scales for [\(f.rows), \(F)]")
            // Rows: this block's latents. Columns: all latents from this block on; their leading dimension is F.
            productOfParts(
                block: ComputeEngine.blockOfPairs,
                transposeA: true, transposeB: false, m: height, n: width, k: f.rows, alpha: 1, a: f.reading + first,
                lda: F, b: f.base + first, ldb: F, accumulate: false, c: c, ldc: F)
            switch coefficient {
            case .cosine: inverse = scales.base
            case .containment:
                let kernels = self.kernels, factors = scales.reading + first
                forEachRange(of: height, by: 8) { range, _ in
                    for r in range { kernels.contain(c + r * F, factors, factors[r], width) }
                }
            }
        case .potential(let f, let p, let inverseNorms, let inversePotentials):
            precondition(
                p.columns == F && inverseNorms.count == F && inversePotentials.count == F,
                "potentials [\(p.rows), \(p.columns)] of \(F) latents")
            switch f {
            case .dense(let f):
                precondition(f.rows == p.rows, "[\(f.rows), \(F)] with potentials [\(p.rows), \(F)]")
                for (rows, columns, target) in [(f, p, c), (p, f, dots)] {
                    productOfParts(
                        block: ComputeEngine.blockOfPairs,
                        transposeA: true, transposeB: false, m: height, n: width, k: p.rows, alpha: 1,
                        a: rows.reading + first, lda: F, b: columns.base + first, ldb: F, accumulate: false, c: target, ldc: F)
                }
            case .sparse(let values, let order):
                firingProducts(values, order, p, first: first, height: height, width: width, into: c)
                potentialProducts(values, order, p, first: first, height: height, width: width, into: dots)
            }
            let kernels = self.kernels, own = inverseNorms.reading + first, reach = inversePotentials.reading + first
            forEachRange(of: height, by: 8) { range, _ in
                for r in range {
                    kernels.larger_scaled(c + r * F, reach, own[r], dots + r * F, own, reach[r], width)
                }
            }
        }
        return CompetitionBlock(
            first: first, height: height, width: width, limit: limit, inverse: inverse, c: c, dots: dots, stride: F)
    }

    /// out[r, k] = ⟨f_{first + r}, p_{first + k}⟩, from f's entries: a token's potentials for each entry.
    private func firingProducts(
        _ values: LatentValues, _ order: ColumnOrder, _ p: Matrix, first: Int, height: Int, width: Int,
        into out: UnsafeMutablePointer<Float>
    ) {
        let F = p.columns, kernels = self.kernels, rows = p.reading + first
        let starts = order.starts.reading, tokens = order.tokens.reading, numbers = values.values.reading
        forEachStrip(of: width, width: 128, ranges: height, by: 64) { range, strip in
            for r in range {
                let at = starts[first + r], row = out + r * F + strip.lowerBound
                kernels.gather_strip_new(
                    numbers + at, tokens + at, starts[first + r + 1] - at, rows + strip.lowerBound, F, row,
                    strip.count)
            }
        }
    }

    /// out[r, k] = ⟨p_{first + r}, f_{first + k}⟩, from f's entries: the block's potentials at each entry's token, turned.
    private func potentialProducts(
        _ values: LatentValues, _ order: ColumnOrder, _ p: Matrix, first: Int, height: Int, width: Int,
        into out: UnsafeMutablePointer<Float>
    ) {
        let F = p.columns, kernels = self.kernels, rows = p.reading + first, tile = 64, across = 128
        let starts = order.starts.reading, tokens = order.tokens.reading, numbers = values.values.reading
        forEachStrip(of: height, width: across, ranges: width, by: tile) { range, strip in
            withUnsafeTemporaryAllocation(of: Float.self, capacity: tile * across) { space in
                guard let sums = space.baseAddress else { return }
                sums.update(repeating: 0, count: range.count * across)
                for k in range {
                    let at = starts[first + k]
                    kernels.gather_strip(
                        numbers + at, tokens + at, starts[first + k + 1] - at, rows + strip.lowerBound, F,
                        sums + (k - range.lowerBound) * across, strip.count)
                }
                for r in strip {
                    let row = out + r * F + range.lowerBound, column = sums + (r - strip.lowerBound)
                    for k in 0..<range.count { row[k] = column[k * across] }
                }
            }
        }
    }

    /// Marks every latent of a pair that passes. `passing`: how many pairs each row has.
    func mark(_ block: CompetitionBlock, _ passing: [Int], _ marks: LatentMarks) {
        let marked = marks.base
        for r in 0..<block.height where passing[r] > 0 { marked[block.first + r] = true }
        forEachRange(of: block.width, by: 256) { range, _ in
            for r in 0..<block.height where passing[r] > 0 {
                for k in range where k > r && block.coefficient(r, k) > block.limit {
                    marked[block.first + k] = true
                }
            }
        }
    }

    /// Containment's part of `addOwn`, after `mask`, with 1/‖f_i‖² from the block's first latent on: leaves
    /// (w·w)² / min(‖f_i‖², ‖f_j‖²) in the block's dots, 0 where c is at its bound, and adds
    /// own[i] += Σ_j 2 c (w·w)² / ‖f_i‖² over the partners whose norm is not smaller (of two equal ones the first
    /// latent counts as the smaller).
    ///
    /// x holds u = c·dot and dots dot²; c is 1 exactly where u² = dot², since rounding cannot bring a smaller c there.
    func addOwnContained(
        _ block: CompetitionBlock, _ inverse: UnsafeMutablePointer<Float>, _ own: UnsafeMutablePointer<Float>
    ) {
        let target = own + block.first, height = block.height
        @inline(__always) func energy(_ at: Int, _ scale: Float) -> Float {
            2 * abs(block.c[at]) * (block.dots[at] * scale).squareRoot()
        }
        forEachRange(of: height, by: 8) { range, _ in
            for r in range {
                var sum: Float = 0
                for k in 0..<block.width where block.dots[r * block.stride + k] > 0 {
                    let at = r * block.stride + k, u = block.c[at]
                    if u * u >= block.dots[at] {
                        block.dots[at] = 0
                        continue
                    }
                    let scale = max(inverse[r], inverse[k])
                    block.dots[at] *= scale
                    if inverse[r] > inverse[k] || inverse[r] == inverse[k] && r < k { sum += energy(at, scale) }
                }
                target[r] += sum
            }
        }
        // Columns past the block stand for both (i, j) and (j, i).
        forEachRange(of: block.width - height, by: 256) { range, _ in
            for r in 0..<height {
                for k in range.lowerBound + height..<range.upperBound + height where inverse[k] > inverse[r] {
                    let at = r * block.stride + k
                    if block.dots[at] > 0 { target[k] += energy(at, inverse[k]) }
                }
            }
        }
    }
}

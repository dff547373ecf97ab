import CKernels

/// The products of sparse latents with dense rows. `d` is the width of the dense side.
extension ComputeEngine {
    /// Decode: `out[b] = Σ_i f[b, i] w[i] (+ bias)`. Dense meaning: `f w + bias`.
    /// `latents [B, F]`, `w [F, d]`, `bias [1, d]`, `out [B, d]`.
    public func product(_ latents: SparseLatents, _ w: Matrix, bias: Matrix? = nil, into out: Matrix) {
        precondition(
            latents.columns == w.rows && out.rows == latents.rows && out.columns == w.columns,
            "[\(latents.rows), \(latents.columns)] x [\(w.rows), \(w.columns)] into [\(out.rows), \(out.columns)]")
        precondition(bias.map { $0.count == w.columns } ?? true, "a bias of \(bias?.count ?? 0) for \(w.columns)")
        if let device { return device.decode(latents, w, before: bias?.view, into: out) }
        let d = w.columns, kernels = self.kernels, rows = w.reading, target = out.base, offset = bias?.reading
        let starts = latents.rowStarts.reading, indices = latents.indices.reading, values = latents.values.reading
        forEachStrip(of: d, width: ComputeEngine.strip(rows: w.rows), ranges: latents.rows, by: 64) { range, strip in
            for b in range {
                let row = target + b * d + strip.lowerBound
                if let offset {
                    row.update(from: offset + strip.lowerBound, count: strip.count)
                } else {
                    row.update(repeating: 0, count: strip.count)
                }
                let at = starts[b]
                kernels.gather_strip(
                    values + at, indices + at, starts[b + 1] - at, rows + strip.lowerBound, d, row, strip.count)
            }
        }
    }

    /// Runs `body(range, strip)` for strips of the width and, in each, ranges of `0..<count`: one strip after the
    /// other, so that what all ranges read of a strip stays in the cache. No sum is split.
    func forEachStrip(
        of width: Int, width strip: Int, ranges count: Int, by size: Int,
        _ body: (_ range: Range<Int>, _ strip: Range<Int>) -> Void
    ) {
        let pieces = (count + size - 1) / size
        forEachBlock((width + strip - 1) / strip * pieces) { block, _ in
            let first = block % pieces * size, left = block / pieces * strip
            body(first..<min(count, first + size), left..<min(width, left + strip))
        }
    }

    /// How many columns of a matrix with so many rows to gather from at a time: about 16 MiB of it, in whole steps of
    /// the kernels; not so few that a row's piece is hardly worth going to.
    static func strip(rows: Int) -> Int { max(64, min(256, (1 << 22) / max(1, rows) / 64 * 64)) }

    /// At each entry (b, i) of a pattern: `x[b] · w[i]`. Dense meaning: `(x wᵀ)` at the chosen positions.
    /// `x [B, d]`, `w [F, d]`.
    public func product(_ x: Matrix, transposed w: Matrix, at pattern: SparseLatents, into out: LatentValues) {
        precondition(
            pattern.rows == x.rows && pattern.columns == w.rows && x.columns == w.columns,
            "[\(x.rows), \(x.columns)] x [\(w.rows), \(w.columns)]T at [\(pattern.rows), \(pattern.columns)]")
        if let device { return device.dots([x], w, at: pattern, bounds: [w.rows], into: out) }
        out.begin(like: pattern)
        let d = w.columns, kernels = self.kernels, left = x.reading, rows = w.reading, target = out.values.base
        let starts = pattern.rowStarts.reading, indices = pattern.indices.reading
        forEachRange(of: pattern.rows, by: 16) { range, _ in
            for b in range {
                let at = starts[b]
                kernels.gather_dot(left + b * d, d, indices + at, starts[b + 1] - at, rows, d, target + at)
            }
        }
    }

    /// A latent's own gradient: for each column i with entries, `out[i] += Σ_b v[b, i] x[b]`, tokens ascending.
    /// Dense meaning: `vᵀ x`. `values` in the column order given; `x [B, d]`, `out [F, d]`.
    ///
    /// Rows that `begun` does not mark are set rather than added to, and then marked; rows of columns without entries
    /// are left alone.
    public func transposedProduct(
        _ values: LatentValues, _ order: ColumnOrder, _ x: Matrix, into out: Matrix, begun: LatentMarks
    ) {
        precondition(
            order.columns == out.rows && x.columns == out.columns && values.count == order.count
                && begun.count == out.rows,
            "[\(x.rows), \(order.columns)]T x [\(x.rows), \(x.columns)] into [\(out.rows), \(out.columns)]")
        if let device { return device.transposedProduct(values, order, [x], bounds: [order.columns], into: out, begun: begun) }
        let d = x.columns, kernels = self.kernels, rows = x.reading, target = out.base
        let starts = order.starts.reading, tokens = order.tokens.reading, numbers = values.values.reading, marks = begun.reading
        // Strips of x that a core's own cache holds; what is written is far larger than any cache.
        forEachStrip(of: d, width: 128, ranges: order.columns, by: 256) { range, strip in
            for i in range {
                let at = starts[i], count = starts[i + 1] - at
                if count == 0 { continue }
                let row = target + i * d + strip.lowerBound
                let gather = marks[i] ? kernels.gather_strip : kernels.gather_strip_new
                gather?(numbers + at, tokens + at, count, rows + strip.lowerBound, d, row, strip.count)
            }
        }
        markColumns(order, in: begun, accumulate: true)
    }

    /// `out = scale Σ_i v[i] rows[i]`, over marked i only, or `out +=` that. `v [1, F]`, `rows [F, d]`, `out [1, d]`.
    public func combineRows(
        _ rows: Matrix, by v: Matrix, where marked: LatentMarks, scale: Float, into out: Matrix, accumulate: Bool
    ) {
        precondition(
            v.count == rows.rows && marked.count == rows.rows && out.count == rows.columns,
            "\(v.count) factors of [\(rows.rows), \(rows.columns)] into \(out.count)")
        if let device {
            return device.combineRows(rows, by: v, where: marked, scale: scale, into: out, accumulate: accumulate)
        }
        let indices = indices(of: marked)
        let d = rows.columns, kernels = self.kernels, base = rows.reading, target = out.base
        let factors = indices.map { v.reading[Int($0)] * scale }
        factors.withUnsafeBufferPointer { factors in
            indices.withUnsafeBufferPointer { indices in
                nonisolated(unsafe) let factors = factors, indices = indices
                forEachRange(of: d, by: 256) { range, _ in
                    let at = range.lowerBound
                    if !accumulate { (target + at).update(repeating: 0, count: range.count) }
                    if let v = factors.baseAddress, let chosen = indices.baseAddress {
                        kernels.gather_axpy(v, chosen, indices.count, base + at, d, target + at, range.count)
                    }
                }
            }
        }
    }

    /// `out[i] += (factors[i] / norms[i]) w[i]` where the factor is not 0; rows that `begun` does not mark are set, and
    /// marked. `factors`, `norms` `[1, F]`, `w`, `out` `[F, d]`.
    public func addScaledRows(
        _ w: Matrix, by factors: Matrix, over norms: Matrix, into out: Matrix, begun: LatentMarks
    ) {
        precondition(
            factors.count == w.rows && norms.count == w.rows && out.rows == w.rows && out.columns == w.columns
                && begun.count == w.rows,
            "\(factors.count) factors of [\(w.rows), \(w.columns)] into [\(out.rows), \(out.columns)]")
        if let device { return device.addScaledRows(w, by: factors, over: norms, into: out, begun: begun) }
        let d = w.columns, kernels = self.kernels, rows = w.reading, target = out.base
        let factor = factors.reading, norm = norms.reading
        let marks = begun.base
        forEachRange(of: w.rows, by: 256) { range, _ in
            for i in range where factor[i] != 0 && norm[i] > 0 {
                if !marks[i] { (target + i * d).update(repeating: 0, count: d) }
                marks[i] = true
                kernels.axpy(factor[i] / norm[i], rows + i * d, target + i * d, d)
            }
        }
    }

    /// Zeros in the rows that are wanted (nil: all) but not begun.
    public func clearRows(_ out: Matrix, where wanted: LatentMarks? = nil, notBegun begun: LatentMarks) {
        precondition(
            wanted.map { $0.count == out.rows } ?? true && begun.count == out.rows,
            "\(wanted?.count ?? out.rows) and \(begun.count) marks for \(out.rows) rows")
        if let device { return device.clearRows(out, where: wanted, notBegun: begun) }
        let d = out.columns, target = out.base, wanted = wanted?.reading, begun = begun.reading
        for i in 0..<out.rows where wanted?[i] ?? true && !begun[i] { (target + i * d).update(repeating: 0, count: d) }
    }
}

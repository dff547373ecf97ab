import CKernels

/// Products of sparse latents with dense rows, for nested prefixes of the latents (matryoshka): prefix j is the latents
/// below `bounds[j]`, group j those of prefix j that are not in prefix j − 1. `bounds` rises and ends with F. The work is
/// that of one product and a copy of `[B, d]` a prefix. The dense twins are in `ComputeEngine+DensePrefixes.swift`.
extension ComputeEngine {
    /// Decode of every prefix: `out[j][b] = bias + Σ_{i < bounds[j]} f[b, i] w[i]`, group by group.
    /// `latents [B, F]`, `w [F, d]`, `bias [1, d]`, each of `out` `[B, d]`.
    public func prefixProducts(
        _ latents: SparseLatents, _ w: Matrix, bias: Matrix, bounds: [Int], into out: [Matrix]
    ) {
        ComputeEngine.checkPrefixes(bounds, latents.columns, out, rows: latents.rows, columns: w.columns)
        precondition(
            latents.columns == w.rows && bias.count == w.columns,
            "[\(latents.rows), \(latents.columns)] x [\(w.rows), \(w.columns)] + \(bias.count)")
        if let device {
            var low = 0
            for (j, high) in bounds.enumerated() {
                device.decode(
                    latents, w, before: j == 0 ? bias.view : out[j - 1].view, low: low, high: high, into: out[j])
                low = high
            }
            return
        }
        let d = w.columns, kernels = self.kernels, rows = w.reading, offset = bias.reading
        let starts = latents.rowStarts.reading, indices = latents.indices.reading, values = latents.values.reading
        let targets = out.map(\.base)
        forEachStrip(of: d, width: 256, ranges: latents.rows, by: 64) { range, strip in
            for b in range {
                var at = starts[b]
                var before = offset + strip.lowerBound
                for (j, target) in targets.enumerated() {
                    let row = target + b * d + strip.lowerBound
                    row.update(from: before, count: strip.count)
                    let end = ComputeEngine.end(of: bounds[j], in: indices, at..<starts[b + 1])
                    kernels.gather_axpy(
                        values + at, indices + at, end - at, rows + strip.lowerBound, d, row, strip.count)
                    at = end
                    before = UnsafePointer(row)
                }
            }
        }
    }

    /// At each entry (b, i) of a pattern, with j the group of i: `x[j][b] · w[i]`. Each of `x` `[B, d]`, `w [F, d]`.
    public func product(
        _ x: [Matrix], transposed w: Matrix, at pattern: SparseLatents, bounds: [Int], into out: LatentValues
    ) {
        ComputeEngine.checkPrefixes(bounds, pattern.columns, x, rows: pattern.rows, columns: w.columns)
        if let device { return device.dots(x, w, at: pattern, bounds: bounds, into: out) }
        out.begin(like: pattern)
        let d = w.columns, kernels = self.kernels, rows = w.reading, target = out.values.base
        let starts = pattern.rowStarts.reading, indices = pattern.indices.reading, left = x.map(\.reading)
        forEachRange(of: pattern.rows, by: 16) { range, _ in
            for b in range {
                var at = starts[b]
                for (j, own) in left.enumerated() {
                    let end = ComputeEngine.end(of: bounds[j], in: indices, at..<starts[b + 1])
                    kernels.gather_dot(own + b * d, d, indices + at, end - at, rows, d, target + at)
                    at = end
                }
            }
        }
    }

    /// For each column i with entries, with j the group of i: `out[i] += Σ_b v[b, i] x[j][b]`, tokens ascending. Rows
    /// that `begun` does not mark are set, and marked. `values` in column order; each of `x` `[B, d]`, `out [F, d]`.
    public func transposedProduct(
        _ values: LatentValues, _ order: ColumnOrder, _ x: [Matrix], bounds: [Int], into out: Matrix,
        begun: LatentMarks
    ) {
        ComputeEngine.checkPrefixes(bounds, order.columns, x, rows: x.first?.rows ?? 0, columns: out.columns)
        precondition(
            order.columns == out.rows && values.count == order.count && begun.count == out.rows,
            "\(values.count) values of \(order.columns) columns into [\(out.rows), \(out.columns)]")
        if let device { return device.transposedProduct(values, order, x, bounds: bounds, into: out, begun: begun) }
        let d = out.columns, kernels = self.kernels, target = out.base, sources = x.map(\.reading)
        let starts = order.starts.reading, tokens = order.tokens.reading, numbers = values.values.reading, marks = begun.reading
        forEachStrip(of: d, width: 128, ranges: order.columns, by: 256) { range, strip in
            var group = 0
            for i in range {
                let at = starts[i], count = starts[i + 1] - at
                if count == 0 { continue }
                while i >= bounds[group] { group += 1 }
                let row = target + i * d + strip.lowerBound
                let gather = marks[i] ? kernels.gather_strip : kernels.gather_strip_new
                gather?(numbers + at, tokens + at, count, sources[group] + strip.lowerBound, d, row, strip.count)
            }
        }
        markColumns(order, in: begun, accumulate: true)
    }

    static func checkPrefixes(_ bounds: [Int], _ latents: Int, _ matrices: [Matrix], rows: Int, columns: Int) {
        precondition(
            bounds.last == latents && bounds.count == matrices.count
                && zip([0] + bounds, bounds).allSatisfy { $0 < $1 },
            "prefixes \(bounds) of \(latents) latents with \(matrices.count) matrices")
        precondition(
            matrices.allSatisfy { $0.rows == rows && $0.columns == columns },
            "matrices of \(matrices.map { [$0.rows, $0.columns] }) for [\(rows), \(columns)]")
    }

    /// Where in a row's ascending columns the first one at or above `bound` is.
    private static func end(of bound: Int, in indices: UnsafePointer<Int32>, _ row: Range<Int>) -> Int {
        var low = row.lowerBound, high = row.upperBound
        while low < high {
            let middle = (low + high) / 2
            if Int(indices[middle]) < bound { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

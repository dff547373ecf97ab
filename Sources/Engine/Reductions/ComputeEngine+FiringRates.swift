/// How often each latent fires, and what the last one to be kept is worth.
extension ComputeEngine {
    /// out[i] = decay · before[i] + (1 − decay) · n_i / rows, n_i the entries of column i; with no `before` n_i / rows.
    /// `before`, `out` `[1, F]`.
    public func firingRates(
        _ order: ColumnOrder, rows: Int, before: Matrix?, decay: Double, into out: Matrix
    ) {
        precondition(out.count == order.columns, "\(out.count) rates of \(order.columns) columns")
        requireRates(out, before)
        if let device { return device.firingRates(order, rows: rows, before: before, decay: decay, into: out) }
        let starts = order.starts.reading
        rates(out, rows, before, decay) { starts[$0 + 1] - starts[$0] }
    }

    /// The same of dense latents: n_i are the elements above 0. `f [B, F]`
    public func firingRates(_ f: Matrix, before: Matrix?, decay: Double, into out: Matrix) {
        precondition(out.count == f.columns, "\(out.count) rates of \(f.columns) columns")
        requireRates(out, before)
        if let device { return device.firingRates(f, before: before, decay: decay, into: out) }
        let columns = f.columns, rows = f.rows, base = f.reading
        var counts = [Int](repeating: 0, count: columns)
        counts.withUnsafeMutableBufferPointer { counts in
            nonisolated(unsafe) let counts = counts
            forEachRange(of: columns, by: 256) { range, _ in
                for b in 0..<rows {
                    let row = base + b * columns
                    for i in range { counts[i] += row[i] > 0 ? 1 : 0 }
                }
            }
        }
        rates(out, rows, before, decay) { counts[$0] }
    }

    private func requireRates(_ out: Matrix, _ before: Matrix?) {
        precondition(before.map { $0.count == out.count } ?? true, "rates of other latents")
    }

    private func rates(_ out: Matrix, _ rows: Int, _ before: Matrix?, _ decay: Double, _ count: (Int) -> Int) {
        let tokens = Double(max(1, rows))
        for i in 0..<out.count {
            let now = Double(count(i)) / tokens
            out.base[i] = Float(before.map { decay * Double($0.base[i]) + (1 - decay) * now } ?? now)
        }
    }

    /// The smallest value of each row, or of value times `factors`; infinite for a row without entries.
    /// `latents [B, F]`, `factors [1, F]`
    public func smallestPerRow(of latents: SparseLatents, times factors: Matrix?) -> [Float] {
        precondition(factors.map { $0.count == latents.columns } ?? true, "factors for \(latents.columns) latents")
        if let device { return device.smallestPerRow(of: latents, times: factors) }
        let starts = latents.rowStarts.reading, indices = latents.indices.reading, values = latents.values.reading
        return (0..<latents.rows).map { row in
            var least = Float.infinity
            for k in starts[row]..<starts[row + 1] {
                least = min(least, values[k] * (factors?.reading[Int(indices[k])] ?? 1))
            }
            return least
        }
    }

    /// v of each entry of row b times `factors[b]`, in place: for a term whose rows count differently.
    public func scaleRows(_ v: LatentValues, of latents: SparseLatents, by factors: [Float]) {
        precondition(
            v.count == latents.count && factors.count == latents.rows,
            "\(factors.count) factors for \(latents.rows) rows")
        if let device { return device.scaleRows(v, of: latents, by: factors) }
        let starts = latents.rowStarts.reading, target = v.values.base
        for (row, factor) in factors.enumerated() where factor != 1 {
            for k in starts[row]..<starts[row + 1] { target[k] *= factor }
        }
    }
}

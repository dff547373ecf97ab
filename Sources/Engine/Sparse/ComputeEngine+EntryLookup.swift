import CKernels

/// Values of other latents at the entries of a pattern. Both have their columns ascending, so a row is one merge.
extension ComputeEngine {
    /// out = the value in `source`, 0 where it has no entry. `rowMap[b]` says which row of `source` stands beside row
    /// b; nil: the same. A row without one (−1, or past the end of `source`) gives the pattern's own activations `f`,
    /// so that a difference vanishes. Returns Σ out² over rows that have one, in float64, as a figure.
    @discardableResult
    public func lookUp(
        _ source: SparseLatents, rowMap: [Int32]?, at pattern: SparseLatents, own f: LatentValues,
        into out: LatentValues, _ figures: Figures
    ) -> Figure {
        precondition(source.columns == pattern.columns, "\(source.columns) columns beside \(pattern.columns)")
        if let device {
            requireLookUp(rowMap, pattern, f)
            return device.lookUp(source, rowMap, at: pattern, own: f, into: out, figures)
        }
        let theirs = source.indices.reading, values = source.values.reading, theirStarts = source.rowStarts.reading
        let indices = pattern.indices.reading
        return lookUp(rowMap: rowMap, sourceRows: source.rows, at: pattern, own: f, into: out) { row, range, target in
            var at = theirStarts[row]
            let end = theirStarts[row + 1]
            for k in range {
                while at < end && theirs[at] < indices[k] { at += 1 }
                target[k] = at < end && theirs[at] == indices[k] ? values[at] : 0
            }
        }
    }

    /// The same from a dense matrix `[B, F]`.
    @discardableResult
    public func lookUp(
        _ source: Matrix, rowMap: [Int32]?, at pattern: SparseLatents, own f: LatentValues, into out: LatentValues,
        _ figures: Figures
    ) -> Figure {
        precondition(source.columns == pattern.columns, "\(source.columns) columns beside \(pattern.columns)")
        if let device {
            requireLookUp(rowMap, pattern, f)
            return device.lookUp(source, rowMap, at: pattern, own: f, into: out, figures)
        }
        let base = source.reading, columns = source.columns, indices = pattern.indices.reading
        return lookUp(rowMap: rowMap, sourceRows: source.rows, at: pattern, own: f, into: out) { row, range, target in
            let values = base + row * columns
            for k in range { target[k] = values[Int(indices[k])] }
        }
    }

    private func requireLookUp(_ rowMap: [Int32]?, _ pattern: SparseLatents, _ f: LatentValues) {
        precondition(rowMap.map { $0.count == pattern.rows } ?? true, "\(rowMap?.count ?? 0) of \(pattern.rows) rows")
        precondition(f.count == pattern.count, "\(f.count) numbers for \(pattern.count) entries")
    }

    private func lookUp(
        rowMap: [Int32]?, sourceRows: Int, at pattern: SparseLatents, own f: LatentValues, into out: LatentValues,
        _ row: (Int, Range<Int>, UnsafeMutablePointer<Float>) -> Void
    ) -> Figure {
        requireLookUp(rowMap, pattern, f)
        out.begin(like: pattern)
        let starts = pattern.rowStarts.reading, target = out.values.base, own = f.values.reading
        let size = 16
        var parts = [Double](repeating: 0, count: (pattern.rows + size - 1) / size)
        parts.withUnsafeMutableBufferPointer { buffer in
            nonisolated(unsafe) let buffer = buffer
            forEachRange(of: pattern.rows, by: size) { range, _ in
                for b in range {
                    let entries = starts[b]..<starts[b + 1]
                    let source = rowMap.map { Int($0[b]) } ?? b
                    if source < 0 || source >= sourceRows {
                        for k in entries { target[k] = own[k] }
                    } else {
                        row(source, entries, target)
                        for k in entries { buffer[range.lowerBound / size] += Double(target[k]) * Double(target[k]) }
                    }
                }
            }
        }
        return .known(parts.reduce(0, +))
    }

    /// out = the elements of a dense matrix at the pattern's entries. `source [B, F]`.
    public func gather(_ source: Matrix, at pattern: SparseLatents, into out: LatentValues) {
        precondition(
            source.rows == pattern.rows && source.columns == pattern.columns,
            "[\(source.rows), \(source.columns)] at [\(pattern.rows), \(pattern.columns)]")
        if let device { return device.gather(source, at: pattern, into: out) }
        out.begin(like: pattern)
        let starts = pattern.rowStarts.reading, indices = pattern.indices.reading, columns = source.columns
        let base = source.reading, target = out.values.base
        forEachRange(of: pattern.rows, by: 16) { range, _ in
            for b in range {
                for k in starts[b]..<starts[b + 1] { target[k] = base[b * columns + Int(indices[k])] }
            }
        }
    }

    /// Σ f² of the rows of `source` that stand beside some row of a batch of `rows`, each as often as it does; as a figure.
    public func squaresBeside(_ source: SparseLatents, rowMap: [Int32]?, rows: Int, _ figures: Figures) -> Figure {
        precondition(rowMap.map { $0.count == rows } ?? true, "a map of \(rowMap?.count ?? 0) for \(rows) rows")
        if let device { return device.squaresBeside(source, rowMap, rows: rows, figures) }
        let starts = source.rowStarts.reading, values = source.values.reading, kernels = self.kernels
        var total = 0.0
        for b in 0..<rows {
            let row = rowMap.map { Int($0[b]) } ?? b
            if row < 0 || row >= source.rows { continue }
            total += kernels.dot64(values + starts[row], values + starts[row], starts[row + 1] - starts[row])
        }
        return .known(total)
    }

    /// The same from a dense matrix.
    public func squaresBeside(_ source: Matrix, rowMap: [Int32]?, rows: Int, _ figures: Figures) -> Figure {
        precondition(rowMap.map { $0.count == rows } ?? true, "a map of \(rowMap?.count ?? 0) for \(rows) rows")
        if let device { return device.squaresBeside(source, rowMap, rows: rows, figures) }
        let base = source.reading, columns = source.columns, kernels = self.kernels
        var total = 0.0
        for b in 0..<rows {
            let row = rowMap.map { Int($0[b]) } ?? b
            if row < 0 || row >= source.rows { continue }
            total += kernels.dot64(base + row * columns, base + row * columns, columns)
        }
        return .known(total)
    }
}

/// How the rows of one text become one row.
public enum Pooling: String, Sendable, CaseIterable {
    /// The sum over the text's rows divided by their number.
    case mean
    /// The largest value of each column; for sparse latents an entry that is not there counts as 0.
    case max
}

/// Pooling: consecutive rows (the tokens of a text) become one row each.
extension ComputeEngine {
    /// Pools the rows of each segment. `x [n, d]`, `out [segments, d]`.
    ///
    /// - Parameter segments: how many rows each segment has, in order; their sum is n. An empty one gives zeros.
    public func pool(_ x: Matrix, segments: [Int], by pooling: Pooling, into out: Matrix) {
        precondition(
            segments.reduce(0, +) == x.rows && out.rows == segments.count && out.columns == x.columns,
            "\(segments.reduce(0, +)) rows in \(segments.count) segments of [\(x.rows), \(x.columns)] into "
                + "[\(out.rows), \(out.columns)]")
        let starts = ComputeEngine.starts(of: segments), d = x.columns, source = x.reading, target = out.base
        forEachRange(of: segments.count, by: 8) { range, _ in
            for segment in range {
                let row = target + segment * d
                guard segments[segment] > 0 else {
                    row.update(repeating: 0, count: d)
                    continue
                }
                row.update(from: source + starts[segment] * d, count: d)
                for at in (starts[segment] + 1)..<starts[segment + 1] {
                    let from = source + at * d
                    switch pooling {
                    case .mean: for i in 0..<d { row[i] += from[i] }
                    case .max: for i in 0..<d { row[i] = Swift.max(row[i], from[i]) }
                    }
                }
                if pooling == .mean {
                    let count = Float(segments[segment])
                    for i in 0..<d { row[i] /= count }
                }
            }
        }
    }

    /// Pools the rows of each segment and appends one sparse row a segment to `out`. `latents [n, F]`.
    /// Dense meaning: `pool` of the dense rows; entries that come out as 0 are left out.
    public func pool(_ latents: SparseLatents, segments: [Int], by pooling: Pooling, appendingTo out: SparseLatents) {
        precondition(
            segments.reduce(0, +) == latents.rows && out.columns == latents.columns,
            "\(segments.reduce(0, +)) rows in \(segments.count) segments of [\(latents.rows), \(latents.columns)] into "
                + "\(out.columns) columns")
        let rows = ComputeEngine.starts(of: segments), starts = latents.rowStarts.reading
        let indices = latents.indices.reading, values = latents.values.reading
        var columns: [Int32] = [], pooled: [Float] = [], counts: [Int] = []
        var sums = [Float](repeating: 0, count: latents.columns)
        var seen = [Bool](repeating: false, count: latents.columns)
        for segment in segments.indices {
            var touched: [Int32] = []
            for at in starts[rows[segment]]..<starts[rows[segment + 1]] {
                let column = Int(indices[at])
                if !seen[column] {
                    seen[column] = true
                    touched.append(indices[at])
                }
                switch pooling {
                case .mean: sums[column] += values[at]
                case .max: sums[column] = Swift.max(sums[column], values[at])
                }
            }
            touched.sort()
            var kept = 0
            for index in touched {
                let column = Int(index)
                let value = pooling == .mean ? sums[column] / Float(segments[segment]) : sums[column]
                if value != 0 {
                    columns.append(index)
                    pooled.append(value)
                    kept += 1
                }
                sums[column] = 0
                seen[column] = false
            }
            counts.append(kept)
        }
        out.append(counts: counts, columns: columns, values: pooled)
    }

    /// Where each segment begins; one more number than segments.
    private static func starts(of segments: [Int]) -> [Int] {
        var starts = [0]
        for count in segments { starts.append(starts[starts.count - 1] + count) }
        return starts
    }
}

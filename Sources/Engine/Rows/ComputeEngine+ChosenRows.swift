/// What a linear probe asks of sparse rows, of which it sees some at a time, in an order of its own.
extension ComputeEngine {
    /// The mean of the chosen rows. Dense meaning: `x[rows].mean(0)`. `x [n, F]`, result F numbers.
    /// Sums are in Double, in the order given.
    public func columnMeans(of x: SparseLatents, rows: [Int32]) -> [Double] {
        requireRows(rows, below: x.rows, "a mean")
        var sums = [Double](repeating: 0, count: x.columns)
        let starts = x.rowStarts.reading, indices = x.indices.reading, values = x.values.reading
        for row in rows {
            for at in starts[Int(row)]..<starts[Int(row) + 1] { sums[Int(indices[at])] += Double(values[at]) }
        }
        return rows.isEmpty ? sums : sums.map { $0 / Double(rows.count) }
    }

    /// Some columns of the chosen rows. Dense meaning: `x[rows][:, columns]`, row by row. `columns` ascend.
    public func gather(_ columns: [Int], ofRows rows: [Int32], of x: SparseLatents) -> [Float] {
        precondition(zip(columns, columns.dropFirst()).allSatisfy { $0 < $1 }, "columns \(columns) do not ascend")
        var result = [Float](repeating: 0, count: rows.count * columns.count)
        let starts = x.rowStarts.reading, indices = x.indices.reading, values = x.values.reading
        for (at, row) in rows.enumerated() {
            var entry = starts[Int(row)]
            let end = starts[Int(row) + 1]
            for (place, column) in columns.enumerated() {
                while entry < end && Int(indices[entry]) < column { entry += 1 }
                if entry < end && Int(indices[entry]) == column { result[at * columns.count + place] = values[entry] }
            }
        }
        return result
    }

    /// `x[row] · w + b` of the chosen rows. `x [n, F]`, `weights [1, F + 1]`, whose last entry is b.
    public func linear(_ x: SparseLatents, rows: ArraySlice<Int32>, weights: Matrix) -> [Float] {
        precondition(weights.count == x.columns + 1, "\(weights.count) weights for \(x.columns) columns and a bias")
        let starts = x.rowStarts.reading, indices = x.indices.reading, values = x.values.reading, w = weights.reading
        return rows.map { row in
            // Four sums hide the additions' latency; their order is fixed.
            var (a, b, c, d): (Float, Float, Float, Float) = (0, 0, 0, 0)
            var at = starts[Int(row)]
            let end = starts[Int(row) + 1]
            while at + 4 <= end {
                a += values[at] * w[Int(indices[at])]
                b += values[at + 1] * w[Int(indices[at + 1])]
                c += values[at + 2] * w[Int(indices[at + 2])]
                d += values[at + 3] * w[Int(indices[at + 3])]
                at += 4
            }
            while at < end {
                a += values[at] * w[Int(indices[at])]
                at += 1
            }
            return (a + b) + (c + d) + w[x.columns]
        }
    }

    /// The gradient of `linear`: `Σ_r g[r] x[rows[r]]`, and the sum of g as the last entry. `out [1, F + 1]`.
    public func linearGradient(_ x: SparseLatents, rows: ArraySlice<Int32>, _ gradients: [Float], into out: Matrix) {
        precondition(
            out.count == x.columns + 1 && gradients.count == rows.count,
            "\(gradients.count) gradients of \(rows.count) rows into \(out.count) for \(x.columns) columns and a bias")
        fill(out, with: 0)
        let starts = x.rowStarts.reading, indices = x.indices.reading, values = x.values.reading, target = out.base
        for (row, g) in zip(rows, gradients) {
            for at in starts[Int(row)]..<starts[Int(row) + 1] { target[Int(indices[at])] += g * values[at] }
            target[x.columns] += g
        }
    }
}

import CKernels

/// One number for each latent, from the entries of its column, in float64 before rounding.
extension ComputeEngine {
    /// out[i] = scale Σ_b v[b, i], or += that. `values` in column order, `out [1, F]`.
    public func columnSums(
        _ values: LatentValues, _ order: ColumnOrder, scale: Double = 1, into out: Matrix, accumulate: Bool = false
    ) {
        requireColumns(values, order, out)
        if let device {
            return device.columnSums(values, order, squares: false, scale: scale, into: out, accumulate: accumulate)
        }
        columns(values, order, into: out, accumulate) { numbers, count in
            var sum = 0.0
            for k in 0..<count { sum += Double(numbers[k]) }
            return scale * sum
        }
    }

    /// out[i] = Σ_b v[b, i]². `values` in column order, `out [1, F]`.
    public func columnSquaredSums(_ values: LatentValues, _ order: ColumnOrder, into out: Matrix) {
        requireColumns(values, order, out)
        if let device {
            return device.columnSums(values, order, squares: true, scale: 1, into: out, accumulate: false)
        }
        columns(values, order, into: out, false) { numbers, count in
            var sum = 0.0
            for k in 0..<count { sum += Double(numbers[k]) * Double(numbers[k]) }
            return sum
        }
    }

    /// Whether each column has an entry: `marks[i] = count > 0`, or `||=` that.
    public func markColumns(_ order: ColumnOrder, in marks: LatentMarks, accumulate: Bool = false) {
        precondition(marks.count == order.columns, "\(marks.count) marks for \(order.columns) columns")
        if let device { return device.markColumns(order, in: marks, accumulate: accumulate) }
        let starts = order.starts.reading, marks = marks.base
        for i in 0..<order.columns {
            let has = starts[i + 1] > starts[i]
            marks[i] = accumulate ? marks[i] || has : has
        }
    }

    /// out[i] = 1/√v[i], and 0 where v[i] is 0. `[1, F]` both; may be the same matrix.
    public func inverseSquareRoots(_ v: Matrix, into out: Matrix) {
        precondition(v.count == out.count, "\(v.count) numbers into \(out.count)")
        if let device { return device.elementwise("element_inverse_square_roots", v.view, into: out) }
        for i in 0..<v.count { out.base[i] = v.reading[i] > 0 ? Float(1 / Double(v.reading[i]).squareRoot()) : 0 }
    }

    /// out[i] = 1/v[i], and 0 where v[i] is 0. `[1, F]` both; may be the same matrix.
    public func inverses(_ v: Matrix, into out: Matrix) {
        precondition(v.count == out.count, "\(v.count) numbers into \(out.count)")
        if let device { return device.elementwise("element_inverses", v.view, into: out) }
        for i in 0..<v.count { out.base[i] = v.reading[i] > 0 ? Float(1 / Double(v.reading[i])) : 0 }
    }

    /// out[i] = a[i] / b[i], and 0 where b[i] is 0. `[1, F]` all.
    public func divide(_ a: Matrix, by b: Matrix, into out: Matrix) {
        precondition(a.count == b.count && a.count == out.count, "\(a.count) over \(b.count) into \(out.count)")
        if let device { return device.elementwise("element_divide", a.view, b.view, into: out) }
        for i in 0..<a.count { out.base[i] = b.reading[i] == 0 ? 0 : a.reading[i] / b.reading[i] }
    }

    /// Whether each column has an element above its threshold (0 when nil). `z [B, F]`.
    public func markColumns(of z: Matrix, above thresholds: Matrix?, in marks: LatentMarks) {
        precondition(marks.count == z.columns, "\(marks.count) marks for \(z.columns) columns")
        if let device { return device.markColumns(of: z, above: thresholds, in: marks) }
        let base = z.reading, columns = z.columns, rows = z.rows, limits = thresholds?.reading, marks = marks.base
        forEachRange(of: columns, by: 256) { range, _ in
            for i in range { marks[i] = false }
            for b in 0..<rows {
                let row = base + b * columns
                for i in range where row[i] > (limits?[i] ?? 0) { marks[i] = true }
            }
        }
    }

    private func requireColumns(_ values: LatentValues, _ order: ColumnOrder, _ out: Matrix) {
        precondition(
            values.count == order.count && out.count == order.columns,
            "\(values.count) numbers, \(order.count) entries, \(order.columns) columns into \(out.count)")
    }

    private func columns(
        _ values: LatentValues, _ order: ColumnOrder, into out: Matrix, _ accumulate: Bool,
        _ sum: (UnsafePointer<Float>, Int) -> Double
    ) {
        let starts = order.starts.reading, numbers = values.values.reading, target = out.base
        forEachRange(of: order.columns, by: 512) { range, _ in
            for i in range {
                let total = sum(numbers + starts[i], starts[i + 1] - starts[i])
                target[i] = Float(accumulate ? Double(target[i]) + total : total)
            }
        }
    }
}

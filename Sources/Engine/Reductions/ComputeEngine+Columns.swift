import CKernels

/// One number for each column of `a [B, D]`, summed in float64 from the first row to the last.
extension ComputeEngine {
    /// out[j] = scale sum_b a[b, j], or out[j] += that. `out [1, D]`.
    public func columnSums(
        _ a: some MatrixOperand, into out: Matrix, scale: Double = 1, accumulate: Bool = false
    ) {
        requireVector(out.view, of: a.view.columns, "column sums")
        if let device {
            return device.columnSums(a.view, squares: false, scale: scale, into: out, accumulate: accumulate)
        }
        let target = out.base
        forEachColumnStrip(a.view, { $0.accumulate64($1, $2, $3) }) { columns, sums in
            for (j, sum) in zip(columns, sums) {
                target[j] = Float(accumulate ? Double(target[j]) + scale * sum : scale * sum)
            }
        }
    }

    /// out[j] = scale sum_b a[b, j]², or out[j] += that. `out [1, D]`.
    public func columnSquaredSums(
        _ a: some MatrixOperand, into out: Matrix, scale: Double = 1, accumulate: Bool = false
    ) {
        requireVector(out.view, of: a.view.columns, "column sums")
        if let device {
            return device.columnSums(a.view, squares: true, scale: scale, into: out, accumulate: accumulate)
        }
        let target = out.base
        forEachColumnStrip(a.view, { $0.accumulate_squares64($1, $2, $3) }) { columns, sums in
            for (j, sum) in zip(columns, sums) {
                target[j] = Float(accumulate ? Double(target[j]) + scale * sum : scale * sum)
            }
        }
    }

    /// The sums themselves, in float64, for statistics: `D` numbers.
    public func columnSums(_ a: some MatrixOperand) -> [Double] {
        if let device { return device.columnNumbers(a.view, squares: false) }
        return columnNumbers(a.view) { $0.accumulate64($1, $2, $3) }
    }

    /// The sums of squares in float64: `D` numbers.
    public func columnSquaredSums(_ a: some MatrixOperand) -> [Double] {
        if let device { return device.columnNumbers(a.view, squares: true) }
        return columnNumbers(a.view) { $0.accumulate_squares64($1, $2, $3) }
    }

    /// out[j] = the mean of column j; zeros when there are no rows. `out [1, D]`.
    public func columnMeans(_ a: some MatrixOperand, into out: Matrix) {
        columnSums(a, into: out, scale: 1 / Double(max(1, a.view.rows)))
    }

    private typealias Accumulate = (ck_kernels, UnsafePointer<Float>, UnsafeMutablePointer<Double>, Int) -> Void

    private func columnNumbers(_ a: MatrixView, _ accumulate: Accumulate) -> [Double] {
        [Double](unsafeUninitializedCapacity: a.columns) { numbers, count in
            let target = numbers.baseAddress
            forEachColumnStrip(a, accumulate) { columns, sums in
                for (j, sum) in zip(columns, sums) { target?[j] = sum }
            }
            count = a.columns
        }
    }

    /// A piece of work is 128 columns of all rows, so a column's order is that of its rows and the sums fit the stack.
    private func forEachColumnStrip(
        _ a: MatrixView, _ accumulate: Accumulate, _ finish: (Range<Int>, UnsafeMutableBufferPointer<Double>) -> Void
    ) {
        forEachRange(of: a.columns, by: 128) { columns, _ in
            withUnsafeTemporaryAllocation(of: Double.self, capacity: columns.count) { sums in
                sums.initialize(repeating: 0)
                guard let first = sums.baseAddress else { return }
                for i in 0..<a.rows { accumulate(kernels, a.row(i) + columns.lowerBound, first, columns.count) }
                finish(columns, sums)
            }
        }
    }
}

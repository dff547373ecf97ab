import CKernels

/// One number for each row of `a [B, D]`, into `out [1, B]`.
extension ComputeEngine {
    /// out[b] = sum_j a[b, j], in float64.
    public func rowSums(_ a: some MatrixOperand, into out: Matrix) {
        if let device {
            requireVector(out.view, of: a.view.rows, "row sums")
            return device.perRow("reduce_row_sums", [a.view], into: out)
        }
        perRow(a.view, into: out, "row sums") { a, _, n in Float(kernels.sum64(a, n)) }
    }

    /// out[b] = ‖a[b]‖, in float64.
    public func rowNorms(_ a: some MatrixOperand, into out: Matrix) {
        if let device {
            requireVector(out.view, of: a.view.rows, "row norms")
            return device.rowNorms(a.view, into: out)
        }
        perRow(a.view, into: out, "row norms") { a, _, n in Float(kernels.dot64(a, a, n).squareRoot()) }
    }

    /// out[b] = the largest of a[b]; -inf when there is none; NaN is passed over.
    public func rowMaxima(_ a: some MatrixOperand, into out: Matrix) {
        if let device {
            requireVector(out.view, of: a.view.rows, "row maxima")
            return device.perRow("reduce_row_maxima", [a.view], into: out)
        }
        perRow(a.view, into: out, "row maxima") { a, _, n in kernels.max(a, n) }
    }

    /// out[b] = a[b] · c[b], in float64. `a`, `c` `[B, D]`.
    public func rowDots(_ a: some MatrixOperand, _ c: some MatrixOperand, into out: Matrix) {
        requireSameShape(a.view, c.view, "row dots")
        if let device {
            requireVector(out.view, of: a.view.rows, "row dots")
            return device.perRow("reduce_row_dots", [a.view, c.view], into: out)
        }
        let c = c.view
        perRow(a.view, into: out, "row dots") { a, row, n in Float(kernels.dot64(a, c.row(row), n)) }
    }

    /// out[b] = ‖a[b] - c[b]‖², in float64. `a`, `c` `[B, D]`.
    public func rowSquaredDistances(_ a: some MatrixOperand, _ c: some MatrixOperand, into out: Matrix) {
        requireSameShape(a.view, c.view, "row distances")
        if let device {
            requireVector(out.view, of: a.view.rows, "row distances")
            return device.perRow("reduce_row_squared_distances", [a.view, c.view], into: out)
        }
        let c = c.view
        perRow(a.view, into: out, "row distances") { a, row, n in Float(kernels.squared_distance64(a, c.row(row), n)) }
    }

    private func perRow(
        _ a: MatrixView, into out: Matrix, _ name: StaticString, _ number: (UnsafePointer<Float>, Int, Int) -> Float
    ) {
        requireVector(out.view, of: a.rows, name)
        let target = out.base
        forEachRowRange(rows: a.rows, columns: a.columns) { range, _ in
            for i in range { target[i] = number(a.row(i), i, a.columns) }
        }
    }

    /// out[b] = softmax of a[b]: exp(a - max) / sum. `[B, D]` both; may be the same matrix.
    public func softmaxRows(_ a: some MatrixOperand, into out: Matrix) {
        let a = a.view
        requireSameShape(a, out.view, "a softmax")
        if let device { return device.softmaxRows(a, into: out) }
        forEachRowRange(rows: a.rows, columns: a.columns) { range, _ in
            for i in range { kernels.softmax(a.row(i), out.row(i), a.columns) }
        }
    }

    /// ‖row‖² of every row, summed in Double in a fixed order. `[n, d]` gives n numbers. Finite exactly when the
    /// whole row is finite, since the square of a float32 is far below the largest Double.
    public func rowSquaredNorms(_ source: some MatrixOperand) -> [Double] {
        if let device { return device.rowSquaredNorms(source.view) }
        let view = source.view, width = view.columns, base = view.base
        return [Double](unsafeUninitializedCapacity: view.rows) { buffer, count in
            nonisolated(unsafe) let norms = buffer
            forEachRange(of: view.rows, by: ComputeEngine.rowBlock) { range, _ in
                for i in range { norms[i] = ComputeEngine.squaredNorm(base + i * width, width) }
            }
            count = view.rows
        }
    }

    /// Eight running sums, so that the additions do not wait for each other; joined in one order.
    private static func squaredNorm(_ row: UnsafePointer<Float>, _ width: Int) -> Double {
        var sums = SIMD8<Double>.zero
        var j = 0
        while j + 8 <= width {
            let x = UnsafeRawPointer(row + j).loadUnaligned(as: SIMD8<Float>.self)
            let wide = SIMD8<Double>(x)
            sums += wide * wide
            j += 8
        }
        var total = sums.sum()
        while j < width {
            total += Double(row[j]) * Double(row[j])
            j += 1
        }
        return total
    }
}

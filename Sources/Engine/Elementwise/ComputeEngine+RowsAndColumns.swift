import CKernels

/// Operations of a matrix `[B, D]` with one number for each row or each column. An output may be the input.
extension ComputeEngine {
    /// out = a + row, in each row. `a`, `out` `[B, D]`, `row` `[1, D]`.
    public func addRow(_ a: some MatrixOperand, _ row: some MatrixOperand, into out: Matrix) {
        let a = a.view, row = row.view
        requireSameShape(a, out.view, "a sum by rows")
        requireVector(row, of: a.columns, "a sum by rows")
        if let device { return device.withVector("row_add", a, [row], into: out) }
        forEachRowRange(rows: a.rows, columns: a.columns) { range, _ in
            for i in range { kernels.add(a.row(i), row.base, out.row(i), a.columns) }
        }
    }

    /// out = a - row, in each row. `a`, `out` `[B, D]`, `row` `[1, D]`.
    public func subtractRow(_ a: some MatrixOperand, _ row: some MatrixOperand, into out: Matrix) {
        let a = a.view, row = row.view
        requireSameShape(a, out.view, "a difference by rows")
        requireVector(row, of: a.columns, "a difference by rows")
        if let device { return device.withVector("row_subtract", a, [row], into: out) }
        forEachRowRange(rows: a.rows, columns: a.columns) { range, _ in
            for i in range { kernels.subtract(a.row(i), row.base, out.row(i), a.columns) }
        }
    }

    /// out[b, j] = a[b, j] factors[b]. `a`, `out` `[B, D]`, `factors` `[1, B]`.
    public func scaleRows(_ a: some MatrixOperand, by factors: some MatrixOperand, into out: Matrix) {
        let a = a.view, factors = factors.view
        requireSameShape(a, out.view, "a scaling of rows")
        requireVector(factors, of: a.rows, "a scaling of rows")
        if let device { return device.withVector("row_scale", a, [factors], into: out) }
        forEachRowRange(rows: a.rows, columns: a.columns) { range, _ in
            for i in range { kernels.scale(factors.base[i], a.row(i), out.row(i), a.columns) }
        }
    }

    /// out[b, j] = a[b, j] factors[j]. `a`, `out` `[B, D]`, `factors` `[1, D]`.
    public func scaleColumns(_ a: some MatrixOperand, by factors: some MatrixOperand, into out: Matrix) {
        let a = a.view, factors = factors.view
        requireSameShape(a, out.view, "a scaling of columns")
        requireVector(factors, of: a.columns, "a scaling of columns")
        if let device { return device.withVector("row_scale_columns", a, [factors], into: out) }
        forEachRowRange(rows: a.rows, columns: a.columns) { range, _ in
            for i in range { kernels.multiply(a.row(i), factors.base, out.row(i), a.columns) }
        }
    }

    /// Divides rows of `a [B, D]` by their Euclidean norm (in float64), in place; a row of zeros stays as it is.
    ///
    /// - Parameters:
    ///   - marks: which rows; nil: all of them. `[B]`
    ///   - norms: receives the norms before, of the rows that are chosen. `[1, B]`
    public func normalizeRows(_ a: Matrix, rows marks: LatentMarks? = nil, norms: Matrix? = nil) {
        if let norms { requireVector(norms.view, of: a.rows, "norms of rows") }
        precondition(marks.map { $0.count == a.rows } ?? true, "\(marks?.count ?? 0) marks for \(a.rows) rows")
        if let device { return device.normalizeRows(a, rows: marks, norms: norms) }
        let given = norms?.base, chosen = marks?.base, kernels = self.kernels
        forEachRowRange(rows: a.rows, columns: a.columns) { range, _ in
            for i in range where chosen?[i] ?? true {
                let norm = ComputeEngine.normalize(a.row(i), a.columns, kernels)
                given?[i] = Float(norm)
            }
        }
    }

    /// One row to norm 1; a row of zeros stays. Returns the norm before.
    @discardableResult
    static func normalize(_ row: UnsafeMutablePointer<Float>, _ count: Int, _ kernels: ck_kernels) -> Double {
        let norm = kernels.dot64(row, row, count).squareRoot()
        if norm > 0 { kernels.scale(Float(1 / norm), row, row, count) }
        return norm
    }
}

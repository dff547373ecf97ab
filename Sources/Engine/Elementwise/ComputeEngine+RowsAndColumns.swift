import CKernels

/// Operations of a matrix `[B, D]` with one number for each row or each column. An output may be the input.
extension ComputeEngine {
    /// out = a + row, in each row. `a`, `out` `[B, D]`, `row` `[1, D]`.
    public func addRow(_ a: some MatrixOperand, _ row: some MatrixOperand, into out: Matrix) {
        let a = a.view, row = row.view
        requireSameShape(a, out.view, "a sum by rows")
        requireVector(row, of: a.columns, "a sum by rows")
        forEachRowRange(rows: a.rows, columns: a.columns) { range, _ in
            for i in range { kernels.add(a.row(i), row.base, out.row(i), a.columns) }
        }
    }

    /// out = a - row, in each row. `a`, `out` `[B, D]`, `row` `[1, D]`.
    public func subtractRow(_ a: some MatrixOperand, _ row: some MatrixOperand, into out: Matrix) {
        let a = a.view, row = row.view
        requireSameShape(a, out.view, "a difference by rows")
        requireVector(row, of: a.columns, "a difference by rows")
        forEachRowRange(rows: a.rows, columns: a.columns) { range, _ in
            for i in range { kernels.subtract(a.row(i), row.base, out.row(i), a.columns) }
        }
    }

    /// out[b, j] = a[b, j] factors[b]. `a`, `out` `[B, D]`, `factors` `[1, B]`.
    public func scaleRows(_ a: some MatrixOperand, by factors: some MatrixOperand, into out: Matrix) {
        let a = a.view, factors = factors.view
        requireSameShape(a, out.view, "a scaling of rows")
        requireVector(factors, of: a.rows, "a scaling of rows")
        forEachRowRange(rows: a.rows, columns: a.columns) { range, _ in
            for i in range { kernels.scale(factors.base[i], a.row(i), out.row(i), a.columns) }
        }
    }

    /// out[b, j] = a[b, j] factors[j]. `a`, `out` `[B, D]`, `factors` `[1, D]`.
    public func scaleColumns(_ a: some MatrixOperand, by factors: some MatrixOperand, into out: Matrix) {
        let a = a.view, factors = factors.view
        requireSameShape(a, out.view, "a scaling of columns")
        requireVector(factors, of: a.columns, "a scaling of columns")
        forEachRowRange(rows: a.rows, columns: a.columns) { range, _ in
            for i in range { kernels.multiply(a.row(i), factors.base, out.row(i), a.columns) }
        }
    }

    /// Divides each row of `a [B, D]` by its Euclidean norm (in float64), in place; a row of zeros stays as it is.
    /// `norms [1, B]`, if given, receives the norms before.
    public func normalizeRows(_ a: Matrix, norms: Matrix? = nil) {
        if let norms { requireVector(norms.view, of: a.rows, "norms of rows") }
        let given = norms?.base
        forEachRowRange(rows: a.rows, columns: a.columns) { range, _ in
            for i in range {
                let norm = kernels.dot64(a.row(i), a.row(i), a.columns).squareRoot()
                given?[i] = Float(norm)
                if norm != 0 { kernels.scale(Float(1 / norm), a.row(i), a.row(i), a.columns) }
            }
        }
    }
}

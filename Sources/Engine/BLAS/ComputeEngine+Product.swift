/// Matrix products, cut into output blocks of a fixed size so that the bits do not depend on the thread count.
extension ComputeEngine {
    /// C = A Bᵀ, or C += A Bᵀ. `a [m, k]`, `b [n, k]`, `c [m, n]`.
    public func product(
        _ a: some MatrixOperand, transposed b: some MatrixOperand, into c: Matrix, accumulate: Bool = false,
        scale: Float = 1
    ) {
        let a = a.view, b = b.view
        precondition(
            a.columns == b.columns && c.rows == a.rows && c.columns == b.rows,
            "[\(a.rows), \(a.columns)] x [\(b.rows), \(b.columns)]T into [\(c.rows), \(c.columns)]")
        blocks(
            m: a.rows, n: b.rows, k: a.columns, a: a.base, aRow: a.columns, aInner: 1, transposeA: false,
            b: b.base, bColumn: b.columns, transposeB: true, c: c, accumulate: accumulate, scale: scale)
    }

    /// C = A Bᵀ with `row` added to each of its rows: the sums begin with it, so that C is not gone through once more.
    /// `a [m, k]`, `b [n, k]`, `row [1, n]`, `c [m, n]`.
    public func product(
        _ a: some MatrixOperand, transposed b: some MatrixOperand, plus row: Matrix, into c: Matrix
    ) {
        let a = a.view, b = b.view
        precondition(
            a.columns == b.columns && c.rows == a.rows && c.columns == b.rows,
            "[\(a.rows), \(a.columns)] x [\(b.rows), \(b.columns)]T into [\(c.rows), \(c.columns)]")
        requireVector(row.view, of: c.columns, "a product")
        blocks(
            m: a.rows, n: b.rows, k: a.columns, a: a.base, aRow: a.columns, aInner: 1, transposeA: false,
            b: b.base, bColumn: b.columns, transposeB: true, c: c, row: row.base)
    }

    /// C = A B, or C += A B. `a [m, k]`, `b [k, n]`, `c [m, n]`.
    public func product(
        _ a: some MatrixOperand, _ b: some MatrixOperand, into c: Matrix, accumulate: Bool = false, scale: Float = 1
    ) {
        let a = a.view, b = b.view
        precondition(
            a.columns == b.rows && c.rows == a.rows && c.columns == b.columns,
            "[\(a.rows), \(a.columns)] x [\(b.rows), \(b.columns)] into [\(c.rows), \(c.columns)]")
        blocks(
            m: a.rows, n: b.columns, k: a.columns, a: a.base, aRow: a.columns, aInner: 1, transposeA: false,
            b: b.base, bColumn: 1, transposeB: false, c: c, accumulate: accumulate, scale: scale)
    }

    /// C = Aᵀ B, or C += Aᵀ B. `a [k, m]`, `b [k, n]`, `c [m, n]`.
    public func product(
        transposed a: some MatrixOperand, _ b: some MatrixOperand, into c: Matrix, accumulate: Bool = false,
        scale: Float = 1
    ) {
        let a = a.view, b = b.view
        precondition(
            a.rows == b.rows && c.rows == a.columns && c.columns == b.columns,
            "[\(a.rows), \(a.columns)]T x [\(b.rows), \(b.columns)] into [\(c.rows), \(c.columns)]")
        blocks(
            m: a.columns, n: b.columns, k: a.rows, a: a.base, aRow: 1, aInner: a.columns, transposeA: true,
            b: b.base, bColumn: 1, transposeB: false, c: c, accumulate: accumulate, scale: scale)
    }

    private func blocks(
        m: Int, n: Int, k: Int, a: UnsafePointer<Float>, aRow: Int, aInner: Int, transposeA: Bool,
        b: UnsafePointer<Float>, bColumn: Int, transposeB: Bool, c: Matrix,
        row: UnsafePointer<Float>? = nil, accumulate: Bool = false, scale: Float = 1
    ) {
        let (height, width) = ComputeEngine.outputBlock(m: m, n: n)
        let down = (m + height - 1) / height, across = (n + width - 1) / width
        let ldb = transposeB ? k : n
        let target = c.base, ldc = c.columns
        forEachBlock(down * across) { block, _ in
            let i = (block / across) * height, j = (block % across) * width
            let rows = min(height, m - i), columns = min(width, n - j)
            if let row {
                for number in i..<i + rows { (target + number * ldc + j).update(from: row + j, count: columns) }
            }
            BLAS.multiply(
                transposeA: transposeA, transposeB: transposeB, m: rows, n: columns, k: k,
                alpha: scale, a: a + i * aRow, lda: transposeA ? aInner : aRow, b: b + j * bColumn, ldb: ldb,
                beta: accumulate || row != nil ? 1 : 0, c: target + i * ldc + j, ldc: ldc)
        }
    }

    /// The size of one output block, a function of the shape alone: large enough that BLAS spends little on packing its
    /// operands once more for each block (1024 x 2048 is within 1 % of its best rate, 512 x 2048 costs about 5 %,
    /// 256 x 256 about 15 %), small enough that eight or more threads find work.
    static func outputBlock(m: Int, n: Int) -> (height: Int, width: Int) {
        func upTo64(_ count: Int) -> Int { (count + 63) / 64 * 64 }
        if m >= 1024 {
            let across = max(1, (n + 2047) / 2048)
            return (min(1024, max(256, upTo64(m * across / 8))), max(1, upTo64((n + across - 1) / across)))
        }
        if n >= 512 { return (max(1, m), max(256, upTo64((n + 7) / 8))) }
        return (max(64, upTo64(m / 4)), max(1, n))
    }
}

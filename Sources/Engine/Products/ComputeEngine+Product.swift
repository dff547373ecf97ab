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
        if let device {
            return device.product(
                a, b, transposeB: true, m: a.rows, n: b.rows, k: a.columns, scale: scale, accumulate: accumulate, into: c)
        }
        productOfParts(
            transposeB: true, m: a.rows, n: b.rows, k: a.columns, alpha: scale, a: a.base, lda: a.columns, b: b.base,
            ldb: b.columns, accumulate: accumulate, c: c.base, ldc: c.columns)
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
        if let device {
            return device.product(a, b, transposeB: true, m: a.rows, n: b.rows, k: a.columns, row: row, into: c)
        }
        productOfParts(
            transposeB: true, m: a.rows, n: b.rows, k: a.columns, a: a.base, lda: a.columns, b: b.base, ldb: b.columns,
            row: row.reading, accumulate: false, c: c.base, ldc: c.columns)
    }

    /// C = A B, or C += A B. `a [m, k]`, `b [k, n]`, `c [m, n]`.
    public func product(
        _ a: some MatrixOperand, _ b: some MatrixOperand, into c: Matrix, accumulate: Bool = false, scale: Float = 1
    ) {
        let a = a.view, b = b.view
        precondition(
            a.columns == b.rows && c.rows == a.rows && c.columns == b.columns,
            "[\(a.rows), \(a.columns)] x [\(b.rows), \(b.columns)] into [\(c.rows), \(c.columns)]")
        if let device {
            return device.product(
                a, b, m: a.rows, n: b.columns, k: a.columns, scale: scale, accumulate: accumulate, into: c)
        }
        productOfParts(
            transposeB: false, m: a.rows, n: b.columns, k: a.columns, alpha: scale, a: a.base, lda: a.columns, b: b.base,
            ldb: b.columns, accumulate: accumulate, c: c.base, ldc: c.columns)
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
        if let device {
            return device.product(
                a, transposeA: true, b, m: a.columns, n: b.columns, k: a.rows, scale: scale, accumulate: accumulate, into: c)
        }
        productOfParts(
            transposeA: true, transposeB: false, m: a.columns, n: b.columns, k: a.rows, alpha: scale, a: a.base,
            lda: a.columns, b: b.base, ldb: b.columns, accumulate: accumulate, c: c.base, ldc: c.columns)
    }

    /// C = op(A) op(B), or C += that, of whole matrices or of parts of wider ones: the one place where a float32 product is
    /// cut for BLAS.
    ///
    /// - Parameters:
    ///   - block: the size of one output block by m and n: a function of the shape alone.
    ///   - row: `[n]`, where each row of C begins; nil: at 0, or at what is there.
    func productOfParts(
        block size: (Int, Int) -> (height: Int, width: Int) = ComputeEngine.outputBlock, transposeA: Bool = false,
        transposeB: Bool, m: Int, n: Int, k: Int, alpha: Float = 1, a: UnsafePointer<Float>, lda: Int,
        b: UnsafePointer<Float>, ldb: Int, row: UnsafePointer<Float>? = nil, accumulate: Bool,
        c: UnsafeMutablePointer<Float>, ldc: Int
    ) {
        let (height, width) = size(m, n)
        let down = (m + height - 1) / height, across = (n + width - 1) / width
        forEachBlock(down * across) { block, _ in
            let i = block / across * height, j = block % across * width
            let rows = min(height, m - i), columns = min(width, n - j)
            if let row {
                for number in i..<i + rows { (c + number * ldc + j).update(from: row + j, count: columns) }
            }
            BLAS.multiply(
                transposeA: transposeA, transposeB: transposeB, m: rows, n: columns, k: k, alpha: alpha,
                a: a + (transposeA ? i : i * lda), lda: lda, b: b + (transposeB ? j * ldb : j), ldb: ldb,
                beta: accumulate || row != nil ? 1 : 0, c: c + i * ldc + j, ldc: ldc)
        }
    }

    /// The size for blocks of pairs of latents. Another than `outputBlock`, and kept: a library's last bits may hang on it.
    static func blockOfPairs(m: Int, n: Int) -> (height: Int, width: Int) {
        (m >= 1024 ? 512 : max(1, min(m, 256)), n >= 2048 ? 1024 : 512)
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

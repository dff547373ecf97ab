extension ComputeEngine {
    /// C = scale A Sᵀ, or C += that, where S stays in its file's number format. `a [m, k]`, `stored [n, k]`, `c [m, n]`.
    ///
    /// S is unpacked panel by panel (some rows, at most 4 MiB of float32 a thread), so a vocabulary of 256,000 rows
    /// needs no more memory than a small one. The same bits as unpacking S and multiplying by panels.
    public func product(
        _ a: some MatrixOperand, transposed stored: StoredMatrix, into c: Matrix, accumulate: Bool = false,
        scale: Float = 1
    ) {
        let a = a.view, n = stored.rows, k = stored.columns
        precondition(
            a.columns == k && c.rows == a.rows && c.columns == n,
            "\(a.shape) x [\(n), \(k)]T into [\(c.rows), \(c.columns)]")
        if let device {
            let isWhole = !accumulate && c.columns == n
            device.product(
                a, transposed: stored, self, scale: scale, accumulate: accumulate,
                into: isWhole ? c.overwritten(device) : c.updated(device), pitch: n)
            return
        }
        let height = ComputeEngine.panelRows(n: n, k: k)
        // One panel for each thread, whichever of them find work; what none touches takes no memory.
        withUnsafeTemporaryAllocation(of: Float.self, capacity: threads * height * k) { scratch in
            guard let scratch = scratch.baseAddress else { return }
            forEachRange(of: n, by: height) { rows, worker in
                let panel = scratch + worker * height * k
                unpack(stored, rows: rows, into: panel)
                BLAS.multiply(
                    transposeA: false, transposeB: true, m: a.rows, n: rows.count, k: k, alpha: scale,
                    a: a.base, lda: k, b: UnsafePointer(panel), ldb: k, beta: accumulate ? 1 : 0,
                    c: c.base + rows.lowerBound, ldc: n)
            }
        }
    }

    /// Rows of a panel: at most 2^20 elements (but at least 64 rows), and for a small S about eight panels of 256 rows
    /// or more, since BLAS packs `a` once for each.
    private static func panelRows(n: Int, k: Int) -> Int {
        let most = max(64, (1 << 20) / max(1, k) / 16 * 16)
        return min(most, max(256, (n / 8 + 15) / 16 * 16), max(16, n))
    }
}

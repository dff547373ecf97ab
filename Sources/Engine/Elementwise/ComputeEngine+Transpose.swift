extension ComputeEngine {
    /// out = aᵀ. `a [m, n]`, `out [n, m]`, not the same matrix. Only for files that store the other orientation.
    public func transpose(_ a: some MatrixOperand, into out: Matrix) {
        let a = a.view
        precondition(
            out.rows == a.columns && out.columns == a.rows && out !== a.owner,
            "the transpose of \(a.shape) into [\(out.rows), \(out.columns)]")
        if let device { return device.transpose(a, into: out) }
        let m = a.rows, n = a.columns, source = a.base, target = out.base
        // Tiles of 32 x 32 (4 KiB each way) stay in the first cache while they are turned.
        let tile = 32
        forEachRange(of: n, by: tile) { columns, _ in
            for top in stride(from: 0, to: m, by: tile) {
                let bottom = min(m, top + tile)
                for j in columns {
                    for i in top..<bottom { target[j * m + i] = source[i * n + j] }
                }
            }
        }
    }
}

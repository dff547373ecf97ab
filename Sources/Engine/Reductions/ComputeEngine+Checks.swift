/// Whether a matrix from outside may be computed with.
extension ComputeEngine {
    /// Neither a NaN nor an infinity in `a [B, D]`.
    public func isFinite(_ a: Matrix) -> Bool { sumOfSquares(a).isFinite }

    /// Nothing below 0, and no NaN, in `a [B, D]`.
    public func isNotNegative(_ a: Matrix) -> Bool {
        if let device { return device.isNotNegative(a.view) }
        let base = a.reading, columns = a.columns
        var bad = [Bool](repeating: false, count: a.rows)
        bad.withUnsafeMutableBufferPointer { bad in
            nonisolated(unsafe) let bad = bad, base = base
            forEachRowRange(rows: a.rows, columns: columns) { range, _ in
                for row in range {
                    var isBad = false
                    for j in 0..<columns where !(base[row * columns + j] >= 0) { isBad = true }
                    bad[row] = isBad
                }
            }
        }
        return !bad.contains(true)
    }
}

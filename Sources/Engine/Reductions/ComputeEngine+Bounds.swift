/// Whether numbers from outside can be computed with, in one reading of them.
extension ComputeEngine {
    /// The first element whose size is beyond `bound`, or that is no number at all; nil where there is none. `a [B, D]`,
    /// `bound` not below 0 (infinity: only NaN and infinities are found, being not below it).
    public func first(beyond bound: Float, in a: Matrix) -> (row: Int, column: Int)? {
        precondition(bound >= 0, "a bound of \(bound)")
        // As bits without their sign, numbers are in order, infinities and NaN above all of them.
        let limit = min(bound, .greatestFiniteMagnitude).bitPattern
        let base = a.reading, columns = a.columns
        var bad = [Bool](repeating: false, count: a.rows)
        bad.withUnsafeMutableBufferPointer { bad in
            nonisolated(unsafe) let bad = bad, base = base
            forEachRowRange(rows: a.rows, columns: columns) { range, _ in
                for row in range {
                    let numbers = base + row * columns
                    var largest: UInt32 = 0
                    for j in 0..<columns { largest = max(largest, numbers[j].bitPattern & 0x7fff_ffff) }
                    bad[row] = largest > limit
                }
            }
        }
        guard let row = bad.firstIndex(of: true) else { return nil }
        let numbers = base + row * columns
        return (0..<columns).first { numbers[$0].bitPattern & 0x7fff_ffff > limit }.map { (row, $0) }
    }
}

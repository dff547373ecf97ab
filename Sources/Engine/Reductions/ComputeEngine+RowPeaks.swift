/// The largest element of each row, and where it is.
extension ComputeEngine {
    /// For each row of `a [B, D]` the place and value of its largest element, or of the one of largest magnitude; the
    /// first of equal ones. D > 0.
    public func rowPeaks(_ a: some MatrixOperand, byMagnitude: Bool = false) -> [(column: Int, value: Float)] {
        let view = a.view, columns = view.columns
        precondition(columns > 0, "the largest element of rows of none")
        if let device { return device.rowPeaks(view, byMagnitude: byMagnitude) }
        var peaks = [(column: Int, value: Float)](repeating: (0, 0), count: view.rows)
        peaks.withUnsafeMutableBufferPointer { buffer in
            nonisolated(unsafe) let peaks = buffer
            forEachRowRange(rows: view.rows, columns: columns) { range, _ in
                for row in range {
                    let own = view.row(row)
                    var best = 0
                    if byMagnitude {
                        for column in 1..<columns where abs(own[column]) > abs(own[best]) { best = column }
                    } else {
                        for column in 1..<columns where own[column] > own[best] { best = column }
                    }
                    peaks[row] = (best, own[best])
                }
            }
        }
        return peaks
    }
}

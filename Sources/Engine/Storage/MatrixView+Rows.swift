/// What operations share: rows by number, and the checks that name both shapes.
extension Matrix {
    /// The first element of a row.
    func row(_ row: Int) -> UnsafeMutablePointer<Float> { base + row * columns }
}

extension MatrixView {
    /// The first element of a row.
    func row(_ row: Int) -> UnsafePointer<Float> { base + row * columns }

    var count: Int { rows * columns }

    /// For messages: `[rows, columns]`.
    var shape: String { "[\(rows), \(columns)]" }
}

/// Stops where two operands of one shape have two.
func requireSameShape(_ a: MatrixView, _ b: MatrixView, _ operation: StaticString) {
    precondition(a.rows == b.rows && a.columns == b.columns, "\(operation) of \(a.shape) and \(b.shape)")
}

/// Stops where a vector does not fit: `[1, count]`.
func requireVector(_ vector: MatrixView, of count: Int, _ operation: StaticString) {
    precondition(
        vector.rows == 1 && vector.columns == count, "\(operation) with a vector of \(vector.shape), expected [1, \(count)]")
}

/// Stops where an index is not a row of the matrix.
func requireRows(_ indices: some Sequence<Int32>, below rows: Int, _ operation: StaticString) {
    for index in indices {
        precondition(index >= 0 && Int(index) < rows, "\(operation) of row \(index) of a matrix with \(rows)")
    }
}

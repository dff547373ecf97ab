/// A read-only window on consecutive rows of a `Matrix`. It keeps the matrix alive. `[rows, columns]`.
public struct MatrixView {
    let owner: Matrix
    let firstRow: Int
    public let rows: Int

    init(_ owner: Matrix, rows range: Range<Int>) {
        precondition(
            range.lowerBound >= 0 && range.upperBound <= owner.rowCapacity,
            "rows \(range) of a matrix with \(owner.rowCapacity)")
        self.owner = owner
        firstRow = range.lowerBound
        rows = range.count
    }

    public var columns: Int { owner.columns }
    /// A copy of the elements, row by row: for the few rows that somebody looks at.
    public func toArray() -> [Float] { Array(UnsafeBufferPointer(start: base, count: rows * columns)) }
    /// One element, by its place row by row.
    public func element(_ place: Int) -> Float {
        precondition(place >= 0 && place < rows * columns, "element \(place) of [\(rows), \(columns)]")
        return base[place]
    }
    var base: UnsafePointer<Float> { owner.reading + firstRow * owner.columns }
}

/// What an operation reads: a whole matrix or a window on its rows.
public protocol MatrixOperand {
    var view: MatrixView { get }
}

extension Matrix: MatrixOperand {
    public var view: MatrixView { MatrixView(self, rows: 0..<rows) }
}

extension MatrixView: MatrixOperand {
    public var view: MatrixView { self }
}

/// A matrix of 32-bit integers that owns its storage, row-major. `[rows, columns]`. What chose something says which.
public final class IndexMatrix {
    /// Rows in use; at most `rowCapacity`.
    public private(set) var rows: Int
    public let columns: Int
    /// Rows that fit without a new allocation.
    public let rowCapacity: Int
    let base: UnsafeMutablePointer<Int32>

    /// A matrix of zeros.
    public init(rows: Int, columns: Int) {
        precondition(rows >= 0 && columns >= 0, "a matrix of \(rows) x \(columns)")
        self.rows = rows
        self.columns = columns
        rowCapacity = rows
        _ = EngineMemory.bytes(rows: rows, columns: columns)
        base = EngineMemory.allocate(rows * columns)
        base.initialize(repeating: 0, count: rows * columns)
    }

    deinit { EngineMemory.free(base) }

    public var count: Int { rows * columns }

    /// Uses the first `rows` rows from now on; the storage stays. `rows <= rowCapacity`.
    public func setRows(_ rows: Int) {
        precondition(rows >= 0 && rows <= rowCapacity, "\(rows) rows in a matrix with room for \(rowCapacity)")
        self.rows = rows
    }

    /// A copy of the elements, row by row.
    public func toArray() -> [Int32] { Array(UnsafeBufferPointer(start: base, count: count)) }
}

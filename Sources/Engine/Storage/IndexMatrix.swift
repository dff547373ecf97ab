/// A matrix of 32-bit integers that owns its storage, row-major. `[rows, columns]`. What chose something says which.
public final class IndexMatrix {
    /// Rows in use; at most `rowCapacity`.
    public private(set) var rows: Int
    public let columns: Int
    /// Rows that fit without a new allocation.
    public let rowCapacity: Int
    let storage: Storage
    /// The host's elements, for writing.
    var base: UnsafeMutablePointer<Int32> { storage.forWriting.assumingMemoryBound(to: Int32.self) }
    /// The host's elements, for reading.
    var reading: UnsafePointer<Int32> { UnsafePointer(storage.forReading.assumingMemoryBound(to: Int32.self)) }

    /// A matrix of zeros.
    public init(rows: Int, columns: Int) {
        precondition(rows >= 0 && columns >= 0, "a matrix of \(rows) x \(columns)")
        self.rows = rows
        self.columns = columns
        rowCapacity = rows
        storage = Storage(bytes: EngineMemory.bytes(rows: rows, columns: columns))
    }

    /// A matrix with the given elements, row by row.
    public convenience init(rows: Int, columns: Int, elements: [Int32]) {
        self.init(rows: rows, columns: columns)
        assign(elements)
    }

    public var count: Int { rows * columns }

    /// Uses the first `rows` rows from now on; the storage stays. `rows <= rowCapacity`.
    public func setRows(_ rows: Int) {
        precondition(rows >= 0 && rows <= rowCapacity, "\(rows) rows in a matrix with room for \(rowCapacity)")
        self.rows = rows
    }

    /// Overwrites every element, row by row.
    public func assign(_ elements: [Int32]) {
        precondition(elements.count == count, "\(elements.count) elements for a matrix of \(rows) x \(columns)")
        elements.withUnsafeBufferPointer { source in
            if let first = source.baseAddress { base.update(from: first, count: source.count) }
        }
    }

    /// A copy of the elements, row by row.
    public func toArray() -> [Int32] { Array(UnsafeBufferPointer(start: reading, count: count)) }
}

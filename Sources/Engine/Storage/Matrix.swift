/// A float32 matrix that owns its storage: row-major, contiguous, aligned to 64 bytes. `[rows, columns]`.
///
/// A vector is a matrix of one row. A `Matrix` is a reference and deliberately not `Sendable`: one thread drives a
/// computation, and only `ComputeEngine` divides the work. Elements are reached in whole-matrix operations; the few
/// members that copy to and from arrays are for set-up, files and tests.
public final class Matrix {
    /// Rows in use; at most `rowCapacity`.
    public private(set) var rows: Int
    public let columns: Int
    /// Rows that fit without a new allocation.
    public let rowCapacity: Int
    let storage: Storage
    /// The host's elements, for writing.
    var base: UnsafeMutablePointer<Float> { storage.forWriting.assumingMemoryBound(to: Float.self) }
    /// The host's elements, for reading.
    var reading: UnsafePointer<Float> { UnsafePointer(storage.forReading.assumingMemoryBound(to: Float.self)) }

    /// A matrix of zeros.
    public init(rows: Int, columns: Int) {
        precondition(rows >= 0 && columns >= 0, "a matrix of \(rows) x \(columns)")
        self.rows = rows
        self.columns = columns
        rowCapacity = rows
        storage = Storage(bytes: EngineMemory.bytes(rows: rows, columns: columns))
    }

    /// A matrix with the given elements, row by row.
    public convenience init(rows: Int, columns: Int, elements: [Float]) {
        precondition(
            elements.count == rows * columns, "\(elements.count) elements for a matrix of \(rows) x \(columns)")
        self.init(rows: rows, columns: columns)
        elements.withUnsafeBufferPointer { source in
            if let first = source.baseAddress { base.update(from: first, count: source.count) }
        }
    }

    public var count: Int { rows * columns }

    /// Uses the first `rows` rows from now on; the storage stays. `rows <= rowCapacity`.
    public func setRows(_ rows: Int) {
        precondition(rows >= 0 && rows <= rowCapacity, "\(rows) rows in a matrix with room for \(rowCapacity)")
        self.rows = rows
    }

    /// A window on some rows, read only. `[range.count, columns]`.
    public func rows(_ range: Range<Int>) -> MatrixView { MatrixView(self, rows: range) }

    /// A copy of the elements, row by row.
    public func toArray() -> [Float] { Array(UnsafeBufferPointer(start: reading, count: count)) }

    /// Overwrites every element, row by row.
    public func assign(_ elements: [Float]) {
        precondition(elements.count == count, "\(elements.count) elements for a matrix of \(rows) x \(columns)")
        elements.withUnsafeBufferPointer { source in
            if let first = source.baseAddress { base.update(from: first, count: source.count) }
        }
    }

    /// Lends the elements in use to a file writer, row by row.
    public func withBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        try body(UnsafeRawBufferPointer(start: reading, count: count * MemoryLayout<Float>.stride))
    }

    /// Lends the elements in use to a file reader.
    public func withMutableBytes<R>(_ body: (UnsafeMutableRawBufferPointer) throws -> R) rethrows -> R {
        try body(UnsafeMutableRawBufferPointer(start: base, count: count * MemoryLayout<Float>.stride))
    }
}

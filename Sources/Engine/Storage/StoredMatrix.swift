/// How a number is stored in a file.
public enum StorageType: String, Sendable, CaseIterable {
    case float32 = "F32"
    case float16 = "F16"
    case bfloat16 = "BF16"

    public var bytes: Int { self == .float32 ? 4 : 2 }
}

/// A matrix in its file's own number format, typically a memory-mapped tensor: read-only, unpacked to float32 only
/// row by row or panel by panel as an operation needs it. `[rows, columns]`.
public struct StoredMatrix {
    public let type: StorageType
    public let rows: Int
    public let columns: Int
    package let base: UnsafeRawPointer
    /// What keeps `base` valid (the mapping).
    package let owner: AnyObject
    /// nil: row after row. Otherwise column after column, and so many elements lie between the starts of two columns:
    /// GPT-2's files hold weights as `[in, out]`, some of them side by side.
    let columnPitch: Int?

    /// `base` points to `rows * columns` little-endian elements, not necessarily aligned, for as long as `owner` lives.
    public init(type: StorageType, rows: Int, columns: Int, base: UnsafeRawPointer, owner: AnyObject) {
        self.init(type: type, rows: rows, columns: columns, base: base, owner: owner, columnPitch: nil)
    }

    private init(
        type: StorageType, rows: Int, columns: Int, base: UnsafeRawPointer, owner: AnyObject, columnPitch: Int?
    ) {
        self.type = type
        self.rows = rows
        self.columns = columns
        self.base = base
        self.owner = owner
        self.columnPitch = columnPitch
    }

    /// Some of the rows, in the same bytes. `[range.count, columns]`
    public func rows(_ range: Range<Int>) -> StoredMatrix {
        precondition(
            range.lowerBound >= 0 && range.upperBound <= rows, "rows \(range) of [\(rows), \(columns)]")
        return StoredMatrix(
            type: type, rows: range.count, columns: columns, base: base + offset(range.lowerBound, 0), owner: owner,
            columnPitch: columnPitch)
    }

    /// The transpose, in the same bytes. `[columns, rows]`; for a matrix that lies row after row.
    public var transposed: StoredMatrix {
        precondition(columnPitch == nil, "a transpose of a transpose")
        return StoredMatrix(type: type, rows: columns, columns: rows, base: base, owner: owner, columnPitch: columns)
    }

    /// Where an element lies, in bytes from `base`.
    func offset(_ row: Int, _ column: Int) -> Int {
        (columnPitch.map { column * $0 + row } ?? row * columns + column) * type.bytes
    }
}

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

    /// `base` points to `rows * columns` little-endian elements, not necessarily aligned, for as long as `owner` lives.
    public init(type: StorageType, rows: Int, columns: Int, base: UnsafeRawPointer, owner: AnyObject) {
        self.type = type
        self.rows = rows
        self.columns = columns
        self.base = base
        self.owner = owner
    }
}

/// One column of a table file, as it can be read.
public struct TableColumn: Sendable, Equatable {
    /// What a column holds.
    public enum Kind: Sendable, Equatable {
        /// Strings.
        case text
        /// Whole numbers.
        case integers
        /// Floating-point numbers.
        case numbers
        /// Truth values.
        case truths
        /// A list of whole numbers in each row: token ids.
        case integerLists
        /// A list of floating-point numbers in each row.
        case numberLists
        /// A list of strings in each row.
        case textLists
        /// What cannot be read, and why: "an encrypted column", "a map".
        case unreadable(String)
    }

    /// The column's name; that of a struct's field is `translation.en`.
    public let name: String
    public let kind: Kind

    /// Where nothing but the compression is in the way of reading it.
    public let unreadCodec: UnreadCodec?

    public init(name: String, kind: Kind, unreadCodec: UnreadCodec? = nil) {
        self.name = name
        self.kind = kind
        self.unreadCodec = unreadCodec
    }
}

/// A compression that is not read.
public struct UnreadCodec: Sendable, Equatable {
    /// "BROTLI".
    public let name: String
    /// How to write the file again, so that it can be read.
    public let remedy: String

    public init(_ name: String, remedy: String) {
        self.name = name
        self.remedy = remedy
    }

    static func parquet(_ name: String) -> UnreadCodec {
        UnreadCodec(name, remedy: "in Python: pq.write_table(pq.read_table(path), path, compression=\"zstd\"), pq being pyarrow.parquet")
    }

    static func arrow(_ name: String) -> UnreadCodec {
        UnreadCodec(name, remedy: "write it again without compression or with zstd: compression=\"zstd\" in pyarrow's IpcWriteOptions and polars' write_ipc")
    }
}

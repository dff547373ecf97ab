public import Failures
import Files
import Foundation

/// A Parquet file: columns of numbers, truth values, strings and lists of these, in row groups.
///
/// Read are pages of both versions, uncompressed or compressed with Snappy, gzip or zstd, in every encoding that pyarrow,
/// polars, DuckDB and Spark write today. Only the pages of the columns that are asked for are touched. Source: the
/// Parquet format's own documents (apache/parquet-format), and specs/exchange.md §3.3.
public final class ParquetFile: TableFile {
    public let path: String
    public let columns: [TableColumn]
    public var rowCount: Int? { metadata.rows }

    let metadata: FileMetadata
    private let leaves: [Leaf?]
    let bytes: Bytes
    let footer: Bytes

    /// What a Parquet file begins and ends with.
    static let magic = Array("PAR1".utf8)
    private static let encrypted = Array("PARE".utf8)

    /// Opens the file and reads its footer.
    ///
    /// Throws: `.missingInput` and `.io` as `InputFile`; `.badData` for what is no Parquet file, is encrypted, or has a
    /// broken footer.
    public convenience init(_ path: String) throws(Failure) {
        let map: MappedFile
        do {
            map = try MappedFile(URL(filePath: path))
        } catch {
            throw error as? Failure ?? Failure(.io, "cannot be read: \(error)", at: path)
        }
        try self.init(Bytes(owner: map, map.bytes), named: map.path)
    }

    /// The same of bytes in memory, which are copied. Throws `.badData`, naming `path`.
    package convenience init(_ bytes: [UInt8], named path: String) throws(Failure) {
        let memory: PageMemory
        do throws(Damage) { memory = try PageMemory(bytes.count) } catch { throw Failure(.failed, error.what, at: path) }
        bytes.withUnsafeBytes { if let start = $0.baseAddress { memory.start.copyMemory(from: start, byteCount: $0.count) } }
        try self.init(memory.bytes, named: path)
    }

    private init(_ bytes: Bytes, named path: String) throws(Failure) {
        self.path = path
        self.bytes = bytes
        do throws(Damage) {
            footer = try Self.footer(of: bytes)
            metadata = try FileMetadata(footer)
            let schema = try ParquetSchema(metadata.schema)
            for (i, group) in metadata.groups.enumerated() where group.chunks.count != schema.leaves {
                throw Damage("has \(schema.leaves) columns, but row group \(i) has \(group.chunks.count)")
            }
            leaves = schema.columns.map(\.leaf)
            columns = Self.readable(schema, metadata)
        } catch {
            throw Failure(.badData, "its Parquet footer \(error.what)", at: path, remedy: Self.remedy(error))
        }
    }

    private static func footer(of bytes: Bytes) throws(Damage) -> Bytes {
        guard bytes.count >= 12 else { throw Damage("is not there: \(bytes.count) bytes are no Parquet file") }
        let tail = try bytes.part(from: bytes.count - 4, count: 4, "the magic").array
        guard tail != encrypted else { throw Damage("is encrypted", isUnsupported: true) }
        guard tail == magic else { throw Damage("is not there: the file does not end with 'PAR1'") }
        guard try bytes.part(from: 0, count: 4, "the magic").array == magic else {
            throw Damage("is not there: the file does not begin with 'PAR1'")
        }
        let size = try bytes.uint32(at: bytes.count - 8, "its length")
        guard size <= bytes.count - 12 else { throw Damage("has \(size) bytes in a file of \(bytes.count)") }
        return try bytes.part(from: bytes.count - 8 - size, count: size, "the footer")
    }

    /// The columns with those marked whose pages cannot be read.
    private static func readable(_ schema: ParquetSchema, _ metadata: FileMetadata) -> [TableColumn] {
        schema.columns.map { column, leaf in
            guard let leaf else { return column }
            for group in metadata.groups {
                let chunk = group.chunks[leaf.index]
                let codec = PageCodec(rawValue: chunk.codec)
                let reason: String? =
                    if chunk.isEncrypted {
                        "an encrypted column"
                    } else if chunk.isElsewhere {
                        "a column in another file"
                    } else if codec?.isRead != true {
                        "a column compressed with \(PageCodec.name(chunk.codec))"
                    } else {
                        nil
                    }
                if let reason {
                    let isCodec = !chunk.isEncrypted && !chunk.isElsewhere
                    return TableColumn(
                        name: column.name, kind: .unreadable(reason),
                        unreadCodec: isCodec ? .parquet(PageCodec.name(chunk.codec)) : nil)
                }
            }
            return column
        }
    }

    public func rows(of names: [String], from row: Int) throws(Failure) -> any TableRows {
        guard !names.isEmpty else { throw Failure(.usage, "no column is asked for", at: path) }
        var wanted: [Leaf] = []
        for name in names { wanted.append(try leaf(name)) }
        guard row >= 0, row <= metadata.rows else {
            throw Failure(.badData, "row \(row) is asked for, and it has \(metadata.rows) rows", at: path)
        }
        return ParquetRows(self, wanted, from: row)
    }

    private func leaf(_ name: String) throws(Failure) -> Leaf {
        guard let i = columns.firstIndex(where: { $0.name == name }) else {
            throw Failure(
                .usage, "it has no column \(name.quoted)", at: path,
                remedy: Spelling.advice(for: name, among: columns.map(\.name)))
        }
        guard let leaf = leaves[i], !columns[i].isUnreadable else {
            let readable = columns.filter { !$0.isUnreadable }.map(\.name)
            throw Failure(
                .usage, "column \(name.quoted) cannot be read: it is \(columns[i].reason)", at: path,
                remedy: columns[i].unreadCodec?.remedy
                    ?? (readable.isEmpty ? nil : "those that can be read are \(readable.joined(separator: ", "))"))
        }
        return leaf
    }

    static func remedy(_ damage: Damage) -> String {
        damage.isUnsupported
            ? "write the file again without that, with pyarrow for example" : "download it again; it may be damaged"
    }
}

extension TableColumn {
    var isUnreadable: Bool { if case .unreadable = kind { true } else { false } }

    fileprivate var reason: String { if case .unreadable(let reason) = kind { reason } else { "readable" } }
}

public import Failures
import Files

/// A file of comma- or tab-separated values (RFC 4180): the first record names the columns, all of them text. It may be
/// compressed (`.gz`, `.zst`). How many rows it has only reading it tells.
public final class DelimitedTable: TableFile {
    public let path: String
    public let columns: [TableColumn]
    public var rowCount: Int? { nil }

    private let dialect: DelimitedDialect

    /// Throws: `Failure` as `InputFile` does; `.badData` for a first record that cannot be read, names a column twice or is
    /// not there.
    package init(_ path: String, _ dialect: DelimitedDialect) throws(Failure) {
        self.path = path
        self.dialect = dialect
        columns = try Self.header(try DelimitedReader(DecompressedFile(path), dialect, path: path), path)
    }

    public func rows(of names: [String], from row: Int) throws(Failure) -> any TableRows {
        let chosen = try ColumnChoice.indices(of: names, in: self)
        guard row >= 0 else { throw Failure(.usage, "there is no row \(row)", at: path) }
        let reader = DelimitedReader(try DecompressedFile(path), dialect, path: path)
        // The file may have been exchanged meanwhile.
        guard try Self.header(reader, path) == columns else {
            throw Failure(.badData, "its first line is another than before", at: path, remedy: "start again")
        }
        let rows = DelimitedRows(reader, columns: columns.count, chosen: chosen)
        try rows.passOver(row, at: path)
        return rows
    }

    private static func header(_ reader: DelimitedReader, _ path: String) throws(Failure) -> [TableColumn] {
        guard let record = try reader.next() else {
            throw Failure(.badData, "is empty; its first line names the columns", at: path)
        }
        guard record.count <= DelimitedRows.mostColumns else {
            throw reader.bad("\(record.count) columns; at most \(DelimitedRows.mostColumns) are read", record.line)
        }
        let names = (0..<record.count).map { String(decoding: record[$0], as: UTF8.self) }
        // Swift's own equality takes composed and decomposed letters for the same.
        var seen: Set<[UInt8]> = []
        for (index, name) in names.enumerated() where !seen.insert(Array(record[index])).inserted {
            throw reader.bad("the column \(name.quoted) is there twice", record.line)
        }
        return names.map { TableColumn(name: $0, kind: .text) }
    }
}

/// A delimited file's rows in order.
final class DelimitedRows: TableRows {
    /// More than any table has.
    static let mostColumns = 1 << 16
    /// Rows of a block at most, and bytes of text in one, a row more begun.
    private static let largestBlock = (rows: 1 << 13, bytes: 1 << 20)

    private let reader: DelimitedReader
    private let columns: Int
    private let chosen: [Int]
    private var row = 0

    init(_ reader: DelimitedReader, columns: Int, chosen: [Int]) {
        self.reader = reader
        self.columns = columns
        self.chosen = chosen
    }

    /// Reads over so many rows. Throws `.badData` where there are not so many.
    func passOver(_ rows: Int, at path: String) throws(Failure) {
        while row < rows {
            guard try nextRecord() != nil else { return try ColumnChoice.check(row: rows, of: row, at: path) }
            row += 1
        }
    }

    func next() throws(Failure) -> TableBlock? {
        var values = Array(repeating: TextValues(), count: chosen.count), size = 0, count = 0
        while count < Self.largestBlock.rows, size < Self.largestBlock.bytes, let record = try nextRecord() {
            for (index, column) in chosen.enumerated() {
                let field = record[column]
                values[index].bytes.append(contentsOf: field)
                values[index].ends.append(values[index].bytes.count)
                size += field.count
            }
            count += 1
        }
        guard count > 0 else { return nil }
        defer { row += count }
        return TableBlock(firstRow: row, columns: values.map { .text($0) })
    }

    private func nextRecord() throws(Failure) -> DelimitedRecord? {
        guard let record = try reader.next() else { return nil }
        guard record.count == columns else {
            throw reader.bad("\(record.count) fields where the first line names \(columns)", record.line)
        }
        return record
    }
}

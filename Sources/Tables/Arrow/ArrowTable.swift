public import Failures

/// A file of the Arrow IPC stream or file format: a shard of a Hugging Face cache or of a `save_to_disk` folder, or one of
/// cached activations. It is mapped; of a record batch only the columns asked for are touched.
///
/// Read: strings and bytes, whole and floating-point numbers of every width, truth values, lists of these, lists of lists
/// of numbers where their shape is known (row-major), fields of structs as `struct.field`; extension types by what they are
/// stored as. Source: exchange.md §3.4.
public final class ArrowTable: TableFile {
    public let path: String
    public let columns: [TableColumn]
    public var rowCount: Int? { stream.rowCount }

    private let stream: ArrowStream
    private let all: [ArrowColumn]

    /// Throws: `Failure` as `InputFile` does, `.badData` for a file that breaks off or is not Arrow.
    public init(_ path: String) throws(Failure) {
        self.path = path
        stream = try ArrowStream(path)
        all = ArrowColumn.all(stream.schema, unreadCodec: stream.unreadCodec)
        columns = all.map { TableColumn(name: $0.name, kind: $0.kind, unreadCodec: $0.unreadCodec.map(UnreadCodec.arrow)) }
    }

    /// The dimensions of the array in each row of a column of lists, nil for one that may differ from row to row; nil where
    /// the file does not say them, or has no such column.
    public func shape(of column: String) -> [Int?]? { all.first { $0.name == column }?.field.lists.shape }

    public func rows(of names: [String], from row: Int) throws(Failure) -> any TableRows {
        let chosen = try ColumnChoice.indices(of: names, in: self)
        try ColumnChoice.check(row: row, of: stream.rowCount, at: path)
        return ArrowRows(stream, chosen.map { all[$0] }, from: row)
    }
}

/// An Arrow file's rows in order, a slice of a batch at a time.
final class ArrowRows: TableRows {
    private let stream: ArrowStream
    private let columns: [ArrowColumn]
    private var row: Int
    private var batch: Int
    /// That of the batch before the next rows: what it has decompressed serves the next ones too.
    private var reader: ArrowBatchReader?

    init(_ stream: ArrowStream, _ columns: [ArrowColumn], from row: Int) {
        self.stream = stream
        self.columns = columns
        self.row = row
        // The last batch that begins at the row or before it.
        var (low, high) = (0, stream.batches.count)
        while low < high {
            let middle = (low + high) / 2
            if stream.batches[middle].firstRow <= row { low = middle + 1 } else { high = middle }
        }
        batch = max(0, low - 1)
    }

    func next() throws(Failure) -> TableBlock? {
        while batch < stream.batches.count, row >= stream.batches[batch].firstRow + stream.batches[batch].count { batch += 1 }
        guard batch < stream.batches.count else { return nil }
        let place = stream.batches[batch]
        if self.reader?.batch.firstRow != place.firstRow {
            // First the old one's memory, then the new one's.
            self.reader = nil
            self.reader = try ArrowBatchReader(place, of: stream.file)
        }
        guard var reader else { return nil }
        let rows = try reader.block(of: row - place.firstRow..<place.count, columns)
        var block = TableBlock(firstRow: row, columns: [])
        for column in columns {
            reader.column = column.name
            block.columns.append(try reader.values(of: column, rows))
        }
        row += rows.count
        return block
    }
}

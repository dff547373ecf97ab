public import Failures

/// A folder that Hugging Face's `datasets` wrote (`save_to_disk`, or its cache of prepared data): its Arrow files as one
/// table, in their order. Source: exchange.md §3.4.
public final class SavedDataset: TableFile {
    public let path: String
    /// The files, in the order of their rows.
    public let files: [String]
    public var columns: [TableColumn] { tables[0].columns }
    public let rowCount: Int?

    private let tables: [ArrowTable]
    /// The row with which each file begins.
    private let starts: [Int]

    /// - Parameter split: which part is meant where the folder holds several; nil: the only one.
    ///
    /// Throws: `Failure(.usage)` where there are several splits and none is named, `.missingInput` for a folder without
    /// such data, `.badData` for one whose rows are chosen by indices, and as `ArrowTable` does.
    public init(_ path: String, split: String? = nil) throws(Failure) {
        self.path = path
        files = try Self.files(path, split: split)
        var tables: [ArrowTable] = [], starts: [Int] = [], total = 0
        for file in files {
            let table = try ArrowTable(file)
            tables.append(table)
            starts.append(total)
            let (sum, overflow) = total.addingReportingOverflow(table.rowCount ?? 0)
            guard !overflow else { throw Failure(.badData, "has more rows than can be counted", at: file) }
            total = sum
        }
        (self.tables, self.starts, rowCount) = (tables, starts, total)
    }

    /// The files alone, in the order of their rows; none is opened. Throws as `init` does.
    public static func files(_ path: String, split: String? = nil) throws(Failure) -> [String] {
        try SavedFolder.files(path, split: split)
    }

    /// The dimensions of the array in each row of a column of lists, as `ArrowTable` says them.
    public func shape(of column: String) -> [Int?]? { tables[0].shape(of: column) }

    public func rows(of names: [String], from row: Int) throws(Failure) -> any TableRows {
        let kinds = try ColumnChoice.indices(of: names, in: self).map { columns[$0].kind }
        try ColumnChoice.check(row: row, of: rowCount ?? 0, at: path)
        for table in tables.dropFirst() {
            let others = try ColumnChoice.indices(of: names, in: table).map { table.columns[$0].kind }
            guard others == kinds else {
                throw Failure(
                    .badData, "its columns hold other kinds of values than the first file's", at: table.path,
                    remedy: "save the data set again")
            }
        }
        return SavedRows(tables, starts, names, from: row)
    }
}

/// The rows of files that follow each other.
private final class SavedRows: TableRows {
    private let tables: [ArrowTable]
    private let starts: [Int]
    private let names: [String]
    private var file: Int
    private var firstRow: Int
    private var rows: (any TableRows)?

    init(_ tables: [ArrowTable], _ starts: [Int], _ names: [String], from row: Int) {
        (self.tables, self.starts, self.names) = (tables, starts, names)
        file = max(0, (starts.firstIndex { $0 > row } ?? starts.count) - 1)
        firstRow = row - starts[file]
    }

    func next() throws(Failure) -> TableBlock? {
        while file < tables.count {
            let open = if let rows { rows } else { try tables[file].rows(of: names, from: firstRow) }
            if var block = try open.next() {
                rows = open
                block.firstRow += starts[file]
                return block
            }
            (rows, firstRow, file) = (nil, 0, file + 1)
        }
        return nil
    }
}

public import Failures

/// Some rows that follow each other, of the columns that were asked for.
public struct TableBlock: Sendable {
    /// Which row of the file the first one is, from 0.
    public var firstRow: Int
    /// In the order in which they were asked for, all of the same count, at least 1.
    public var columns: [ColumnValues]

    public init(firstRow: Int, columns: [ColumnValues]) {
        self.firstRow = firstRow
        self.columns = columns
    }

    /// How many rows.
    public var count: Int { columns.first?.count ?? 0 }
}

/// A table's rows in order, a block of bounded memory at a time.
public protocol TableRows: AnyObject {
    /// The next rows, nil at the end.
    ///
    /// Throws: `Failure(.badData)` with file and place for what breaks the format or cannot be read, `.io`.
    func next() throws(Failure) -> TableBlock?
}

/// A file of rows and named columns.
public protocol TableFile: AnyObject {
    /// Where it lies, as messages name it.
    var path: String { get }
    /// Its columns, those too that cannot be read.
    var columns: [TableColumn] { get }
    /// How many rows; nil where only reading it all would tell.
    var rowCount: Int? { get }

    /// Reads some columns from a row on. Only these are decoded; pages, row groups and batches before the row are
    /// passed over without decoding where the format allows it.
    ///
    /// Throws: `Failure(.usage)` for a column that is not there (naming those that are) and for one that cannot be
    /// read, `.badData` for a row beyond the end.
    func rows(of names: [String], from row: Int) throws(Failure) -> any TableRows
}

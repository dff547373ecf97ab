import Failures
import Files
import Tables

/// The documents of a table: a row is one.
final class TableDocuments: DocumentSource {
    private let file: String
    private let column: CorpusColumn
    private let demand: DocumentDemand
    /// nil where there is no row left.
    private var rows: (any TableRows)?
    private var block: TableBlock?
    /// Rows of the block that are gone.
    private var taken = 0
    private(set) var place: DocumentPlace
    private(set) var skippedLines: Int

    /// - Parameters:
    ///   - column: what is read; the table must have it, and of that kind.
    ///   - place: where to begin.
    ///   - skippedLines: those of earlier files.
    /// - Throws: `Failure`: `.usage` where the table has no such column, `.badData` where it holds something else and
    ///   for a row beyond the end.
    init(
        _ table: any TableFile, _ column: CorpusColumn, _ demand: DocumentDemand, from place: DocumentPlace = DocumentPlace(),
        skippedLines: Int = 0
    ) throws(Failure) {
        file = table.path
        self.column = column
        self.demand = demand
        self.place = place
        self.skippedLines = skippedLines
        guard try CorpusColumn.named(column.name, of: table).kind == column.kind else {
            throw Failure(
                .badData, "the column \(column.name.quoted) holds \(column.kind == .text ? "ids" : "text"), other than in "
                    + "the files before", at: file, remedy: "give files whose columns are the same")
        }
        if let count = table.rowCount, place.tableRow >= count {
            guard place.tableRow == count else { throw CorpusPosition.bad("tableRow", place.tableRow, file) }
        } else {
            rows = try table.rows(of: [column.name], from: place.tableRow)
        }
    }

    func next() throws(Failure) -> DocumentPiece? {
        while let values = try nextBlock() {
            let start = place, skippedBefore = skippedLines, row = taken
            taken += 1
            place.tableRow += 1
            switch try content(values, row) {
            case .success(let content):
                return DocumentPiece(content: content, place: start, skippedBefore: skippedBefore)
            case .failure(let bad):
                guard demand.onBadLine == .skip else {
                    throw Failure(.badData, bad.reason, at: here, remedy: "\(bad.remedy), or have bad lines skipped")
                }
                skippedLines += 1
            }
        }
        return nil
    }

    /// The column's values in the block being handed out; nil at the end.
    private func nextBlock() throws(Failure) -> ColumnValues? {
        while true {
            if let block, taken < block.count { return block.columns[0] }
            block = try rows?.next()
            taken = 0
            guard let block else {
                rows = nil
                return nil
            }
            guard block.firstRow == place.tableRow, block.columns.count == 1 else {
                throw Failure(.failed, "rows were read out of order", at: file)
            }
        }
    }

    /// The row just taken, as messages name it: counted from 1.
    private var here: String { "\(file), row \(place.tableRow)" }

    private func content(_ values: ColumnValues, _ row: Int) throws(Failure) -> Result<DocumentPiece.Content, BadRow> {
        let name = column.name.quoted
        switch (values, column.kind) {
        case (.text(let texts), .text):
            guard let text = texts[row] else { return .failure(BadRow("the column \(name) is null", remedy: mending)) }
            guard text.count <= DocumentDemand.longestText else {
                return .failure(
                    BadRow(
                        "the column \(name) has \(text.count) bytes, more than \(DocumentDemand.longestText)",
                        remedy: "give a long text as .txt"))
            }
            guard UTF8Validation.firstInvalidByte(in: text) == nil else {
                return .failure(BadRow("invalid UTF-8 in the column \(name)", remedy: mending))
            }
            return .success(.text(Array(text)))
        case (.integerLists(let lists), .ids):
            guard let list = lists[row] else {
                return .failure(BadRow("the column \(name) is null, or has a null in its list", remedy: mending))
            }
            return try demand.ids.row(list, of: column.name, at: here).map { .ids($0) }
        default:
            throw Failure(.failed, "the column \(name) was read as something else than its kind", at: file)
        }
    }

    private var mending: String { "mend the row" }
}

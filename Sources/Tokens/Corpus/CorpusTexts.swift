package import Failures
import Tables

/// The texts of a table, a row each, for who wants text and not rows of ids.
package final class CorpusTexts {
    private let documents: TableDocuments

    /// - Parameter column: nil: the first that there is of the known names.
    /// - Throws: `Failure` as a `TokenRowStream` throws it for the file's column; `.badData` for a column of ids.
    package init(table file: String, column: String? = nil) throws(Failure) {
        let table = try TableFormat.open(file)
        let found: CorpusColumn
        if let column {
            found = try CorpusColumn.named(column, of: table)
        } else {
            found = try CorpusColumn.detect(in: table)
        }
        guard found.kind == .text else {
            throw Failure(
                .badData, "the column \(found.name.quoted) holds token ids already", at: file, remedy: "name a column of text")
        }
        documents = try TableDocuments(table, found, DocumentDemand(column: found))
    }

    /// The next text, UTF-8; nil at the end.
    ///
    /// Throws: `Failure(.badData)` with the row for one that is null or not UTF-8.
    package func next() throws(Failure) -> [UInt8]? {
        guard case .text(let text)? = try documents.next()?.content else { return nil }
        return text
    }
}

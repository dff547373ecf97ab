import Failures

/// A document, or a piece of one, and where it began.
struct DocumentPiece {
    /// What it holds: text, or the ids that somebody made of one.
    enum Content {
        case text([UInt8])
        case ids([Int32])
    }

    var content: Content
    /// The first piece of its document.
    var beginsDocument = true
    /// The last piece of its document.
    var endsDocument = true
    /// Where it began, and lines or rows passed over before it.
    var place: DocumentPlace
    var skippedBefore: Int
}

/// A place in a corpus file, before a document: in bytes and lines, or in a table's rows.
struct DocumentPlace: Equatable {
    var byteOffset = 0
    var lineOffset = 0
    var tableRow = 0
}

/// The documents of one corpus file, one after the other.
protocol DocumentSource: AnyObject {
    /// Before what comes next.
    var place: DocumentPlace { get }
    /// Lines and rows passed over so far, those of earlier files included.
    var skippedLines: Int { get }
    /// The next piece, nil at the end of the file.
    ///
    /// Throws: `Failure` `.badData` with file and line or row for one that cannot be read, unless those are skipped.
    func next() throws(Failure) -> DocumentPiece?
}

/// What is asked of a corpus file's documents.
struct DocumentDemand {
    /// The field or column that holds them; of text files nothing.
    var column: CorpusColumn?
    var onBadLine = BadLinePolicy.fail
    /// What rows of ids must keep to; unused where the column holds text.
    var ids = TokenisedRule(limit: 0, shortest: 1)

    /// Bytes of one document outside of text files, which come in pieces. A document as long as a book has a tenth of this.
    static let longestText = 1 << 23
}

/// What rows of ids that somebody else made must keep to.
struct TokenisedRule {
    /// One more than the largest id that there is.
    var limit: Int
    /// The fewest ids in a row.
    var shortest: Int

    /// A row of the file as it can be handed out.
    ///
    /// Throws: `Failure` `.badData` for an id that there is not, whatever is to become of bad rows: it is the file that
    /// was made with another tokenizer.
    func row(_ values: some Sequence<Int64>, of column: String, at place: String) throws(Failure) -> Result<[Int32], BadRow> {
        var ids: [Int32] = []
        ids.reserveCapacity(values.underestimatedCount)
        for value in values {
            guard value >= 0, value < limit, let id = Int32(exactly: value) else {
                throw Failure(
                    .badData, "the column \(column.quoted) holds the id \(value), and the tokenizer has those from 0 to \(limit - 1)",
                    at: place, remedy: "use the model whose tokenizer made the rows, or name a column of text (data.column)")
            }
            ids.append(id)
        }
        guard ids.count >= shortest else {
            return .failure(
                BadRow(
                    ids.isEmpty ? "a row without ids" : "a row of \(ids.count) ids, shorter than the context of \(shortest)",
                    remedy: "give a smaller context (data.context), or a row for each document (data.packing: document)"))
        }
        return .success(ids)
    }
}

/// What is wrong with one line or row.
struct BadRow: Error {
    var reason: String
    var remedy: String

    init(_ reason: String, remedy: String = "mend the line") {
        self.reason = reason
        self.remedy = remedy
    }
}

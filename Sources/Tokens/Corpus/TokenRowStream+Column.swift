import Failures
import Files

extension TokenRowStream {
    /// Decides, before the first row, which field or column is read: one for the whole corpus, as its first file that
    /// has any says.
    ///
    /// Throws: `Failure`: `.usage` and `.badData` for a column that is not there or cannot be read, `.badData` for files of
    /// ids beside plain text.
    func chooseColumn() throws(Failure) {
        guard !hasChosenColumn else { return }
        guard let first = files.first(where: { Corpus.format(of: $0) != .text }) else {
            hasChosenColumn = true
            if let askedColumn {
                notes.append("the corpus is plain text: data.column \(askedColumn.quoted) has no meaning there")
            }
            return
        }
        // Where reading has begun, it goes on with the same column.
        let asked = askedColumn ?? (state.column.isEmpty ? nil : state.column)
        let found: CorpusColumn
        if Corpus.format(of: first) == .table {
            let table = try tables.open(first)
            if let asked {
                found = try CorpusColumn.named(asked, of: table)
            } else {
                found = try CorpusColumn.detect(in: table)
            }
        } else {
            found = try CorpusColumn.field(asked, in: first)
        }
        if found.kind == .ids, let text = files.first(where: { Corpus.format(of: $0) == .text }) {
            throw Failure(
                .badData, "is plain text, and \(first) holds rows of ids", at: text, remedy: "give either text or rows of ids")
        }
        column = found
        state.column = found.name
        hasChosenColumn = true
        if asked == nil, found.name != "text" || Corpus.format(of: first) == .table {
            let what = found.kind == .ids ? "rows of ids" : "text"
            notes.append("reads the column \(found.name.quoted) as \(what) (data.column names another)")
        }
    }

    /// What rows of ids must keep to.
    var tokenisedRule: TokenisedRule {
        TokenisedRule(limit: tokenizer.idLimit, shortest: packing == .packed ? context : 1)
    }

    /// The next row of ids as it is in the file, cut at the context; nil at the end of the corpus.
    ///
    /// Nothing is put in front, whatever `prependBOS` says: that all special tokens were put in when the rows were made
    /// is what SAELens takes for granted. Source: SAELens 6.54 `activations_store.py`, `_iterate_tokenized_sequences`.
    func nextTokenisedRow() throws(Failure) -> [Int32]? {
        guard try readPiece() else { return nil }
        if !hasSeenIDs {
            hasSeenIDs = true
            notes += try TokenisedCorpus(file: files[state.fileIndex], column: column?.name ?? "")
                .compare(ids, context: context, mayBeShort: packing == .document, self)
        }
        let row = Array(ids.prefix(context))
        finishPiece()
        return row
    }
}

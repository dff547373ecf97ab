public import Failures
import Tables

/// Rows of token ids from corpus files, one after the other, read as they are needed.
///
/// Packed rows equal those of SAELens' `concat_and_batch_sequences` with BOS at the start of each row and
/// between documents; a BOS is left out where the next id already is one. Every epoch gives the same rows.
/// Rows of ids that somebody else made are handed out as they are, cut at the context.
/// Sources: SAELens 6.54 `tokenization_and_batching.py`; see `Guides/Tokenizer.md`.
public final class TokenRowStream {
    let files: [String]
    let tokenizer: Tokenizer
    let context: Int
    let packing: RowPacking
    let onBadLine: BadLinePolicy
    let epochs: Int
    /// BOS, nil when none is to be put in.
    let bos: Int32?
    /// The column that was asked for; nil: as it is found.
    let askedColumn: String?
    /// The model's name, to compare with that of the tokenizer which made rows of ids.
    let modelName: String?
    let tables: any TableOpening

    var state: CorpusPosition
    var reader: (any DocumentSource)?
    /// What is read of files that have columns; nil before the first row, and where none has.
    var column: CorpusColumn?
    var hasChosenColumn = false
    var hasSeenIDs = false
    /// What a person should know of how the corpus is read, a sentence each, as far as it has been read: which column was
    /// found, and what is odd about rows of ids.
    public internal(set) var notes: [String] = []
    /// Ids of the document or piece being handed out; `state.tokenOffset` of them are gone.
    var ids: [Int32] = []
    var piece: DocumentPiece?

    /// - Parameters:
    ///   - files: as `Corpus.files(at:)` returns them.
    ///   - context: ids in a row, at least 2.
    ///   - epochs: how often the corpus may be read, at least 1.
    ///   - prependBOS: whether rows begin with BOS and documents are separated by it, where the tokenizer puts it at all.
    ///   - column: the field or column with the documents or their ids; nil: the first that there is of `tokens`,
    ///     `input_ids`, `text` and `problem`.
    ///   - modelName: for a note where rows of ids were made with another tokenizer.
    ///   - position: where to go on; nil for the beginning.
    /// - Throws: `Failure`: `.usage` for an impossible `context` or `epochs`, `.missingInput` without files or for
    ///   one that is not there, `.badData` for a tokenizer without BOS, a position in another corpus, and
    ///   what `next()` throws.
    public convenience init(
        files: [String], tokenizer: Tokenizer, context: Int, packing: RowPacking = .packed,
        onBadLine: BadLinePolicy = .fail, epochs: Int = 1, prependBOS: Bool = true, column: String? = nil,
        modelName: String? = nil, position: CorpusPosition? = nil
    ) throws(Failure) {
        try self.init(
            files: files, tokenizer: tokenizer, context: context, packing: packing, onBadLine: onBadLine, epochs: epochs,
            prependBOS: prependBOS, column: column, modelName: modelName, position: position,
            tables: TablesOnDisk())
    }

    /// The same with tables opened in another way.
    package init(
        files: [String], tokenizer: Tokenizer, context: Int, packing: RowPacking = .packed,
        onBadLine: BadLinePolicy = .fail, epochs: Int = 1, prependBOS: Bool = true, column: String? = nil,
        modelName: String? = nil, position: CorpusPosition? = nil, tables: any TableOpening
    ) throws(Failure) {
        guard context >= 2 else { throw Failure(.usage, "a context of \(context) tokens, expected 2 or more") }
        guard epochs >= 1 else { throw Failure(.usage, "\(epochs) epochs, expected 1 or more") }
        guard !files.isEmpty else { throw Failure(.missingInput, "the corpus has no files") }
        self.files = files
        self.tokenizer = tokenizer
        self.context = context
        self.packing = packing
        self.onBadLine = onBadLine
        self.epochs = epochs
        askedColumn = column
        self.modelName = modelName
        self.tables = tables
        bos = prependBOS ? try tokenizer.beginning().first : nil
        let fingerprint = try Corpus.fingerprint(of: files)
        if let position {
            guard position.corpusFingerprint == fingerprint else {
                throw Failure(
                    .badData, "the corpus is not the one that was being read: its files' names or sizes differ",
                    at: files[0], remedy: "resume with the same corpus files in the same order")
            }
            try position.check(files: files, epochs: epochs, tables: tables)
            if let column, !position.column.isEmpty, column != position.column {
                throw Failure(
                    .badData, "the run was reading the column \(position.column.quoted), not \(column.quoted)", at: files[0],
                    remedy: "resume with the same data.column")
            }
            state = position
        } else {
            state = CorpusPosition()
            state.corpusFingerprint = fingerprint
        }
        if state.tokenOffset > 0 { try resumeInsideDocument() }
    }

    /// Where the stream stands: a stream made with it returns the rows that this one would return next.
    public var position: CorpusPosition { state }

    /// Lines passed over as unreadable so far.
    public var skippedLines: Int { reader?.skippedLines ?? state.skippedLines }

    /// The next row, nil when the text has been read as often as allowed.
    ///
    /// - Throws: `Failure`: `.badData` with file and line for a line that cannot be read (unless those are
    ///   skipped), for damaged or truncated data, for a file without the column or with none that is known, for ids that
    ///   the tokenizer has not, and for a corpus that fills no row; `.missingInput`
    ///   and `.io` when a file cannot be opened or read.
    public func next() throws(Failure) -> TokenRow? {
        try chooseColumn()
        while state.epoch < epochs {
            let row = switch (packing, column?.kind) {
            case (_, .ids?): try nextTokenisedRow()
            case (.packed, _): try nextPackedRow()
            case (.document, _): try nextDocumentRow()
            }
            if let row {
                state.rows += 1
                return TokenRow(ids: row)
            }
            try endEpoch()
        }
        return nil
    }
}

/// Where a `TokenRowStream` stands between two rows, exactly: a stream restored from it goes on with the same rows.
///
/// Between two rows nothing is half packed (a row is handed out when it is full), so the place is a token
/// of a document: the document is read again and its first `tokenOffset` ids are passed over.
public struct CorpusPosition: Sendable, Codable, Equatable {
    /// How often the whole corpus has been read.
    public var epoch = 0
    /// Which of the files is being read.
    public var fileIndex = 0
    /// Bytes of (decompressed) text before the document or piece being read.
    public var byteOffset = 0
    /// Lines before it.
    public var lineOffset = 0
    /// Rows of a table before it; bytes and lines are 0 there.
    public var tableRow = 0
    /// How many of its ids have been handed out.
    public var tokenOffset = 0
    /// Rows handed out so far.
    public var rows = 0
    /// Rows handed out when this epoch began.
    public var rowsBeforeEpoch = 0
    /// Documents read to their end so far, empty ones included.
    public var documents = 0
    /// Lines passed over as unreadable before this place.
    public var skippedLines = 0
    /// Names and sizes of the corpus files, as one number in hexadecimal; a corpus that is not the same is refused.
    public var corpusFingerprint = ""
    /// The field or column that is read; empty before the first row.
    public var column = ""

    /// The beginning of a corpus.
    public init() {}

    /// Positions that were saved before there were tables say nothing of rows, and read `text`.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        epoch = try fields.decode(Int.self, forKey: .epoch)
        fileIndex = try fields.decode(Int.self, forKey: .fileIndex)
        byteOffset = try fields.decode(Int.self, forKey: .byteOffset)
        lineOffset = try fields.decode(Int.self, forKey: .lineOffset)
        tableRow = try fields.decodeIfPresent(Int.self, forKey: .tableRow) ?? 0
        tokenOffset = try fields.decode(Int.self, forKey: .tokenOffset)
        rows = try fields.decode(Int.self, forKey: .rows)
        rowsBeforeEpoch = try fields.decode(Int.self, forKey: .rowsBeforeEpoch)
        documents = try fields.decode(Int.self, forKey: .documents)
        skippedLines = try fields.decode(Int.self, forKey: .skippedLines)
        corpusFingerprint = try fields.decode(String.self, forKey: .corpusFingerprint)
        column = try fields.decodeIfPresent(String.self, forKey: .column) ?? "text"
    }

    /// Before the document or piece being read.
    var place: DocumentPlace {
        get { DocumentPlace(byteOffset: byteOffset, lineOffset: lineOffset, tableRow: tableRow) }
        set { (byteOffset, lineOffset, tableRow) = (newValue.byteOffset, newValue.lineOffset, newValue.tableRow) }
    }
}

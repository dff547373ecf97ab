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

    /// The beginning of a corpus.
    public init() {}
}

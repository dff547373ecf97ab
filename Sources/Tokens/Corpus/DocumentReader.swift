import Failures
import Files

/// A document, or a piece of one, and where it began.
struct DocumentPiece {
    var text: [UInt8]
    /// The first piece of its document.
    var beginsDocument: Bool
    /// The last piece of its document.
    var endsDocument: Bool
    /// Bytes and lines before it, and lines passed over before it.
    var byteOffset: Int
    var lineOffset: Int
    var skippedBefore: Int
}

/// Reads the documents of one corpus file.
final class DocumentReader {
    /// A text file is read in pieces that end with the line that takes them past this size.
    static let textPieceSize = 1 << 16
    private static let longestTextLine = 1 << 20
    /// Bytes of a JSON line, and of the text in it. A line is held once and its text once more; what else is in it is not
    /// built. A document as long as a book has a tenth of this.
    static let longestJSONLine = 1 << 25
    static let longestJSONText = 1 << 23

    private let file: String
    private let format: Corpus.Format
    private let onBadLine: BadLinePolicy
    private let lines: LineReader
    /// The text files' next line, read ahead to know whether a piece is the last.
    private var ahead: (line: TextLine, byteOffset: Int, lineOffset: Int)?
    private var isPrimed = false
    private var atFileStart: Bool
    /// Lines passed over so far, those of earlier files included.
    private(set) var skippedLines: Int

    init(
        file: String, format: Corpus.Format, onBadLine: BadLinePolicy, byteOffset: Int = 0, lineOffset: Int = 0,
        skippedLines: Int = 0
    ) throws(Failure) {
        self.file = file
        self.format = format
        self.onBadLine = onBadLine
        self.skippedLines = skippedLines
        atFileStart = byteOffset == 0
        lines = LineReader(
            try CorpusBytes(file: file, from: byteOffset), byteOffset: byteOffset, lineOffset: lineOffset,
            longLines: format == .text ? .cut(at: Self.longestTextLine) : .passOver(over: Self.longestJSONLine))
    }

    /// Bytes and lines before what comes next.
    var offsets: (byte: Int, line: Int) {
        ahead.map { ($0.byteOffset, $0.lineOffset) } ?? (lines.byteOffset, lines.lineOffset)
    }

    /// The next piece, nil at the end of the file.
    ///
    /// Throws: `Failure` `.badData` with file and line for a line that cannot be read, unless those are skipped.
    func next() throws(Failure) -> DocumentPiece? {
        switch format {
        case .jsonLines: try nextJSONDocument()
        case .text: try nextTextPiece()
        }
    }

    private func nextJSONDocument() throws(Failure) -> DocumentPiece? {
        while true {
            let (byteOffset, lineOffset) = offsets
            guard var line = try lines.next() else { return nil }
            if byteOffset == 0 { try beginText(&line.bytes) }
            if !line.isTooLong, line.bytes.allSatisfy({ $0 == 0x20 || (0x09...0x0D).contains($0) }) { continue }
            let skippedBefore = skippedLines
            guard let text = try text(of: line) else { continue }
            return DocumentPiece(
                text: text, beginsDocument: true, endsDocument: true, byteOffset: byteOffset,
                lineOffset: lineOffset, skippedBefore: skippedBefore)
        }
    }

    /// The document on a JSON line; nil when it cannot be read and such lines are passed over.
    private func text(of line: TextLine) throws(Failure) -> [UInt8]? {
        let reason: String
        var remedy = "mend the line"
        if line.isTooLong {
            reason = "a line longer than \(Self.longestJSONLine) bytes"
            remedy = Self.shortening
        } else {
            do {
                let json = try JSONReader.read(line.bytes, only: ["text"], atMost: Self.longestJSONText).root
                let text = json["text"]
                if let bytes = text?.bytes { return Array(bytes) }
                if json.members == nil {
                    reason = "not a JSON object"
                } else {
                    reason = text.map { "the field 'text' is not a string but \($0.kind)" } ?? "the field 'text' is missing"
                }
            } catch {
                reason =
                    error.isLimit ? error.reason : "bad JSON: \(error.reason) (byte \(error.offset) of the line)"
                if error.isLimit { remedy = Self.shortening }
            }
        }
        try pass(over: line.number, reason, remedy)
        return nil
    }

    private static let shortening = "give each document a line of its own, or a long text as .txt"

    private func pass(over line: Int, _ reason: String, _ remedy: String = "mend the line") throws(Failure) {
        guard onBadLine == .skip else {
            throw Failure(.badData, reason, at: "\(file):\(line)", remedy: "\(remedy), or have bad lines skipped")
        }
        skippedLines += 1
    }

    private func nextTextPiece() throws(Failure) -> DocumentPiece? {
        if !isPrimed { try readAhead() }
        isPrimed = true
        guard let first = ahead else { return nil }
        var piece = DocumentPiece(
            text: [], beginsDocument: atFileStart, endsDocument: false, byteOffset: first.byteOffset,
            lineOffset: first.lineOffset, skippedBefore: skippedLines)
        while let (line, byteOffset, _) = ahead, piece.text.count < Self.textPieceSize {
            var bytes = line.bytes
            if byteOffset == 0 { try beginText(&bytes) }
            if UTF8Validation.firstInvalidByte(in: bytes) == nil {
                piece.text += bytes
                if line.endsWithNewline { piece.text.append(UInt8(ascii: "\n")) }
            } else {
                try pass(over: line.number, "invalid UTF-8")
            }
            try readAhead()
        }
        if !piece.text.isEmpty { atFileStart = false }
        piece.endsDocument = ahead == nil
        return piece
    }

    private func readAhead() throws(Failure) {
        let (byteOffset, lineOffset) = (lines.byteOffset, lines.lineOffset)
        ahead = try lines.next().map { ($0, byteOffset, lineOffset) }
    }

    /// A file's first line without its byte order mark. Throws: `Failure` `.badData` for another encoding, whatever is to
    /// become of bad lines: it is the file that is wrong.
    private func beginText(_ bytes: inout [UInt8]) throws(Failure) {
        if let encoding = TextEncoding.wide(bytes) { throw TextEncoding.failure(encoding, at: file) }
        bytes.removeFirst(TextEncoding.markLength(bytes))
    }
}

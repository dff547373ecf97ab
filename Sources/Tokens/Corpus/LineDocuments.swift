import Failures
import Files

/// The documents of a file of lines: plain text, or a JSON object a line.
final class LineDocuments: DocumentSource {
    /// A text file is read in pieces that end with the line that takes them past this size.
    static let textPieceSize = 1 << 16
    private static let longestTextLine = 1 << 20
    /// Bytes of a JSON line. A line is held once and its text once more; what else is in it is not built.
    static let longestJSONLine = 1 << 25

    private let file: String
    private let format: Corpus.Format
    private let demand: DocumentDemand
    private let lines: LineReader
    /// The text files' next line, read ahead to know whether a piece is the last.
    private var ahead: (line: TextLine, place: DocumentPlace)?
    private var isPrimed = false
    private var atFileStart: Bool
    private(set) var skippedLines: Int

    /// - Parameters:
    ///   - format: `.text` or `.jsonLines`.
    ///   - place: where to begin.
    ///   - skippedLines: those of earlier files.
    init(
        file: String, format: Corpus.Format, _ demand: DocumentDemand, from place: DocumentPlace = DocumentPlace(),
        skippedLines: Int = 0
    ) throws(Failure) {
        self.file = file
        self.format = format
        self.demand = demand
        self.skippedLines = skippedLines
        atFileStart = place.byteOffset == 0
        lines = LineReader(
            try CorpusBytes(file: file, from: place.byteOffset), byteOffset: place.byteOffset,
            lineOffset: place.lineOffset,
            longLines: format == .text ? .cut(at: Self.longestTextLine) : .passOver(over: Self.longestJSONLine))
    }

    var place: DocumentPlace { ahead?.place ?? here }

    private var here: DocumentPlace { DocumentPlace(byteOffset: lines.byteOffset, lineOffset: lines.lineOffset) }

    func next() throws(Failure) -> DocumentPiece? {
        format == .text ? try nextTextPiece() : try nextJSONDocument()
    }

    private func nextJSONDocument() throws(Failure) -> DocumentPiece? {
        while true {
            let place = here
            guard var line = try lines.next() else { return nil }
            if place.byteOffset == 0 { try TextEncoding.beginText(&line.bytes, of: file) }
            if JSONRecord.isBlank(line) { continue }
            if atFileStart { try JSONRecord.requireLines(line, in: file) }
            atFileStart = false
            let skippedBefore = skippedLines
            let column = demand.column ?? CorpusColumn(name: "text", kind: .text)
            switch try JSONRecord.content(of: line, in: file, column, demand.ids) {
            case .success(let content):
                return DocumentPiece(content: content, place: place, skippedBefore: skippedBefore)
            case .failure(let bad): try pass(over: line.number, bad)
            }
        }
    }

    private func pass(over line: Int, _ bad: BadRow) throws(Failure) {
        guard demand.onBadLine == .skip else {
            throw Failure(
                .badData, bad.reason, at: "\(file):\(line)", remedy: "\(bad.remedy), or have bad lines skipped")
        }
        skippedLines += 1
    }

    private func nextTextPiece() throws(Failure) -> DocumentPiece? {
        if !isPrimed { try readAhead() }
        isPrimed = true
        guard let first = ahead else { return nil }
        let begins = atFileStart, skippedBefore = skippedLines
        var text: [UInt8] = []
        while let (line, place) = ahead, text.count < Self.textPieceSize {
            var bytes = line.bytes
            if place.byteOffset == 0 { try TextEncoding.beginText(&bytes, of: file) }
            if UTF8Validation.firstInvalidByte(in: bytes) == nil {
                text += bytes
                if line.endsWithNewline { text.append(UInt8(ascii: "\n")) }
            } else {
                try pass(over: line.number, BadRow("invalid UTF-8"))
            }
            try readAhead()
        }
        if !text.isEmpty { atFileStart = false }
        return DocumentPiece(
            content: .text(text), beginsDocument: begins, endsDocument: ahead == nil, place: first.place,
            skippedBefore: skippedBefore)
    }

    private func readAhead() throws(Failure) {
        let place = here
        ahead = try lines.next().map { ($0, place) }
    }
}

extension TextEncoding {
    /// A file's first line without its byte order mark. Throws: `Failure` `.badData` for another encoding, whatever is to
    /// become of bad lines: it is the file that is wrong.
    static func beginText(_ bytes: inout [UInt8], of file: String) throws(Failure) {
        if let encoding = wide(bytes) { throw failure(encoding, at: file) }
        bytes.removeFirst(markLength(bytes))
    }
}

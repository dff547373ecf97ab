package import Failures

/// One line of a corpus file.
package struct CorpusLine {
    /// Without the line feed.
    package var bytes: [UInt8]
    /// Whether a line feed followed; false for a last line without one and for a line cut in two.
    package var endsWithNewline: Bool
    /// Counted from 1.
    package var number: Int
}

/// Reads a corpus file line by line through one buffer, which grows no larger than the longest line.
package final class LineReader {
    /// What to do with a line longer than allowed.
    package enum LongLines {
        /// A line longer than this is an error: the file is hardly made of lines.
        case refuse(over: Int)
        /// It is handed out in pieces of at most so many bytes, cut before a space if there is one,
        /// else between characters. Where it is cut depends on the text alone.
        case cut(at: Int)
    }

    private let file: String
    private let source: CorpusBytes
    private let longLines: LongLines
    private var buffer: [UInt8] = []
    private var head = 0
    private var atEnd = false

    /// Bytes of text before the next line.
    package private(set) var byteOffset: Int
    /// Lines before the next line.
    package private(set) var lineOffset: Int

    /// Begins `byteOffset` bytes into the text, with the line after the first `lineOffset`.
    ///
    /// Throws: `Failure` `.missingInput` when the file cannot be opened.
    package init(file: String, byteOffset: Int = 0, lineOffset: Int = 0, longLines: LongLines) throws(Failure) {
        self.file = file
        self.byteOffset = byteOffset
        self.lineOffset = lineOffset
        self.longLines = longLines
        source = try CorpusBytes(file: file, from: byteOffset)
    }

    /// The next line, nil at the end. Throws: `Failure` as `CorpusBytes.read`, `.badData` for a line too long.
    package func next() throws(Failure) -> CorpusLine? {
        var scanned = head
        while true {
            let limit = switch longLines {
            case .refuse(let limit), .cut(let limit): head + limit
            }
            let end = min(buffer.count, limit + 1)
            while scanned < end, buffer[scanned] != UInt8(ascii: "\n") { scanned += 1 }
            if scanned < end { return take(upTo: scanned, newline: true) }
            if scanned > limit {
                guard case .cut = longLines else {
                    throw Failure(
                        .badData, "a line longer than \(limit - head) bytes", at: "\(file):\(lineOffset + 1)",
                        remedy: "give one JSON object a line")
                }
                return take(upTo: cut(before: limit), newline: false)
            }
            if atEnd { return head < buffer.count ? take(upTo: buffer.count, newline: false) : nil }
            if head > 0 {
                buffer.removeSubrange(..<head)
                scanned -= head
                head = 0
            }
            atEnd = !(try source.read(appendingTo: &buffer))
        }
    }

    private func take(upTo end: Int, newline: Bool) -> CorpusLine {
        let line = CorpusLine(bytes: Array(buffer[head..<end]), endsWithNewline: newline, number: lineOffset + 1)
        byteOffset += end - head + (newline ? 1 : 0)
        head = end + (newline ? 1 : 0)
        if newline { lineOffset += 1 }
        return line
    }

    /// A place at or before `limit`, after `head`, where the text may be cut.
    private func cut(before limit: Int) -> Int {
        if let space = buffer[head..<limit].lastIndex(of: UInt8(ascii: " ")), space > head { return space }
        var end = limit
        while end > head + 1, limit - end < 4, buffer[end] & 0xC0 == 0x80 { end -= 1 }
        return end
    }
}

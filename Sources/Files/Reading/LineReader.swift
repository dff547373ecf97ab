package import Failures

/// One line of a file.
package struct TextLine: Sendable {
    /// Without the line feed; empty for a line that is too long.
    package var bytes: [UInt8]
    /// Whether a line feed followed; false for a last line without one and for a line cut in two.
    package var endsWithNewline: Bool
    /// Counted from 1.
    package var number: Int
    /// The line has more bytes than allowed and was passed over.
    package var isTooLong = false
}

/// What a `LineReader` reads: a file's text, perhaps decompressed, piece by piece.
package protocol ByteSource: AnyObject {
    /// Appends the next piece, of bounded size; false at the end. Throws `Failure`.
    func read(appendingTo buffer: inout [UInt8]) throws(Failure) -> Bool
}

extension InputFile: ByteSource {
    /// A quarter of a MiB at a time. Throws `.io`.
    package func read(appendingTo buffer: inout [UInt8]) throws(Failure) -> Bool {
        let piece = try read(upTo: 1 << 18)
        buffer.append(contentsOf: piece)
        return !piece.isEmpty
    }
}

/// Reads a file line by line through one buffer, which grows no larger than the longest line allowed.
package final class LineReader {
    /// What to do with a line longer than allowed.
    package enum LongLines: Sendable {
        /// It is passed over without being held, and handed out empty with `isTooLong`.
        case passOver(over: Int)
        /// It is handed out in pieces of at most so many bytes, cut before a space if there is one,
        /// else between characters. Where it is cut depends on the text alone.
        case cut(at: Int)
    }

    private let source: any ByteSource
    private let longLines: LongLines
    private var buffer: [UInt8] = []
    private var head = 0
    private var atEnd = false

    /// Bytes of text before the next line.
    package private(set) var byteOffset: Int
    /// Lines before the next line.
    package private(set) var lineOffset: Int

    /// Begins with the line after the first `lineOffset`.
    ///
    /// - Parameter source: stands `byteOffset` bytes into the text.
    package init(_ source: any ByteSource, byteOffset: Int = 0, lineOffset: Int = 0, longLines: LongLines) {
        self.source = source
        self.byteOffset = byteOffset
        self.lineOffset = lineOffset
        self.longLines = longLines
    }

    /// The next line, nil at the end. Throws what the source throws.
    package func next() throws(Failure) -> TextLine? {
        var scanned = head
        while true {
            let limit = switch longLines {
            case .passOver(let limit), .cut(let limit): head + limit
            }
            let end = min(buffer.count, limit + 1)
            if let found = buffer[scanned..<end].firstIndex(of: UInt8(ascii: "\n")) {
                return take(upTo: found, newline: true)
            }
            scanned = end
            if scanned > limit {
                guard case .cut = longLines else { return try passOver() }
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

    private func take(upTo end: Int, newline: Bool) -> TextLine {
        let line = TextLine(bytes: Array(buffer[head..<end]), endsWithNewline: newline, number: lineOffset + 1)
        advance(to: end, newline)
        return line
    }

    private func advance(to end: Int, _ newline: Bool) {
        byteOffset += end - head + (newline ? 1 : 0)
        head = end + (newline ? 1 : 0)
        if newline { lineOffset += 1 }
    }

    /// To the end of the line at `head`, whatever its length.
    private func passOver() throws(Failure) -> TextLine {
        let number = lineOffset + 1
        while true {
            if let found = buffer[head...].firstIndex(of: UInt8(ascii: "\n")) {
                advance(to: found, true)
                return TextLine(bytes: [], endsWithNewline: true, number: number, isTooLong: true)
            }
            advance(to: buffer.count, false)
            buffer = []
            head = 0
            atEnd = !(try source.read(appendingTo: &buffer))
            if atEnd { return TextLine(bytes: [], endsWithNewline: false, number: number, isTooLong: true) }
        }
    }

    /// A place at or before `limit`, after `head`, where the text may be cut.
    private func cut(before limit: Int) -> Int {
        if let space = buffer[head..<limit].lastIndex(of: UInt8(ascii: " ")), space > head { return space }
        var end = limit
        while end > head + 1, limit - end < 4, buffer[end] & 0xC0 == 0x80 { end -= 1 }
        return end
    }
}

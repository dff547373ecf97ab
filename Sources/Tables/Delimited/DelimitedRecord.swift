import Foundation

/// A record of delimited fields, as it comes line by line.
package struct DelimitedRecord: Sendable {
    /// The line where it begins, counted from 1.
    package internal(set) var line = 0
    /// The fields' bytes side by side, quotes taken away.
    private var bytes: [UInt8] = []
    /// Where each field's bytes end.
    private var ends: [Int] = []

    private enum State { case start, plain, quoted, quoteInQuoted }
    private var state = State.start
    private let dialect: DelimitedDialect

    init(_ dialect: DelimitedDialect) { self.dialect = dialect }

    /// How many fields.
    package var count: Int { ends.count }

    /// Field i's bytes.
    package subscript(field: Int) -> ArraySlice<UInt8> { bytes[(field == 0 ? 0 : ends[field - 1])..<ends[field]] }

    /// Whether the record ended with the last line taken.
    private(set) var isComplete = false

    /// Begins another record at a line; the memory is used again.
    mutating func begin(line: Int) {
        self.line = line
        bytes.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        state = .start
        isComplete = false
    }

    /// Takes a line without its line feed. The result says what is wrong with it, if anything is.
    mutating func take(_ line: [UInt8]) -> String? {
        // RFC 4180 ends lines with CR LF. In a quoted field the pair is the field's own.
        let end = line.last == 0x0D ? line.count - 1 : line.count
        if state == .quoted { bytes.append(0x0A) }
        var at = 0
        while at < end {
            switch state {
            case .start:
                if line[at] == Self.quote, dialect.quotes != .none {
                    state = .quoted
                    at += 1
                } else {
                    state = .plain
                }
            case .plain:
                let stop = Self.first(dialect.separator, in: line, at..<end)
                if dialect.quotes == .strict, Self.first(Self.quote, in: line, at..<stop) < stop {
                    return "a quote inside field \(count + 1), which is not quoted"
                }
                bytes.append(contentsOf: line[at..<stop])
                if stop < end { endField() }
                at = stop + 1
            case .quoted:
                let stop = Self.first(Self.quote, in: line, at..<end)
                bytes.append(contentsOf: line[at..<stop])
                if stop < end { state = .quoteInQuoted }
                at = stop + 1
            case .quoteInQuoted:
                if line[at] == Self.quote {
                    bytes.append(Self.quote)
                    state = .quoted
                } else if line[at] == dialect.separator {
                    endField()
                } else {
                    return "text after a closing quote in field \(count + 1)"
                }
                at += 1
            }
        }
        if state == .quoted {
            if end < line.count { bytes.append(0x0D) }
        } else {
            endField()
            isComplete = true
        }
        return nil
    }

    private mutating func endField() {
        ends.append(bytes.count)
        state = .start
    }

    /// Where a byte is first in a part of a line; the part's end where it is not.
    private static func first(_ byte: UInt8, in line: [UInt8], _ part: Range<Int>) -> Int {
        line.withUnsafeBytes { line in
            guard let start = line.baseAddress, let found = memchr(start + part.lowerBound, Int32(byte), part.count) else {
                return part.upperBound
            }
            return UnsafeRawPointer(found) - start
        }
    }

    private static let quote = UInt8(ascii: "\"")
}

/// A record of comma-separated values as it comes line by line (RFC 4180): a field in quotes may hold commas, line
/// feeds and, doubled, quotes.
struct CSVRow {
    private enum State { case start, plain, quoted, quoteInQuoted }

    private(set) var fields: [[UInt8]] = []
    /// Whether the record ended with the last line taken.
    private(set) var isComplete = false
    private var field: [UInt8] = []
    private var state = State.start

    /// Takes a line without its line feed. The result says what is wrong with it, if anything is.
    mutating func take(_ line: [UInt8]) -> String? {
        let quote = UInt8(ascii: "\""), comma = UInt8(ascii: ","), carriageReturn: UInt8 = 0x0D
        if state == .quoted { field.append(0x0A) }
        for (at, byte) in line.enumerated() {
            let isLineEnd = byte == carriageReturn && at == line.count - 1
            switch state {
            case .quoted:
                if byte == quote { state = .quoteInQuoted } else { field.append(byte) }
            case .quoteInQuoted:
                if byte == quote {
                    field.append(byte)
                    state = .quoted
                } else if byte == comma {
                    end()
                } else if !isLineEnd {
                    return "text after a closing quote in field \(fields.count + 1)"
                }
            case .start, .plain:
                if byte == comma {
                    end()
                } else if byte == quote {
                    guard state == .start else { return "a quote inside field \(fields.count + 1), which is not quoted" }
                    state = .quoted
                } else if !isLineEnd {
                    field.append(byte)
                    state = .plain
                }
            }
        }
        if state != .quoted {
            end()
            isComplete = true
        }
        return nil
    }

    private mutating func end() {
        fields.append(field)
        field = []
        state = .start
    }
}

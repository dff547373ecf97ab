import Failures

/// Reads JSON as bytes, front to back, with what a file header needs and Foundation does not give: a repeated key is
/// an error, names are compared by their bytes (Foundation keeps one of two equal keys, and Swift calls "é" and
/// "e" + accent equal), and only a plain natural number is a number.
struct JSONScanner {
    private let bytes: [UInt8]
    private(set) var position = 0
    private let place: String
    /// What is being read, as messages name it: "the header".
    private let part: String

    init(_ bytes: [UInt8], place: String, part: String) {
        self.bytes = bytes
        self.place = place
        self.part = part
    }

    func failure(_ what: String) -> Failure {
        Failure(
            .badData, "\(part) \(what) (at its byte \(position))", at: place,
            remedy: "the file is damaged or is not what its name says; fetch or write it again")
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d }

    /// May this byte stand behind a number, `true`, `false` or `null`?
    private static func endsWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"): true
        default: isSpace(byte)
        }
    }

    /// The next byte that is not white space, which stays unread.
    mutating func peek() -> UInt8? {
        while position < bytes.count, JSONScanner.isSpace(bytes[position]) { position += 1 }
        return position < bytes.count ? bytes[position] : nil
    }

    mutating func expect(_ character: Character, _ context: @autoclosure () -> String) throws {
        guard let next = peek() else { throw failure("ends inside \(context())") }
        guard next == character.asciiValue else { throw failure("lacks a '\(character)' in \(context())") }
        position += 1
    }

    /// Nothing but white space may follow.
    mutating func end() throws {
        guard peek() == nil else { throw failure("goes on after its closing brace") }
    }

    /// An object: `body` reads the value of each key. A key that comes twice is refused.
    mutating func object(_ context: @autoclosure () -> String, _ body: (inout JSONScanner, String) throws -> Void) throws {
        try expect("{", context())
        var seen = Set<[UInt8]>()
        if peek() == UInt8(ascii: "}") {
            position += 1
            return
        }
        while true {
            let key = try string("a key of \(context())")
            guard seen.insert(Array(key.utf8)).inserted else {
                throw failure("has the key \(key.quoted) twice in \(context())")
            }
            try expect(":", context())
            try body(&self, key)
            if peek() == UInt8(ascii: "}") { break }
            try expect(",", context())
        }
        position += 1
    }

    /// An array: `body` reads each element.
    mutating func array(_ context: @autoclosure () -> String, _ body: (inout JSONScanner) throws -> Void) throws {
        try expect("[", context())
        if peek() == UInt8(ascii: "]") {
            position += 1
            return
        }
        while true {
            try body(&self)
            if peek() == UInt8(ascii: "]") { break }
            try expect(",", context())
        }
        position += 1
    }

    /// A number of digits only: no sign, no fraction, no exponent, no leading zero, at most `Int.max`.
    mutating func naturalNumber(_ context: @autoclosure () -> String) throws -> Int {
        _ = peek()
        let start = position
        while position < bytes.count, !JSONScanner.endsWord(bytes[position]) { position += 1 }
        let token = bytes[start..<position]
        var text: String { String(decoding: token, as: UTF8.self).quoted }
        guard !token.isEmpty, token.allSatisfy({ (0x30...0x39).contains($0) }), token.count == 1 || token.first != 0x30
        else { throw failure("has \(text) for \(context()), not a natural number") }
        var value = 0
        for digit in token {
            let (ten, over) = value.multipliedReportingOverflow(by: 10)
            let (sum, overflow) = ten.addingReportingOverflow(Int(digit - 0x30))
            guard !over, !overflow else { throw failure("has \(text) for \(context()), which is too large") }
            value = sum
        }
        return value
    }

    /// A string, its escapes undone; its bytes must be UTF-8 and its surrogates paired.
    mutating func string(_ context: @autoclosure () -> String) throws -> String {
        guard peek() == UInt8(ascii: "\"") else { throw failure("lacks a string for \(context())") }
        position += 1
        var text: [UInt8] = []
        while true {
            guard position < bytes.count else { throw failure("ends inside \(context())") }
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let string = String(validating: text, as: UTF8.self) else {
                    throw failure("has bytes that are not UTF-8 in \(context())")
                }
                return string
            case UInt8(ascii: "\\"): try escape(into: &text, context())
            case 0..<0x20: throw failure("has an unescaped control character in \(context())")
            default: text.append(byte)
            }
        }
    }

    private mutating func escape(into text: inout [UInt8], _ context: @autoclosure () -> String) throws {
        guard position < bytes.count else { throw failure("ends inside \(context())") }
        let letter = bytes[position]
        position += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(letter)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0c)
        case UInt8(ascii: "n"): text.append(0x0a)
        case UInt8(ascii: "r"): text.append(0x0d)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            var code = try hexadecimal(context())
            if (0xd800..<0xdc00).contains(code) {
                guard position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
                    bytes[position + 1] == UInt8(ascii: "u")
                else { throw failure("has half a surrogate pair in \(context())") }
                position += 2
                let low = try hexadecimal(context())
                guard (0xdc00..<0xe000).contains(low) else { throw failure("has half a surrogate pair in \(context())") }
                code = 0x10000 + (code - 0xd800) << 10 + (low - 0xdc00)
            }
            guard let scalar = Unicode.Scalar(code) else { throw failure("has half a surrogate pair in \(context())") }
            text += Array(String(scalar).utf8)
        default: throw failure("has an unknown escape in \(context())")
        }
    }

    private mutating func hexadecimal(_ context: @autoclosure () -> String) throws -> UInt32 {
        guard position + 4 <= bytes.count else { throw failure("ends inside \(context())") }
        var value: UInt32 = 0
        for byte in bytes[position..<position + 4] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
                throw failure("has an unknown escape in \(context())")
            }
            value = value << 4 | UInt32(digit)
        }
        position += 4
        return value
    }

    /// Any value, read and forgotten; at most 64 deep.
    mutating func skipValue(_ context: @autoclosure () -> String, depth: Int = 0) throws {
        guard depth < 64 else { throw failure("is nested too deeply in \(context())") }
        switch peek() {
        case UInt8(ascii: "{"): try object(context()) { scanner, _ in try scanner.skipValue(context(), depth: depth + 1) }
        case UInt8(ascii: "["): try array(context()) { try $0.skipValue(context(), depth: depth + 1) }
        case UInt8(ascii: "\""): _ = try string(context())
        default:
            let start = position
            while position < bytes.count, !JSONScanner.endsWord(bytes[position]) { position += 1 }
            let word = String(decoding: bytes[start..<position], as: UTF8.self)
            guard ["true", "false", "null"].contains(word) || Double(word)?.isFinite == true else {
                throw failure("has \(word.quoted) in \(context()), which is no JSON value")
            }
        }
    }
}

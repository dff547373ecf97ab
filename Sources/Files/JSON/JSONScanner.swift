/// Where and why a text is not JSON.
package struct JSONError: Error, Sendable {
    /// Bytes from the start of the text.
    package var offset: Int
    package var reason: String
    /// It is JSON, and more of it than is read.
    package var isLimit = false
}

/// The one reader of JSON's bytes (RFC 8259), front to back and strict: no trailing commas, no comments, no lone
/// surrogates, no control characters in strings. `JSONReader` builds values with it; who knows what must come (the header
/// of a tensor file) asks for that, and what nobody asks for is passed over without being built.
///
/// An object or array is walked by `if try enter(…) { repeat { … } while try another(…) }`.
package struct JSONScanner {
    private let bytes: [UInt8]
    package private(set) var position = 0
    /// Whether `NaN`, `Infinity` and `-Infinity` are numbers, as Python writes them.
    private let allowsNonFinite: Bool

    /// Deeper nesting is refused, so that hostile input cannot exhaust the stack.
    package static let depthLimit = 256

    /// - Parameter bytes: UTF-8 by the caller's promise; what is not stays what it is inside of strings.
    package init(_ bytes: [UInt8], allowsNonFinite: Bool = false) {
        self.bytes = bytes
        self.allowsNonFinite = allowsNonFinite
    }

    package func error(_ reason: String) -> JSONError { JSONError(offset: position, reason: reason) }

    /// The byte at the reading position; 0, which no JSON token contains, at the end.
    private var current: UInt8 { position < bytes.count ? bytes[position] : 0 }

    private mutating func skipSpace() {
        while true {
            switch current {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    package var bytesLeft: Int { bytes.count - position }

    /// The next byte that is not white space, which stays unread; nil at the end.
    package mutating func peek() -> UInt8? {
        skipSpace()
        return position < bytes.count ? bytes[position] : nil
    }

    /// Nothing but white space may follow.
    package mutating func end() throws(JSONError) {
        guard peek() == nil else { throw error("text after the end of the value") }
    }

    /// Reads an opening bracket; false where the closing one follows at once, which is read too.
    package mutating func enter(_ opening: Character, _ closing: Character) throws(JSONError) -> Bool {
        guard let next = peek(), next == opening.asciiValue else { throw error("expected a '\(opening)'") }
        position += 1
        skipSpace()
        guard current == closing.asciiValue else { return true }
        position += 1
        return false
    }

    /// Behind an element: true where a comma follows, false behind the closing bracket.
    package mutating func another(_ closing: Character) throws(JSONError) -> Bool {
        skipSpace()
        let byte = current
        guard byte == UInt8(ascii: ",") || byte == closing.asciiValue else {
            throw error("expected a ',' or '\(closing)'")
        }
        position += 1
        return byte == UInt8(ascii: ",")
    }

    /// A key and its colon; the key's UTF-8 is appended to `pool`.
    package mutating func key(into pool: inout [UInt8]) throws(JSONError) -> Range<Int> {
        try key(into: &pool, keeping: true)
    }

    private mutating func key(into pool: inout [UInt8], keeping: Bool) throws(JSONError) -> Range<Int> {
        guard peek() == UInt8(ascii: "\"") else { throw error("expected a string as key") }
        let key = try string(into: &pool, keeping: keeping)
        guard peek() == UInt8(ascii: ":") else { throw error("expected a ':'") }
        position += 1
        return key
    }

    /// `true`, `false`, `null` and their like.
    package mutating func word(_ word: String) throws(JSONError) {
        guard bytes[position...].starts(with: word.utf8) else { throw error("what is no JSON value") }
        position += word.utf8.count
    }

    /// A number at the reading position.
    package mutating func number() throws(JSONError) -> Double {
        let start = position
        if current == UInt8(ascii: "-") { position += 1 }
        if allowsNonFinite, let number = try nonFinite() { return bytes[start] == UInt8(ascii: "-") ? -number : number }
        let leading = current
        let whole = digits()
        guard whole > 0, whole == 1 || leading != UInt8(ascii: "0") else { throw error("what is no JSON number") }
        if current == UInt8(ascii: ".") {
            position += 1
            guard digits() > 0 else { throw error("what is no JSON number") }
        }
        if current | 0x20 == UInt8(ascii: "e") {
            position += 1
            if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { position += 1 }
            guard digits() > 0 else { throw error("what is no JSON number") }
        }
        guard let value = Double(String(decoding: bytes[start..<position], as: UTF8.self)) else {
            throw error("what is no JSON number")
        }
        return value
    }

    private mutating func nonFinite() throws(JSONError) -> Double? {
        switch current {
        case UInt8(ascii: "N"):
            try word("NaN")
            return .nan
        case UInt8(ascii: "I"):
            try word("Infinity")
            return .infinity
        default: return nil
        }
    }

    /// A number of digits only: no sign, no fraction, no exponent, no leading zero; nil for anything else, and for one
    /// past `Int.max` with `isTooLarge`. The token is read all the same.
    package mutating func naturalNumber() -> (value: Int?, token: String, isTooLarge: Bool) {
        skipSpace()
        let start = position
        while position < bytes.count, !JSONScanner.endsWord(bytes[position]) { position += 1 }
        let token = bytes[start..<position], text = String(decoding: token.prefix(200), as: UTF8.self)
        guard !token.isEmpty, token.allSatisfy({ (0x30...0x39).contains($0) }), token.count == 1 || token.first != 0x30
        else { return (nil, text, false) }
        let value = token.count < 20 ? Int(String(decoding: token, as: UTF8.self)) : nil
        return (value, text, value == nil)
    }

    /// May this byte stand behind a number, `true`, `false` or `null`?
    private static func endsWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"), 0x20, 0x09, 0x0A, 0x0D: true
        default: false
        }
    }

    private mutating func digits() -> Int {
        let start = position
        while (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(current) { position += 1 }
        return position - start
    }

    /// A string at the reading position, its escapes undone; its UTF-8 is appended to `pool`.
    package mutating func string(into pool: inout [UInt8]) throws(JSONError) -> Range<Int> {
        try string(into: &pool, keeping: true)
    }

    private mutating func string(into pool: inout [UInt8], keeping: Bool) throws(JSONError) -> Range<Int> {
        let start = pool.count
        position += 1
        var plain = position
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                if keeping { pool.append(contentsOf: bytes[plain..<position]) }
                position += 1
                return start..<pool.count
            }
            if byte == UInt8(ascii: "\\") {
                if keeping { pool.append(contentsOf: bytes[plain..<position]) }
                position += 1
                try escape(into: &pool)
                if !keeping { pool.removeSubrange(start...) }
                plain = position
            } else {
                guard byte >= 0x20 else { throw error("a control character inside a string") }
                position += 1
            }
        }
        throw error("a string that does not end")
    }

    private mutating func escape(into pool: inout [UInt8]) throws(JSONError) {
        let letter = current
        position += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): pool.append(letter)
        case UInt8(ascii: "b"): pool.append(0x08)
        case UInt8(ascii: "f"): pool.append(0x0C)
        case UInt8(ascii: "n"): pool.append(0x0A)
        case UInt8(ascii: "r"): pool.append(0x0D)
        case UInt8(ascii: "t"): pool.append(0x09)
        case UInt8(ascii: "u"):
            var code = try hexadecimal()
            if (0xD800...0xDBFF).contains(code) {
                guard current == UInt8(ascii: "\\") else { throw error("a lone surrogate in a \\u escape") }
                position += 1
                guard current == UInt8(ascii: "u") else { throw error("a lone surrogate in a \\u escape") }
                position += 1
                let low = try hexadecimal()
                guard (0xDC00...0xDFFF).contains(low) else { throw error("a lone surrogate in a \\u escape") }
                code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(code) else { throw error("a lone surrogate in a \\u escape") }
            pool.append(contentsOf: Character(scalar).utf8)
        default: throw error("an unknown escape")
        }
    }

    private mutating func hexadecimal() throws(JSONError) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            let digit: UInt8
            switch current {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = current - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = current - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = current - UInt8(ascii: "A") + 10
            default: throw error("what is no \\u escape")
            }
            code = code << 4 | UInt32(digit)
            position += 1
        }
        return code
    }

    /// Any value, checked and passed over; nothing of it is kept.
    package mutating func skipValue(depth: Int = 0) throws(JSONError) {
        guard depth < Self.depthLimit else { throw error("nested deeper than \(Self.depthLimit)") }
        // Characters that were escaped pass through here.
        var passing: [UInt8] = []
        switch peek() {
        case UInt8(ascii: "\"")?: _ = try string(into: &passing, keeping: false)
        case UInt8(ascii: "[")?:
            if try enter("[", "]") { repeat { try skipValue(depth: depth + 1) } while try another("]") }
        case UInt8(ascii: "{")?:
            guard try enter("{", "}") else { return }
            repeat {
                _ = try key(into: &passing, keeping: false)
                try skipValue(depth: depth + 1)
            } while try another("}")
        case UInt8(ascii: "t")?: try word("true")
        case UInt8(ascii: "f")?: try word("false")
        case UInt8(ascii: "n")?: try word("null")
        default: try skipNumber()
        }
    }

    private mutating func skipNumber() throws(JSONError) {
        guard isNumberAhead else {
            throw error(position < bytes.count ? "what is no JSON value" : "the text ends where a value should be")
        }
        _ = try number()
    }

    /// Whether a number may begin here.
    package var isNumberAhead: Bool {
        switch current {
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "N"), UInt8(ascii: "I"): allowsNonFinite
        default: false
        }
    }
}

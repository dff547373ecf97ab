/// Where and why a text is not JSON.
package struct JSONError: Error, Sendable {
    /// Bytes from the start of the text.
    package var offset: Int
    package var reason: String
}

/// Reads one JSON text (RFC 8259) strictly: no trailing commas, no comments, no lone surrogates, valid UTF-8.
package struct JSONReader {
    private let bytes: [UInt8]
    private var position = 0
    private var pool: [UInt8] = []

    /// Deeper nesting is refused, so that hostile input cannot exhaust the stack.
    private static let depthLimit = 256

    /// Throws: `JSONError`.
    package static func read(_ bytes: [UInt8]) throws(JSONError) -> JSONDocument {
        if let offset = UTF8Validation.firstInvalidByte(in: bytes) {
            throw JSONError(offset: offset, reason: "invalid UTF-8")
        }
        var reader = JSONReader(bytes)
        let root = try reader.value(depth: 0)
        reader.skipSpace()
        guard reader.position == bytes.count else { throw reader.error("text after the end of the value") }
        return JSONDocument(root: root, pool: reader.pool)
    }

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
        pool.reserveCapacity(bytes.count / 2)
    }

    private func error(_ reason: String) -> JSONError { JSONError(offset: position, reason: reason) }

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

    private mutating func value(depth: Int) throws(JSONError) -> JSONDocument.Node {
        guard depth < Self.depthLimit else { throw error("nested deeper than \(Self.depthLimit)") }
        skipSpace()
        switch current {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
        default: throw error(position < bytes.count ? "not a JSON value" : "the text ends where a value should be")
        }
    }

    private mutating func word(_ word: String, _ node: JSONDocument.Node) throws(JSONError) -> JSONDocument.Node {
        guard bytes[position...].starts(with: word.utf8) else { throw error("not a JSON value") }
        position += word.utf8.count
        return node
    }

    private mutating func array(depth: Int) throws(JSONError) -> JSONDocument.Node {
        position += 1
        var nodes: [JSONDocument.Node] = []
        skipSpace()
        if current == UInt8(ascii: "]") {
            position += 1
            return .array(nodes)
        }
        while true {
            nodes.append(try value(depth: depth + 1))
            skipSpace()
            switch current {
            case UInt8(ascii: ","): position += 1
            case UInt8(ascii: "]"):
                position += 1
                return .array(nodes)
            default: throw error("expected ',' or ']'")
            }
        }
    }

    private mutating func object(depth: Int) throws(JSONError) -> JSONDocument.Node {
        position += 1
        var members: [JSONDocument.Member] = []
        skipSpace()
        if current == UInt8(ascii: "}") {
            position += 1
            return .object(members)
        }
        while true {
            skipSpace()
            guard current == UInt8(ascii: "\"") else { throw error("expected a string as key") }
            let key = try string()
            skipSpace()
            guard current == UInt8(ascii: ":") else { throw error("expected ':'") }
            position += 1
            members.append(.init(key: key, value: try value(depth: depth + 1)))
            skipSpace()
            switch current {
            case UInt8(ascii: ","): position += 1
            case UInt8(ascii: "}"):
                position += 1
                return .object(members)
            default: throw error("expected ',' or '}'")
            }
        }
    }

    private mutating func number() throws(JSONError) -> Double {
        let start = position
        if current == UInt8(ascii: "-") { position += 1 }
        let leading = current
        let whole = digits()
        guard whole > 0, whole == 1 || leading != UInt8(ascii: "0") else { throw error("not a JSON number") }
        if current == UInt8(ascii: ".") {
            position += 1
            guard digits() > 0 else { throw error("not a JSON number") }
        }
        if current | 0x20 == UInt8(ascii: "e") {
            position += 1
            if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { position += 1 }
            guard digits() > 0 else { throw error("not a JSON number") }
        }
        guard let value = Double(String(decoding: bytes[start..<position], as: UTF8.self)) else {
            throw error("not a JSON number")
        }
        return value
    }

    private mutating func digits() -> Int {
        let start = position
        while (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(current) { position += 1 }
        return position - start
    }

    private mutating func string() throws(JSONError) -> Range<Int> {
        position += 1
        let start = pool.count
        var plain = position
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                pool.append(contentsOf: bytes[plain..<position])
                position += 1
                return start..<pool.count
            }
            if byte == UInt8(ascii: "\\") {
                pool.append(contentsOf: bytes[plain..<position])
                position += 1
                try escape()
                plain = position
            } else {
                guard byte >= 0x20 else { throw error("control character inside a string") }
                position += 1
            }
        }
        throw error("a string that does not end")
    }

    private mutating func escape() throws(JSONError) {
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
                guard current == UInt8(ascii: "\\") else { throw error("lone surrogate in a \\u escape") }
                position += 1
                guard current == UInt8(ascii: "u") else { throw error("lone surrogate in a \\u escape") }
                position += 1
                let low = try hexadecimal()
                guard (0xDC00...0xDFFF).contains(low) else { throw error("lone surrogate in a \\u escape") }
                code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(code) else { throw error("lone surrogate in a \\u escape") }
            pool.append(contentsOf: Character(scalar).utf8)
        default: throw error("unknown escape")
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
            default: throw error("not a \\u escape")
            }
            code = code << 4 | UInt32(digit)
            position += 1
        }
        return code
    }
}

import Failures

/// Reads one JSON text as a `JSONDocument`.
package struct JSONReader {
    private var scanner: JSONScanner
    private var pool: [UInt8] = []

    /// Throws: `JSONError`.
    package static func read(_ bytes: [UInt8]) throws(JSONError) -> JSONDocument {
        try requireUTF8(bytes)
        var reader = JSONReader(JSONScanner(bytes))
        reader.pool.reserveCapacity(bytes.count / 2)
        let root = try reader.value(depth: 0)
        try reader.scanner.end()
        return JSONDocument(root: root, pool: reader.pool)
    }

    /// Reads a record of a data set: of an object's members only those named, each of at most `limit` bytes; the others are
    /// checked and passed over, so that what nobody asks for takes no memory. `NaN` and `Infinity`, which Python
    /// writes, count as numbers. A root that is no object is read whole.
    ///
    /// Throws: `JSONError`.
    package static func read(_ bytes: [UInt8], only keys: [String], atMost limit: Int) throws(JSONError) -> JSONDocument {
        try requireUTF8(bytes)
        var reader = JSONReader(JSONScanner(bytes, allowsNonFinite: true))
        let root = try reader.members(keys.map { Array($0.utf8) }, atMost: limit)
        try reader.scanner.end()
        return JSONDocument(root: root, pool: reader.pool)
    }

    private init(_ scanner: JSONScanner) { self.scanner = scanner }

    private static func requireUTF8(_ bytes: [UInt8]) throws(JSONError) {
        guard let offset = UTF8Validation.firstInvalidByte(in: bytes) else { return }
        throw JSONError(offset: offset, reason: "invalid UTF-8")
    }

    private mutating func members(_ keys: [[UInt8]], atMost limit: Int) throws(JSONError) -> JSONDocument.Node {
        guard scanner.peek() == UInt8(ascii: "{") else {
            // No object: it is of no use to the caller, who wants to know that it is JSON all the same.
            try scanner.skipValue()
            return .null
        }
        var members: [JSONDocument.Member] = []
        guard try scanner.enter("{", "}") else { return .object([]) }
        repeat {
            let before = pool.count
            let key = try scanner.key(into: &pool)
            guard keys.contains(where: { $0.elementsEqual(pool[key]) }) else {
                pool.removeSubrange(before...)
                try scanner.skipValue(depth: 1)
                continue
            }
            if scanner.bytesLeft > limit { try requireRoom(for: key, limit) }
            members.append(.init(key: key, value: try value(depth: 1)))
        } while try scanner.another("}")
        return .object(members)
    }

    private func requireRoom(for key: Range<Int>, _ limit: Int) throws(JSONError) {
        var ahead = scanner
        try ahead.skipValue(depth: 1)
        let size = ahead.position - scanner.position
        guard size <= limit else {
            let name = String(decoding: pool[key], as: UTF8.self)
            throw JSONError(
                offset: scanner.position, reason: "the field \(name.quoted) has \(size) bytes, more than \(limit)",
                isLimit: true)
        }
    }

    private mutating func value(depth: Int) throws(JSONError) -> JSONDocument.Node {
        guard depth < JSONScanner.depthLimit else {
            throw scanner.error("nested deeper than \(JSONScanner.depthLimit)")
        }
        switch scanner.peek() {
        case UInt8(ascii: "\"")?: return .string(try scanner.string(into: &pool))
        case UInt8(ascii: "[")?: return try array(depth: depth)
        case UInt8(ascii: "{")?: return try object(depth: depth)
        case UInt8(ascii: "t")?:
            try scanner.word("true")
            return .bool(true)
        case UInt8(ascii: "f")?:
            try scanner.word("false")
            return .bool(false)
        case UInt8(ascii: "n")?:
            try scanner.word("null")
            return .null
        default:
            if scanner.isNumberAhead { return .number(try scanner.number()) }
            // The scanner says what is wrong.
            try scanner.skipValue()
            return .null
        }
    }

    private mutating func array(depth: Int) throws(JSONError) -> JSONDocument.Node {
        var nodes: [JSONDocument.Node] = []
        if try scanner.enter("[", "]") {
            repeat { nodes.append(try value(depth: depth + 1)) } while try scanner.another("]")
        }
        return .array(nodes)
    }

    private mutating func object(depth: Int) throws(JSONError) -> JSONDocument.Node {
        var members: [JSONDocument.Member] = []
        if try scanner.enter("{", "}") {
            repeat {
                let key = try scanner.key(into: &pool)
                members.append(.init(key: key, value: try value(depth: depth + 1)))
            } while try scanner.another("}")
        }
        return .object(members)
    }
}

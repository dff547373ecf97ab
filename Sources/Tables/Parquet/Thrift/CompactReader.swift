/// Reads Thrift's compact protocol, in which Parquet's footer and page headers are written: structs of numbered fields,
/// each with its type in front, ended by a zero byte.
///
/// Source: Apache Thrift, "Thrift Compact protocol encoding". Nothing is allocated from a count alone: every element
/// takes at least a byte, and a list of more elements than bytes left is refused.
struct CompactReader {
    enum Kind: UInt8 {
        case yes = 1, no, byte, int16, int32, int64, double, binary, list, set, map, structure, uuid
    }

    let bytes: Bytes
    private(set) var position: Int

    init(_ bytes: Bytes, at position: Int = 0) {
        self.bytes = bytes
        self.position = position
    }

    /// The next field of a struct; nil at its end. `id` is the last field's number, 0 before the first, and becomes this one's.
    mutating func field(_ id: inout Int) throws(Damage) -> Kind? {
        let head = try byte()
        guard head != 0 else { return nil }
        guard let kind = Kind(rawValue: head & 15) else { throw Damage("has a field of the unknown type \(head & 15)") }
        if head >> 4 == 0 {
            id = try integer()
        } else {
            id += Int(head >> 4)
        }
        guard (0...Int(Int16.max)).contains(id) else { throw Damage("has a field numbered \(id)") }
        return kind
    }

    /// The head of a list: its elements' type and how many follow.
    mutating func list() throws(Damage) -> (kind: Kind, count: Int) {
        let head = try byte()
        var count = Int(head >> 4)
        if count == 15 { count = try size() }
        guard let kind = Kind(rawValue: head & 15) else { throw Damage("has a list of the unknown type \(head & 15)") }
        guard count <= bytes.count - position else {
            throw Damage("has a list of \(count) elements with \(bytes.count - position) bytes left")
        }
        return (kind, count)
    }

    /// A list of structs' head; throws where it is a list of something else.
    mutating func structures(_ what: String) throws(Damage) -> Int {
        let (kind, count) = try list()
        guard kind == .structure || count == 0 else { throw Damage("has \(what) that are no structs") }
        return count
    }

    mutating func byte() throws(Damage) -> UInt8 {
        guard position < bytes.count else { throw Damage("ends too soon") }
        defer { position += 1 }
        return bytes.start.load(fromByteOffset: position, as: UInt8.self)
    }

    /// A number of 7 bits a byte, the lowest first.
    mutating func varint() throws(Damage) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: 0 as UInt64, to: 70, by: 7) {
            let byte = try byte()
            value |= UInt64(byte & 0x7f) << shift
            if byte < 0x80 { return value }
        }
        throw Damage("has a number of more than ten bytes")
    }

    /// A signed number: zigzag, so that small ones are short.
    mutating func integer() throws(Damage) -> Int {
        let value = try varint()
        return Int(truncatingIfNeeded: value >> 1) ^ -Int(value & 1)
    }

    /// A binary's bytes, or a string's.
    mutating func binary() throws(Damage) -> Bytes {
        let count = try size()
        let part = try bytes.part(from: position, count: count, "a string")
        position += count
        return part
    }

    mutating func string() throws(Damage) -> String {
        let part = try binary()
        return withExtendedLifetime(part) {
            String(decoding: UnsafeRawBufferPointer(start: part.start, count: part.count), as: UTF8.self)
        }
    }

    private mutating func size() throws(Damage) -> Int {
        let value = try varint()
        guard value <= UInt64(Int32.max) else { throw Damage("promises \(value) elements") }
        return Int(value)
    }

    /// Passes over a field that nobody needs.
    mutating func skip(_ kind: Kind, depth: Int = 0) throws(Damage) {
        guard depth < 40 else { throw Damage("is nested more than 40 deep") }
        switch kind {
        case .yes, .no: break
        case .byte: _ = try byte()
        case .int16, .int32, .int64: _ = try varint()
        case .double: try pass(8)
        case .uuid: try pass(16)
        case .binary: _ = try binary()
        case .list, .set:
            let (kind, count) = try list()
            for _ in 0..<count { try skipElement(kind, depth + 1) }
        case .map:
            let count = try size()
            guard count > 0 else { return }
            let kinds = try byte()
            guard let key = Kind(rawValue: kinds >> 4), let value = Kind(rawValue: kinds & 15) else {
                throw Damage("has a map of unknown types")
            }
            for _ in 0..<count {
                try skipElement(key, depth + 1)
                try skipElement(value, depth + 1)
            }
        case .structure:
            var id = 0
            while let kind = try field(&id) { try skip(kind, depth: depth + 1) }
        }
    }

    /// A truth value is in the type of a field, and a byte in a list or map.
    private mutating func skipElement(_ kind: Kind, _ depth: Int) throws(Damage) {
        if kind == .yes || kind == .no {
            _ = try byte()
        } else {
            try skip(kind, depth: depth)
        }
    }

    private mutating func pass(_ count: Int) throws(Damage) {
        guard count <= bytes.count - position else { throw Damage("ends too soon") }
        position += count
    }
}

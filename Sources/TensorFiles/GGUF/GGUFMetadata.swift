package import Failures
import Files

/// The keys of a GGUF file, read strictly: what is asked for must be there and of the right kind.
public struct GGUFMetadata: Sendable {
    /// The file, as messages name it.
    public let path: String
    private let values: [String: GGUFValue]
    private let mapping: MappedFile

    init(_ values: [String: GGUFValue], _ mapping: MappedFile) {
        path = mapping.path
        self.values = values
        self.mapping = mapping
    }

    /// Every key, sorted.
    public var keys: [String] { values.keys.sorted() }

    public func has(_ key: String) -> Bool { values[key] != nil }

    public func string(_ key: String) throws -> String {
        guard case .text(let text)? = values[key] else { throw wrong(key, "a string") }
        return text
    }

    public func bool(_ key: String) throws -> Bool {
        guard case .bool(let flag)? = values[key] else { throw wrong(key, "true or false") }
        return flag
    }

    public func integer(_ key: String) throws -> Int {
        guard case .integer(let value)? = values[key], let integer = Int(exactly: value) else { throw wrong(key, "a whole number") }
        return integer
    }

    /// A number. Of a float32 the shortest decimal that gives it: it was written as 1e-05 and lies as 9.99999974e-06.
    public func number(_ key: String) throws -> Double {
        switch values[key] {
        case .float(let value)?: return Double(value.description) ?? Double(value)
        case .double(let value)?: return value
        case .integer(let value)?: return Double(value)
        default: throw wrong(key, "a number")
        }
    }

    /// A whole number, or a list of them.
    public func integers(_ key: String) throws -> [Int] {
        if case .integer? = values[key] { return [try integer(key)] }
        let list = try list(key, "a list of whole numbers")
        switch list.type {
        case .uint8: return elements(list, UInt8.self).map { Int($0) }
        case .int8: return elements(list, Int8.self).map { Int($0) }
        case .uint16: return elements(list, UInt16.self).map { Int($0) }
        case .int16: return elements(list, Int16.self).map { Int($0) }
        case .uint32: return elements(list, UInt32.self).map { Int($0) }
        case .int32: return elements(list, Int32.self).map { Int($0) }
        case .int64: return elements(list, Int64.self).map { Int($0) }
        case .uint64: return elements(list, UInt64.self).map { Int(clamping: $0) }
        default: throw wrong(key, "a list of whole numbers")
        }
    }

    /// A list of float32.
    public func floats(_ key: String) throws -> [Float] {
        let list = try list(key, "a list of float32")
        guard list.type == .float32 else { throw wrong(key, "a list of float32") }
        return elements(list, UInt32.self).map { Float(bitPattern: $0) }
    }

    /// A list of true and false.
    public func bools(_ key: String) throws -> [Bool] {
        let list = try list(key, "a list of true and false")
        guard list.type == .bool else { throw wrong(key, "a list of true and false") }
        return elements(list, UInt8.self).map { $0 != 0 }
    }

    /// A list of strings, in UTF-8.
    public func texts(_ key: String) throws -> [[UInt8]] {
        let list = try list(key, "a list of strings")
        guard list.type == .string else { throw wrong(key, "a list of strings") }
        // The header's check has gone through every one of them.
        var texts: [[UInt8]] = [], position = list.start
        texts.reserveCapacity(list.count)
        let bytes = mapping.bytes
        for _ in 0..<list.count {
            let length = Int(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)))
            texts.append(Array(bytes[position + 8..<position + 8 + length]))
            position += 8 + length
        }
        return texts
    }

    /// How many elements a list has; 0 where the key is absent or no list.
    public func count(_ key: String) -> Int { if case .list(let list)? = values[key] { list.count } else { 0 } }

    /// The failure of a key whose value is not what it must be.
    package func wrong(_ key: String, _ expected: String) -> Failure {
        Failure(
            .badData, "\(key.quoted) is \(values[key]?.shown ?? "missing"), expected \(expected)", at: path,
            remedy: "the file is damaged, or of a model that is not built here")
    }

    private func list(_ key: String, _ expected: String) throws -> GGUFValue.List {
        guard case .list(let list)? = values[key] else { throw wrong(key, expected) }
        return list
    }

    private func elements<T: FixedWidthInteger>(_ list: GGUFValue.List, _ type: T.Type) -> [T] {
        let end = list.start + list.count * MemoryLayout<T>.size
        return TensorFiles.elements(UnsafeRawBufferPointer(rebasing: mapping.bytes[list.start..<end]), type)
    }
}

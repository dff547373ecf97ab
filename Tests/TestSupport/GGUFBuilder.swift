public import Foundation

/// Writes GGUF files field by field, right or wrong ones: what a test of the reader needs. Little-endian.
public struct GGUFBuilder: Sendable {
    /// A key's value with the number of its type.
    public enum Value: Sendable {
        case uint8(UInt8), int8(Int8), uint16(UInt16), uint32(UInt32), int32(Int32), uint64(UInt64), float(Float), double(Double)
        case bool(Bool), text(String)
        case uint32s([UInt32]), int32s([Int32]), floats([Float]), bools([Bool]), texts([String])
        /// Any type and bytes.
        case raw(type: UInt32, bytes: [UInt8])
    }

    public struct Tensor: Sendable {
        public var name: [UInt8]
        /// Row-major; written the other way round.
        public var shape: [UInt64]
        public var type: UInt32
        public var bytes: [UInt8]
        /// nil: behind the tensor before it.
        public var offset: UInt64?
    }

    public var magic: [UInt8] = Array("GGUF".utf8)
    public var version: UInt32 = 3
    public var keys: [(name: String, value: Value)] = []
    public var tensors: [Tensor] = []
    /// What offsets and the data's start are rounded up to.
    public var alignment = 32
    /// What the header says instead of the numbers of tensors and keys.
    public var tensorCount: UInt64?
    public var keyCount: UInt64?

    public init() {}

    public mutating func set(_ name: String, _ value: Value) { keys.append((name, value)) }

    public mutating func add(_ name: String, shape: [Int], type: UInt32, bytes: [UInt8], offset: UInt64? = nil) {
        tensors.append(
            Tensor(name: Array(name.utf8), shape: shape.map { UInt64($0) }, type: type, bytes: bytes, offset: offset))
    }

    /// A tensor of float32.
    public mutating func add(_ name: String, shape: [Int], _ elements: [Float]) {
        add(name, shape: shape, type: 0, bytes: elements.flatMap { GGUFBuilder.bytes($0.bitPattern) })
    }

    public static func bytes<T: FixedWidthInteger>(_ number: T) -> [UInt8] { withUnsafeBytes(of: number.littleEndian, Array.init) }

    public static func text(_ text: some Sequence<UInt8>) -> [UInt8] {
        let text = Array(text)
        return bytes(UInt64(text.count)) + text
    }

    /// The header alone.
    public func header() -> [UInt8] {
        var out = magic + GGUFBuilder.bytes(version)
        out += GGUFBuilder.bytes(tensorCount ?? UInt64(tensors.count)) + GGUFBuilder.bytes(keyCount ?? UInt64(keys.count))
        for (name, value) in keys { out += GGUFBuilder.text(name.utf8) + value.bytes }
        var next = 0
        for tensor in tensors {
            out += GGUFBuilder.text(tensor.name) + GGUFBuilder.bytes(UInt32(tensor.shape.count))
            for size in tensor.shape.reversed() { out += GGUFBuilder.bytes(size) }
            out += GGUFBuilder.bytes(tensor.type) + GGUFBuilder.bytes(tensor.offset ?? UInt64(next))
            next = rounded(next + tensor.bytes.count)
        }
        return out
    }

    /// The whole file.
    public func file() -> [UInt8] {
        var out = header()
        for tensor in tensors { out += [UInt8](repeating: 0, count: rounded(out.count) - out.count) + tensor.bytes }
        return out
    }

    public func write(to url: URL) throws { try Data(file()).write(to: url) }

    private func rounded(_ count: Int) -> Int { (count + alignment - 1) / alignment * alignment }
}

extension GGUFBuilder.Value {
    var bytes: [UInt8] {
        func tagged(_ type: UInt32, _ bytes: [UInt8]) -> [UInt8] { GGUFBuilder.bytes(type) + bytes }
        func list<T>(_ type: UInt32, _ elements: [T], _ body: (T) -> [UInt8]) -> [UInt8] {
            tagged(9, GGUFBuilder.bytes(type) + GGUFBuilder.bytes(UInt64(elements.count)) + elements.flatMap(body))
        }
        return switch self {
        case .uint8(let x): tagged(0, [x])
        case .int8(let x): tagged(1, GGUFBuilder.bytes(x))
        case .uint16(let x): tagged(2, GGUFBuilder.bytes(x))
        case .uint32(let x): tagged(4, GGUFBuilder.bytes(x))
        case .int32(let x): tagged(5, GGUFBuilder.bytes(x))
        case .float(let x): tagged(6, GGUFBuilder.bytes(x.bitPattern))
        case .bool(let x): tagged(7, [x ? 1 : 0])
        case .text(let x): tagged(8, GGUFBuilder.text(x.utf8))
        case .uint64(let x): tagged(10, GGUFBuilder.bytes(x))
        case .double(let x): tagged(12, GGUFBuilder.bytes(x.bitPattern))
        case .uint32s(let x): list(4, x) { GGUFBuilder.bytes($0) }
        case .int32s(let x): list(5, x) { GGUFBuilder.bytes($0) }
        case .floats(let x): list(6, x) { GGUFBuilder.bytes($0.bitPattern) }
        case .bools(let x): list(7, x) { [$0 ? 1 : 0] }
        case .texts(let x): list(8, x) { GGUFBuilder.text($0.utf8) }
        case .raw(let type, let bytes): tagged(type, bytes)
        }
    }
}

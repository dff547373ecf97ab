import Foundation

/// Torch files around any pickle: an assembler for the opcodes, and an archive with two storages.
struct PickleBuilder {
    /// 24 float32 numbers 0, 1, …, and 5 int64 ones.
    static let storages: [[UInt8]] = [
        (0..<24).flatMap { ZipBuilder.b(Float($0).bitPattern) }, (0..<5).flatMap { ZipBuilder.b(Int64($0)) },
    ]

    static func archive(_ pickle: [UInt8], stem: String = "m", change: (inout ZipBuilder) -> Void = { _ in }) -> ZipBuilder {
        var builder = ZipBuilder()
        builder.add("\(stem)/data.pkl", pickle)
        builder.add("\(stem)/byteorder", Array("little".utf8))
        for (number, bytes) in storages.enumerated() { builder.add("\(stem)/data/\(number)", bytes) }
        builder.add("\(stem)/version", Array("3\n".utf8))
        change(&builder)
        return builder
    }

    static func int(_ value: Int) -> [UInt8] {
        if let small = UInt8(exactly: value) { return [0x4B, small] }
        if let middle = Int32(exactly: value) { return [0x4A] + ZipBuilder.b(middle) }
        return [0x8A, 8] + ZipBuilder.b(Int64(value))
    }
    static func text(_ text: String) -> [UInt8] { [0x58] + ZipBuilder.b(UInt32(text.utf8.count)) + Array(text.utf8) }
    static func global(_ module: String, _ name: String) -> [UInt8] { Array("c\(module)\n\(name)\n".utf8) }
    static func tuple(_ items: [UInt8]...) -> [UInt8] { [0x28] + items.flatMap { $0 } + [0x74] }
    static func ints(_ values: [Int]) -> [UInt8] { [0x28] + values.flatMap { int($0) } + [0x74] }
    static let proto: [UInt8] = [0x80, 2], stop: [UInt8] = [0x2E], emptyMap: [UInt8] = [0x7D], emptyTuple: [UInt8] = [0x29]
    static let reduce: [UInt8] = [0x52], persID: [UInt8] = [0x51], no: [UInt8] = [0x89], none: [UInt8] = [0x4E]
    static let ordered: [UInt8] = global("collections", "OrderedDict") + emptyTuple + reduce

    static func storage(_ type: String = "FloatStorage", _ key: String = "0", count: Int = 24) -> [UInt8] {
        tuple(text("storage"), global("torch", type), text(key), text("cpu"), int(count)) + persID
    }

    static func tensor(
        _ storage: [UInt8] = storage(), offset: Int = 0, shape: [Int], strides: [Int], more: [UInt8] = []
    ) -> [UInt8] {
        global("torch._utils", "_rebuild_tensor_v2")
            + tuple(storage, int(offset), ints(shape), ints(strides), no, ordered, more) + reduce
    }

    /// A dictionary with one value under "a".
    static func map(_ value: [UInt8]) -> [UInt8] { proto + emptyMap + text("a") + value + [0x73] + stop }
}

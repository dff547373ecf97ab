import Failures

/// One tensor as a GGUF file's header describes it.
public struct GGUFTensor: Sendable {
    public let name: String
    public let type: GGUFTensorType
    /// Row-major; `[]` is a single number. (The file has the dimensions the other way round.)
    public let shape: [Int]
    /// Where its bytes lie, counted from the file's beginning.
    let byteRange: Range<Int>

    /// Numbers in it; the header's check has shown that this does not overflow.
    public var count: Int { shape.reduce(1, *) }
}

/// The header of one GGUF file: keys, and where each tensor lies. Every count, length and offset is held against the
/// file's size before anything is made of it. Source: the format's specification, ggml/docs/gguf.md.
struct GGUFHeader {
    let version: UInt32
    let values: [String: GGUFValue]
    /// In the file's order.
    let tensors: [GGUFTensor]

    /// `GGUF`.
    static let magic: [UInt8] = [0x47, 0x47, 0x55, 0x46]
    /// What every tensor's offset is a multiple of where no key says otherwise.
    private static let usualAlignment = 32
    private static let mostDimensions = 4

    /// - Parameter bytes: the whole file.
    init(_ bytes: UnsafeRawBufferPointer, place: String) throws {
        guard bytes.count >= 4, bytes.prefix(4).elementsEqual(GGUFHeader.magic) else {
            throw Failure(
                .badData, "does not begin with 'GGUF'", at: place, remedy: "name a GGUF file, or a model's folder")
        }
        var scanner = GGUFScanner(bytes, place: place)
        try scanner.skip(4, "the header")
        version = try scanner.number(UInt32.self, "the version")
        try GGUFHeader.check(version, scanner)
        // A tensor takes a name's length, dimensions, type and offset at least; a key its length, a type and a byte.
        let tensorCount = try scanner.count(ofAtLeast: 24, "the number of tensors")
        let keyCount = try scanner.count(ofAtLeast: 13, "the number of keys")

        var values: [String: GGUFValue] = [:]
        for number in 0..<keyCount {
            let key = try scanner.text("key \(number)")
            let value = try GGUFValue.read(&scanner, "key \(key.quoted)")
            guard values.updateValue(value, forKey: key) == nil else { throw scanner.failure("has the key \(key.quoted) twice") }
        }
        self.values = values

        let alignment = try GGUFHeader.alignment(values, scanner)
        var entries: [Entry] = [], names = Set<String>()
        for number in 0..<tensorCount {
            let entry = try GGUFHeader.entry(&scanner, number, alignment: alignment)
            guard names.insert(entry.name).inserted else { throw scanner.failure("has the tensor \(entry.name.quoted) twice") }
            entries.append(entry)
        }
        let start = (scanner.position + alignment - 1) / alignment * alignment
        tensors = try entries.map { entry in
            let present = max(0, bytes.count - start)
            guard entry.offset <= present, entry.bytes <= present - entry.offset else {
                throw GGUFScanner.failure(
                    "tensor \(entry.name.quoted) begins at byte \(entry.offset) of the data and has \(entry.bytes), but only "
                        + "\(present) bytes of data are there: the file is truncated", at: place)
            }
            let first = start + entry.offset
            return GGUFTensor(
                name: entry.name, type: entry.type, shape: entry.shape, byteRange: first..<first + entry.bytes)
        }
        try GGUFHeader.requireApart(tensors, place)
    }

    private static func check(_ version: UInt32, _ scanner: GGUFScanner) throws {
        switch version {
        case 2, 3: return
        case 1:
            throw scanner.failure("is of version 1 of the format, which had other lengths; 2 and 3 can be read")
        case let other where other & 0xFFFF == 0 && other != 0:
            throw scanner.failure("is byte-swapped (big-endian); only little-endian files can be read")
        case let other: throw scanner.failure("is of version \(other) of the format; 2 and 3 can be read")
        }
    }

    private static func alignment(_ values: [String: GGUFValue], _ scanner: GGUFScanner) throws -> Int {
        let key = "general.alignment"
        guard let value = values[key] else { return usualAlignment }
        guard case .integer(let number) = value, number >= 8, number <= 1 << 30, number & (number - 1) == 0 else {
            throw scanner.failure("has \(value.shown) for \(key.quoted), expected a power of two from 8 on")
        }
        return Int(number)
    }

    private struct Entry {
        let name: String
        let type: GGUFTensorType
        let shape: [Int]
        let offset: Int
        let bytes: Int
    }

    /// One tensor's description; its size must be possible and its offset aligned.
    private static func entry(_ scanner: inout GGUFScanner, _ number: Int, alignment: Int) throws -> Entry {
        let name = try scanner.text("the name of tensor \(number)")
        var context: String { "tensor \(name.quoted)" }
        let dimensions = try scanner.number(UInt32.self, "the dimensions of \(context)")
        guard dimensions <= mostDimensions else {
            throw scanner.failure("says that \(context) has \(dimensions) dimensions; \(mostDimensions) is the most")
        }
        var shape: [Int] = []
        for _ in 0..<dimensions {
            let size = try scanner.number(UInt64.self, "the shape of \(context)")
            guard size > 0, let size = Int(exactly: size) else {
                throw scanner.failure("has the dimension \(size) in the shape of \(context)")
            }
            shape.insert(size, at: 0)
        }
        let typeNumber = try scanner.number(UInt32.self, "the type of \(context)")
        guard let type = GGUFTensorType(rawValue: typeNumber) else {
            throw scanner.failure("has the unknown number format \(typeNumber) for \(context); known are \(GGUFTensorType.known)")
        }
        let offset = try scanner.number(UInt64.self, "the offset of \(context)")
        guard let offset = Int(exactly: offset) else { throw scanner.failure("has the offset \(offset) for \(context)") }
        guard offset % alignment == 0 else {
            throw scanner.failure("has the offset \(offset) for \(context), which is no multiple of the alignment \(alignment)")
        }
        let block = type.block
        guard (shape.last ?? 1) % block.values == 0 else {
            throw scanner.failure("has rows of \(shape.last ?? 1) in \(context), which \(type.name) holds in blocks of \(block.values)")
        }
        guard let bytes = byteCount(shape, type) else {
            throw scanner.failure("has the impossible shape \(shown(shape)) of \(type.name) for \(context)")
        }
        return Entry(name: name, type: type, shape: shape, offset: offset, bytes: bytes)
    }

    /// nil where that overflows.
    private static func byteCount(_ shape: [Int], _ type: GGUFTensorType) -> Int? {
        var count = 1
        for dimension in shape {
            let (product, overflow) = count.multipliedReportingOverflow(by: dimension)
            if overflow { return nil }
            count = product
        }
        let (bytes, overflow) = (count / type.block.values).multipliedReportingOverflow(by: type.block.bytes)
        // The rows of a matrix are views of their own: an element's number must fit too.
        return overflow || count > Int.max / 8 ? nil : bytes
    }

    private static func requireApart(_ tensors: [GGUFTensor], _ place: String) throws {
        let sorted = tensors.sorted { $0.byteRange.lowerBound < $1.byteRange.lowerBound }
        for (one, next) in zip(sorted, sorted.dropFirst()) where next.byteRange.lowerBound < one.byteRange.upperBound {
            throw GGUFScanner.failure(
                "tensor \(next.name.quoted) begins inside tensor \(one.name.quoted)", at: place)
        }
    }
}

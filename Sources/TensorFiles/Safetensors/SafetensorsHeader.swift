import Failures

/// The header of a safetensors file, every promise of the format checked: its length, its JSON, its types, and that
/// the tensors lie one behind the other over the whole of the data. Source: the format section of
/// https://github.com/huggingface/safetensors.
struct SafetensorsHeader {
    /// In the order of their bytes.
    let entries: [TensorEntry]
    let metadata: [String: String]
    /// Where the data begins in the file.
    let dataStart: Int

    /// The format's own limit, against a header that would fill the memory.
    static let maximumLength = 100_000_000
    private static let remedy = "the file is damaged or incomplete; fetch or write it again"

    /// - Parameter bytes: the whole file.
    init(_ bytes: UnsafeRawBufferPointer, place: String) throws {
        func bad(_ what: String) -> Failure { Failure(.badData, what, at: place, remedy: SafetensorsHeader.remedy) }

        guard bytes.count >= 8 else {
            throw bad("is \(bytes.count) bytes long, too short for a safetensors file")
        }
        let length = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
        guard length <= SafetensorsHeader.maximumLength else {
            throw bad("says that its header has \(length) bytes; \(SafetensorsHeader.maximumLength) is the most allowed")
        }
        guard Int(length) <= bytes.count - 8 else {
            throw bad("says that its header has \(length) bytes, but only \(bytes.count - 8) follow")
        }
        let header = Array(bytes[8..<8 + Int(length)])
        guard header.first == UInt8(ascii: "{") else { throw bad("has a header that does not begin with '{'") }
        dataStart = 8 + header.count

        var scanner = HeaderReader(header, place: place, part: "the header")
        var found: [TensorEntry] = [], metadata: [String: String] = [:]
        try scanner.object("the header") { scanner, name in
            if name.utf8.elementsEqual("__metadata__".utf8) {
                try scanner.object("'__metadata__'") { scanner, key in
                    metadata[key] = try scanner.string("the metadata value \(key.quoted)")
                }
            } else {
                found.append(try SafetensorsHeader.entry(name, &scanner))
            }
        }
        try scanner.end()
        self.metadata = metadata
        entries = found.sorted {
            ($0.byteRange.lowerBound, $0.byteRange.upperBound) < ($1.byteRange.lowerBound, $1.byteRange.upperBound)
        }

        var end = 0
        for entry in entries {
            guard entry.byteRange.lowerBound == end else {
                let kind = entry.byteRange.lowerBound > end ? "a gap" : "an overlap"
                throw bad(
                    "tensor \(entry.name.quoted) begins at byte \(entry.byteRange.lowerBound) of the data, "
                        + "but the one before it ends at \(end): \(kind)")
            }
            end = entry.byteRange.upperBound
        }
        let present = bytes.count - dataStart
        guard end == present else {
            throw bad(
                "the header describes \(end) bytes of tensors, but \(present) follow it: "
                    + (present < end ? "the file is truncated" : "there is something behind the last tensor"))
        }
    }

    /// One tensor's description; its size must be that of its shape and type.
    private static func entry(_ name: String, _ scanner: inout HeaderReader) throws -> TensorEntry {
        var context: String { "tensor \(name.quoted)" }
        var type: TensorType?, shape: [Int]?, offsets: [Int]?
        try scanner.object(context) { scanner, key in
            switch key {
            case "dtype":
                let text = try scanner.string("the dtype of \(context)")
                type = TensorType(rawValue: text)
                if type == nil { throw scanner.failure("has the unknown dtype \(text.quoted) for \(context)") }
            case "shape":
                var read: [Int] = []
                try scanner.array("the shape of \(context)") {
                    read.append(try $0.naturalNumber("the shape of \(context)"))
                }
                shape = read
            case "data_offsets":
                var read: [Int] = []
                try scanner.array("the data_offsets of \(context)") {
                    read.append(try $0.naturalNumber("the data_offsets of \(context)"))
                }
                offsets = read
            default: throw scanner.failure("has the unknown key \(key.quoted) in \(context)")
            }
        }
        guard let type else { throw scanner.failure("has no dtype for \(context)") }
        guard let shape else { throw scanner.failure("has no shape for \(context)") }
        guard let offsets else { throw scanner.failure("has no data_offsets for \(context)") }
        guard offsets.count == 2, offsets[0] <= offsets[1] else {
            throw scanner.failure("has data_offsets \(shown(offsets)) for \(context), not a begin and an end")
        }
        guard let size = byteCount(shape, type) else {
            throw scanner.failure("has the impossible shape \(shown(shape)) of \(type.rawValue) for \(context)")
        }
        guard offsets[1] - offsets[0] == size else {
            throw scanner.failure(
                "gives \(context) \(offsets[1] - offsets[0]) bytes, but \(type.rawValue) \(shown(shape)) needs \(size)")
        }
        return TensorEntry(name: name, type: type, shape: shape, byteRange: offsets[0]..<offsets[1])
    }

    /// Bytes of a tensor, or nil if that overflows or is not a whole number of bytes. Every partial product is
    /// checked, so that a later zero does not hide an overflow.
    static func byteCount(_ shape: [Int], _ type: TensorType) -> Int? {
        var bits = type.bits
        for dimension in shape {
            let (product, overflow) = bits.multipliedReportingOverflow(by: dimension)
            if overflow { return nil }
            bits = product
        }
        return bits % 8 == 0 ? bits / 8 : nil
    }
}

import Failures

/// The numbers that tensors of a torch file are views of: one entry of its archive, mapped.
struct PickleStorage: Sendable {
    let archive: ZipArchive
    let entry: ZipEntry
    let type: TensorType
    /// Elements.
    let count: Int

    /// torch's classes of storages, and what they hold.
    static let types: [String: TensorType] = [
        "DoubleStorage": .float64, "FloatStorage": .float32, "HalfStorage": .float16, "BFloat16Storage": .bfloat16,
        "LongStorage": .int64, "IntStorage": .int32, "ShortStorage": .int16, "CharStorage": .int8, "ByteStorage": .uint8,
        "BoolStorage": .bool,
    ]

    /// The storage's bytes, where they lie, once they have been found to have their CRC (which torch may be told not to
    /// write; it is 0 then). Throws `.badData` where they have not.
    func checkedBytes() throws -> UnsafeRawBufferPointer {
        try archive.check(entry, zeroIsNone: true)
        return archive.stored(entry)
    }

    /// Whether the elements of a view lie inside, and are no more than the storage holds by much; nil where nothing is
    /// wrong. A view may show an element many times (`expand`), but not so often that reading it would fill the memory.
    func problem(shape: [Int], strides: [Int], offset: Int) -> String? {
        guard shape.count == strides.count else { return "\(shape.count) sizes and \(strides.count) strides" }
        guard shape.count <= 64 else { return "\(shape.count) dimensions" }
        guard offset >= 0, shape.allSatisfy({ $0 >= 0 }), strides.allSatisfy({ $0 >= 0 }) else {
            return "a negative size, stride or offset"
        }
        var elements = 1, last = offset, overflow = offset > count
        for (size, stride) in zip(shape, strides) {
            let (product, tooMany) = elements.multipliedReportingOverflow(by: max(1, size))
            let (step, tooFar) = max(0, size - 1).multipliedReportingOverflow(by: stride)
            let (sum, beyond) = last.addingReportingOverflow(step)
            overflow = overflow || tooMany || tooFar || beyond
            (elements, last) = (tooMany ? 1 : product, beyond || tooFar ? 0 : sum)
        }
        guard !overflow, shape.contains(0) || last < count else { return "elements beyond the \(count) of its storage" }
        guard shape.contains(0) || elements <= max(count, PickleStorage.mostRepeated) else {
            return "\(elements) elements from a storage of \(count)"
        }
        return nil
    }

    /// Elements of a view that shows some of a small storage's many times.
    private static let mostRepeated = 1 << 24
}

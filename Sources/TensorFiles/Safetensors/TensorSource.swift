public import Engine
import Failures
import Files
import Foundation

/// Tensors by name: one safetensors file, or a folder of shards.
public protocol TensorSource: Sendable {
    /// The file or folder, as messages name it.
    var path: String { get }
    /// All tensors, file by file in the order of their bytes.
    var entries: [TensorEntry] { get }
    /// The tensor whose name has exactly these bytes.
    func locate(_ name: String) -> LocatedTensor?
}

/// A tensor and the file that holds it.
public struct LocatedTensor: Sendable {
    public let file: SafetensorsFile
    public let entry: TensorEntry
}

extension TensorSource {
    public var names: [String] { entries.map(\.name) }

    public func contains(_ name: String) -> Bool { locate(name) != nil }

    /// Throws `.badData`, with the nearest names, where there is no such tensor.
    public func entry(_ name: String) throws -> TensorEntry { try find(name).entry }

    /// A tensor left in its file, in its file's number format. `[shape[0]…, shape.last]`; see `matrix` for the shapes.
    public func storedMatrix(_ name: String, shape: [Int]) throws -> StoredMatrix {
        let (tensor, storage) = try numeric(name, shape: shape)
        let (rows, columns) = tensor.entry.matrixShape
        let bytes = tensor.file.bytes(of: tensor.entry)
        // An empty tensor has no bytes to point to; any address does for zero elements.
        let base = bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 64)!
        return StoredMatrix(type: storage, rows: rows, columns: columns, base: base, owner: tensor.file.owner)
    }

    /// A float32 copy. A single number is `[1, 1]`, a vector `[1, n]`, and of more dimensions the last is the columns.
    /// Throws `.badData` unless the tensor is F32, F16 or BF16 and has exactly this shape.
    public func matrix(_ name: String, shape: [Int]) throws -> Matrix {
        let (tensor, storage) = try numeric(name, shape: shape)
        let (rows, columns) = tensor.entry.matrixShape
        let bytes = tensor.file.bytes(of: tensor.entry)
        let matrix = Matrix(rows: rows, columns: columns)
        matrix.withMutableBytes { target in
            switch storage {
            case .float32: target.copyMemory(from: bytes)
            case .float16: unpack(bytes, into: target, HalfPrecision.float(float16:))
            case .bfloat16: unpack(bytes, into: target, HalfPrecision.float(bfloat16:))
            }
        }
        return matrix
    }

    /// A vector or matrix of whatever shape the file gives it, as `matrix(_:shape:)` reads it.
    public func matrix(_ name: String) throws -> Matrix { try matrix(name, shape: entry(name).shape) }

    /// Throws `.badData`, with the place of the first one, where a numeric tensor holds a NaN or an infinity.
    public func requireFinite(_ name: String) throws {
        let tensor = try find(name)
        let bytes = tensor.file.bytes(of: tensor.entry)
        // A number is not finite when all bits of its exponent are set.
        let first: Int? =
            switch tensor.entry.type.storage {
            case .float32: firstMasked(bytes, UInt32(0x7f80_0000))
            case .float16: firstMasked(bytes, UInt16(0x7c00))
            case .bfloat16: firstMasked(bytes, UInt16(0x7f80))
            case nil: nil
            }
        guard let first else { return }
        var place: [Int] = [], rest = first
        for dimension in tensor.entry.shape.reversed() {
            place.insert(rest % dimension, at: 0)
            rest /= dimension
        }
        throw Failure(
            .badData, "tensor \(name.quoted) holds a number that is not finite at \(place)", at: tensor.file.path,
            remedy: "the file is damaged or its training diverged; fetch or write it again")
    }

    /// Whether two tensors are the same numbers in the same format and shape, read as far as the first difference.
    /// Throws `.badData` where one of them is not there.
    package func haveSameBytes(_ name: String, _ other: String) throws -> Bool {
        let (one, two) = (try find(name), try find(other))
        guard one.entry.type == two.entry.type, one.entry.shape == two.entry.shape else { return false }
        let (a, b) = (one.file.bytes(of: one.entry), two.file.bytes(of: two.entry))
        guard let start = a.baseAddress, let otherStart = b.baseAddress, a.count > 0 else { return a.count == b.count }
        return memcmp(start, otherStart, a.count) == 0
    }

    func find(_ name: String) throws -> LocatedTensor {
        if let tensor = locate(name) { return tensor }
        let near = nearestNames(to: name, among: entries.prefix(5000).map(\.name))
        throw Failure(
            .badData, "there is no tensor \(name.quoted)", at: path,
            remedy: near.isEmpty ? "the file has no tensors" : "nearest: \(near.map(\.quoted).joined(separator: ", "))")
    }

    private func numeric(_ name: String, shape: [Int]) throws -> (LocatedTensor, StorageType) {
        let tensor = try find(name)
        guard tensor.entry.shape == shape else {
            throw Failure(
                .badData, "tensor \(name.quoted) has shape \(shown(tensor.entry.shape)), expected \(shown(shape))",
                at: tensor.file.path, remedy: "the file and the configuration beside it do not belong together")
        }
        guard let storage = tensor.entry.type.storage else {
            throw Failure(
                .badData, "tensor \(name.quoted) is \(tensor.entry.type.rawValue); F32, F16 and BF16 can be read here",
                at: tensor.file.path, remedy: "convert it to one of these")
        }
        return (tensor, storage)
    }
}

private func unpack(
    _ bytes: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer, _ convert: (UInt16) -> Float
) {
    for i in 0..<bytes.count / 2 {
        let bits = UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: 2 * i, as: UInt16.self))
        target.storeBytes(of: convert(bits), toByteOffset: 4 * i, as: Float.self)
    }
}

/// The first element in which every bit of `mask` is set.
func firstMasked<Bits: FixedWidthInteger & UnsignedInteger>(
    _ bytes: UnsafeRawBufferPointer, _ mask: Bits
) -> Int? {
    let width = MemoryLayout<Bits>.size, count = bytes.count / width, block = 4096
    for start in stride(from: 0, to: count, by: block) {
        // First a pass without branches over the block, then the search in the one block that has it.
        let range = start..<min(count, start + block)
        var any = false
        for i in range {
            let bits = bytes.loadUnaligned(fromByteOffset: i * width, as: Bits.self)
            any = any || bits & mask == mask
        }
        guard any else { continue }
        return range.first { bytes.loadUnaligned(fromByteOffset: $0 * width, as: Bits.self) & mask == mask }
    }
    return nil
}

/// Up to three existing names that need the fewest byte edits. `[]` if there are none. Very many names are not compared one
/// by one: a message is not worth seconds, so who calls gives some thousands at most.
func nearestNames(to name: String, among names: [String]) -> [String] {
    let wanted = Array(name.utf8.prefix(200))
    let scored = names.map { (distance: Spelling.distance(wanted, Array($0.utf8.prefix(200))), name: $0) }
    return scored.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.prefix(3).map(\.name)
}

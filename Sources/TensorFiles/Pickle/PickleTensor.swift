public import Engine
import Failures

/// A tensor in a torch file: a shape and strides over a storage, whose bytes are touched when it is read.
public struct PickleTensor: Sendable {
    /// Its key in the dictionary that holds it; empty where there is none.
    public internal(set) var name = ""
    /// Elements in each dimension; `[]` is a single number.
    public let shape: [Int]
    /// Elements between neighbours of each dimension.
    public let strides: [Int]
    /// Where its first element lies in the storage, in elements.
    let offset: Int
    let storage: PickleStorage

    public var type: TensorType { storage.type }
    /// The file, as messages name it.
    public var path: String { storage.archive.path }
    /// Elements in it; the check of its shape has shown that this does not overflow.
    public var count: Int { shape.reduce(1, *) }

    /// Whether its elements lie row by row without gaps.
    public var isContiguous: Bool { PickleTensor.strides(of: shape) == strides || count < 2 }

    /// The strides of an array that lies row by row without gaps.
    static func strides(of shape: [Int]) -> [Int] {
        var strides = [Int](repeating: 1, count: shape.count)
        for i in shape.indices.dropLast().reversed() { strides[i] = strides[i + 1] * max(1, shape[i + 1]) }
        return strides
    }

    /// The same numbers with rows for columns, `[b, a]` of `[a, b]`: no byte moves. What torch stored as a transposed view
    /// (`decoder.weight` of many SAEs) is read fastest this way round. Only of two dimensions.
    public func transposed() -> PickleTensor {
        precondition(shape.count == 2, "the transpose of a tensor of shape \(shape)")
        var turned = PickleTensor(
            shape: [shape[1], shape[0]], strides: [strides[1], strides[0]], offset: offset, storage: storage)
        turned.name = name
        return turned
    }

    /// A float32 copy, row-major `[rows, columns]`: float64, float16, bfloat16 and whole numbers converted. A single
    /// number is `[1, 1]`, a vector `[1, n]`, and of more dimensions the last is the columns.
    /// Throws `.badData` unless the tensor is that, or where its storage is damaged.
    public func matrix(rows: Int, columns: Int) throws -> Matrix {
        guard TensorEntry.matrixShape(shape) == (rows, columns) else { throw wrongShape([rows, columns]) }
        return try matrix()
    }

    /// A float32 copy of a tensor of exactly this shape. Throws as above.
    public func matrix(shape wanted: [Int]) throws -> Matrix {
        guard shape == wanted else { throw wrongShape(wanted) }
        return try matrix()
    }

    /// A float32 copy of whatever shape it has. Throws as above.
    public func matrix() throws -> Matrix {
        let bytes = try storage.checkedBytes()
        let (rows, columns) = TensorEntry.matrixShape(shape)
        let matrix = Matrix(rows: rows, columns: columns)
        // An empty tensor may begin behind its storage's end.
        guard matrix.count > 0, let base = bytes.baseAddress else { return matrix }
        let elements = StridedElements(base: base + offset * storage.type.bits / 8, type: type, shape: shape, strides: strides)
        matrix.withMutableBytes { elements.copy(into: $0) }
        return matrix
    }

    /// The elements, row by row, of a tensor of whole numbers or truth values. Throws `.badData` for others.
    public func integers() throws -> [Int64] {
        let bytes = try storage.checkedBytes()
        switch type {
        case .int64: return gather(bytes, Int64.self) { $0 }
        case .int32: return gather(bytes, Int32.self) { Int64($0) }
        case .int16: return gather(bytes, Int16.self) { Int64($0) }
        case .int8: return gather(bytes, Int8.self) { Int64($0) }
        case .uint8, .bool: return gather(bytes, UInt8.self) { Int64($0) }
        default:
            throw Failure(
                .badData, "\(title) is \(type.rawValue), not whole numbers", at: path,
                remedy: "the file was written by something else or another version")
        }
    }

    /// The elements, row by row, as exact as doubles are. Throws `.badData` where its storage is damaged.
    public func doubles() throws -> [Double] {
        let bytes = try storage.checkedBytes()
        switch type {
        case .float64: return gather(bytes, UInt64.self) { Double(bitPattern: $0) }
        case .float32: return gather(bytes, UInt32.self) { Double(Float(bitPattern: $0)) }
        case .float16: return gather(bytes, UInt16.self) { Double(HalfPrecision.float(float16: $0)) }
        case .bfloat16: return gather(bytes, UInt16.self) { Double(HalfPrecision.float(bfloat16: $0)) }
        default: return try integers().map { Double($0) }
        }
    }

    private func gather<Bits: FixedWidthInteger, Value>(
        _ bytes: UnsafeRawBufferPointer, _: Bits.Type, _ value: (Bits) -> Value
    ) -> [Value] {
        (0..<count).map { number in
            var place = offset, rest = number
            for (size, stride) in zip(shape, strides).reversed() {
                place += rest % size * stride
                rest /= size
            }
            return value(Bits(littleEndian: bytes.loadUnaligned(fromByteOffset: place * MemoryLayout<Bits>.size, as: Bits.self)))
        }
    }

    private var title: String { name.isEmpty ? "a tensor" : "tensor \(name.quoted)" }

    private func wrongShape(_ wanted: [Int]) -> Failure {
        Failure(
            .badData, "\(title) has shape \(shown(shape)), expected \(shown(wanted))", at: path,
            remedy: "the file and the configuration beside it do not belong together")
    }
}

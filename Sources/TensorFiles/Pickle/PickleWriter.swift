public import Engine
import Files
public import Foundation

/// Writes a state dict as `torch.save` does, for `torch.load(weights_only=True)`: collect the tensors, then `write(to:)`.
/// Their bytes go to the disk from where they lie. Tensors stand in the order of their names.
public struct PickleWriter {
    private struct Tensor {
        var entry: PickleProgram.Tensor
        var withBytes: (_ body: (UnsafeRawBufferPointer) throws -> Void) throws -> Void
    }

    private var tensors: [Tensor] = []
    private var names = Set<[UInt8]>()

    /// What the archive's names begin with; torch's own choice where it does not know the file's name.
    private static let stem = "archive"
    /// Storages begin at multiples of so many bytes, as torch's own, so that they can be used where they are mapped.
    private static let alignment = 64

    public init() {}

    /// Adds a float32 matrix, `[rows, columns]` unless a `shape` of as many elements is given (`[columns]` for a vector).
    /// It is read when the file is written.
    public mutating func add(_ name: String, _ matrix: Matrix, shape: [Int]? = nil) {
        let shape = shape ?? [matrix.rows, matrix.columns]
        add(name, matrix, shape, PickleTensor.strides(of: shape))
    }

    /// Adds the transpose of a float32 matrix, `[columns, rows]`, as a view: its bytes stay as they lie, and the tensor's
    /// strides are `(1, columns)`. So torch stores `decoder.weight` itself where it was made as a transpose.
    public mutating func add(_ name: String, transposed matrix: Matrix) {
        add(name, matrix, [matrix.columns, matrix.rows], [1, max(1, matrix.columns)])
    }

    /// Adds whole numbers (`torch.int64`), a vector unless a `shape` is given.
    public mutating func add(_ name: String, _ values: [Int64], shape: [Int]? = nil) {
        addElements(name, values, .int64, shape ?? [values.count])
    }

    /// Adds whole numbers (`torch.int32`), a vector unless a `shape` is given (`[]` for a single number, as `k` is).
    public mutating func add(_ name: String, _ values: [Int32], shape: [Int]? = nil) {
        addElements(name, values, .int32, shape ?? [values.count])
    }

    /// Adds one whole number, a 0-d tensor of `torch.int64`.
    public mutating func addScalar(_ name: String, _ value: Int) { addElements(name, [Int64(value)], .int64, []) }

    /// Adds one number, a 0-d tensor of `torch.float32`.
    public mutating func addScalar(_ name: String, _ value: Float) { addElements(name, [value], .float32, []) }

    /// Writes the file, whole or not at all. Throws `.io`.
    public func write(to url: URL) throws {
        let ordered = tensors.sorted { $0.entry.name.utf8.lexicographicallyPrecedes($1.entry.name.utf8) }
        try AtomicFile.write(to: url) { file in
            var zip = ZipWriter(file, alignment: PickleWriter.alignment)
            func add(_ name: String, _ text: String) throws { try zip.add("\(PickleWriter.stem)/\(name)", Array(text.utf8)) }
            try zip.add("\(PickleWriter.stem)/data.pkl", PickleProgram(ordered.map(\.entry)).bytes)
            try add(".format_version", "1")
            try add(".storage_alignment", "\(PickleWriter.alignment)")
            try add("byteorder", "little")
            for (number, tensor) in ordered.enumerated() {
                try tensor.withBytes { try zip.add("\(PickleWriter.stem)/data/\(number)", $0) }
            }
            try add("version", "3\n")
            try zip.finish()
        }
    }

    private mutating func add(_ name: String, _ matrix: Matrix, _ shape: [Int], _ strides: [Int]) {
        precondition(
            shape.reduce(1, *) == matrix.count, "tensor '\(name)' of shape \(shape) from \(matrix.rows) x \(matrix.columns)")
        let entry = PickleProgram.Tensor(name: name, type: .float32, shape: shape, strides: strides, count: matrix.count)
        append(Tensor(entry: entry) { try matrix.withBytes($0) })
    }

    private mutating func addElements<T>(_ name: String, _ values: [T], _ type: TensorType, _ shape: [Int]) {
        precondition(shape.reduce(1, *) == values.count, "tensor '\(name)' of shape \(shape) from \(values.count) values")
        let entry = PickleProgram.Tensor(
            name: name, type: type, shape: shape, strides: PickleTensor.strides(of: shape), count: values.count)
        // All platforms that Swift runs on are little-endian, as the file says it is.
        append(Tensor(entry: entry) { body in try values.withUnsafeBytes { try body($0) } })
    }

    private mutating func append(_ tensor: Tensor) {
        precondition(names.insert(Array(tensor.entry.name.utf8)).inserted, "a second tensor '\(tensor.entry.name)'")
        tensors.append(tensor)
    }
}

public import Engine
import Failures
public import Files
public import Foundation

/// Writes a safetensors file: collect the tensors, then `write(to:)`. Their bytes go to the disk from where they lie;
/// nothing is copied but a panel at a time where a number format changes.
///
/// Tensors keep the order in which they are added, but wider types come first, as in the reference library: so every
/// tensor is aligned to its own type, which PyTorch asks for.
public struct SafetensorsWriter {
    private struct Tensor {
        var name: String
        var type: TensorType
        var shape: [Int]
        var bytes: Int
        var write: (_ sink: (UnsafeRawBufferPointer) throws -> Void) throws -> Void
    }

    /// Free text pairs for `__metadata__`.
    public var metadata: [String: String]
    private var tensors: [Tensor] = []
    private var names = Set<[UInt8]>()

    /// Elements converted at a time.
    private static let panel = 1 << 16

    public init(metadata: [String: String] = [:]) { self.metadata = metadata }

    /// Adds a matrix, `[rows, columns]` unless a `shape` of as many elements is given (`[columns]` for a vector).
    /// It is read when the file is written.
    public mutating func add(_ name: String, _ matrix: Matrix, shape: [Int]? = nil, as type: StorageType = .float32) {
        let shape = shape ?? [matrix.rows, matrix.columns]
        let count = add(name, TensorType(type), shape) { sink in
            try matrix.withBytes { try SafetensorsWriter.convert($0, to: type, sink) }
        }
        precondition(count == matrix.count, "tensor '\(name)' of shape \(shape) from \(matrix.rows) x \(matrix.columns)")
    }

    /// Adds a tensor that is made while it is written, some rows at a time: `fill(rows, panel)` puts those rows of the
    /// tensor into `panel`, `[rows.count, shape[1]]`. For a transposed copy, or one too large to hold.
    public mutating func add(
        _ name: String, shape: (rows: Int, columns: Int), as type: StorageType = .float32,
        fill: @escaping (_ rows: Range<Int>, _ panel: Matrix) throws -> Void
    ) {
        add(name, TensorType(type), [shape.rows, shape.columns]) { sink in
            guard shape.rows > 0, shape.columns > 0 else { return }
            let height = min(shape.rows, max(1, SafetensorsWriter.panel / shape.columns))
            let panel = Matrix(rows: height, columns: shape.columns)
            for start in stride(from: 0, to: shape.rows, by: height) {
                let rows = start..<min(shape.rows, start + height)
                panel.setRows(rows.count)
                try fill(rows, panel)
                try panel.withBytes { try SafetensorsWriter.convert($0, to: type, sink) }
            }
        }
    }

    /// Adds a tensor in the format it is already stored in.
    public mutating func add(_ name: String, _ stored: StoredMatrix, shape: [Int]? = nil) {
        let shape = shape ?? [stored.rows, stored.columns]
        guard case .plain(let type) = stored.format else { preconditionFailure("\(stored.format) in a safetensors file") }
        let count = add(name, TensorType(type), shape) { sink in try stored.withBytes { try sink($0) } }
        precondition(
            count == stored.rows * stored.columns,
            "tensor '\(name)' of shape \(shape) from \(stored.rows) x \(stored.columns)")
    }

    /// Adds an I64 tensor, a vector unless a `shape` is given (`[]` for a single number).
    public mutating func add(_ name: String, _ values: [Int64], shape: [Int]? = nil) {
        addElements(name, values, .int64, shape)
    }

    /// Adds an I32 tensor, a vector unless a `shape` is given.
    public mutating func add(_ name: String, _ values: [Int32], shape: [Int]? = nil) {
        addElements(name, values, .int32, shape)
    }

    /// Adds a U8 tensor, a vector unless a `shape` is given.
    public mutating func add(_ name: String, _ values: [UInt8], shape: [Int]? = nil) {
        addElements(name, values, .uint8, shape)
    }

    /// Adds an F64 tensor, a vector unless a `shape` is given.
    public mutating func add(_ name: String, _ values: [Double], shape: [Int]? = nil) {
        addElements(name, values, .float64, shape)
    }

    /// Adds a tensor that waits in a file, as its elements lie there.
    public mutating func add(_ name: String, _ spooled: SpoolFile, as type: TensorType, shape: [Int]) {
        let count = add(name, type, shape) { sink in try spooled.read(sink) }
        precondition(
            count * type.bits == 8 * spooled.count, "tensor '\(name)' of shape \(shape) from \(spooled.count) bytes")
    }

    /// Writes the file, whole or not at all. Throws `.io`, and what a `fill` throws.
    public func write(to url: URL) throws {
        // Sorting by width alone, stably (`offset` breaks ties).
        let ordered = tensors.enumerated().sorted {
            ($1.element.type.bits, $0.offset) < ($0.element.type.bits, $1.offset)
        }.map(\.element)
        try AtomicFile.write(to: url) { file in
            try header(ordered).withUnsafeBytes { try file.write($0) }
            for tensor in ordered {
                var written = 0
                try tensor.write { bytes in
                    written += bytes.count
                    try file.write(bytes)
                }
                precondition(written == tensor.bytes, "tensor '\(tensor.name)' changed its size while it was written")
            }
        }
    }

    /// The length, the JSON, and spaces up to a multiple of eight.
    private func header(_ ordered: [Tensor]) -> [UInt8] {
        var parts: [String] = []
        if !metadata.isEmpty {
            // In the order of their bytes: the same file every time.
            let pairs = metadata.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            let text = pairs.map { "\(JSONText.quoted($0.key)):\(JSONText.quoted($0.value))" }.joined(separator: ",")
            parts.append("\"__metadata__\":{\(text)}")
        }
        var offset = 0
        for tensor in ordered {
            let shape = tensor.shape.map(String.init).joined(separator: ",")
            parts.append(
                "\(JSONText.quoted(tensor.name)):{\"dtype\":\"\(tensor.type.rawValue)\",\"shape\":[\(shape)],"
                    + "\"data_offsets\":[\(offset),\(offset + tensor.bytes)]}")
            offset += tensor.bytes
        }
        var json = Array("{\(parts.joined(separator: ","))}".utf8)
        while json.count % 8 != 0 { json.append(UInt8(ascii: " ")) }
        return withUnsafeBytes(of: UInt64(json.count).littleEndian) { Array($0) } + json
    }

    /// Registers a tensor and returns how many elements its shape has.
    @discardableResult
    private mutating func add(
        _ name: String, _ type: TensorType, _ shape: [Int],
        _ write: @escaping (_ sink: (UnsafeRawBufferPointer) throws -> Void) throws -> Void
    ) -> Int {
        precondition(names.insert(Array(name.utf8)).inserted && name != "__metadata__", "a second tensor '\(name)'")
        let bytes = SafetensorsHeader.byteCount(shape, type)
        precondition(bytes != nil && shape.allSatisfy { $0 >= 0 }, "tensor '\(name)' of shape \(shape)")
        tensors.append(Tensor(name: name, type: type, shape: shape, bytes: bytes ?? 0, write: write))
        return shape.reduce(1, *)
    }

    private mutating func addElements<T>(_ name: String, _ values: [T], _ type: TensorType, _ shape: [Int]?) {
        // All platforms that Swift runs on are little-endian, as the format is.
        let shape = shape ?? [values.count]
        let count = add(name, type, shape) { sink in try values.withUnsafeBytes { try sink($0) } }
        precondition(count == values.count, "tensor '\(name)' of shape \(shape) from \(values.count) values")
    }

    /// float32 bytes to the sink in another format.
    private static func convert(
        _ bytes: UnsafeRawBufferPointer, to type: StorageType, _ sink: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        if type == .float32 { return try sink(bytes) }
        let half = type == .float16 ? HalfPrecision.float16 : HalfPrecision.bfloat16
        let count = bytes.count / 4
        for start in stride(from: 0, to: count, by: panel) {
            let converted = (start..<min(count, start + panel)).map {
                half(bytes.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self))
            }
            try converted.withUnsafeBytes { try sink($0) }
        }
    }
}

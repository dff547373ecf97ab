public import Engine
import Failures
import Files
public import Foundation

/// A model in one GGUF file, or in the parts that it was split into: mapped and checked. Opening it reads the headers
/// alone; a tensor's bytes are touched when the tensor is used. Guides/GGUF.md.
public final class GGUFFile: Sendable {
    /// The file that was named, as messages name it.
    public let path: String
    /// All files, the named one first.
    public let files: [String]
    /// Of the format: 2 or 3.
    public let version: Int
    public let metadata: GGUFMetadata
    /// All tensors, file by file.
    public let tensors: [GGUFTensor]
    private let mappings: [MappedFile]
    /// By name: which tensor, and in which file.
    private let index: [String: (tensor: Int, file: Int)]

    /// Whether a path is that of a file (not a folder) that says of itself, by its name or its first bytes, that it is one.
    public static func isOne(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue else { return false }
        if path.lowercased().hasSuffix(".gguf") { return true }
        guard let file = try? InputFile(path), let start = try? file.read(upTo: 4) else { return false }
        return start == GGUFHeader.magic
    }

    /// Throws `Failure`: `.missingInput` where there is no such file or a part is not there, `.badData` where one breaks
    /// the format anywhere or the parts do not belong together.
    public init(_ url: URL) throws {
        let first = try MappedFile(url)
        path = first.path
        let header = try GGUFHeader(first.bytes, place: first.path)
        version = Int(header.version)
        metadata = GGUFMetadata(header.values, first)
        var mappings = [first], tensors = header.tensors
        var index = Dictionary(uniqueKeysWithValues: header.tensors.enumerated().map { ($1.name, (tensor: $0, file: 0)) })
        for (number, part) in try GGUFParts(metadata, path: first.path).others.enumerated() {
            let mapping = try MappedFile(part)
            let header = try GGUFHeader(mapping.bytes, place: mapping.path)
            try GGUFParts.check(GGUFMetadata(header.values, mapping), number: number + 1, against: metadata)
            for tensor in header.tensors {
                if let other = index.updateValue((tensors.count, mappings.count), forKey: tensor.name) {
                    throw GGUFScanner.failure(
                        "tensor \(tensor.name.quoted) is also in \(mappings[other.file].path.quoted)", at: mapping.path)
                }
                tensors.append(tensor)
            }
            mappings.append(mapping)
        }
        try GGUFParts.check(count: tensors.count, metadata)
        self.mappings = mappings
        self.tensors = tensors
        self.index = index
        files = mappings.map(\.path)
    }

    public var names: [String] { tensors.map(\.name) }

    public func contains(_ name: String) -> Bool { index[name] != nil }

    /// Throws `.badData`, with the nearest names, where there is no such tensor.
    public func tensor(_ name: String) throws -> GGUFTensor { try find(name).tensor }

    /// A tensor left in its file, in its file's number format. `[shape[0]…, shape.last]`
    ///
    /// Throws `.badData` for one that is not there, has another shape, or is in a format that is not computed with.
    public func storedMatrix(_ name: String, shape: [Int]) throws -> StoredMatrix {
        let (tensor, mapping) = try find(name)
        guard tensor.shape == shape else {
            throw Failure(
                .badData, "tensor \(name.quoted) has shape \(shown(tensor.shape)), expected \(shown(shape))", at: mapping.path,
                remedy: "the file's keys and its tensors do not belong together")
        }
        return try stored(tensor, mapping)
    }

    /// A float32 copy; a vector is `[1, n]`. Throws as `storedMatrix(_:shape:)` does.
    public func matrix(_ name: String, shape: [Int]) throws -> Matrix {
        let stored = try storedMatrix(name, shape: shape)
        let matrix = Matrix(rows: stored.rows, columns: stored.columns)
        ComputeEngine(threads: 1).unpack(stored, into: matrix)
        return matrix
    }

    /// Throws `.badData`, with the place of the first one, where a tensor holds a NaN or an infinity.
    public func requireFinite(_ name: String) throws {
        let (tensor, mapping) = try find(name)
        let stored = try stored(tensor, mapping), engine = ComputeEngine(threads: 1)
        let height = max(1, min(stored.rows, (1 << 20) / max(1, stored.columns)))
        let panel = Matrix(rows: height, columns: stored.columns)
        for start in stride(from: 0, to: stored.rows, by: height) {
            panel.setRows(min(height, stored.rows - start))
            engine.unpack(stored, rows: start..<start + panel.rows, into: panel)
            guard let at = engine.firstNonFinite(in: panel) else { continue }
            let place = tensor.shape.count == 1 ? [at.column] : [start + at.row, at.column]
            throw Failure(
                .badData, "tensor \(name.quoted) holds a number that is not finite at \(place)", at: mapping.path,
                remedy: "the file is damaged; fetch it again")
        }
    }

    /// Whether two tensors are the same numbers in the same format and shape. Throws where one of them is not there.
    package func haveSameBytes(_ name: String, _ other: String) throws -> Bool {
        let (one, two) = (try find(name), try find(other))
        guard one.tensor.type == two.tensor.type, one.tensor.shape == two.tensor.shape else { return false }
        let a = one.mapping.bytes[one.tensor.byteRange], b = two.mapping.bytes[two.tensor.byteRange]
        guard let start = UnsafeRawBufferPointer(rebasing: a).baseAddress,
            let otherStart = UnsafeRawBufferPointer(rebasing: b).baseAddress
        else { return a.count == b.count }
        return a.count == b.count && memcmp(start, otherStart, a.count) == 0
    }

    private func stored(_ tensor: GGUFTensor, _ mapping: MappedFile) throws -> StoredMatrix {
        guard let format = tensor.type.format else {
            throw Failure(
                .badData, "tensor \(tensor.name.quoted) is \(tensor.type.name); \(GGUFTensorType.known) can be read",
                at: mapping.path, remedy: "fetch the model in one of these")
        }
        let (rows, columns) = TensorEntry.matrixShape(tensor.shape)
        // An empty tensor has no bytes to point to; any address does for zero elements.
        let base = UnsafeRawBufferPointer(rebasing: mapping.bytes[tensor.byteRange]).baseAddress
            ?? UnsafeRawPointer(bitPattern: 64)!
        switch format {
        case .plain(let type):
            return StoredMatrix(type: type, rows: rows, columns: columns, base: base, owner: mapping)
        case .blocks(let type):
            return StoredMatrix(blocks: type, rows: rows, columns: columns, base: base, owner: mapping)
        }
    }

    private func find(_ name: String) throws -> (tensor: GGUFTensor, mapping: MappedFile) {
        if let place = index[name] { return (tensors[place.tensor], mappings[place.file]) }
        let near = nearestNames(to: name, among: tensors.prefix(5000).map(\.name))
        throw Failure(
            .badData, "there is no tensor \(name.quoted)", at: path,
            remedy: near.isEmpty ? "the file has no tensors" : "nearest: \(near.map(\.quoted).joined(separator: ", "))")
    }
}

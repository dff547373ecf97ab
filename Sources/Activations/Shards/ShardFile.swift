import Engine
import Failures
import Foundation
import TensorFiles

/// One file of activations with their origins: tensors `activations` `[n, d]`, `context` I64 `[n]`, `position` I32
/// `[n]`.
struct ShardFile {
    static let heldOutName = "held-out.safetensors"
    static func name(_ number: Int) -> String {
        let digits = String(number)
        return "shard-" + String(repeating: "0", count: max(0, 5 - digits.count)) + digits + ".safetensors"
    }

    let path: String
    let activations: StoredMatrix
    private let file: SafetensorsFile

    /// Opens a shard and holds it to what the manifest says of it; the activations themselves are not read yet.
    ///
    /// - Throws: `Failure`: `missingInput` where the file is not there, `badData` where it is not what it should be.
    init(_ shard: HarvestManifest.Shard, of manifest: HarvestManifest, in folder: URL) throws {
        let url = folder.appending(path: shard.name)
        path = url.path(percentEncoded: false)
        let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
        guard let size else {
            throw Failure(
                .missingInput, "the shard is missing, though \(HarvestManifest.fileName) lists it", at: path,
                remedy: ShardFile.remedy)
        }
        guard size == shard.bytes else {
            throw Failure(
                .badData, "the shard has \(size) bytes, \(HarvestManifest.fileName) says \(shard.bytes)", at: path,
                remedy: ShardFile.remedy)
        }
        file = try SafetensorsFile(url)
        activations = try file.storedMatrix("activations", shape: [shard.rows, manifest.width])
        guard activations.format.name == manifest.dtype else {
            throw Failure(
                .badData,
                "activations are \(activations.format.name), \(HarvestManifest.fileName) says \(manifest.dtype)",
                at: path, remedy: ShardFile.remedy)
        }
        for name in ["context", "position"] where try file.entry(name).shape != [shard.rows] {
            throw Failure(
                .badData, "tensor \(name.quoted) has shape \(try file.entry(name).shape), expected [\(shard.rows)]",
                at: path, remedy: ShardFile.remedy)
        }
    }

    /// Where each activation came from.
    ///
    /// - Throws: `Failure` when a number cannot be a position.
    func origins() throws -> [ActivationOrigin] {
        try zip(file.integers("context"), file.integers("position")).map { context, position in
            guard let position = Int32(exactly: position) else {
                throw Failure(.badData, "position \(position) is out of range", at: path, remedy: ShardFile.remedy)
            }
            return ActivationOrigin(context: context, position: position)
        }
    }

    /// Writes a shard, whole or not at all, and says what the manifest must say of it.
    ///
    /// - Throws: `Failure` of kind `io`.
    static func write(
        _ rows: Matrix, origins: [ActivationOrigin], as type: StorageType, name: String, in folder: URL
    ) throws -> HarvestManifest.Shard {
        precondition(rows.rows == origins.count, "\(rows.rows) rows with \(origins.count) origins")
        let url = folder.appending(path: name)
        var writer = SafetensorsWriter()
        writer.add("activations", rows, as: type)
        writer.add("context", origins.map(\.context))
        writer.add("position", origins.map(\.position))
        try writer.write(to: url)
        let path = url.path(percentEncoded: false)
        guard let bytes = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int else {
            throw Failure(.io, "the shard cannot be found again after it was written", at: path)
        }
        return HarvestManifest.Shard(name: name, rows: rows.rows, bytes: bytes)
    }

    private static let remedy = "harvest the folder again"
}

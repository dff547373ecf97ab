import Activations
import ArgumentParser
import Autoencoders
import Engine
import Failures
import Files
import Foundation
import SAEFiles
import TensorFiles

/// Activations from shards with their latents and reconstruction, in one file. Memory is that of a block, however many
/// activations there are: what is encoded waits on the disk until the file's header can be written, which takes as much
/// space once more while that lasts.
enum EncodedShards {
    /// Activations encoded at a time, at most.
    private static let block = 2048

    /// - Returns: how many activations were encoded.
    /// - Throws: `Failure`: what opening the shards throws, `.badData` when their width is not the SAE's, `.io`;
    ///   `ExitCode` when a signal ended it, with nothing left behind.
    static func write(
        _ shards: String, rows limit: Int?, of contents: SAEContents, named name: String, to file: URL, engine: ComputeEngine
    ) throws -> Int {
        let sae = contents.autoencoder
        let stream = try ShardStream(folder: URL(filePath: shards, directoryHint: .isDirectory), engine: engine)
        guard stream.width == sae.width else {
            throw Failure(
                .badData, "the activations have width \(stream.width), the SAE \(sae.width)", at: shards,
                remedy: "harvest at the SAE's own hook")
        }
        let about = contents.description, hook = stream.manifest.settings.hook
        if !about.isOfWorld, !about.hookName.isEmpty, about.hookName != hook {
            Terminal.say("note: the SAE reads \(about.hookName), the activations are of \(hook)")
        }
        // What is written aside is to be taken back, so a signal asks, and is answered after the block.
        Interrupt.savesFirst()
        let parts = try Parts(beside: file)
        let wanted = min(limit ?? stream.tokens, stream.tokens)
        var left = wanted
        let encoder = RowEncoder(sae, height: block, engine: engine)
        let reconstruction = Matrix(rows: encoder.height, columns: sae.width)
        try encoder.forEachBlock { room in
            try goOn()
            let count = try fill(room, from: stream, limit: min(left, room.rows))
            left -= count
            return count
        } _: { x, latents, rows in
            if rows.lowerBound == 0 { contents.sound(on: x, named: name, engine: engine) }
            reconstruction.setRows(x.rows)
            sae.decode(latents, of: x, engine: engine, into: reconstruction)
            try parts.append(x, latents, reconstruction)
        }
        try goOn()
        try parts.write(latents: sae.latents, width: sae.width, to: file)
        return parts.rows
    }

    /// Throws `Failure(.usage)` where the output is one of the files that are read: it would be lost.
    static func requireOther(_ out: URL, than sae: [URL], shards: String) throws {
        func identity(_ url: URL) -> [UInt64]? {
            var status = stat()
            guard stat(url.filePath, &status) == 0 else { return nil }
            return [UInt64(truncatingIfNeeded: status.st_dev), UInt64(status.st_ino)]
        }
        guard let own = identity(out) else { return }
        let folder = URL(filePath: shards, directoryHint: .isDirectory)
        let inputs = sae + ((try? FolderListing(folder.filePath))?.names ?? []).map { folder.appending(path: $0) }
        if let input = inputs.first(where: { identity($0) == own }) {
            throw Failure(.usage, "the output is a file that is read, \(input.relativePath)", at: out.relativePath, remedy: "name another with --out")
        }
    }

    private static func goOn() throws {
        if let signal = Interrupt.requested { throw ExitCode(128 + signal) }
    }

    /// The next activations, as many as there are up to `limit`.
    private static func fill(_ room: Matrix, from stream: ShardStream, limit: Int) throws -> Int {
        var filled = 0
        while filled < limit {
            // Where they come from is in the shards.
            var origins: [ActivationOrigin] = []
            let read = try stream.read(into: room, at: filled, limit: limit - filled, origins: &origins)
            if read == 0 { break }
            filled += read
        }
        return filled
    }

    /// The tensors, as far as they have come.
    private final class Parts {
        private let offsets, indices, values, activations, reconstruction: SpoolFile
        private(set) var rows = 0
        private var entries = 0

        init(beside file: URL) throws {
            func spool() throws -> SpoolFile { try SpoolFile(beside: file) }
            (offsets, indices, values) = (try spool(), try spool(), try spool())
            (activations, reconstruction) = (try spool(), try spool())
            try offsets.write([Int64(0)])
        }

        func append(_ x: Matrix, _ latents: SparseLatents, _ decoded: Matrix) throws {
            var ends: [Int64] = [], columns: [Int32] = [], numbers: [Float] = []
            columns.reserveCapacity(latents.count)
            numbers.reserveCapacity(latents.count)
            for row in 0..<latents.rows {
                for entry in latents.entries(ofRow: row) {
                    columns.append(Int32(entry.column))
                    numbers.append(entry.value)
                }
                let end = entries + columns.count
                ends.append(Int64(truncatingIfNeeded: end))
            }
            entries += columns.count
            rows += latents.rows
            try offsets.write(ends)
            try indices.write(columns)
            try values.write(numbers)
            try x.withBytes { try activations.write($0) }
            try decoded.withBytes { try reconstruction.write($0) }
        }

        func write(latents: Int, width: Int, to file: URL) throws {
            var writer = SafetensorsWriter()
            writer.add("row_offsets", offsets, as: .int64, shape: [rows + 1])
            writer.add("latent_count", [Int64(latents)])
            writer.add("latent_indices", indices, as: .int32, shape: [entries])
            writer.add("latent_values", values, as: .float32, shape: [entries])
            writer.add("activations", activations, as: .float32, shape: [rows, width])
            writer.add("reconstruction", reconstruction, as: .float32, shape: [rows, width])
            try writer.write(to: file)
        }
    }
}

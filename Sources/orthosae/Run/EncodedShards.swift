import Activations
import Autoencoders
import Engine
import Failures
import Foundation
import TensorFiles

/// Activations from shards with their latents and reconstruction, in one file.
enum EncodedShards {
    /// Activations encoded at a time.
    private static let block = 2048

    /// - Returns: how many activations were encoded.
    /// - Throws: `Failure`: what opening the shards throws, `.badData` when their width is not the SAE's, `.io`.
    static func write(
        _ shards: String, rows limit: Int?, sae: Autoencoder, to file: URL, engine: ComputeEngine
    ) throws -> Int {
        let stream = try ShardStream(folder: URL(filePath: shards, directoryHint: .isDirectory), engine: engine)
        guard stream.width == sae.width else {
            throw Failure(
                .badData, "the activations have width \(stream.width), the SAE \(sae.width)", at: shards,
                remedy: "harvest at the SAE's own hook")
        }
        let count = min(limit ?? stream.tokens, stream.tokens)
        let x = Matrix(rows: count, columns: sae.width)
        var filled = 0
        var origins: [ActivationOrigin] = []
        while filled < count {
            let read = try stream.read(into: x, at: filled, limit: count - filled, origins: &origins)
            if read == 0 { break }
            filled += read
        }
        x.setRows(filled)
        let reconstruction = Matrix(rows: filled, columns: sae.width)
        let latents = SparseLatents(columns: sae.latents)
        let part = Matrix(rows: min(block, filled), columns: sae.width)
        var offsets: [Int64] = [0]
        var indices: [Int32] = []
        var values: [Float] = []
        for start in stride(from: 0, to: filled, by: block) {
            let range = start..<min(filled, start + block)
            part.setRows(range.count)
            sae.encode(x.rows(range), engine: engine, into: latents)
            sae.decode(latents, engine: engine, into: part)
            engine.copyRows(of: part, into: reconstruction, from: start)
            for row in 0..<range.count {
                for entry in latents.entries(ofRow: row) {
                    indices.append(Int32(entry.column))
                    values.append(entry.value)
                }
                offsets.append(Int64(indices.count))
            }
        }
        var writer = SafetensorsWriter()
        writer.add("row_offsets", offsets)
        writer.add("latent_count", [Int64(sae.latents)])
        writer.add("latent_indices", indices)
        writer.add("latent_values", Matrix(rows: 1, columns: values.count, elements: values), shape: [values.count])
        writer.add("activations", x)
        writer.add("reconstruction", reconstruction)
        try writer.write(to: file)
        return filled
    }
}

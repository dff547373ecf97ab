import Engine
import Failures
import Foundation
import TensorFiles

/// A Gemma-2 folder's tensors: every name and shape checked when it is opened, the large ones left in their files, and
/// the matrices of one layer at a time unpacked to float32.
final class Gemma2Weights {
    /// `[V, d]`
    let embedding: StoredMatrix
    /// `[V, d]`; the embedding itself where the configuration ties them.
    let head: StoredMatrix
    /// `[1, d]`
    let finalNorm: Matrix
    let layers: [Layer]
    private let source: TensorFolder
    private let headName: String

    /// One layer: its four norms `[1, d]`, and its matrices as they lie in the file.
    struct Layer {
        let inputNorm: Matrix
        let postAttentionNorm: Matrix
        let preFeedForwardNorm: Matrix
        let postFeedForwardNorm: Matrix
        /// With the name for messages: query, key, value, output, gate, up, down.
        let matrices: [(name: String, stored: StoredMatrix)]
    }

    /// One layer's matrices in float32.
    struct Unpacked {
        /// Query, key and value rows, one below the other. `[(H + 2K) D, d]`
        let joined: Matrix
        /// `[d, H D]`
        let output: Matrix
        /// `[2F, d]`
        let gateUp: Matrix
        /// `[d, F]`
        let down: Matrix
    }

    private static let embeddingName = "model.embed_tokens.weight"

    /// Throws `Failure` for a folder without weights, a damaged file, and a tensor that is missing, has another shape
    /// than the configuration asks for, or holds a norm weight that is not finite.
    init(folder: String, configuration c: Gemma2Configuration) throws {
        source = try TensorFolder(URL(filePath: folder, directoryHint: .isDirectory))
        let found = try source.entry(Gemma2Weights.embeddingName).shape
        guard found.first == c.vocabularySize else {
            throw Failure(
                .badData,
                "config.json says vocab_size \(c.vocabularySize), but tensor '\(Gemma2Weights.embeddingName)' has shape "
                    + "\(found)",
                at: folder, remedy: "configuration and weights do not belong together; fetch them again")
        }
        let d = c.hiddenSize, queries = c.heads * c.headWidth, keys = c.keyHeads * c.headWidth, f = c.feedForwardSize
        embedding = try source.storedMatrix(Gemma2Weights.embeddingName, shape: [c.vocabularySize, d])
        headName = c.tiesHead ? Gemma2Weights.embeddingName : "lm_head.weight"
        head = c.tiesHead ? embedding : try source.storedMatrix(headName, shape: [c.vocabularySize, d])
        finalNorm = try Gemma2Weights.norm(source, "model.norm.weight", d)
        let shapes: [(name: String, shape: [Int])] = [
            ("self_attn.q_proj", [queries, d]), ("self_attn.k_proj", [keys, d]), ("self_attn.v_proj", [keys, d]),
            ("self_attn.o_proj", [d, queries]), ("mlp.gate_proj", [f, d]), ("mlp.up_proj", [f, d]),
            ("mlp.down_proj", [d, f]),
        ]
        let source = source
        layers = try (0..<c.layers).map { number in
            let prefix = "model.layers.\(number)."
            return Layer(
                inputNorm: try Gemma2Weights.norm(source, prefix + "input_layernorm.weight", d),
                postAttentionNorm: try Gemma2Weights.norm(source, prefix + "post_attention_layernorm.weight", d),
                preFeedForwardNorm: try Gemma2Weights.norm(source, prefix + "pre_feedforward_layernorm.weight", d),
                postFeedForwardNorm: try Gemma2Weights.norm(source, prefix + "post_feedforward_layernorm.weight", d),
                matrices: try shapes.map { part, shape in
                    let name = prefix + part + ".weight"
                    return (name, try source.storedMatrix(name, shape: shape))
                })
        }
    }

    private static func norm(_ source: TensorFolder, _ name: String, _ width: Int) throws -> Matrix {
        try source.requireFinite(name)
        return try source.matrix(name, shape: [width])
    }

    /// Room for one layer.
    static func room(_ c: Gemma2Configuration) -> Unpacked {
        Unpacked(
            joined: Matrix(rows: (c.heads + 2 * c.keyHeads) * c.headWidth, columns: c.hiddenSize),
            output: Matrix(rows: c.hiddenSize, columns: c.heads * c.headWidth),
            gateUp: Matrix(rows: 2 * c.feedForwardSize, columns: c.hiddenSize),
            down: Matrix(rows: c.hiddenSize, columns: c.feedForwardSize))
    }

    /// Brings one layer to float32. Throws `Failure(.badData)` naming the tensor that holds a number that is not
    /// finite, and where.
    func unpack(_ layer: Int, into room: Unpacked, engine: ComputeEngine) throws {
        let matrices = layers[layer].matrices
        let queries = matrices[0].stored.rows, keys = matrices[1].stored.rows, f = matrices[4].stored.rows
        let targets = [
            (room.joined, 0), (room.joined, queries), (room.joined, queries + keys), (room.output, 0),
            (room.gateUp, 0), (room.gateUp, f), (room.down, 0),
        ]
        for ((name, stored), (target, row)) in zip(matrices, targets)
        where !engine.unpackFinite(stored, into: target, atRow: row) {
            try source.requireFinite(name)
        }
    }

    /// out[i] = scale · embedding[ids[i]]. `[ids.count, d]`. Throws as `unpack` does.
    func embed(_ ids: [Int32], scale: Float, into out: Matrix, engine: ComputeEngine) throws {
        engine.gatherRows(of: embedding, ids, scale: scale, into: out)
        if engine.firstNonFinite(in: out) != nil {
            try source.requireFinite(Gemma2Weights.embeddingName)
        }
    }

    /// After logits turned out not to be finite: throws if the output matrix is why.
    func requireFiniteHead() throws { try source.requireFinite(headName) }
}

import Engine
import Failures
import Foundation
import TensorFiles

/// A Gemma-2 folder's tensors: every name and shape checked when it is opened, the large ones left in their files.
final class Gemma2Weights {
    /// `[V, d]`
    let embedding: StoredMatrix
    /// `[V, d]`; the embedding itself where they are tied.
    let head: StoredMatrix
    /// `[1, d]`
    let finalNorm: Matrix
    let layers: [Layer]
    private let source: TensorFolder
    private let names: TensorNames
    private let headName: String
    private let ties: Bool

    /// One layer: its four norms `[1, d]`, and its matrices as they lie in the file.
    struct Layer {
        let inputNorm: Matrix
        let postAttentionNorm: Matrix
        let preFeedForwardNorm: Matrix
        let postFeedForwardNorm: Matrix
        /// Query `[H D, d]`, key and value `[K D, d]`.
        let attention: [StoredMatrix]
        /// `[d, H D]`
        let output: StoredMatrix
        /// `[F, d]`
        let gate: StoredMatrix
        /// `[F, d]`
        let up: StoredMatrix
        /// `[d, F]`
        let down: StoredMatrix
    }

    private static let matrixParts = [
        "self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "self_attn.o_proj", "mlp.gate_proj", "mlp.up_proj",
        "mlp.down_proj",
    ]

    /// Throws `Failure` for a folder without weights, a damaged file, and a tensor that is missing, has another shape
    /// than the configuration asks for, or holds a norm weight that is not finite.
    init(folder: String, configuration c: Gemma2Configuration) throws {
        source = try TensorFolder(URL(filePath: folder, directoryHint: .isDirectory))
        names = try TensorNames(source)
        let embeddingName = names(TensorNames.embedding)
        let found = try source.entry(embeddingName).shape
        guard found.first == c.vocabularySize else {
            throw Failure(
                .badData,
                "config.json says vocab_size \(c.vocabularySize), but tensor \(embeddingName.quoted) has shape \(found)",
                at: folder, remedy: "configuration and weights do not belong together; fetch them again")
        }
        let d = c.hiddenSize, queries = c.heads * c.headWidth, keys = c.keyHeads * c.headWidth, f = c.feedForwardSize
        embedding = try source.storedMatrix(embeddingName, shape: [c.vocabularySize, d])
        ties = c.tiesHead
        headName = try Gemma2Weights.headName(source, embeddingName, ties: c.tiesHead)
        head = headName == embeddingName ? embedding : try source.storedMatrix(headName, shape: [c.vocabularySize, d])
        finalNorm = try Gemma2Weights.norm(source, names("norm.weight"), d)
        let shapes = [[queries, d], [keys, d], [keys, d], [d, queries], [f, d], [f, d], [d, f]]
        let source = source, names = names
        layers = try (0..<c.layers).map { number in
            func norm(_ part: String) throws -> Matrix { try Gemma2Weights.norm(source, names(number, part), d) }
            let matrices = try zip(Gemma2Weights.matrixParts, shapes).map { part, shape in
                try source.storedMatrix(names(number, part), shape: shape)
            }
            return Layer(
                inputNorm: try norm("input_layernorm"), postAttentionNorm: try norm("post_attention_layernorm"),
                preFeedForwardNorm: try norm("pre_feedforward_layernorm"),
                postFeedForwardNorm: try norm("post_feedforward_layernorm"), attention: Array(matrices[..<3]),
                output: matrices[3], gate: matrices[4], up: matrices[5], down: matrices[6])
        }
    }

    /// The output matrix's tensor. Where a configuration ties it to the embedding, but a file holds another (a model tuned
    /// with the head untied, under its old configuration), the file's is meant, as transformers 5 decides it.
    private static func headName(_ source: TensorFolder, _ embedding: String, ties: Bool) throws -> String {
        guard ties else { return TensorNames.head }
        guard source.contains(TensorNames.head) else { return embedding }
        return try source.haveSameBytes(TensorNames.head, embedding) ? embedding : TensorNames.head
    }

    private static func norm(_ source: TensorFolder, _ name: String, _ width: Int) throws -> Matrix {
        try source.requireFinite(name)
        return try source.matrix(name, shape: [width])
    }

    /// What a reader of the folder may not expect of it.
    var notes: [String] {
        var notes: [String] = []
        if names.isBase { notes.append("its tensors have no prefix 'model.', as of a base model: read as they are") }
        if ties && headName == TensorNames.head {
            notes.append(
                "its weights hold a \(TensorNames.head) other than the embedding, though config.json ties the two: "
                    + "that of the weights is used, as transformers 5 does")
        }
        return notes
    }

    /// After a product said that it met a weight that is not finite: throws `Failure(.badData)` naming the tensor, and
    /// where in it.
    func requireFinite(layer: Int) throws {
        for part in Gemma2Weights.matrixParts { try source.requireFinite(names(layer, part)) }
    }

    /// out[i] = scale · embedding[ids[i]]. `[ids.count, d]`. Throws as `requireFinite(layer:)` does.
    func embed(_ ids: [Int32], scale: Float, into out: Matrix, engine: ComputeEngine) throws {
        engine.gatherRows(of: embedding, ids, scale: scale, into: out)
        if engine.firstNonFinite(in: out) != nil {
            try source.requireFinite(names(TensorNames.embedding))
        }
    }

    /// After logits turned out not to be finite: throws if the output matrix is why.
    func requireFiniteHead() throws { try source.requireFinite(headName) }
}

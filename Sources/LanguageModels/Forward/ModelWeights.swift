import Engine
import Failures
import TensorFiles

/// A model folder's tensors: every name and shape checked when it is opened, the large ones left in their files.
final class ModelWeights {
    /// `[V, d]`
    let embedding: StoredMatrix
    /// `[positions, d]`
    let positions: StoredMatrix?
    /// `[V, d]`; the embedding itself where the two are tied.
    let head: StoredMatrix
    /// `[1, V]`
    let headBias: Matrix?
    let finalNorm: Norm
    let layers: [Layer]
    private let source: any ModelTensors
    private let embeddingName: String
    private let headName: String
    private let ownHead: String?
    private let ties: Bool
    private let isBase: Bool
    /// By layer, the names of its matrices.
    private let matrixNames: [[String]]

    /// A normalisation's gain, and its bias where it has one. `[1, d]`
    struct Norm {
        let gain: Matrix
        let bias: Matrix?
    }

    /// One layer: its norms and biases, and its matrices as they lie in the file.
    struct Layer {
        let attentionNorm: Norm?
        let attentionPostNorm: Norm?
        let feedForwardNorm: Norm?
        let feedForwardPostNorm: Norm?
        /// `[1, D]`, or `[1, H D]` and `[1, K D]`.
        let queryNorm: Matrix?
        let keyNorm: Matrix?
        /// Together `[(H + 2 K) D, d]`: queries, keys, values.
        let attention: [StoredMatrix]
        /// `[1, (H + 2 K) D]`
        let attentionBias: Matrix?
        /// `[d, H D]`
        let output: StoredMatrix
        /// `[1, d]`
        let outputBias: Matrix?
        let feedForward: FeedForwardWeights
    }

    /// Throws `Failure` for a folder without weights, a damaged file, a tensor that is missing, has another shape than
    /// the configuration asks for or is of no part of the model, and a norm or bias that is not finite.
    init(_ source: any ModelTensors, description c: ModelDescription) throws {
        self.source = source
        let reader = try TensorReader(source, c)
        isBase = reader.isBase
        embeddingName = reader.name(c.tensors.embedding) + ".weight"
        let found = try source.shape(of: embeddingName)
        guard found.first == c.vocabularySize else {
            throw Failure(
                .badData,
                "config.json says vocab_size \(c.vocabularySize), but tensor \(embeddingName.quoted) has shape \(found)",
                at: source.path, remedy: "configuration and weights do not belong together; fetch them again")
        }
        let d = c.hiddenSize
        embedding = try reader.matrix(embeddingName, [c.vocabularySize, d])
        positions = try c.learnedPositions.map { rows in
            try reader.matrix(reader.name(c.tensors.positions ?? "") + ".weight", [rows, d])
        }
        finalNorm = try reader.norm(reader.name(c.tensors.finalNorm), d)
        let own = c.tensors.heads.map { $0 + ".weight" }.first(where: source.contains)
        ownHead = own
        ties = c.tiesHead
        headName = try ModelWeights.headName(source, embeddingName, own: own ?? c.tensors.heads[0] + ".weight", ties: ties)
        head = headName == embeddingName ? embedding : try reader.matrix(headName, [c.vocabularySize, d])
        if let own { reader.take(own) }
        headBias = try c.headHasBias ? reader.vector(c.tensors.heads[0] + ".bias", c.vocabularySize) : nil
        var layers: [Layer] = [], names: [[String]] = []
        for number in 0..<c.layers {
            reader.matrices.removeAll()
            layers.append(try reader.layer(number))
            names.append(reader.matrices)
        }
        self.layers = layers
        matrixNames = names
        try reader.requireNothingElse()
    }

    /// The output matrix's tensor. Where a configuration ties it to the embedding, but a file holds another (a model tuned
    /// with the head untied, under its old configuration), the file's is meant, as transformers 5 decides it.
    private static func headName(_ source: any ModelTensors, _ embedding: String, own: String, ties: Bool) throws -> String {
        guard ties else { return own }
        guard source.contains(own) else { return embedding }
        return try source.haveSameBytes(own, embedding) ? embedding : own
    }

    /// What a reader of the folder may not expect of it.
    var notes: [String] {
        var notes: [String] = []
        if isBase { notes.append("its tensors have no prefix, as of a base model: read as they are") }
        if let ownHead, ties, headName == ownHead {
            notes.append(
                "its weights hold a \(ownHead) other than the embedding, though config.json ties the two: that of the "
                    + "weights is used, as transformers 5 does")
        }
        return notes
    }

    /// After a product said that it met a weight that is not finite: throws `Failure(.badData)` naming the tensor, and
    /// where in it.
    func requireFinite(layer: Int) throws {
        for name in matrixNames[layer] { try source.requireFinite(name) }
    }

    /// out[i] = scale · embedding[ids[i]]. `[ids.count, d]`. Throws as `requireFinite(layer:)` does.
    func embed(_ ids: [Int32], scale: Float, into out: Matrix, engine: ComputeEngine) throws {
        engine.gatherRows(of: embedding, ids, scale: scale, into: out)
        if engine.firstNonFinite(in: out) != nil {
            try source.requireFinite(embeddingName)
        }
    }

    /// out[i] += positions[i mod length], where the model has learned positions. `scratch`, `out` `[tokens.count, d]`.
    func addPositions(
        _ tokens: TokenBatch, from start: Int, scratch: Matrix, to out: Matrix, engine: ComputeEngine
    ) {
        guard let positions else { return }
        engine.gatherRows(of: positions, tokens.ids.indices.map { Int32(start + $0 % tokens.length) }, into: scratch)
        engine.add(out, scratch, into: out)
    }

    /// After logits turned out not to be finite: throws if the output matrix is why.
    func requireFiniteHead() throws { try source.requireFinite(headName) }
}

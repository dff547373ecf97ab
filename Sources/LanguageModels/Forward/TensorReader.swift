import Engine
import Failures
import TensorFiles

/// Reads a model's tensors by the names and layouts of its description, and keeps account of them.
final class TensorReader {
    /// Matrices read since it was emptied: a layer's, for messages about their elements.
    var matrices: [String] = []
    private let source: any ModelTensors
    private let description: ModelDescription
    private let prefix: String
    private var taken: Set<String> = []
    private var names: TensorNames { description.tensors }

    /// Whether the names have no prefix though a causal model's have one: a base model was saved alone.
    var isBase: Bool { prefix.isEmpty && names.prefixes[0] != "" }

    /// Throws `Failure(.badData)` where the embedding has another prefix than the family's: then the folder holds
    /// something around a language model (other inputs, an adapter, a compiled or wrapped module).
    init(_ source: any ModelTensors, _ description: ModelDescription) throws {
        self.source = source
        self.description = description
        let names = description.tensors, embedding = names.embedding + ".weight"
        if let prefix = names.prefixes.first(where: { source.contains($0 + embedding) }) {
            self.prefix = prefix
        } else if let other = source.names.first(where: { $0.hasSuffix("." + embedding) }) {
            let found = String(other.dropLast(embedding.count))
            let known = names.prefixes.map { $0.isEmpty ? "none" : $0.quoted }.joined(separator: ", ")
            throw Failure(
                .badData, "its tensors have the prefix \(found.quoted) (there is \(other.quoted)); \(known) can be read",
                at: source.path, remedy: "save the language model alone with transformers' save_pretrained")
        } else {
            // Nothing is near: the missing tensor is named under the usual prefix.
            prefix = names.prefixes[0]
        }
    }

    func name(_ part: String) -> String { prefix + part }

    /// Marks a tensor as known.
    func take(_ name: String) { taken.insert(name) }

    func matrix(_ name: String, _ shape: [Int]) throws -> StoredMatrix {
        take(name)
        matrices.append(name)
        return try source.storedMatrix(name, shape: shape)
    }

    /// A block's matrix `[out, in]`, whichever way it lies.
    private func weight(_ name: String, _ out: Int, _ input: Int) throws -> StoredMatrix {
        names.isTransposed
            ? try matrix(name + ".weight", [input, out]).transposed : try matrix(name + ".weight", [out, input])
    }

    /// A vector, which must be finite. `[1, width]`
    func vector(_ name: String, _ width: Int) throws -> Matrix {
        take(name)
        let vector = try source.matrix(name, shape: [width])
        try source.requireFinite(name)
        return vector
    }

    func norm(_ name: String, _ width: Int) throws -> ModelWeights.Norm {
        let hasBias = description.norm.kind == .layer
        return try .init(
            gain: vector(name + ".weight", width), bias: hasBias ? vector(name + ".bias", width) : nil)
    }

    func layer(_ number: Int) throws -> ModelWeights.Layer {
        let c = description, d = c.hiddenSize, block = name("\(names.block).\(number).")
        func norm(_ part: String?) throws -> ModelWeights.Norm? { try part.map { try self.norm(block + $0, d) } }
        func headNorm(_ part: String?, _ heads: Int) throws -> Matrix? {
            let width = c.attention.queryKeyNorm == .perHead ? c.attention.headWidth : heads * c.attention.headWidth
            return try part.map { try vector(block + $0 + ".weight", width) }
        }
        let (attention, attentionBias) = try queryKeyValue(block)
        return ModelWeights.Layer(
            attentionNorm: try norm(names.attentionNorm), attentionPostNorm: try norm(names.attentionPostNorm),
            feedForwardNorm: try norm(names.feedForwardNorm),
            feedForwardPostNorm: try norm(names.feedForwardPostNorm),
            queryNorm: try headNorm(names.queryNorm, c.attention.heads),
            keyNorm: try headNorm(names.keyNorm, c.attention.keyHeads),
            attention: attention, attentionBias: attentionBias,
            output: try weight(block + names.output, d, c.attention.heads * c.attention.headWidth),
            outputBias: c.attention.outputHasBias ? try vector(block + names.output + ".bias", d) : nil,
            feedForward: try feedForward(block))
    }

    /// Queries, keys and values, and their biases one after the other.
    private func queryKeyValue(_ block: String) throws -> ([StoredMatrix], Matrix?) {
        let a = description.attention, d = description.hiddenSize
        let sizes = [a.heads * a.headWidth, a.keyHeads * a.headWidth, a.keyHeads * a.headWidth]
        let all = sizes.reduce(0, +)
        switch names.queryKeyValue {
        case .separate(let q, let k, let v):
            let parts = [q, k, v]
            var stored = try zip(parts, sizes).map { try weight(block + $0, $1, d) }
            if names.interleavesHeads { for i in 0..<2 { stored[i] = stored[i].undoingInterleave(headWidth: a.headWidth) } }
            guard a.hasBias else { return (stored, nil) }
            let biases = try zip(parts, sizes).enumerated().flatMap { i, part in
                let bias = try vector(block + part.0 + ".bias", part.1).toArray()
                return names.interleavesHeads && i < 2 ? HeadInterleave.undone(bias, headWidth: a.headWidth) : bias
            }
            return (stored, Matrix(rows: 1, columns: all, elements: biases))
        case .joined(let name):
            return (
                [try weight(block + name, all, d)], a.hasBias ? try vector(block + name + ".bias", all) : nil
            )
        case .byHead(let name):
            let joined = try weight(block + name, all, d), width = a.headWidth
            // The order in which attention wants them: part by part, and head by head in each.
            let starts = (0..<3).flatMap { part in (0..<a.heads).map { (3 * $0 + part) * width } }
            let stored = starts.map { joined.rows($0..<$0 + width) }
            guard a.hasBias else { return (stored, nil) }
            let biases = try vector(block + name + ".bias", all).toArray()
            return (stored, Matrix(rows: 1, columns: all, elements: starts.flatMap { biases[$0..<$0 + width] }))
        }
    }

    private func feedForward(_ block: String) throws -> FeedForwardWeights {
        let f = description.feedForward, d = description.hiddenSize
        func bias(_ part: String, _ width: Int) throws -> Matrix? {
            f.hasBias ? try vector(block + part + ".bias", width) : nil
        }
        var gate: StoredMatrix?, up: StoredMatrix, gateBias: Matrix?, upBias: Matrix?
        switch names.hidden {
        case .plain(let name):
            up = try weight(block + name, f.size, d)
            upBias = try bias(name, f.size)
        case .gated(let gateName, let upName):
            gate = try weight(block + gateName, f.size, d)
            up = try weight(block + upName, f.size, d)
            gateBias = try bias(gateName, f.size)
            upBias = try bias(upName, f.size)
        case .joined(let name):
            let joined = try weight(block + name, 2 * f.size, d)
            gate = joined.rows(0..<f.size)
            up = joined.rows(f.size..<2 * f.size)
        }
        return FeedForwardWeights(
            gate: gate, up: up, down: try weight(block + names.down, d, f.size), activation: f.activation,
            gateBias: gateBias, upBias: upBias, downBias: try bias(names.down, d))
    }

    /// Throws `Failure(.badData)` for a tensor that no part of the model is made of: it would be passed over in silence.
    func requireNothingElse() throws {
        for name in source.names where !taken.contains(name) {
            if names.ignoredEndings.contains(where: name.hasSuffix) { continue }
            if names.ignoredBeginnings.contains(where: name.hasPrefix) { continue }
            throw Failure(
                .badData, "tensor \(name.quoted) is of no part of a model of type '\(description.family)'",
                at: source.path,
                remedy: "configuration and weights do not belong together, or the model has a part that is not built here")
        }
    }
}

public import Engine
import Failures

/// A language model from a folder in Hugging Face's layout (`config.json` beside `model.safetensors` or its shards), or from
/// a GGUF file. One forward for all families; what differs is in its description. Weights stay mapped in their files' number
/// format; a product brings a few rows of them at a time to float32. Formulas and sources: Guides/LanguageModels.md.
///
/// A model is driven by one thread at a time; its `ComputeEngine` divides the work, and results have the same bits on
/// any number of threads.
public final class LanguageModel {
    public let configuration: ModelDescription
    /// Tokens, padding included, that have gone through this model since it was opened.
    public private(set) var tokensComputed = 0

    /// What a person should be told of the folder: a sentence each.
    public var notes: [String] { weights.notes }

    let engine: ComputeEngine
    let view: ProcessedView
    let weights: ModelWeights
    let workspace: ModelWorkspace
    private let folder: String

    /// Reads the configuration and maps the weights, whose names and shapes are all checked here.
    ///
    /// - Parameters:
    ///   - folder: the folder, or the GGUF file.
    ///   - processing: what an SAE's activations were taken from, where that was not the model as it is.
    /// - Throws: `Failure`: `.missingInput` for a missing file, `.badData` for a damaged one, for a tensor that is missing
    ///   or misshapen, and for a configuration that is not possible or not built.
    public init(folder: String, processing: ModelProcessing = .none, engine: ComputeEngine) throws {
        self.folder = folder
        self.engine = engine
        let opened = try OpenedModel(folder)
        configuration = opened.description
        weights = try ModelWeights(opened.tensors, description: configuration)
        view = ProcessedView(processing, configuration, weights)
        workspace = ModelWorkspace(configuration)
    }

    /// The activations' width at a hook point (`ModelDescription.width(at:)`).
    ///
    /// Throws `Failure(.usage)`, with the list of those that exist, for a hook point that the model has not.
    public func width(at hook: Hookpoint) throws -> Int {
        try check(hook)
        return configuration.width(at: hook)
    }

    /// The activations at a hook point. `output [tokens.count, width(at: hook)]`. Layers after the hooked one are not
    /// computed.
    ///
    /// Weights are unpacked once for up to 4,096 tokens of the batch, so larger batches cost less for each token. A call
    /// needs about `tokens.count · (3 d + (2 H + 2 K) D)` floats, and `F + 128 workers` for each of up to 4,096 tokens.
    ///
    /// Throws `Failure`: `.usage` for a layer that the model lacks, `.badData` for a token outside the vocabulary, a
    /// sequence longer than the context and a weight that is not finite, `.failed` for activations that overflow.
    public func activations(of tokens: TokenBatch, at hook: Hookpoint, into output: Matrix) throws {
        try check(tokens)
        try check(hook)
        try activations(of: tokens, at: hook, prefix: .none, into: output)
    }

    func activations(of tokens: TokenBatch, at hook: Hookpoint, prefix: PrefixUse, into output: Matrix) throws {
        let width = configuration.width(at: hook)
        precondition(
            output.rows == tokens.count && output.columns == width,
            "activations of \(tokens.count) tokens of width \(width) into [\(output.rows), \(output.columns)]")
        let isStream = [.embed, .residPre, .residMid, .residPost].contains(hook.site)
        let residual = isStream ? output : workspace.residual(tokens: tokens.count)
        try run(tokens, residual: residual, stopping: Stop(hook: hook, output: output), editing: nil, prefix: prefix)
        if let place = engine.firstNonFinite(in: output) {
            throw Failure(
                .failed,
                "the model's activations at \(hook) are not finite for position \(place.row % tokens.length) of sequence "
                    + "\(place.row / tokens.length)",
                at: folder,
                remedy: "its weights are too large for float32; check the folder")
        }
    }

    /// The logits of each token's successor, after the final soft-cap. `output [tokens.count, V]`.
    ///
    /// Throws as `activations(of:at:into:)` does.
    public func logits(of tokens: TokenBatch, into output: Matrix) throws {
        try logits(of: tokens, editing: nil, into: output)
    }

    /// The logits where the activations at a hook point are replaced: `edit` is given them,
    /// `[tokens.count, width(at: hook)]`, and leaves in their place what the model goes on with. `output [tokens.count, V]`.
    ///
    /// Throws as `activations(of:at:into:)` does, and what `edit` throws.
    public func logits(
        of tokens: TokenBatch, replacingAt hook: Hookpoint, with edit: (Matrix) throws -> Void, into output: Matrix
    ) throws {
        try check(hook)
        try withoutActuallyEscaping(edit) { try logits(of: tokens, editing: Edit(hook: hook, body: $0), into: output) }
    }

    private func logits(of tokens: TokenBatch, editing edit: Edit?, into output: Matrix) throws {
        let c = configuration
        precondition(
            output.rows == tokens.count && output.columns == c.vocabularySize,
            "logits of \(tokens.count) tokens over \(c.vocabularySize) into [\(output.rows), \(output.columns)]")
        try check(tokens)
        let residual = workspace.residual(tokens: tokens.count)
        try run(tokens, residual: residual, stopping: nil, editing: edit)
        let normal = workspace.normal
        normalize(residual, weights.finalNorm, into: normal)
        project(normal, into: output)
        guard engine.firstNonFinite(in: output) == nil else {
            try weights.requireFiniteHead()
            throw Failure(
                .failed, "the model's logits are not finite", at: folder,
                remedy: edit == nil ? "its weights are too large for float32; check the folder" : "check the replacement")
        }
        if let cap = c.finalCap { engine.softCap(output, cap: cap, into: output) }
    }

    /// The output matrix, and its bias. `normal [n, d]`, `output [n, V]`.
    func project(_ normal: Matrix, into output: Matrix) {
        engine.product(normal, transposed: weights.head, into: output)
        if let bias = weights.headBias { engine.addRow(output, bias, into: output) }
    }

    /// Embeds the tokens into `residual` and takes it through the layers.
    func run(
        _ tokens: TokenBatch, residual: Matrix, stopping stop: Stop?, editing edit: Edit?, prefix: PrefixUse = .none
    ) throws {
        workspace.reserve(tokens, from: prefix.start)
        defer { tokensComputed += tokens.count }
        let visit = Visit(
            stop: stop?.hook.site == .embed ? stop : nil, edit: edit?.hook.site == .embed ? edit : nil, view: view,
            engine: engine)
        // float32, as `transformers` multiplies it.
        try weights.embed(tokens.ids, scale: configuration.embeddingScale, into: residual, engine: engine)
        if try visit.passes(.embed, residual) == .stop { return }
        weights.addPositions(
            tokens, from: prefix.start, scratch: workspace.normal, to: residual, engine: engine)
        for layer in 0..<configuration.layers {
            let end = try block(layer, tokens, residual: residual, stopping: stop, editing: edit, prefix: prefix)
            if end == .stop { return }
        }
    }

    func check(_ hook: Hookpoint) throws { try configuration.check(hook, at: folder) }

    /// - Parameter start: position of each sequence's first token.
    func check(_ tokens: TokenBatch, from start: Int = 0) throws {
        let c = configuration
        guard start + tokens.length <= c.contextLength else {
            throw Failure(
                .badData, "a sequence of \(start + tokens.length) tokens is longer than the model's context of \(c.contextLength)",
                at: folder, remedy: "use a shorter context")
        }
        if let i = tokens.ids.firstIndex(where: { $0 < 0 || Int($0) >= c.vocabularySize }) {
            throw Failure(
                .badData,
                "token \(tokens.ids[i]) at position \(i % tokens.length) of sequence \(i / tokens.length) is outside the "
                    + "model's vocabulary of \(c.vocabularySize)",
                at: folder, remedy: "use the tokenizer that belongs to the model")
        }
    }

    /// Where to stop, and the matrix for the activations there.
    struct Stop {
        let hook: Hookpoint
        let output: Matrix
    }

    /// A replacement at a hook point.
    struct Edit {
        let hook: Hookpoint
        let body: (Matrix) throws -> Void
    }
}

public import Engine

/// What many continuations of one text need of it: the keys and values of its tokens in each block up to a hook point.
///
/// A token sees only those before it, so the activations of `prefix + continuation` at the continuation's tokens are those
/// of the whole sequence, at the cost of the continuation alone.
public final class ModelPrefix {
    /// The text's tokens.
    public let tokens: [Int32]
    /// The hook point that it was made for.
    public let hook: Hookpoint
    /// Rotated keys and values of each block, queries beside them. `[tokens.count, (H + 2K) D]`
    private(set) var joined: [Matrix] = []

    init(tokens: [Int32], hook: Hookpoint) {
        self.tokens = tokens
        self.hook = hook
    }

    func keep(_ joined: Matrix, engine: ComputeEngine) {
        let copy = Matrix(rows: joined.rows, columns: joined.columns)
        engine.copy(joined, into: copy)
        self.joined.append(copy)
    }
}

/// What a forward has to do with a prefix.
enum PrefixUse {
    case none
    /// Its tokens are the prefix, whose keys and values are kept.
    case kept(ModelPrefix)
    /// Its sequences go on from it.
    case before(ModelPrefix)

    /// Position of each sequence's first token.
    var start: Int {
        if case .before(let prefix) = self { prefix.tokens.count } else { 0 }
    }
}

extension LanguageModel {
    /// Takes a text through the model as far as activations at `hook` need it, and keeps its keys and values: memory of
    /// `(hook.layer + 1) · tokens.count · (H + 2K) D` floats.
    ///
    /// Throws as `activations(of:at:into:)` does.
    public func prefix(_ tokens: [Int32], for hook: Hookpoint) throws -> ModelPrefix {
        let batch = TokenBatch(ids: tokens, sequences: 1, length: tokens.count)
        try check(batch)
        try check(hook)
        let prefix = ModelPrefix(tokens: tokens, hook: hook)
        let output = Matrix(rows: batch.count, columns: configuration.width(at: hook))
        let isStream = [.embed, .residPre, .residMid, .residPost].contains(hook.site)
        try run(
            batch, residual: isStream ? output : workspace.residual(tokens: batch.count),
            stopping: Stop(hook: hook, output: output), editing: nil, prefix: .kept(prefix))
        return prefix
    }

    /// The activations of sequences that all go on from a prefix. `output [tokens.count, width(at: prefix.hook)]`. Equal to
    /// those of the whole sequences at these positions, up to the order of summation.
    ///
    /// Throws as `activations(of:at:into:)` does.
    public func activations(of tokens: TokenBatch, after prefix: ModelPrefix, into output: Matrix) throws {
        try check(tokens, from: prefix.tokens.count)
        try activations(of: tokens, at: prefix.hook, prefix: .before(prefix), into: output)
    }
}

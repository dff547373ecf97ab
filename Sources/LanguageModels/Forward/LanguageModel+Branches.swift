public import Engine
import Failures

/// One batch under several replacements at a hook point, without computing what they share more than once.
extension LanguageModel {
    /// The residual stream after the last block, before the final norm, once for each edit: `outputs[i] [T, d]` is what
    /// comes of `edits[i]`. An edit is given the activations at the hook, `[T, width(at: hook)]`, and leaves what the
    /// model goes on with; one that changes nothing gives the model's own stream.
    ///
    /// The blocks up to the hook are computed once where the hook is in the residual stream between blocks
    /// (`hook_resid_pre`, `hook_resid_post`), those after it once for each edit, layer by layer, so that a layer is
    /// unpacked once. For other hooks each edit takes a run of its own. Either way the bits are those of
    /// `logits(of:replacingAt:with:into:)`.
    ///
    /// Throws as `activations(of:at:into:)` does, and what an edit throws.
    public func finalResiduals(
        of tokens: TokenBatch, replacingAt hook: Hookpoint, with edits: [(Matrix) throws -> Void], into outputs: [Matrix]
    ) throws {
        let d = configuration.hiddenSize
        precondition(
            outputs.count == edits.count && outputs.allSatisfy { $0.rows == tokens.count && $0.columns == d },
            "\(edits.count) edits of [\(tokens.count), \(d)] into \(outputs.map { "[\($0.rows), \($0.columns)]" })")
        try check(tokens)
        try check(hook)
        guard let first = outputs.first else { return }
        guard hook.site == .residPre || hook.site == .residPost else {
            for (edit, output) in zip(edits, outputs) {
                try run(tokens, residual: output, stopping: nil, editing: Edit(hook: hook, body: edit))
            }
            return
        }
        try run(tokens, residual: first, stopping: Stop(hook: hook, output: first), editing: nil)
        for output in outputs.dropFirst() { engine.copy(first, into: output) }
        for (edit, output) in zip(edits, outputs) { try edit(output) }
        for layer in (hook.site == .residPre ? hook.layer : hook.layer + 1)..<configuration.layers {
            for output in outputs { _ = try block(layer, tokens, residual: output, stopping: nil, editing: nil) }
        }
    }

    /// The logits, after the final soft-cap, that belong to rows of a final residual stream. `residual [n, d]`,
    /// `output [n, V]`.
    ///
    /// Throws `Failure(.failed)` where they are not finite.
    public func logits(ofFinal residual: some MatrixOperand, into output: Matrix) throws {
        let c = configuration, residual = residual.view
        precondition(
            residual.columns == c.hiddenSize && output.rows == residual.rows && output.columns == c.vocabularySize,
            "logits of [\(residual.rows), \(residual.columns)] into [\(output.rows), \(output.columns)]")
        let normal = Matrix(rows: residual.rows, columns: c.hiddenSize)
        normalize(residual, weights.finalNorm, into: normal)
        project(normal, into: output)
        guard engine.firstNonFinite(in: output) == nil else {
            try weights.requireFiniteHead()
            throw Failure(.failed, "the logits of a replaced activation are not finite", remedy: "check the replacement")
        }
        if let cap = c.finalCap { engine.softCap(output, cap: cap, into: output) }
    }
}

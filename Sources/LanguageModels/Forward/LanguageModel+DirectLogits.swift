public import Engine
import Failures

extension LanguageModel {
    /// Whether what is written at a hook point reaches the residual stream by matrices alone, so that it has direct
    /// logits: what a norm or the feed-forward layer reads does not.
    public func hasDirectLogits(at hook: Hookpoint) -> Bool { ![.normalized, .mlpIn].contains(hook.site) }

    /// What directions at a hook point add to each token's logit on the way past all later blocks: `directLogits(of:into:)`
    /// of the directions themselves, or, between heads or inside the hidden layer, of what the sublayer's output matrix
    /// makes of them, without a norm that follows it. `directions [n, width(at: hook)]`, `output [n, V]`.
    ///
    /// Throws as `directLogits(of:into:)` does, and `Failure(.badData)` for an output matrix of the sublayer that is not
    /// finite.
    public func directLogits(of directions: some MatrixOperand, at hook: Hookpoint, into output: Matrix) throws {
        precondition(hasDirectLogits(at: hook), "direct logits at \(hook)")
        let layer = weights.layers[hook.layer], matrix: StoredMatrix
        switch hook.site {
        case .z: matrix = layer.output
        case .mlpPost: matrix = layer.feedForward.down
        default: return try directLogits(of: directions, into: output)
        }
        let written = Matrix(rows: directions.view.rows, columns: configuration.hiddenSize)
        if !engine.product(directions, transposedFinite: [matrix], into: written) {
            try weights.requireFinite(layer: hook.layer)
        }
        try directLogits(of: written, into: output)
    }

    /// What directions in the residual stream add to each token's logit on the way past all later blocks: their product
    /// with the output matrix, after the final norm's gain, without its division by the stream's size, without biases and
    /// without the soft-cap. `directions [n, d]`, `output [n, V]`.
    ///
    /// Throws `Failure`: `.badData` for an output matrix that is not finite, `.failed` where the logits overflow.
    public func directLogits(of directions: some MatrixOperand, into output: Matrix) throws {
        let c = configuration, directions = directions.view
        precondition(
            directions.columns == c.hiddenSize && output.rows == directions.rows && output.columns == c.vocabularySize,
            "logits of [\(directions.rows), \(directions.columns)] into [\(output.rows), \(output.columns)]")
        let scaled = Matrix(rows: directions.rows, columns: c.hiddenSize)
        engine.scaleColumns(directions, by: weights.finalNorm.gain, into: scaled)
        if case .rms(let offset) = c.norm.kind, offset != 0 {
            engine.addScaled(scaled, directions, scale: offset, into: scaled)
        }
        engine.product(scaled, transposed: weights.head, into: output)
        guard engine.firstNonFinite(in: output) == nil else {
            try weights.requireFiniteHead()
            throw Failure(.failed, "the logits of a direction are not finite", remedy: "check the SAE's decoder")
        }
    }
}

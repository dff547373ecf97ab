public import Engine
import Failures

extension LanguageModel {
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

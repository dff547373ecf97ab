import Engine

/// The model's normalisation, whole and in its two halves.
extension LanguageModel {
    /// out = norm(x). `[T, d]` both; `out` may be `x`.
    func normalize(_ x: some MatrixOperand, _ norm: ModelWeights.Norm, into out: Matrix) {
        let epsilon = configuration.norm.epsilon
        switch configuration.norm.kind {
        case .rms(let offset): engine.rmsNorm(x, weight: norm.gain, offset: offset, epsilon: epsilon, into: out)
        case .layer:
            engine.standardizeRows(x, epsilon: epsilon, into: out)
            applyGain(norm, to: out)
        }
    }

    /// The norm without its gain and bias.
    func standardize(_ x: Matrix, into out: Matrix) {
        let epsilon = configuration.norm.epsilon
        switch configuration.norm.kind {
        case .rms: engine.rmsNorm(x, weight: workspace.noGain, offset: 1, epsilon: epsilon, into: out)
        case .layer: engine.standardizeRows(x, epsilon: epsilon, into: out)
        }
    }

    /// x = x · gain (+ bias), in place.
    func applyGain(_ norm: ModelWeights.Norm, to x: Matrix) {
        if let bias = norm.bias {
            engine.scaleAndShift(x, gain: norm.gain, bias: bias, into: x)
        } else {
            engine.scaleColumns(x, by: wholeGain(norm), into: x)
        }
    }

    /// The gain as a factor, where the file holds an offset from one. `[1, d]`
    func wholeGain(_ norm: ModelWeights.Norm) -> Matrix {
        guard case .rms(let offset) = configuration.norm.kind, offset != 0 else { return norm.gain }
        return Matrix(rows: 1, columns: norm.gain.count, elements: norm.gain.toArray().map { $0 + offset })
    }
}

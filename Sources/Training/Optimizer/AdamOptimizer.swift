public import Autoencoders
public import Engine
import Failures
public import Records

/// The order of a step after the gradients (method.md): take from decoder rows' gradients their part along the row,
/// clip all of them together, move by Adam, bring rows to unit norm.
///
/// A latent is one row everywhere: its encoder row, encoder bias, decoder row and threshold are touched or untouched
/// together. With β₁ = 0 an untouched latent is not visited and `lastUpdate` remembers since when; a checkpoint saves
/// that and never catches up, so that the same sums are done in the same order whether a run was interrupted or not.
public final class AdamOptimizer {
    /// One matrix that is trained.
    struct Parameter {
        var name: String
        var weights: Matrix
        var gradient: (Gradients) -> Matrix
        /// nil where β₁ = 0.
        var first: Matrix?
        var second: Matrix
        /// Whether it has a part for each latent; the decoder bias has not.
        var perLatent: Bool
        var unitRows: Bool
    }

    let parameters: [Parameter]
    private let config: OptimizerConfig
    private let engine: ComputeEngine
    private let decoder: Matrix
    private let keepsUnitRows: Bool
    /// Each parameter's part of the gradient's norm.
    private let figures = Figures()
    /// For each latent the number of the update that last wrote its second moments; 0: none. `[1, F]`
    package let lastUpdate: IndexMatrix
    /// For measurements: told after each part of a step.
    package var clock: StepClock?

    /// Moments of zero for the parameters of `autoencoder`, by the settings `optimizer` and `sae` of `config`.
    public init(autoencoder: Autoencoder, config: RunConfig, engine: ComputeEngine) {
        self.config = config.optimizer
        self.engine = engine
        decoder = autoencoder.decoder
        keepsUnitRows = config.sae.decoderNorm == .unit
        lastUpdate = IndexMatrix(rows: 1, columns: autoencoder.latents)
        let hasFirst = config.optimizer.beta1 != 0
        func parameter(
            _ name: String, _ weights: Matrix, perLatent: Bool = true, unitRows: Bool = false,
            _ gradient: @escaping (Gradients) -> Matrix
        ) -> Parameter {
            func zeros() -> Matrix { Matrix(rows: weights.rows, columns: weights.columns) }
            return Parameter(
                name: name, weights: weights, gradient: gradient, first: hasFirst ? zeros() : nil, second: zeros(),
                perLatent: perLatent, unitRows: unitRows)
        }
        var parameters = [
            parameter("encoder", autoencoder.encoder, unitRows: config.sae.encoderUnitNorm) { $0.encoder },
            parameter("encoder_bias", autoencoder.encoderBias) { $0.encoderBias },
            parameter("decoder", autoencoder.decoder, unitRows: keepsUnitRows) { $0.decoder },
            parameter("decoder_bias", autoencoder.decoderBias, perLatent: false) { $0.decoderBias },
        ]
        if config.sae.activation == .jumprelu {
            parameters.append(parameter("threshold", autoencoder.threshold) { $0.threshold })
        }
        self.parameters = parameters
    }

    /// Moves the weights by the gradients of step t (from 0). Changes the gradients.
    ///
    /// - Returns: the norm of all gradients together before clipping, in float64, over the touched rows.
    /// - Throws: `Failure(.failed)`, before anything has moved, when that norm is not finite.
    public func step(_ gradients: Gradients, at step: Int, learningRate: Float) throws -> Double {
        engine.bring(parameters.flatMap { [$0.weights, $0.second] + ($0.first.map { [$0] } ?? []) })
        return try engine.keepingOnDevice { try move(gradients, at: step, learningRate: learningRate) }
    }

    private func move(_ gradients: Gradients, at step: Int, learningRate: Float) throws -> Double {
        let touched = gradients.touched
        // A free row has no sphere to stay on, so there is nothing that its gradient would push it off.
        if config.removeParallel && keepsUnitRows {
            engine.removeParallel(from: gradients.decoder, along: decoder, rows: touched)
        }
        figures.begin()
        let squares = parameters.map { parameter in
            let gradient = parameter.gradient(gradients)
            return parameter.perLatent
                ? engine.sumOfSquares(gradient, rows: touched, into: figures) : engine.sumOfSquares(gradient, into: figures)
        }
        let norm = squares.reduce(0) { $0 + figures[$1] }.squareRoot()
        guard norm.isFinite else {
            throw Failure(
                .failed, "the gradient is not finite at step \(step)",
                remedy: "lower optimizer.learning_rate, or look for extreme values in the activations")
        }
        clock?.mark(.clip)
        let scale = config.clip > 0 ? min(1, Double(config.clip) / (norm + 1e-6)) : 1
        let update = AdamUpdate(
            count: step + 1, learningRate: learningRate, beta1: config.beta1, beta2: config.beta2,
            epsilon: config.epsilon, gradientScale: Float(scale))
        let rows = TouchedRows(touched: touched, lastUpdate: lastUpdate)
        for parameter in parameters {
            engine.adam(
                parameter.weights, gradient: parameter.gradient(gradients), firstMoment: parameter.first,
                secondMoment: parameter.second, update, rows: parameter.perLatent ? rows : nil,
                unitRows: parameter.unitRows)
            // The start may lie off the unit sphere (dictionary_learning's standard starts at norm 0.1): the first
            // step brings all rows onto it, the touched ones and the others.
            if step == 0 && parameter.unitRows { engine.normalizeRows(parameter.weights) }
        }
        engine.stamp(Int32(step + 1), where: touched, in: lastUpdate)
        clock?.mark(.adam)
        return norm
    }
}

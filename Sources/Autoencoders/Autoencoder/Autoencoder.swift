public import Engine
public import Records

/// The parameters of a sparse autoencoder. F latents, width d; a row of the encoder or decoder is a latent's vector.
///
/// `f = act(x W_eᵀ + b_e)`, with x − b_d for x where `configuration.subtractDecoderBias`; `x̂ = f W_d + b_d`
/// (Guides/Step.md). Like `Matrix` a reference, and not `Sendable`.
public final class Autoencoder {
    public let configuration: AutoencoderConfig
    /// d.
    public let width: Int
    /// F.
    public var latents: Int { configuration.latents }
    /// W_e. `[F, d]`
    public let encoder: Matrix
    /// b_e. `[1, F]`
    public let encoderBias: Matrix
    /// W_d. `[F, d]`
    public let decoder: Matrix
    /// b_d. `[1, d]`
    public let decoderBias: Matrix
    /// jumprelu's θ, or its logarithm where `configuration.thresholdParameter` says so; zeros otherwise. `[1, F]`
    public let threshold: Matrix
    /// batchtopk's inference threshold T on the scores (z, or z‖w‖ where `rescaleByDecoderNorm`); below 0: unset, and
    /// inference is a plain ReLU. The step moves it by `configuration.thresholdRule`.
    public var batchThreshold: Float
    /// Pre-activations of `encode`, kept between calls.
    private var scratch: Matrix?
    private let factors: Matrix

    /// All parameters.
    var matrices: [Matrix] { [encoder, encoderBias, decoder, decoderBias, threshold] }

    /// All parameters 0. `initialise` or a file gives them values.
    public init(configuration: AutoencoderConfig, width: Int) {
        precondition(configuration.latents > 0 && width > 0, "\(configuration.latents) latents of width \(width)")
        self.configuration = configuration
        self.width = width
        let latents = configuration.latents
        encoder = Matrix(rows: latents, columns: width)
        encoderBias = Matrix(rows: 1, columns: latents)
        decoder = Matrix(rows: latents, columns: width)
        decoderBias = Matrix(rows: 1, columns: width)
        threshold = Matrix(rows: 1, columns: latents)
        factors = Matrix(rows: 1, columns: latents)
        batchThreshold = configuration.thresholdRule == .saelens ? 0 : -1
    }

    /// The latents of some activations, as the inference form of this autoencoder gives them: the coefficients of the
    /// decoder's rows. `x [B, d]` (already scaled as in training), `latents [B, F]`.
    ///
    /// topk keeps the k largest of each row; batchtopk what exceeds T; jumprelu what exceeds θ.
    public func encode(_ x: some MatrixOperand, engine: ComputeEngine, into latents: SparseLatents) {
        let x = x.view
        precondition(
            x.columns == width && latents.columns == self.latents,
            "[\(x.rows), \(x.columns)] into [B, \(latents.columns)] by an autoencoder of [\(self.latents), \(width)]")
        let z = preActivations(rows: x.rows)
        if configuration.subtractDecoderBias {
            let centred = Matrix(rows: x.rows, columns: width)
            engine.subtractRow(x, decoderBias, into: centred)
            engine.product(centred, transposed: encoder, plus: encoderBias, into: z)
        } else {
            engine.product(x, transposed: encoder, plus: encoderBias, into: z)
        }
        Objective.activationFunction(configuration.activation)
            .select(from: z, by: self, scratch: factors, engine: engine, into: latents)
    }

    /// x̂ = f W_d + b_d. `latents [B, F]`, `output [B, d]`.
    public func decode(_ latents: SparseLatents, engine: ComputeEngine, into output: Matrix) {
        engine.product(latents, decoder, bias: decoderBias, into: output)
    }

    /// θ itself, not below 0, from the parameter. `[1, F]`
    func effectiveThreshold(engine: ComputeEngine, into theta: Matrix) {
        switch configuration.thresholdParameter {
        case .linear: engine.clamp(threshold, to: 0...Float.greatestFiniteMagnitude, into: theta)
        case .logarithm: engine.exp(threshold, into: theta)
        }
    }

    private func preActivations(rows: Int) -> Matrix {
        if let scratch, scratch.rowCapacity >= rows {
            scratch.setRows(rows)
            return scratch
        }
        let new = Matrix(rows: rows, columns: latents)
        scratch = new
        return new
    }
}

public import Engine
public import Records

/// The parameters of a sparse autoencoder. F latents, width d; a row of the encoder or decoder is a latent's vector.
///
/// `f = act(x W_eᵀ + b_e)`, with x − b_d for x where `configuration.subtractDecoderBias`; `x̂ = f W_d + b_d`
/// (Guides/Step.md). Like `Matrix` a reference, and not `Sendable`.
public final class Autoencoder {
    public let configuration: AutoencoderConfig
    /// What inference does beyond it; plain for everything that is trained here.
    public let inference: InferenceRules
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
    public convenience init(configuration: AutoencoderConfig, width: Int, inference: InferenceRules = .plain) {
        let latents = configuration.latents
        precondition(latents > 0 && width > 0, "\(latents) latents of width \(width)")
        self.init(
            configuration: configuration, inference: inference, encoder: Matrix(rows: latents, columns: width),
            encoderBias: Matrix(rows: 1, columns: latents), decoder: Matrix(rows: latents, columns: width),
            decoderBias: Matrix(rows: 1, columns: width), threshold: Matrix(rows: 1, columns: latents))
    }

    /// Takes matrices that a file's reader made, without a copy.
    ///
    /// - Parameters: `encoder`, `decoder` `[F, d]`; `encoderBias`, `threshold` `[1, F]`; `decoderBias` `[1, d]`.
    public init(
        configuration: AutoencoderConfig, inference: InferenceRules, encoder: Matrix, encoderBias: Matrix,
        decoder: Matrix, decoderBias: Matrix, threshold: Matrix
    ) {
        let latents = configuration.latents, width = encoder.columns
        precondition(
            latents > 0 && width > 0 && encoder.rows == latents && encoderBias.count == latents
                && decoder.rows == latents && decoder.columns == width && decoderBias.count == width
                && threshold.count == latents,
            "matrices of other shapes than \(latents) latents of width \(width)")
        precondition(
            inference.choice == .activation || configuration.activation == .topk,
            "\(inference.choice) with activation \(configuration.activation)")
        precondition(
            inference.choice != .groupMaximum
                || configuration.k.perToken > 0 && latents % configuration.k.perToken == 0,
            "\(configuration.k.perToken) groups of \(latents) latents")
        self.configuration = configuration
        self.inference = inference
        self.width = width
        self.encoder = encoder
        self.encoderBias = encoderBias
        self.decoder = decoder
        self.decoderBias = decoderBias
        self.threshold = threshold
        factors = Matrix(rows: 1, columns: latents)
        batchThreshold = configuration.thresholdRule == .saelens ? 0 : -1
    }

    /// The latents of some activations, as the inference form of this autoencoder gives them: the coefficients of the
    /// decoder's rows. `x [B, d]` (already scaled as in training), `latents [B, F]`.
    ///
    /// topk keeps the k largest of each row; batchtopk what exceeds T; jumprelu what exceeds θ; `inference` may say
    /// otherwise.
    public func encode(_ x: some MatrixOperand, engine: ComputeEngine, into latents: SparseLatents) {
        let given = x.view
        precondition(
            given.columns == width && latents.columns == self.latents,
            "[\(given.rows), \(given.columns)] into [B, \(latents.columns)] by an autoencoder of [\(self.latents), \(width)]")
        let x = scaled(given, engine: engine), z = preActivations(rows: given.rows)
        if configuration.subtractDecoderBias {
            let centred = Matrix(rows: x.rows, columns: width)
            engine.subtractRow(x, decoderBias, into: centred)
            engine.product(centred, transposed: encoder, plus: encoderBias, into: z)
        } else {
            engine.product(x, transposed: encoder, plus: encoderBias, into: z)
        }
        select(from: z, engine: engine, into: latents)
    }

    private func select(from z: Matrix, engine: ComputeEngine, into latents: SparseLatents) {
        switch inference.choice {
        case .activation:
            Objective.activationFunction(configuration.activation)
                .select(from: z, by: self, scratch: factors, engine: engine, into: latents)
        case .signedTopK:
            if configuration.rescaleByDecoderNorm { engine.rowNorms(decoder, into: factors) }
            engine.selectLargestMagnitudes(
                configuration.k.perToken, perRowOf: z, times: configuration.rescaleByDecoderNorm ? factors : nil,
                into: latents)
        case .groupMaximum:
            engine.selectGroupMaxima(groups: configuration.k.perToken, perRowOf: z, into: latents)
        }
    }

    /// x̂ = f W_d + b_d, the reconstruction of rows x whose latents these are; `inference.rowScale` is undone by the
    /// rows' own statistics. `latents [B, F]`, `x`, `output` `[B, d]`; `output` is not x.
    public func decode(
        _ latents: SparseLatents, of x: some MatrixOperand, engine: ComputeEngine, into output: Matrix
    ) {
        let x = x.view
        precondition(
            x.rows == latents.rows && x.columns == width,
            "latents of \(latents.rows) rows and activations [\(x.rows), \(x.columns)]")
        engine.product(latents, decoder, bias: decoderBias, into: output)
        restore(output, of: x, engine: engine)
    }

    /// The same of an SAE that brings no rows to scale, for latents whose rows are not there.
    /// `latents [B, F]`, `output [B, d]`.
    public func decode(_ latents: SparseLatents, engine: ComputeEngine, into output: Matrix) {
        precondition(inference.rowScale == .none, "a reconstruction by \(inference.rowScale) needs the rows")
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

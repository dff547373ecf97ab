import Autoencoders
import Engine
import Records

/// What a reader found, on its way to an `Autoencoder`.
struct SAEParts {
    /// `[F, d]`
    var encoder: Matrix
    /// `[1, F]`
    var encoderBias: Matrix
    /// `[F, d]`
    var decoder: Matrix
    /// `[1, d]`
    var decoderBias: Matrix
    /// jumprelu's θ; nil: zeros. `[1, F]`
    var threshold: Matrix?

    /// - Parameters:
    ///   - k: for topk.
    ///   - subtracts: whether b_dec is subtracted from the input, which is a rule of the format.
    func autoencoder(
        _ activation: ActivationKind, k: Int? = nil, subtractsBias subtracts: Bool,
        inference: InferenceRules = .plain
    ) -> Autoencoder {
        var config = AutoencoderConfig()
        config.latents = encoder.rows
        config.activation = activation
        if let k { config.k = LatentsPerToken(k) }
        config.subtractDecoderBias = subtracts
        config.decoderNorm = .free
        return Autoencoder(
            configuration: config, inference: inference, encoder: encoder, encoderBias: encoderBias, decoder: decoder,
            decoderBias: decoderBias, threshold: threshold ?? Matrix(rows: 1, columns: encoder.rows))
    }

    /// One threshold for all latents. `[1, F]`
    static func shared(_ threshold: Float, _ latents: Int) -> Matrix {
        Matrix(rows: 1, columns: latents, elements: [Float](repeating: threshold, count: latents))
    }
}

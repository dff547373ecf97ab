import Autoencoders
import Engine
import Records

extension Autoencoder {
    /// The same function with b_dec subtracted from the input, or not, as another program's class has it: what is (or is
    /// not) taken from x goes into b_enc. (x − b_d)W + b = xW + (b − b_d W). Only of SAEs whose rows have no scale of
    /// their own; decoder rows of unit norm where latents were chosen by z‖w‖ (`folded`).
    func subtracting(_ subtracts: Bool, engine: ComputeEngine) -> Autoencoder {
        precondition(inference.rowScale != .constantNorm || configuration.subtractDecoderBias == subtracts)
        let isFolded = configuration.rescaleByDecoderNorm || configuration.activation == .batchtopk
        let sae = isFolded ? folded(inputScale: 1, engine: engine) : self
        guard sae.configuration.subtractDecoderBias != subtracts else { return sae }
        var config = sae.configuration
        config.subtractDecoderBias = subtracts
        let given = Matrix(rows: 1, columns: sae.width), bias = Matrix(rows: 1, columns: sae.latents)
        engine.scale(sae.decoderBias, by: subtracts ? 1 : -1, into: given)
        engine.product(given, transposed: sae.encoder, plus: sae.encoderBias, into: bias)
        return Autoencoder(
            configuration: config, inference: sae.inference, encoder: sae.encoder, encoderBias: bias, decoder: sae.decoder,
            decoderBias: sae.decoderBias, threshold: sae.threshold)
    }
}

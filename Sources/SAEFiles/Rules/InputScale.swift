import Autoencoders
import Engine
import Failures
import Records

extension Autoencoder {
    /// What a factor on activations may be; beyond, a file is damaged.
    static let inputScales = 1e-6...1e6

    /// Takes a factor on the activations into the weights: W_enc·s, W_dec/s, b_dec/s; z, and so b_enc and θ, stay.
    /// A threshold on scores z‖w‖ goes with ‖w‖. Source: SAELens `fold_activation_norm_scaling_factor`.
    ///
    /// - Throws: `Failure(.badData)` where s is no possible factor.
    func takeInputScale(_ s: Double, named name: String, at path: String, engine: ComputeEngine) throws {
        guard Autoencoder.inputScales.contains(s) else {
            throw Failure(
                .badData, "\(name) makes a factor of \(s) on activations", at: path,
                remedy: "a factor lies between 1e-6 and 1e6; the file or the catalogue is damaged")
        }
        engine.scale(encoder, by: Float(s), into: encoder)
        engine.scale(decoder, by: Float(1 / s), into: decoder)
        engine.scale(decoderBias, by: Float(1 / s), into: decoderBias)
        if configuration.activation == .batchtopk && configuration.rescaleByDecoderNorm {
            batchThreshold = Float(Double(batchThreshold) / s)
        }
        for (part, what) in [(encoder, "W_enc"), (decoder, "W_dec"), (decoderBias, "b_dec")] {
            try Weights.require(part, "\(what), scaled by \(name),", at: path, engine: engine)
        }
    }
}

import Autoencoders
import Engine
import Failures
import Records
import TensorFiles

/// What both generations of Llama Scope have in common: OpenMOSS' lm-saes wrote them.
enum OpenMoss {
    static let normKey = "dataset_average_activation_norm"
    private static let biasKey = "apply_decoder_bias_to_pre_encoder"

    /// Refuses what lm-saes can also be set to and is not computed here.
    static func check(_ cfg: ConfigurationFile) throws {
        if cfg.has("act_fn"), try cfg.string("act_fn") != "jumprelu" { throw cfg.wrong("act_fn", "'jumprelu'") }
        for key in ["use_glu_encoder", "skip_bias"] where !cfg.isNeutral(key) { throw cfg.wrong(key, "false") }
        if cfg.has("norm_activation"), try cfg.string("norm_activation") != "dataset-wise" {
            throw cfg.wrong("norm_activation", "'dataset-wise'")
        }
        guard cfg.has("hook_point_out") else { return }
        guard cfg.agree("hook_point_in", "hook_point_out") else {
            throw cfg.wrong(
                "hook_point_out", "hook_point_in: a transcoder reads at one hook and writes at another, and what it writes is not evaluated here")
        }
    }

    /// s = √d / the activations' mean norm. What is written must be what is read, so both norms agree.
    static func inputScale(_ cfg: ConfigurationFile, width: Int) throws -> Double {
        let norms = try cfg.object(normKey), norm = try norms.positive("in")
        if norms.has("out") {
            let out = try norms.positive("out")
            guard abs(out / norm - 1) <= 1e-3 else { throw norms.wrong("out", "\(norm), as 'in': an SAE gives back what it reads") }
        }
        return Double(width).squareRoot() / norm
    }

    /// encoder.weight `[F, d]`, decoder.weight `[d, F]`.
    ///
    /// - Parameter threshold: made once the file is known to have so many latents.
    static func autoencoder(
        _ weights: Weights, _ d: Int, _ latents: Int, threshold: @autoclosure () -> Matrix, _ cfg: ConfigurationFile,
        ignoring: Set<String>, of owner: String
    ) throws -> Autoencoder {
        try weights.check(
            ["encoder.weight": [latents, d], "encoder.bias": [latents], "decoder.weight": [d, latents], "decoder.bias": [d]],
            ignoring: ignoring, of: owner)
        let parts = SAEParts(
            encoder: try weights.matrix("encoder.weight", latents, d), encoderBias: try weights.vector("encoder.bias", latents),
            decoder: try weights.turned("decoder.weight", latents, d), decoderBias: try weights.vector("decoder.bias", d),
            threshold: threshold())
        return parts.autoencoder(.jumprelu, subtractsBias: try cfg.has(biasKey) && cfg.bool(biasKey))
    }

    static func biasRule(_ sae: Autoencoder) -> String {
        sae.configuration.subtractDecoderBias
            ? "b_dec is subtracted from the input: \(biasKey)" : "b_dec is not subtracted: Llama Scope"
    }

    static func description(_ cfg: ConfigurationFile, _ place: SAEPlace, _ hints: SAEHints) throws -> SAEDescription {
        var about = SAEDescription(reading: hints)
        about.trainedAs = "jumprelu"
        about.dataset = "cerebras/SlimPajama-627B"
        if about.contextSize == 0 { about.contextSize = 1024 }
        if about.hookName.isEmpty, cfg.has("hook_point_in") { about.hookName = try cfg.string("hook_point_in") }
        if about.modelName.isEmpty { about.modelName = "meta-llama/Llama-3.1-8B" }
        return about
    }
}

import Autoencoders
import Engine
import Failures
import Foundation
import Records
import TensorFiles

/// OpenAI's SAEs of GPT-2: pre_bias `[d]`, encoder.weight `[F, d]`, latent_bias, decoder.weight `[d, F]`, the activation's
/// name and state. TopK's rows are brought to scale (layer norm), ReLU's are not. pre_bias is subtracted.
/// Source: openai/sparse_autoencoder model.py; architectures.md 2.4.
enum OpenAIState {
    static func read(
        _ weights: Weights, _ source: PickleWeights, _ given: SAEDescription, _ files: [URL]
    ) throws -> SAEContents {
        let shape = try weights.shape("encoder.weight", dimensions: 2), (latents, d) = (shape[0], shape[1])
        try weights.check(
            ["encoder.weight": [latents, d], "latent_bias": [latents], "decoder.weight": [d, latents], "pre_bias": [d]],
            // Counters of training.
            ignoring: ["stats_last_nonzero", "latents_activation_frequency", "latents_mean_square"], of: "an SAE of OpenAI's")
        let parts = SAEParts(
            encoder: try weights.matrix("encoder.weight", latents, d), encoderBias: try weights.vector("latent_bias", latents),
            decoder: try weights.turned("decoder.weight", latents, d), decoderBias: try weights.vector("pre_bias", d))
        var about = given
        if about.modelName.isEmpty { about.modelName = "gpt2-small" }
        if about.contextSize == 0 { about.contextSize = 64 }
        let rule = "b_dec is subtracted from the input: OpenAI's pre_bias"
        func contents(_ sae: Autoencoder, _ decisions: [String], _ alarm: MisloadAlarm) -> SAEContents {
            SAEContents(autoencoder: sae, description: about, format: "OpenAI", decisions: [rule] + decisions, alarm: alarm, files: files)
        }
        func wrong(_ what: String) -> Failure {
            Failure(.badData, what, at: weights.path, remedy: "name an SAE of OpenAI's whose activation is TopK or ReLU")
        }
        let activation: String
        switch source.value("activation") {
        case nil: activation = "ReLU"
        case .text(let text): activation = text
        default: throw wrong("activation is no name")
        }
        switch activation {
        case "ReLU":
            about.trainedAs = "standard"
            return contents(parts.autoencoder(.relu, subtractsBias: true), [], MisloadAlarm())
        case "TopK":
            let state = source.value("activation_state_dict")
            guard let k = state?["k"]?.whole, (1...latents).contains(k) else { throw wrong("activation_state_dict has no k from 1 to \(latents)") }
            if case .text(let post)? = state?["postact_fn"], post != "ReLU" { throw wrong("postact_fn is \(post.quoted), expected 'ReLU'") }
            about.trainedAs = "topk"
            let sae = parts.autoencoder(
                .topk, k: k, subtractsBias: true, inference: InferenceRules(rowScale: .layerNorm))
            return contents(
                sae, ["each row is brought to scale before it is encoded: layer norm"],
                MisloadAlarm(l0: Double(k), isLimit: true, source: "k"))
        default: throw wrong("activation is \(activation.quoted)")
        }
    }
}

import Autoencoders
import Engine
import Failures
import Foundation
import Records
import TensorFiles

/// ckkissane's SAEs of attention's heads side by side: W_enc `[d, F]`, W_dec `[F, d]`, relu, b_dec subtracted; sizes and
/// hook in the `_cfg.json` beside. Source: SAELens pretrained_sae_loaders.py `connor_rob_hook_z_*`.
enum AttentionState {
    static func read(
        _ cfg: ConfigurationFile, _ weights: Weights, _ place: SAEPlace, _ hints: SAEHints
    ) throws -> SAEContents {
        let d = try cfg.integer("act_size", in: 1...Int(Int32.max)), latents = try cfg.integer("dict_size", in: 1...Int(Int32.max))
        try weights.check(
            ["W_enc": [d, latents], "W_dec": [latents, d], "b_enc": [latents], "b_dec": [d]], of: "an attention SAE")
        let parts = SAEParts(
            encoder: try weights.turned("W_enc", latents, d), encoderBias: try weights.vector("b_enc", latents),
            decoder: try weights.matrix("W_dec", latents, d), decoderBias: try weights.vector("b_dec", d))
        var about = SAEDescription(reading: hints)
        about.trainedAs = "standard"
        if about.hookName.isEmpty { about.hookName = try cfg.string("act_name") }
        if about.modelName.isEmpty { about.modelName = "gpt2-small" }
        if about.contextSize == 0 { about.contextSize = 128 }
        about.dataset = "Skylion007/openwebtext"
        return SAEContents(
            autoencoder: parts.autoencoder(.relu, subtractsBias: true), description: about, format: "ckkissane",
            decisions: ["b_dec is subtracted from the input: these attention SAEs do"], alarm: MisloadAlarm(),
            files: StateDictFormat.files(place))
    }
}

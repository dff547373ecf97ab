import Autoencoders
import Engine
import Failures
import Foundation
import Records
import TensorFiles

/// Qwen Scope: W_enc `[F, d]`, W_dec `[d, F]` and both biases, topk with the k of the repository's name, b_dec not
/// subtracted. Source: SAELens pretrained_sae_loaders.py `qwen_scope_*`.
enum QwenState {
    static func read(_ weights: Weights, _ place: SAEPlace, _ hints: SAEHints) throws -> SAEContents {
        let shape = try weights.shape("W_enc", dimensions: 2), (latents, d) = (shape[0], shape[1])
        let name = QwenName(place.allNames)
        guard let k = name?.k ?? hints.k else {
            throw Failure(
                .badData, "the file does not say what it computes: W_enc, W_dec and biases are an SAE of Qwen Scope, whose k is in "
                    + "its repository's name, or another's", at: weights.path,
                remedy: "name it as hf:Qwen/SAE-Res-…-W32K-L0_50/layer3.sae.pt, or keep it in a folder called so")
        }
        guard k >= 1, k <= latents else {
            throw Failure(.badData, "k is \(k), expected 1 to \(latents)", at: weights.path, remedy: "check the repository's name")
        }
        if let width = name?.latents, width != latents {
            throw Failure(
                .badData, "W_enc has \(latents) rows, but the repository's name says \(width) latents", at: weights.path,
                remedy: "check which repository the file is from")
        }
        try weights.check(
            ["W_enc": [latents, d], "W_dec": [d, latents], "b_enc": [latents], "b_dec": [d]], of: "a Qwen Scope SAE")
        let parts = SAEParts(
            encoder: try weights.matrix("W_enc", latents, d), encoderBias: try weights.vector("b_enc", latents),
            decoder: try weights.turned("W_dec", latents, d), decoderBias: try weights.vector("b_dec", d))
        var about = SAEDescription(reading: hints)
        about.trainedAs = "topk"
        if about.hookName.isEmpty, let layer = place.number(after: "layer") { about.hookName = "blocks.\(layer).hook_resid_post" }
        if about.modelName.isEmpty, let name { about.modelName = "Qwen/" + name.model }
        return SAEContents(
            autoencoder: parts.autoencoder(.topk, k: k, subtractsBias: false), description: about, format: "Qwen Scope",
            decisions: ["b_dec is not subtracted: Qwen Scope", "the \(k) largest latents of a token are kept, by the repository's name"],
            alarm: MisloadAlarm(l0: Double(k), isLimit: true, source: "L0 in the repository's name"),
            files: StateDictFormat.files(place))
    }
}

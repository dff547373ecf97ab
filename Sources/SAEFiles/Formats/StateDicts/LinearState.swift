import Autoencoders
import Engine
import Failures
import Foundation
import Records
import TensorFiles

/// Two nn.Linear layers with both their biases: Goodfire's and qresearch's. Every latent above 0 fires, and b_dec is not
/// subtracted. Source: SAELens pretrained_sae_loaders.py `get_goodfire_*`, `deepseek_r1_*`.
enum LinearState {
    static func read(
        _ weights: Weights, _ owner: String, _ encoder: String, _ decoder: String, _ place: SAEPlace, _ hints: SAEHints
    ) throws -> SAEContents {
        let shape = try weights.shape(encoder + ".weight", dimensions: 2), (latents, d) = (shape[0], shape[1])
        try weights.check(
            [
                encoder + ".weight": [latents, d], encoder + ".bias": [latents], decoder + ".weight": [d, latents],
                decoder + ".bias": [d],
            ], of: "an SAE of \(owner)'s")
        let parts = SAEParts(
            encoder: try weights.matrix(encoder + ".weight", latents, d), encoderBias: try weights.vector(encoder + ".bias", latents),
            decoder: try weights.turned(decoder + ".weight", latents, d), decoderBias: try weights.vector(decoder + ".bias", d))
        var about = SAEDescription(reading: hints)
        about.trainedAs = "standard"
        // Llama-3.1-8B-Instruct-SAE-l19.pth, DeepSeek-R1-Distill-Llama-8B-SAE-l19.pt
        if about.hookName.isEmpty, let layer = place.number(after: "-l") { about.hookName = "blocks.\(layer).hook_resid_post" }
        if about.modelName.isEmpty, let name = place.allNames.last(where: { $0.contains("-SAE-l") }) {
            let model = String(name.prefix(upTo: name.range(of: "-SAE-l")?.lowerBound ?? name.startIndex))
            about.modelName = model.hasPrefix("Llama-") ? "meta-llama/" + model : "deepseek-ai/" + model
        }
        return SAEContents(
            autoencoder: parts.autoencoder(.relu, subtractsBias: false), description: about, format: owner,
            decisions: ["b_dec is not subtracted: \(owner)", "every latent above 0 fires: relu"], alarm: MisloadAlarm(),
            files: StateDictFormat.files(place))
    }
}

import Autoencoders
import Engine
import Failures
import Foundation
import Records
import TensorFiles

/// Gemma Scope: `params.npz` with W_enc `[d, F]`, W_dec `[F, d]` (in some repositories in small letters); layer, width and
/// L0 are in the folders' names, model and hook in the repository's. jumprelu on raw activations, b_dec not subtracted.
/// Sources: exchange.md 1.6; SAELens pretrained_sae_loaders.py `gemma_2_*`.
enum GemmaScopeFormat: SAEFormat {
    static let name = "Gemma Scope"
    private static let weightsName = "params.npz"

    static func matches(_ place: SAEPlace) -> Bool {
        place.file.map { $0.pathExtension == "npz" } ?? place.has(weightsName)
    }

    static func files(_ place: SAEPlace) -> [URL] { [place.file ?? place[weightsName]] }

    static func read(_ place: SAEPlace, _ hints: SAEHints, _ engine: ComputeEngine) throws -> SAEContents {
        let weights = Weights(NpzWeights(try NpzFile(files(place)[0])), engine: engine)
        if place.mentions("transcoder") || weights.has("affine_skip_connection") {
            throw Failure(
                .badData, "is a transcoder: it reads at one hook and writes at another, and what it writes is not evaluated here",
                at: weights.path, remedy: "name an SAE of a -res, -mlp or -att repository")
        }
        let (enc, dec) = weights.has("w_enc") ? ("w_enc", "w_dec") : ("W_enc", "W_dec")
        let shape = try weights.shape(enc, dimensions: 2), (d, latents) = (shape[0], shape[1])
        var shapes = [enc: [d, latents], dec: [latents, d], "b_enc": [latents], "b_dec": [d], "threshold": [latents]]
        let scale = "scaling_factor"
        if weights.has(scale) { shapes[scale] = [latents] }
        try weights.check(shapes, of: "a Gemma Scope SAE")
        let parts = SAEParts(
            encoder: try weights.turned(enc, latents, d), encoderBias: try weights.vector("b_enc", latents),
            decoder: try weights.matrix(dec, latents, d), decoderBias: try weights.vector("b_dec", d),
            threshold: try weights.vector("threshold", latents, isBounded: false))
        if weights.has(scale), try weights.vector(scale, latents).toArray().contains(where: { abs($0 - 1) > 1e-5 + 1e-8 }) {
            throw Failure(
                .badData, "tensor \(scale.quoted) is not all ones, which no published Gemma Scope SAE has", at: weights.path,
                remedy: "fetch the file again")
        }
        var decisions = ["b_dec is not subtracted: Gemma Scope"]
        if place.names.contains("embedding") {
            // Trained on embeddings before Gemma's factor √d; the hook has them after it.
            let rootOfWidth = Float(d).squareRoot()
            engine.scale(parts.encoder, by: 1 / rootOfWidth, into: parts.encoder)
            engine.scale(parts.decoder, by: rootOfWidth, into: parts.decoder)
            decisions.append("W_enc/√d and W_dec·√d: it reads embeddings, which Gemma scales by √d")
        }
        let l0 = place.number(after: "average_l0_")
        return SAEContents(
            autoencoder: parts.autoencoder(.jumprelu, subtractsBias: false), description: description(place, hints),
            format: name, decisions: decisions,
            alarm: MisloadAlarm(l0: l0.map(Double.init), source: "average_l0 in the folder's name"), files: files(place))
    }

    private static func description(_ place: SAEPlace, _ hints: SAEHints) -> SAEDescription {
        var about = SAEDescription(reading: hints)
        about.trainedAs = "jumprelu"
        about.dataset = "monology/pile-uncopyrighted"
        about.excludesBOS = true
        if about.contextSize == 0 { about.contextSize = 1024 }
        // gemma-scope-2b-pt-res
        let repository = place.allNames.last { $0.hasPrefix("gemma-scope-") } ?? ""
        let words = repository.split(separator: "-").map(String.init)
        guard words.count >= 5 else { return about }
        if about.modelName.isEmpty { about.modelName = "gemma-2-\(words[2])" + (words[3] == "it" ? "-it" : "") }
        guard about.hookName.isEmpty else { return about }
        if place.names.contains("embedding") {
            about.hookName = "hook_embed"
        } else if let layer = place.number(after: "layer_") {
            let sites = ["res": "hook_resid_post", "mlp": "hook_mlp_out", "att": "attn.hook_z"]
            if let site = sites[words[4]] { about.hookName = "blocks.\(layer).\(site)" }
        }
        return about
    }
}

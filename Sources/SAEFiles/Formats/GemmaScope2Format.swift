import Autoencoders
import Engine
import Failures
import Files
import Foundation
import Records
import TensorFiles

/// Gemma Scope 2: `params.safetensors` with w_enc `[d, F]`, w_dec `[F, d]`, and `config.json`, which may be missing; then
/// the folders' names say where it reads. jumprelu on raw activations, b_dec not subtracted.
/// Sources: exchange.md 1.7; SAELens pretrained_sae_loaders.py `gemma_3_*`.
enum GemmaScope2Format: SAEFormat {
    static let name = "Gemma Scope 2"
    private static let configurationName = "config.json"
    private static let weightsName = "params.safetensors"

    /// Cross-layer transcoders lie in files of any name, below a folder `clt`.
    private static func weights(_ place: SAEPlace) -> URL {
        if let file = place.file, file.pathExtension == "safetensors" { return file }
        return place[weightsName]
    }

    static func matches(_ place: SAEPlace) -> Bool {
        if let file = place.file, file.lastPathComponent != configurationName {
            guard file.pathExtension == "safetensors" else { return false }
            return file.lastPathComponent == weightsName || (try? SafetensorsFile(file))?.contains("w_enc") == true
        }
        return place.has(weightsName)
    }

    static func files(_ place: SAEPlace) -> [URL] {
        (place.has(configurationName) ? [place[configurationName]] : []) + [weights(place)]
    }

    static func read(_ place: SAEPlace, _ hints: SAEHints, _ engine: ComputeEngine) throws -> SAEContents {
        let cfg =
            try place.has(configurationName)
            ? ConfigurationFile(place[configurationName], remedy: "name a Gemma Scope 2 folder of residual stream, attention or MLP SAEs")
            : nil
        let weights = Weights(try SafetensorsFile(weights(place)), engine: engine)
        try refuseTranscoders(place, cfg, weights)
        let shape = try weights.shape("w_enc", dimensions: 2), (d, latents) = (shape[0], shape[1])
        if let cfg {
            guard try cfg.string("architecture") == "jump_relu" else { throw cfg.wrong("architecture", "'jump_relu'") }
            if cfg.has("width") {
                guard try cfg.integer("width", in: 1...Int(Int32.max)) == latents else {
                    throw cfg.wrong("width", "\(latents), the columns of w_enc")
                }
            }
        }
        try weights.check(
            ["w_enc": [d, latents], "w_dec": [latents, d], "b_enc": [latents], "b_dec": [d], "threshold": [latents]],
            of: "a Gemma Scope 2 SAE")
        let parts = SAEParts(
            encoder: try weights.turned("w_enc", latents, d), encoderBias: try weights.vector("b_enc", latents),
            decoder: try weights.matrix("w_dec", latents, d), decoderBias: try weights.vector("b_dec", d),
            threshold: try weights.vector("threshold", latents, isBounded: false))
        let l0 = try cfg.flatMap { $0.has("l0") ? try $0.positive("l0") : nil }
        return SAEContents(
            autoencoder: parts.autoencoder(.jumprelu, subtractsBias: false), description: try description(place, cfg, hints),
            format: name, decisions: ["b_dec is not subtracted: Gemma Scope"],
            alarm: MisloadAlarm(l0: l0, source: "l0 in config.json"), files: files(place))
    }

    private static func refuseTranscoders(_ place: SAEPlace, _ cfg: ConfigurationFile?, _ weights: Weights) throws {
        let isAcrossLayers = place.names.contains("clt") || weights.source.shape(of: "w_dec")?.count == 3
        var isTranscoder = isAcrossLayers || place.mentions("transcoder") || weights.has("affine_skip_connection")
        if let cfg, !isTranscoder {
            isTranscoder = !cfg.isNeutral("affine_connection")
            if !cfg.isNeutral("hf_hook_point_out"), cfg.has("hf_hook_point_in") {
                isTranscoder = isTranscoder || !cfg.agree("hf_hook_point_in", "hf_hook_point_out")
            }
        }
        guard isTranscoder else { return }
        throw Failure(
            .badData,
            isAcrossLayers
                ? "is a cross-layer transcoder: it reads in one layer and writes in many, and what it writes is not evaluated here"
                : "is a transcoder: it reads at one hook and writes at another, and what it writes is not evaluated here",
            at: weights.path, remedy: "name an SAE of resid_post, attn_out or mlp_out")
    }

    private static func description(_ place: SAEPlace, _ cfg: ConfigurationFile?, _ hints: SAEHints) throws -> SAEDescription {
        var about = SAEDescription(reading: hints)
        about.trainedAs = "jumprelu"
        about.dataset = "monology/pile-uncopyrighted"
        if about.contextSize == 0 { about.contextSize = 1024 }
        if let cfg, cfg.has("hf_hook_point_in"), about.hookName.isEmpty {
            let module = try cfg.string("hf_hook_point_in")
            about.hookName = HookNames.hook(ofModule: module) ?? module
        }
        if about.hookName.isEmpty, let layer = place.number(after: "layer_") {
            if place.mentions("resid_post") { about.hookName = "blocks.\(layer).hook_resid_post" }
            if place.mentions("attn_out") { about.hookName = "blocks.\(layer).attn.hook_z" }
            if place.mentions("mlp_out") { about.hookName = "blocks.\(layer).hook_mlp_out" }
        }
        if about.modelName.isEmpty {
            let said = try cfg.flatMap { $0.has("model_name") ? try $0.string("model_name") : nil }
            let repository = place.allNames.last { $0.hasPrefix("gemma-scope-2-") }?.replacing("gemma-scope-2", with: "gemma-3")
            about.modelName = model(said ?? repository ?? "")
        }
        return about
    }

    /// The Hub's name: "gemma-v3-1b-pt" is google/gemma-3-1b-pt, and the base model of 270m has no "-pt".
    private static func model(_ said: String) -> String {
        if said.isEmpty { return said }
        var name = said.replacing("-v3", with: "-3")
        if !name.contains("google") { name = "google/" + name }
        return name.contains("270m") ? name.replacing("-pt", with: "") : name
    }
}

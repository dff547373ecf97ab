import Autoencoders
import Engine
import Failures
import Files
import Foundation
import TensorFiles

/// Llama Scope: `hyperparams.json` beside `checkpoints/final.safetensors`. jumprelu with one threshold, on activations
/// brought to √d by s = √d / their mean norm. The threshold is s times the one in the file (SAELens PR 482, 483).
/// Source: exchange.md 1.8.
enum LlamaScopeFormat: SAEFormat {
    static let name = "Llama Scope"
    private static let configurationName = "hyperparams.json"
    private static let weightsName = "checkpoints/final.safetensors"

    static func matches(_ place: SAEPlace) -> Bool {
        let base = place.file?.lastPathComponent == "final.safetensors" ? "../" : ""
        return !place.names(otherThan: configurationName, "final.safetensors") && place.has(base + configurationName)
    }

    /// The folder with the configuration, also where the file of weights was named.
    private static func base(_ place: SAEPlace) -> URL {
        place.file?.lastPathComponent == "final.safetensors" ? place.folder.deletingLastPathComponent() : place.folder
    }

    static func files(_ place: SAEPlace) -> [URL] {
        [base(place).appending(path: configurationName), base(place).appending(path: weightsName)]
    }

    static func read(_ place: SAEPlace, _ hints: SAEHints, _ engine: ComputeEngine) throws -> SAEContents {
        let files = files(place)
        let cfg = try ConfigurationFile(files[0], remedy: "name a folder of Llama Scope as it was published")
        let d = try cfg.integer("d_model", in: 1...Int(Int32.max))
        let latents = try cfg.integer("d_sae", in: 1...Int(Int32.max))
        try OpenMoss.check(cfg)
        let s = try OpenMoss.inputScale(cfg, width: d)
        let weights = Weights(try SafetensorsFile(files[1]), engine: engine)
        let theta = try Float(cfg.positive("jump_relu_threshold") * s)
        guard theta.isFinite else { throw cfg.wrong("jump_relu_threshold", "a threshold") }
        let sae = try OpenMoss.autoencoder(
            weights, d, latents, threshold: SAEParts.shared(theta, latents), cfg, ignoring: [], of: "a Llama Scope SAE")
        try sae.takeInputScale(s, named: "dataset_average_activation_norm", at: weights.path, engine: engine)
        return SAEContents(
            autoencoder: sae, description: try OpenMoss.description(cfg, place, hints), format: name,
            decisions: [
                OpenMoss.biasRule(sae), "activations are multiplied by \(Float(s)), folded into the weights: √d / dataset_average_activation_norm",
                "the threshold \(theta) is jump_relu_threshold times that factor",
            ], alarm: MisloadAlarm(), files: files)
    }
}

/// Llama Scope on R1: `config.json` beside `sae_weights.safetensors`, a threshold for each latent as its logarithm, which
/// is not scaled. Source: exchange.md 1.8.
enum LlamaScopeR1Format: SAEFormat {
    static let name = "Llama Scope R1"
    private static let configurationName = "config.json"
    private static let weightsName = "sae_weights.safetensors"
    private static let thresholdName = "log_jumprelu_threshold"

    static func matches(_ place: SAEPlace) -> Bool {
        !place.names(otherThan: configurationName, weightsName) && place.has(weightsName) && place.has(configurationName)
            && !place.has(SAELensFolder.configurationName)
    }

    static func files(_ place: SAEPlace) -> [URL] { [place[configurationName], place[weightsName]] }

    static func read(_ place: SAEPlace, _ hints: SAEHints, _ engine: ComputeEngine) throws -> SAEContents {
        let cfg = try ConfigurationFile(place[configurationName], remedy: "name a folder of Llama Scope as it was published")
        let d = try cfg.integer("d_model", in: 1...Int(Int32.max))
        let factor = try cfg.integer("expansion_factor", in: 1...Int(Int32.max))
        let (latents, overflow) = d.multipliedReportingOverflow(by: factor)
        guard !overflow, latents <= Int(Int32.max) else { throw cfg.wrong("expansion_factor", "a factor that \(d) can be multiplied by") }
        try OpenMoss.check(cfg)
        let s: Double
        if cfg.has(OpenMoss.normKey) {
            s = try OpenMoss.inputScale(cfg, width: d)
        } else if let hint = hints.inputScale {
            s = hint
        } else {
            throw cfg.wrong(OpenMoss.normKey, "the activations' mean norm, or the catalogue's norm_scaling_factor (name it as release/id)")
        }
        let weights = Weights(try SafetensorsFile(place[weightsName]), engine: engine)
        guard weights.source.shape(of: thresholdName) == [latents] else {
            _ = try weights.shape(thresholdName, dimensions: 1)
            throw cfg.wrong("expansion_factor", "the number of latents in \(weightsName)")
        }
        let logarithms = try weights.vector(thresholdName, latents)
        let theta = Matrix(rows: 1, columns: latents, elements: logarithms.toArray().map { Float(exp(Double($0))) })
        try Weights.require(theta, isBounded: false, "exp(\(thresholdName))", at: weights.path, place: 1, engine: engine)
        let sae = try OpenMoss.autoencoder(
            weights, d, latents, threshold: theta, cfg, ignoring: [thresholdName], of: "a Llama Scope R1 SAE")
        try sae.takeInputScale(s, named: OpenMoss.normKey, at: weights.path, engine: engine)
        return SAEContents(
            autoencoder: sae, description: try OpenMoss.description(cfg, place, hints), format: name,
            decisions: [
                OpenMoss.biasRule(sae), "activations are multiplied by \(Float(s)), folded into the weights",
                "thresholds are exp(\(thresholdName)), not scaled",
            ], alarm: MisloadAlarm(), files: files(place))
    }
}

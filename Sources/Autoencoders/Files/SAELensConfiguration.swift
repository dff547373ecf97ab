import Failures
import Foundation
import Records
import TensorFiles

/// What a `cfg.json` says, checked: only what we compute exactly as SAELens does is let through.
struct SAELensConfiguration {
    let architecture: String
    let width: Int
    let latents: Int
    let autoencoder: AutoencoderConfig
    let description: SAEDescription

    /// - Throws: `Failure(.missingInput)` without the file, `Failure(.badData)` naming the key and its value.
    init(_ file: URL) throws {
        let path = file.path(percentEncoded: false)
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Failure(.missingInput, "there is no such file", at: path, remedy: "name a folder with a finished SAE")
        }
        guard let cfg = (try? JSONSerialization.jsonObject(with: data)) as? [String: Any] else {
            throw Failure(.badData, "this is not a JSON object", at: path)
        }
        func wrong(_ key: String, _ expected: String) -> Failure {
            let found = cfg[key].map { "\($0)" } ?? "missing"
            return Failure(.badData, "'\(key)' is \(found), expected \(expected)", at: path)
        }
        func size(_ key: String) throws -> Int {
            guard let value = cfg[key] as? Int, value > 0, value <= Int(Int32.max) else {
                throw wrong(key, "a whole number above 0")
            }
            return value
        }
        func flag(_ key: String, otherwise value: Bool) throws -> Bool {
            guard let found = cfg[key] else { return value }
            guard let flag = found as? Bool else { throw wrong(key, "true or false") }
            return flag
        }
        width = try size("d_in")
        latents = try size("d_sae")
        var config = AutoencoderConfig()
        config.latents = latents
        guard let name = cfg["architecture"] as? String else { throw wrong("architecture", "a name") }
        architecture = name
        switch name {
        case "standard": config.activation = .relu
        case "jumprelu": config.activation = .jumprelu
        case "topk":
            config.activation = .topk
            config.k = try size("k")
            guard config.k <= latents else { throw wrong("k", "at most d_sae, \(latents)") }
            config.rescaleByDecoderNorm = try flag("rescale_acts_by_decoder_norm", otherwise: false)
        default: throw wrong("architecture", "'standard', 'topk' or 'jumprelu'")
        }
        for key in ["normalize_activations", "reshape_activations"] {
            guard let value = cfg[key] else { continue }
            guard value as? String == "none" else { throw wrong(key, "'none'") }
        }
        config.subtractDecoderBias = try flag("apply_b_dec_to_input", otherwise: true)
        config.decoderNorm = .free
        autoencoder = config
        description = SAEDescription(metadata: cfg["metadata"] as? [String: Any] ?? [:])
    }
}

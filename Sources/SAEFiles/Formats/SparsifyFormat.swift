import Autoencoders
import Engine
import Failures
import Files
import Foundation
import Records
import TensorFiles

/// EleutherAI's sparsify: a folder for each hook point, `cfg.json` beside `sae.safetensors` with encoder.weight `[F, d]`
/// and W_dec `[F, d]`; model and text in the run's `config.json` above. b_dec is subtracted always.
/// Sources: exchange.md 1.5; sparsify sparse_coder.py, fused_encoder.py.
enum SparsifyFormat: SAEFormat {
    static let name = "sparsify"
    static let configurationName = "cfg.json"
    static let weightsName = "sae.safetensors"

    static func matches(_ place: SAEPlace) -> Bool {
        if place.names(otherThan: configurationName, weightsName) { return false }
        if place.has(weightsName) { return true }
        guard place.has(configurationName), let file = try? ConfigurationFile(place[configurationName], remedy: "") else {
            return false
        }
        return file.has("expansion_factor") && file.has("d_in")
    }

    static func files(_ place: SAEPlace) -> [URL] {
        [place[configurationName]] + (place.has(Remarks.fileName) ? [place[Remarks.fileName]] : []) + [place[weightsName]]
    }

    static func read(_ place: SAEPlace, _ hints: SAEHints, _ engine: ComputeEngine) throws -> SAEContents {
        let cfg = try ConfigurationFile(
            place[configurationName], remedy: "name the folder of one hook point of a sparsify run, of an SAE with topk or groupmax")
        let d = try cfg.integer("d_in", in: 1...Int(Int32.max))
        let latents = try self.latents(cfg, d)
        let k = try cfg.integer("k", in: 1...latents)
        for key in ["transcode", "skip_connection"] where !cfg.isNeutral(key) {
            throw cfg.wrong(
                key, "false: a coder that writes what it does not read (or adds its input) is a transcoder, whose output is not evaluated here")
        }
        var inference = InferenceRules.plain, rule = "the \(k) largest latents of a token are kept"
        switch cfg.has("activation") ? try cfg.string("activation") : "topk" {
        case "topk":
            if !cfg.isNeutral("signed") {
                guard try cfg.bool("signed") else { throw cfg.wrong("signed", "true or false") }
                inference.choice = .signedTopK
                rule += ", by size and with their sign: signed"
            }
        case "groupmax":
            guard latents % k == 0 else { throw cfg.wrong("k", "a number of groups that divides \(latents) latents") }
            inference.choice = .groupMaximum
            rule = "the largest of each of \(k) groups of latents is kept: groupmax"
        default: throw cfg.wrong("activation", "'topk' or 'groupmax', which can be read")
        }

        let weights = Weights(try SafetensorsFile(place[weightsName]), engine: engine)
        try weights.check(
            ["encoder.weight": [latents, d], "encoder.bias": [latents], "W_dec": [latents, d], "b_dec": [d]],
            of: "a sparsify SAE")
        let parts = SAEParts(
            encoder: try weights.matrix("encoder.weight", latents, d),
            encoderBias: try weights.vector("encoder.bias", latents), decoder: try weights.matrix("W_dec", latents, d),
            decoderBias: try weights.vector("b_dec", d))
        let alarm = MisloadAlarm(l0: Double(k), isLimit: true, source: "k in cfg.json")
        return SAEContents(
            autoencoder: parts.autoencoder(.topk, k: k, subtractsBias: true, inference: inference),
            description: try description(place, hints), format: name,
            decisions: ["b_dec is subtracted from the input: sparsify always does", rule], alarm: alarm,
            files: files(place))
    }

    /// 0, which is the default, means the expansion factor times d.
    private static func latents(_ cfg: ConfigurationFile, _ d: Int) throws -> Int {
        let most = 0...Int(Int32.max)
        let said = cfg.has("num_latents") ? try cfg.integer("num_latents", in: most) : 0
        if said > 0 { return said }
        let (latents, overflow) = try cfg.integer("expansion_factor", in: 1...Int(Int32.max)).multipliedReportingOverflow(by: d)
        guard !overflow, most.contains(latents) else { throw cfg.wrong("expansion_factor", "a factor that \(d) can be multiplied by") }
        return latents
    }

    private static func description(_ place: SAEPlace, _ hints: SAEHints) throws -> SAEDescription {
        var about = SAEDescription(reading: hints)
        let module = place.folder.lastPathComponent
        if about.hookName.isEmpty, HookNames.isInLayer(module.replacing("layers_", with: "layers.")) {
            about.hookName = HookNames.hook(ofModule: module.replacing("layers_", with: "layers.")) ?? module
        }
        about.trainedAs = "topk"
        if place.has(Remarks.fileName) {
            // What a conversion of ours has put beside it.
            let file = place[Remarks.fileName]
            try Remarks.read(ConfigurationFile(file, remedy: "convert the SAE again"), JSONTree(file: file), into: &about)
        }
        let above = place.folder.deletingLastPathComponent().appending(path: "config.json")
        guard FileManager.default.fileExists(atPath: above.filePath) else { return about }
        let run = try ConfigurationFile(above, remedy: "fetch the run's config.json again")
        if about.modelName.isEmpty, run.has("model") { about.modelName = try run.string("model") }
        if run.has("dataset") { about.dataset = try run.string("dataset") }
        if about.contextSize == 0, run.has("ctx_len") { about.contextSize = try run.integer("ctx_len", in: 0...(1 << 31)) }
        return about
    }
}

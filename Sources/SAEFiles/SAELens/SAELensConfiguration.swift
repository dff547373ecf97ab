import Autoencoders
import Failures
import Files
import Foundation
import Records
import TensorFiles

/// What a `cfg.json` says, checked: only what we compute exactly as SAELens does is let through. The layouts of SAELens
/// 1 to 6 are read, of training classes too where their checkpoints are complete; which keys each of them has is in `Guides/SAELensFolder.md`.
struct SAELensConfiguration {
    let architecture: String
    let width: Int
    let latents: Int
    let autoencoder: AutoencoderConfig
    let inference: InferenceRules
    /// Whether activations must be multiplied by a factor that is not in this file.
    let needsInputScale: Bool
    /// L0, where the metadata says it.
    let l0: Double?
    /// Whether latents are multiplied by the tensor `scaling_factor` before they are decoded.
    let scalesLatents: Bool
    let description: SAEDescription

    /// - Throws: `Failure(.missingInput)` without the file, `Failure(.badData)` naming the key and its value.
    init(_ file: URL) throws {
        let cfg = try ConfigurationFile(
            file, remedy: "name an SAE that SAELens or orthosae exported, of architecture \(SAELensConfiguration.readable)")
        let isFlat = try SAELensConfiguration.isFlat(cfg)
        width = try cfg.integer("d_in", in: 1...Int(Int32.max))
        latents = try cfg.integer("d_sae", in: 1...Int(Int32.max))
        architecture = isFlat && !cfg.has("architecture") ? "standard" : try cfg.string("architecture")
        var config = AutoencoderConfig()
        config.latents = latents
        var inference = InferenceRules.plain
        switch architecture {
        case "standard": config.activation = .relu
        // A gate is a threshold (`Gate`).
        case "jumprelu", "gated": config.activation = .jumprelu
        case "topk": config.activation = .topk
        case "abstopk":
            config.activation = .topk
            inference.choice = .signedTopK
        // Training classes, whose checkpoints have a threshold on scores.
        case "batchtopk", "matryoshka_batchtopk": config.activation = .batchtopk
        default: throw cfg.wrong("architecture", SAELensConfiguration.unread(architecture))
        }
        if cfg.has("d_out") {
            guard try cfg.integer("d_out", in: 1...Int(Int32.max)) == width else {
                throw cfg.wrong("d_out", "d_in, \(width): transcoders cannot be read")
            }
        }
        if config.activation == .batchtopk {
            config.thresholdRule = .saelens
            if cfg.has("k") { _ = try cfg.positive("k") }
        } else if let k = try SAELensConfiguration.k(cfg, isFlat: isFlat, latents: latents, architecture: architecture) {
            config.activation = .topk
            config.k = LatentsPerToken(k)
        }
        func flag(_ key: String, otherwise value: Bool) throws -> Bool { try cfg.has(key) ? cfg.bool(key) : value }
        config.rescaleByDecoderNorm = try flag("rescale_acts_by_decoder_norm", otherwise: false)
        guard config.activation == .topk || config.activation == .batchtopk || !config.rescaleByDecoderNorm else {
            throw cfg.wrong("rescale_acts_by_decoder_norm", "false for architecture \(architecture.quoted)")
        }
        (inference.rowScale, needsInputScale) = try SAELensConfiguration.rowScale(cfg)
        scalesLatents = try flag("finetuning_scaling_factor", otherwise: false)
        guard !scalesLatents || !config.rescaleByDecoderNorm else {
            throw cfg.wrong("finetuning_scaling_factor", "false with rescale_acts_by_decoder_norm")
        }
        config.subtractDecoderBias = try flag("apply_b_dec_to_input", otherwise: true)
        config.decoderNorm = .free
        autoencoder = config
        self.inference = inference
        l0 = try SAELensConfiguration.publishedL0(cfg)
        try SAELensKeys.check(cfg)
        description = try SAEDescription(cfg)
        // Heads' results side by side are how they lie here.
        let reshape = "reshape_activations"
        guard try cfg.isNeutral(reshape) || cfg.string(reshape) == "hook_z" && description.isOfHeads else {
            throw cfg.wrong(reshape, description.isOfHeads ? "'none' or 'hook_z'" : "'none', the only one that can be read")
        }
    }

    /// How latents are chosen, a sentence each.
    var choice: [String] {
        var all: [String] = []
        if autoencoder.activation == .topk {
            let k = autoencoder.k.perToken
            all.append(
                inference.choice == .signedTopK
                    ? "abstopk keeps the \(k) largest by magnitude, with their sign" : "the \(k) largest latents of a token are kept")
        }
        if autoencoder.rescaleByDecoderNorm {
            all.append("latents are chosen by their value times their decoder row's norm: rescale_acts_by_decoder_norm")
        }
        return all
    }

    static let readable = "standard, topk, abstopk, jumprelu or gated"

    /// What is said of an architecture that is not read.
    private static func unread(_ architecture: String) -> String {
        if architecture.contains("transcoder") {
            return "\(readable): a transcoder reads at one hook and writes at another, and what it writes is not evaluated here"
        }
        switch architecture {
        case "temporal": return "\(readable): a temporal SAE attends over the tokens before, and is not computed here"
        case "matching_pursuit": return "\(readable): matching pursuit encodes by repeated projection, and is not computed here"
        default: return "\(readable), which can be read"
        }
    }

    /// How rows are brought to scale, and whether by a factor that is elsewhere.
    private static func rowScale(_ cfg: ConfigurationFile) throws -> (InferenceRules.RowScale, needsFactor: Bool) {
        let key = "normalize_activations"
        if cfg.isNeutral(key) { return (.none, false) }
        // Before SAELens 3.11 or so: true or false.
        if (try? cfg.bool(key)) == true { return (.none, true) }
        let known = "'none', 'layer_norm', 'constant_norm_rescale' or 'expected_average_only_in'"
        guard let text = try? cfg.string(key) else { throw cfg.wrong(key, known) }
        if text == "expected_average_only_in" { return (.none, true) }
        guard let scale = InferenceRules.RowScale(rawValue: text) else { throw cfg.wrong(key, known) }
        return (scale, false)
    }

    private static func publishedL0(_ cfg: ConfigurationFile) throws -> Double? {
        guard cfg.has("metadata") else { return nil }
        let metadata = try cfg.object("metadata")
        return metadata.has("l0") ? try? metadata.positive("l0") : nil
    }

    /// Whether the file has the layout before SAELens 6, which it is by its version, or for want of one.
    private static func isFlat(_ cfg: ConfigurationFile) throws -> Bool {
        let key = "sae_lens_version"
        let holder = try cfg.has(key) || !cfg.has("metadata") ? cfg : cfg.object("metadata")
        guard holder.has(key) else { return true }
        guard let major = try Int(holder.string(key).prefix { $0.isNumber }) else { throw holder.wrong(key, "a version") }
        return major < 6
    }

    /// How many latents topk keeps; nil where the function is another. Before SAELens 6 a key of its own named the
    /// function and `architecture` said "standard"; a file in which the two contradict each other is refused.
    private static func k(
        _ cfg: ConfigurationFile, isFlat: Bool, latents: Int, architecture: String
    ) throws -> Int? {
        let names = ["activation_fn", "activation_fn_str"].filter { cfg.has($0) }
        if names.count == 2, !cfg.agree(names[0], names[1]) {
            throw cfg.wrong(names[0], "what \(names[1]) says")
        }
        let isTopK: Bool
        switch try names.first.map({ try cfg.string($0) }) {
        case nil: isTopK = architecture == "topk" || architecture == "abstopk"
        case "relu"?:
            guard architecture != "topk" && architecture != "abstopk" else { throw cfg.wrong(names[0], "'topk', for architecture 'topk'") }
            isTopK = false
        case "topk"?:
            guard architecture == "topk" || architecture == "abstopk" || (isFlat && architecture == "standard") else {
                throw cfg.wrong(names[0], "'relu', for architecture \(architecture.quoted)")
            }
            isTopK = true
        default: throw cfg.wrong(names[0], "'relu' or 'topk', which can be read")
        }
        guard isTopK else {
            // A k without the function that takes it: which of the two is meant cannot be told.
            for key in ["k", "activation_fn_kwargs"] where !cfg.isNeutral(key) && (key == "k" || names.isEmpty) {
                throw cfg.wrong(key, "none, since neither architecture nor activation_fn is 'topk'")
            }
            return nil
        }
        let most = 1...latents
        guard cfg.has("activation_fn_kwargs") else { return try cfg.integer("k", in: most) }
        let arguments = try cfg.object("activation_fn_kwargs")
        for key in arguments.keys where key != "k" && !arguments.isNeutral(key) {
            throw arguments.wrong(key, "only 'k' under activation_fn_kwargs")
        }
        guard arguments.has("k") || !cfg.has("k") else { return try cfg.integer("k", in: most) }
        guard arguments.has("k") || names.isEmpty else {
            throw arguments.wrong("k", "the number of latents that \(names[0]) 'topk' keeps")
        }
        let k = try arguments.integer("k", in: most)
        guard try !cfg.has("k") || cfg.integer("k", in: most) == k else {
            throw cfg.wrong("k", "\(k), as activation_fn_kwargs says")
        }
        return k
    }
}

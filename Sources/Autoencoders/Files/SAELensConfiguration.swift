import Failures
import Files
import Foundation
import Records
import TensorFiles

/// What a `cfg.json` says, checked: only what we compute exactly as SAELens does is let through. The layouts of SAELens
/// 1 to 6 are read; which keys each of them has is in `Guides/SAELensFolder.md`.
struct SAELensConfiguration {
    let architecture: String
    let width: Int
    let latents: Int
    let autoencoder: AutoencoderConfig
    /// Whether latents are multiplied by the tensor `scaling_factor` before they are decoded.
    let scalesLatents: Bool
    let description: SAEDescription

    /// - Throws: `Failure(.missingInput)` without the file, `Failure(.badData)` naming the key and its value.
    init(_ file: URL) throws {
        let cfg = try ConfigurationFile(
            file, remedy: "name an SAE that SAELens or orthosae exported, of architecture standard, topk or jumprelu")
        let isFlat = try SAELensConfiguration.isFlat(cfg)
        width = try cfg.integer("d_in", in: 1...Int(Int32.max))
        latents = try cfg.integer("d_sae", in: 1...Int(Int32.max))
        architecture = isFlat && !cfg.has("architecture") ? "standard" : try cfg.string("architecture")
        var config = AutoencoderConfig()
        config.latents = latents
        switch architecture {
        case "standard": config.activation = .relu
        case "jumprelu": config.activation = .jumprelu
        case "topk": config.activation = .topk
        default: throw cfg.wrong("architecture", "'standard', 'topk' or 'jumprelu', which can be read")
        }
        if cfg.has("d_out") {
            guard try cfg.integer("d_out", in: 1...Int(Int32.max)) == width else {
                throw cfg.wrong("d_out", "d_in, \(width): transcoders cannot be read")
            }
        }
        if let k = try SAELensConfiguration.k(cfg, isFlat: isFlat, latents: latents, architecture: architecture) {
            config.activation = .topk
            config.k = LatentsPerToken(k)
        }
        func flag(_ key: String, otherwise value: Bool) throws -> Bool { try cfg.has(key) ? cfg.bool(key) : value }
        config.rescaleByDecoderNorm = try flag("rescale_acts_by_decoder_norm", otherwise: false)
        guard config.activation == .topk || !config.rescaleByDecoderNorm else {
            throw cfg.wrong("rescale_acts_by_decoder_norm", "false for architecture \(architecture.quoted)")
        }
        if !cfg.isNeutral("normalize_activations") {
            throw cfg.wrong("normalize_activations", "'none', the only one that can be read")
        }
        scalesLatents = try flag("finetuning_scaling_factor", otherwise: false)
        guard !scalesLatents || !config.rescaleByDecoderNorm else {
            throw cfg.wrong("finetuning_scaling_factor", "false with rescale_acts_by_decoder_norm")
        }
        config.subtractDecoderBias = try flag("apply_b_dec_to_input", otherwise: true)
        config.decoderNorm = .free
        autoencoder = config
        try SAELensKeys.check(cfg)
        description = try SAEDescription(cfg)
        // Heads' results side by side are how they lie here.
        let reshape = "reshape_activations"
        guard try cfg.isNeutral(reshape) || cfg.string(reshape) == "hook_z" && description.isOfHeads else {
            throw cfg.wrong(reshape, description.isOfHeads ? "'none' or 'hook_z'" : "'none', the only one that can be read")
        }
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
        case nil: isTopK = architecture == "topk"
        case "relu"?:
            guard architecture != "topk" else { throw cfg.wrong(names[0], "'topk', for architecture 'topk'") }
            isTopK = false
        case "topk"?:
            guard architecture == "topk" || (isFlat && architecture == "standard") else {
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
        let k = try arguments.integer("k", in: most)
        guard try !cfg.has("k") || cfg.integer("k", in: most) == k else {
            throw cfg.wrong("k", "\(k), as activation_fn_kwargs says")
        }
        return k
    }
}

public import Autoencoders
public import Files
public import Foundation
import Records

/// An SAE as it was read, in the one form everything here computes with, and what was decided while reading.
/// Like `Matrix` not `Sendable`.
public struct SAEContents {
    /// Its inference is exactly that of the program that wrote it. Where that program multiplies latents by decoder
    /// norms (SAELens' `rescale_acts_by_decoder_norm`), latents here are the coefficients of the decoder's rows.
    public let autoencoder: Autoencoder
    /// Model, hook, context and text, as far as the files or the hints say.
    public var description: SAEDescription
    /// Whose format it is: "SAELens", "dictionary_learning", "sparsify", "Gemma Scope" …
    public let format: String
    /// What the format's rules made of the file, a sentence each: "b_dec is not subtracted: Gemma Scope". For `inspect`.
    public let decisions: [String]
    /// What the file or the hints say of its L0 and explained variance.
    public let alarm: MisloadAlarm
    /// The files that were read, configuration before weights.
    public let files: [URL]

    /// What SAEBench's files call `sae_cfg_dict`, where the format has no `cfg.json` of SAELens' own.
    public var configuration: JSONTree {
        let sae = autoencoder
        var tree: JSONTree = [
            "architecture": .text(SAELensFolder.architecture(of: sae)), "d_in": .integer(sae.width),
            "d_sae": .integer(sae.latents), "dtype": "float32", "model_name": .text(description.modelName),
            "hook_name": .text(description.hookName),
            "apply_b_dec_to_input": .bool(sae.configuration.subtractDecoderBias),
            "normalize_activations": .text(sae.inference.rowScale.rawValue), "source_format": .text(format),
        ]
        if sae.configuration.activation == .topk { tree = tree.setting("k", to: .integer(sae.configuration.k.perToken)) }
        return tree
    }
}

public import Autoencoders
public import Engine
import Failures
public import Foundation
import Records

/// Writes an SAE as other programs keep theirs, so that their own loaders compute the same function; what one of them
/// cannot compute is refused with the reason. Sources: exchange.md 1.1, 1.3, 1.5.
public enum SAEConversion {
    public enum Format: String, Sendable, CaseIterable {
        /// `cfg.json`, `sae_weights.safetensors`: `SAE.load_from_disk`.
        case saelens
        /// `config.json`, `ae.pt`: `load_dictionary`, and each class's `from_pretrained`.
        case dictionaryLearning = "dictionary_learning"
        /// `cfg.json`, `sae.safetensors`: `SparseCoder.load_from_disk`. Only topk and groupmax.
        case sparsify
    }

    /// Writes the folder, complete or not at all.
    ///
    /// - Parameters:
    ///   - firingRates: for each latent the share of tokens on which it fired, `[F]`; only SAELens' form has a place.
    ///   - replacing: whether a folder that is there may be replaced.
    /// - Returns: what was done to say the same in that form, a sentence each.
    /// - Throws: `Failure(.badData)` for what the form cannot express; `.io`.
    public static func write(
        _ sae: Autoencoder, _ description: SAEDescription, as format: Format, firingRates: [Double]? = nil,
        to folder: URL, replacing: Bool = false, engine: ComputeEngine
    ) throws -> [String] {
        var description = description
        // Where rates have no place, their sum has.
        if format != .saelens, description.publishedL0 == nil, sae.configuration.activation != .topk {
            description.publishedL0 = firingRates?.reduce(0, +)
        }
        if let l0 = description.publishedL0, !(l0 > 0 && Float(l0).isFinite) { description.publishedL0 = nil }
        switch format {
        case .saelens:
            let isBatch = sae.configuration.activation == .batchtopk
            try SAELensFolder.write(
                isBatch ? sae.folded(inputScale: 1, engine: engine) : sae, description, firingRates: firingRates, to: folder,
                replacing: replacing, engine: engine)
            return isBatch ? ["written as jumprelu with its thresholds, decoder rows of norm 1"] : []
        case .dictionaryLearning:
            return try DictionaryLearningWriter.write(sae, description, to: folder, replacing: replacing, engine: engine)
        case .sparsify:
            return try SparsifyWriter.write(sae, description, to: folder, replacing: replacing, engine: engine)
        }
    }

    /// - Parameter other: a form that can say it.
    static func impossible(_ what: String, in format: Format, at folder: URL, but other: Format = .saelens) -> Failure {
        Failure(
            .badData, "\(what), which \(format.rawValue) cannot express", at: folder.relativePath,
            remedy: "convert to \(other.rawValue), which can")
    }

    /// What a form without rows' own scales cannot say.
    static func requirePlainRows(_ sae: Autoencoder, in format: Format, at folder: URL) throws {
        guard sae.inference.rowScale == .none else {
            throw impossible("it brings each row to scale (\(sae.inference.rowScale.rawValue))", in: format, at: folder)
        }
    }

    static func bias(_ before: Autoencoder, _ after: Autoencoder) -> [String] {
        if before.configuration.subtractDecoderBias == after.configuration.subtractDecoderBias { return [] }
        return [
            after.configuration.subtractDecoderBias
                ? "b_enc + b_dec W_enc stands for b_enc, since that form subtracts b_dec"
                : "b_enc − b_dec W_enc stands for b_enc, since that form does not subtract b_dec"
        ]
    }
}

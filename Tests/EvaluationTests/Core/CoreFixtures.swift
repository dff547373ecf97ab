import Autoencoders
import EmbeddedModel
import Engine
import Evaluation
import Foundation
import LanguageModels
import SAEFiles
import TestSupport

/// What the core tests share: the embedded model, its special tokens, the golden SAEs and tokens.
enum CoreFixtures {
    /// `<pad>`, `<eos>`, `<bos>`.
    static let special: Set<Int32> = [0, 1, 2]

    static func model(_ engine: ComputeEngine) throws -> LanguageModel {
        try LanguageModel(folder: EmbeddedGemma.folder(), engine: engine)
    }

    static func sae(_ name: String, _ engine: ComputeEngine) throws -> EvaluatedSAE {
        try EvaluatedSAE(folder: Goldens.url("saebench/saes/\(name)"), engine: engine)
    }

    static func tokens() throws -> EvaluationTokens {
        try EvaluationTokens(matrix: Goldens.url("saebench/core/tokens.npy"))
    }

    /// As the goldens were made: 4 and 6 batches of 16.
    static func goldenSettings(excluding: Bool) -> CoreSettings {
        var settings = CoreSettings()
        settings.reconstructionBatches = 4
        settings.sparsityBatches = 6
        settings.excludesSpecialTokens = excluding
        return settings
    }

    /// One small batch each.
    static var smallSettings: CoreSettings {
        var settings = CoreSettings()
        settings.batchSize = 4
        settings.reconstructionBatches = 1
        settings.sparsityBatches = 1
        return settings
    }

    /// A description for an SAE that is made by hand.
    static let description = SAEDescription(
        modelName: "gemma2-nano", hookName: "blocks.3.hook_resid_post", contextSize: 128, dataset: "", excludesBOS: false,
        trainedAs: "standard", trainingTokens: 0, writer: "")
}

import Foundation

/// Where a finished SAE comes from and what it is for: the metadata of its `cfg.json`. Whoever loads it needs the model
/// and the hook; the rest tells a reader how it was made.
public struct SAEDescription: Sendable, Equatable {
    /// As TransformerLens and SAEBench name the model.
    public var modelName: String
    /// `blocks.12.hook_resid_post`.
    public var hookName: String
    /// Token ids in a row of text in training, BOS included.
    public var contextSize: Int
    /// What the text was.
    public var dataset: String
    /// Whether activations at BOS were left out.
    public var excludesBOS: Bool
    /// The architecture it was trained as, which the file's own (its inference form) need not be.
    public var trainedAs: String
    /// Activations trained on.
    public var trainingTokens: Int
    /// Who wrote it: "orthosae 0.1.0".
    public var writer: String

    public init(
        modelName: String, hookName: String, contextSize: Int, dataset: String, excludesBOS: Bool, trainedAs: String,
        trainingTokens: Int, writer: String
    ) {
        self.modelName = modelName
        self.hookName = hookName
        self.contextSize = contextSize
        self.dataset = dataset
        self.excludesBOS = excludesBOS
        self.trainedAs = trainedAs
        self.trainingTokens = trainingTokens
        self.writer = writer
    }

    // What SAELens reads stands under its own names; what only we write begins with `orthosae_`.

    var metadata: [String: Any] {
        [
            // The version whose layout this is. Without one SAELens takes the file for a pre-6 one.
            "sae_lens_version": "6.18.0",
            "model_name": modelName,
            "model_class_name": "HookedTransformer",
            "hook_name": hookName,
            "hook_head_index": NSNull(),
            "context_size": contextSize,
            "prepend_bos": true,
            "dataset_path": dataset,
            "exclude_special_tokens": excludesBOS,
            "training_architecture": trainedAs,
            "orthosae_training_tokens": trainingTokens,
            "orthosae_writer": writer,
        ]
    }

    /// What another program's file does not say is left empty.
    init(metadata: [String: Any]) {
        modelName = metadata["model_name"] as? String ?? ""
        hookName = metadata["hook_name"] as? String ?? ""
        contextSize = metadata["context_size"] as? Int ?? 0
        dataset = metadata["dataset_path"] as? String ?? ""
        excludesBOS = metadata["exclude_special_tokens"] as? Bool ?? false
        trainedAs = metadata["training_architecture"] as? String ?? ""
        trainingTokens = metadata["orthosae_training_tokens"] as? Int ?? 0
        writer = metadata["orthosae_writer"] as? String ?? ""
    }
}

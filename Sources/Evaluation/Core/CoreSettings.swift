import Files

/// How much the core evaluation looks at, under SAEBench's names and with its command's defaults.
public struct CoreSettings: Sendable, Equatable {
    /// Rows a batch. `mse` depends on it (SAEBench divides by a batch's tokens).
    public var batchSize = 16
    /// Batches for cross-entropy and KL; they come first in the tokens.
    public var reconstructionBatches = 10
    /// Batches for everything else; they follow.
    public var sparsityBatches = 1
    /// Whether special tokens keep their own activation in the run with the SAE.
    public var excludesSpecialTokens = false
    /// Rows of logits at a time; only memory depends on it.
    public var logitRows = 256

    public init() {}

    /// Rows of tokens that a run reads.
    public var rows: Int { batchSize * (reconstructionBatches + sparsityBatches) }

    /// SAEBench's `eval_config`.
    func json(model: String, dataset: String, context: Int) -> JSONTree {
        [
            "model_name": .text(model),
            "llm_dtype": "float32",
            "batch_size_prompts": .integer(batchSize),
            "n_eval_reconstruction_batches": .integer(reconstructionBatches),
            "n_eval_sparsity_variance_batches": .integer(sparsityBatches),
            "dataset": .text(dataset),
            "context_size": .integer(context),
            "compute_kl": true,
            "compute_ce_loss": true,
            "compute_l2_norms": true,
            "compute_sparsity_metrics": true,
            "compute_variance_metrics": true,
            "compute_featurewise_density_statistics": true,
            "compute_featurewise_weight_based_metrics": true,
            "exclude_special_tokens_from_reconstruction": .bool(excludesSpecialTokens),
            "verbose": false,
        ]
    }
}

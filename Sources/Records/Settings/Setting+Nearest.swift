import Failures
import Files

extension Setting {
    /// What other toolkits, papers and habit call a setting.
    package static let aliases: [String: String] = [
        "lr": "optimizer.learning_rate", "rate": "optimizer.learning_rate", "eta": "optimizer.learning_rate",
        "adam_beta1": "optimizer.beta1", "adam_beta2": "optimizer.beta2", "eps": "optimizer.epsilon",
        "max_grad_norm": "optimizer.clip", "grad_clip": "optimizer.clip", "clip_grad": "optimizer.clip",
        "gradient_clipping": "optimizer.clip",
        "warmup_steps": "optimizer.warmup", "warm_up": "optimizer.warmup", "lr_warm_up_steps": "optimizer.warmup",
        "lr_warmup": "optimizer.warmup", "lr_warmup_steps": "optimizer.warmup",
        "decay_start": "optimizer.decay", "lr_decay": "optimizer.decay", "lr_decay_steps": "optimizer.decay",
        "l1_coefficient": "l1.weight", "l1_coeff": "l1.weight", "l1_penalty": "l1.weight", "l1_alpha": "l1.weight",
        "l1_lambda": "l1.weight", "sparsity": "l1.weight", "sparsity_penalty": "l1.weight",
        "sparsity_coefficient": "l1.weight", "lambda_s": "l1.weight", "l0_coefficient": "l0.weight",
        "l0_lambda": "l0.weight", "target_l0": "l0.target",
        "l1_warm_up_steps": "curriculum.sparsity_warmup", "l1_warmup_steps": "curriculum.sparsity_warmup",
        "l0_warm_up_steps": "curriculum.sparsity_warmup", "sparsity_warmup_steps": "curriculum.sparsity_warmup",
        "lambda_o": "competition.weight", "rho": "competition.rho", "theta": "competition.threshold_end", "lambda_t": "temporal.weight",
        "d_sae": "sae.latents", "dict_size": "sae.latents", "dictionary_size": "sae.latents",
        "dictionary": "sae.latents", "n_latents": "sae.latents", "num_latents": "sae.latents",
        "features": "sae.latents", "n_features": "sae.latents", "width": "sae.latents", "f": "sae.latents",
        "top_k": "sae.k", "topk": "sae.k", "jumprelu_threshold": "sae.threshold",
        "jumprelu_init_threshold": "sae.threshold", "jumprelu_bandwidth": "sae.bandwidth",
        "type": "sae.architecture", "arch": "sae.architecture", "trainer": "sae.architecture",
        "batch_size": "data.batch", "train_batch_size_tokens": "data.batch", "sae_batch_size": "data.batch",
        "steps": "data.tokens", "n_tokens": "data.tokens", "num_tokens": "data.tokens",
        "training_tokens": "data.tokens", "total_training_tokens": "data.tokens",
        "ctx": "data.context", "ctx_len": "data.context", "context_size": "data.context",
        "context_length": "data.context", "seq_len": "data.context", "max_length": "data.context",
        "dataset": "data.corpus", "dataset_path": "data.corpus", "text": "data.corpus",
        "column_name": "data.column", "text_column": "data.column", "tokens_column": "data.column", "shards": "data.activations",
        "buffer_size": "data.buffer", "n_batches_in_buffer": "data.buffer", "normalize_activations": "data.scaling",
        "model_name": "model.path", "hook_name": "model.hook", "hook_point": "model.hook", "layer": "model.hook",
        "aux_k": "auxiliary.k", "auxk_alpha": "auxiliary.weight", "aux_loss_coefficient": "auxiliary.weight",
        "dead_feature_window": "dead.steps", "dead_feature_threshold": "dead.tokens",
        "dead_steps": "dead.steps", "dead_tokens": "dead.tokens",
        "random_seed": "seed", "num_threads": "threads", "n_threads": "threads", "workers": "threads", "gpu": "device", "cuda": "device", "dtype": "precision",
        "checkpoint": "record.checkpoint_every", "n_checkpoints": "record.keep", "log_every": "record.event_every",
    ]

    /// The key that somebody most likely meant: what the word is called elsewhere, or the key, or the last part of one,
    /// that is few letters away. nil where nothing is near.
    package static func nearest(to key: String) -> String? {
        let word = key.lowercased().map { $0 == "-" ? "_" : String($0) }.joined()
        let last = word.split(separator: ".").last.map(String.init) ?? word
        if let known = known(as: key) ?? aliases[last] { return known }
        let wanted = Array(word), wantedLast = Array(last)
        var best: (distance: Int, key: String)?
        for setting in all {
            let whole = Array(setting.key), part = Array(setting.key.split(separator: ".").last ?? "")
            // A third of the letters may be wrong: more is another word. A key's last part alone counts one more, so
            // that an equally near whole key wins.
            for (found, limit) in [
                (Spelling.distance(wanted, whole), max(wanted.count, whole.count) / 3),
                (1 + Spelling.distance(wantedLast, part), 1 + max(wantedLast.count, part.count) / 3),
            ] where found <= limit && found < best?.distance ?? .max {
                best = (found, setting.key)
            }
        }
        // The name of a group, misspelt: what follows it may be anything.
        let groups = Set(all.compactMap { $0.key.split(separator: ".").dropLast().first.map(String.init) }).sorted()
        let group = groups.map { ($0, Spelling.distance(Array(word.prefix { $0 != "." }), Array($0))) }
            .min { $0.1 < $1.1 }
        if best == nil, let group, group.1 <= group.0.count / 3 { return group.0 + ".…" }
        return best?.key
    }

    /// The key that other toolkits call so, or whose last part it is: `batch-size`, `lr`, `learning_rate`. No guess.
    package static func known(as word: String) -> String? {
        let word = word.lowercased().map { $0 == "-" ? "_" : String($0) }.joined()
        return aliases[word] ?? all.first { $0.key == word || $0.key.hasSuffix("." + word) }?.key
    }

    /// What to do about a key that there is not.
    static func advice(for key: String) -> String {
        nearest(to: key).map { "did you mean \($0.quoted)?" }
            ?? "'orthosae train --list-settings' shows them all"
    }
}

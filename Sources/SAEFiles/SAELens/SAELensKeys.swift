import TensorFiles

/// What the keys of a `cfg.json` are to us. SAELens passes over keys that it does not know; a key may be one that a
/// newer version computes with, so here only those are passed over that are known to change nothing.
enum SAELensKeys {
    /// Keys that `SAELensConfiguration` and `SAEDescription` read.
    static let read: Set<String> = [
        "architecture", "d_in", "d_sae", "d_out", "k", "rescale_acts_by_decoder_norm", "activation_fn", "activation_fn_str",
        "activation_fn_kwargs", "apply_b_dec_to_input", "normalize_activations", "reshape_activations",
        "finetuning_scaling_factor", "metadata", "sae_lens_version", "model_name", "hook_name", "hook_point", "hook_layer",
        "hook_point_layer", "hook_head_index", "hook_point_head_index", "hook_name_out", "hook_head_index_out",
        "context_size", "prepend_bos", "dataset_path", "exclude_special_tokens", "model_from_pretrained_kwargs",
    ]

    /// Keys of SAELens 1 to 6 (settings of the runner, of training classes and of evaluation) that say how an SAE was
    /// made, from what, or where it is kept, but not what it computes.
    static let harmless: Set<String> = Set(
        """
        dtype device act_store_device sae_lens_training_version neuronpedia_id seqpos_slice model_class_name model_kwargs
        hf_hook_name hf_hook_name_out dataset_trust_remote_code streaming
        is_dataset_tokenized use_cached_activations cached_activations_path new_cached_activations_path hook_eval
        hook_point_eval b_dec_init_method expansion_factor from_pretrained_path training_tokens finetuning_tokens
        finetuning_method total_training_tokens total_training_samples total_training_steps tokens_per_buffer
        n_batches_in_buffer n_batches_for_norm_estimate activations_mixing_fraction store_batch_size
        store_batch_size_prompts train_batch_size train_batch_size_tokens train_batch_size_samples eval_batch_size_prompts
        n_eval_batches n_eval_seqs seed autocast autocast_lm compile_llm compile_sae llm_compilation_mode
        sae_compilation_mode llm_device prefetch_llm_batches disable_concat_sequences sequence_separator_token
        use_chat_formatting lr lr_end lr_scheduler_name lr_warm_up_steps lr_decay_steps n_restart_cycles adam_beta1
        adam_beta2 l1_coefficient l1_warm_up_steps lp_norm l0_coefficient l0_warm_up_steps target_l0
        pre_act_loss_coefficient aux_loss_coefficient mse_loss_normalization noise_scale use_ghost_grads
        feature_sampling_window dead_feature_window dead_feature_threshold dead_feature_estimation_method
        normalize_sae_decoder decoder_init_norm decoder_orthogonal_init decoder_heuristic_init
        decoder_heuristic_init_norm init_encoder_as_decoder_transpose scale_sparsity_penalty_by_decoder_norm
        jumprelu_init_threshold jumprelu_bandwidth jumprelu_sparsity_loss_mode jumprelu_ste_to_input jumprelu_tanh_scale
        topk_threshold_lr use_sparse_activations use_matryoshka_aux_loss matryoshka_widths training_architecture
        logger log_to_wandb log_activations_store_to_wandb log_optimizer_state_to_wandb log_weights_to_wandb
        wandb_project wandb_id run_name wandb_entity wandb_log_frequency eval_every_n_wandb_logs resume
        resume_from_checkpoint n_checkpoints checkpoint_path save_final_checkpoint output_path verbose
        """.split { $0.isWhitespace }.map(String.init))

    /// Throws `Failure(.badData)` for the first key that is neither, unless its value says nothing.
    static func check(_ file: ConfigurationFile) throws {
        for key in file.keys where !read.contains(key) && !harmless.contains(key) && !file.isNeutral(key) {
            throw file.wrong(key, "no such key: it is not known here and may change what the SAE computes")
        }
    }
}

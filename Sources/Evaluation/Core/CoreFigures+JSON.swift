import Files

/// In SAEBench's categories and names.
extension CoreFigures {
    /// `eval_result_metrics`.
    var metrics: JSONTree {
        [
            "model_behavior_preservation": [
                "kl_div_score": number(klScore), "kl_div_with_ablation": number(klAblated),
                "kl_div_with_sae": number(klWith),
            ],
            "model_performance_preservation": [
                "ce_loss_score": number(ceScore), "ce_loss_with_ablation": number(ceAblated),
                "ce_loss_with_sae": number(ceWith), "ce_loss_without_sae": number(ceWithout),
            ],
            "reconstruction_quality": [
                "explained_variance": number(explainedVariance),
                "explained_variance_legacy": number(explainedVarianceLegacy), "mse": number(mse),
                "cossim": number(cosine),
            ],
            "shrinkage": [
                "l2_norm_in": number(normIn), "l2_norm_out": number(normOut), "l2_ratio": number(normRatio),
                "relative_reconstruction_bias": number(bias),
            ],
            "sparsity": ["l0": number(l0), "l1": number(l1)],
            "token_stats": [
                "total_tokens_eval_reconstruction": .integer(reconstructionTokens),
                "total_tokens_eval_sparsity_variance": .integer(sparsityTokens),
            ],
            "misc_metrics": [
                "freq_over_1_percent": number(share(above: 0.01)), "freq_over_10_percent": number(share(above: 0.1)),
                "normalized_freq_over_1_percent": number(normalisedShare(above: 0.01)),
                "normalized_freq_over_10_percent": number(normalisedShare(above: 0.1)),
                "average_max_encoder_cosine_sim": number(mean(weights.largestEncoderCosines)),
                "average_max_decoder_cosine_sim": number(mean(weights.largestDecoderCosines)),
                "frac_alive": number(aliveFraction),
            ],
        ]
    }

    /// `eval_result_details`: an object for each latent, to 10 decimals.
    var details: [JSONTree] {
        densities.indices.map { i in
            [
                "index": .integer(i), "feature_density": rounded(densities[i]),
                "consistent_activation_heuristic": rounded(consistency[i]),
                "encoder_bias": rounded(weights.encoderBiases[i]), "encoder_norm": rounded(weights.encoderNorms[i]),
                "encoder_decoder_cosine_sim": rounded(weights.encoderDecoderCosines[i]),
                "max_decoder_cosine_sim": rounded(weights.largestDecoderCosines[i]),
                "max_encoder_cosine_sim": rounded(weights.largestEncoderCosines[i]),
            ]
        }
    }

    /// What SAEBench has no field for.
    var own: JSONTree {
        [
            "explained_variance_textbook": number(explainedVarianceTextbook),
            "mse_sum_over_width_mean_over_tokens": number(squaredError),
        ]
    }

    private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

    private func number(_ value: Double) -> JSONTree { .number(value.isFinite ? value : -1) }

    private func rounded(_ value: Double) -> JSONTree { number((value * 1e10).rounded() / 1e10) }
}

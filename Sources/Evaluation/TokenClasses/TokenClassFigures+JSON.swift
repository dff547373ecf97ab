import Files
import Records

extension TokenClassFigures {
    /// `eval_result_metrics`. What does not exist is null.
    var metrics: JSONTree {
        [
            "classes": [
                "looked_at": .integer(classes.count), "counted": .integer(counted.count),
                "general_latents": .integer(general.count),
            ],
            "mean_of_counted": [
                "probe_f1": number(Spread(counted.map(\.model.probeF1)).mean), "best_latent_f1": number(latentF1),
            ],
            "mean_of_general": [
                "best_latent_f1": number(Spread(general.map(\.latent.f1)).mean), "recall": number(recall),
                "full_absorption": number(fullAbsorption), "absorption_fraction": number(fraction),
                "pure_absorption": number(pure), "audited_absorption": number(audited),
            ],
            "sparsity": ["l0": number(l0), "alive_fraction": number(alive)],
            "reconstruction_quality": ["explained_variance": number(explainedVariance)],
        ]
    }

    /// `eval_result_details`: a class each.
    ///
    /// - Parameters:
    ///   - name: of a class, by its number.
    ///   - text: of a member.
    func details(name: (Int) -> String, text: (Int32) -> String) -> [JSONTree] {
        classes.map { one in
            let latent = one.latent, model = one.model
            return [
                "class": .text(name(model.number)), "verdict": .text(one.verdict.rawValue),
                "test_tokens": .integer(model.rows), "base_rate": number(model.rate),
                "f1_of_every_token": number(model.alwaysF1), "variance_share": number(model.varianceShare),
                "probe_f1": number(model.probeF1), "latent": latent.latent.map { .integer($0) } ?? .null,
                "best_latent_f1": number(latent.f1), "best_latent_precision": number(latent.precision),
                "best_latent_recall": number(latent.recall), "best_latent_choosing_f1": number(latent.chosenF1),
                "scored": .integer(one.gate?.rows ?? 0), "recall_of_scored": number(one.gate?.recall),
                "full_absorption": number(one.gate?.fullRate), "absorption_fraction": number(one.gate?.fraction),
                "pure_absorption": number(one.pureRate), "audited_absorption": number(one.gate?.auditedRate),
                "median_absorber_cosine": number(one.gate?.audits.map(\.cosine).median),
                "median_absorber_purity": number(one.gate?.audits.map(\.purity).median),
                "absorbed": .list(
                    one.absorbed.map { member in
                        [
                            "token": .text(text(member.member)), "id": .integer(Int(member.member)),
                            "scored": .integer(member.scored), "full": .integer(member.full),
                            "audited": .integer(member.audited), "latent": .integer(member.absorber),
                            "times": .integer(member.times), "cosine": number(member.cosine),
                            "purity": number(member.purity),
                        ]
                    }),
            ]
        }
    }

    private func number(_ value: Double?) -> JSONTree { value.flatMap { $0.isFinite ? .number($0) : nil } ?? .null }
}

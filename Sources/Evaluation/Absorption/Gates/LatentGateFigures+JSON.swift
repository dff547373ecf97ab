import Files
import Records

/// The section of an absorption file that is ours: `eval_result_unstructured.orthosae.gates`.
extension LatentGateFigures {
    /// - Parameters:
    ///   - words: the scored words' texts.
    ///   - isBaseline: whether the second gate looks at the SAE too.
    ///   - k1: by letter, F1 of SAEBench's own probe on its first latent.
    func json(words: [String], isBaseline: Bool, k1: (Int) -> Double?) -> JSONTree {
        let letters = counted.compactMap { k1($0.number) }, gate = gate(isBaseline: isBaseline)
        return [
            "of": "orthosae's own, not SAEBench's; Guides/Absorption.md",
            "verdict": .text(gate.rawValue),
            "label": gate.label.map { .text($0) } ?? .null,
            "letters_counted": .integer(counted.count),
            "mean": means(k1: Spread(letters).mean),
            "words": [
                "scored": .integer(rows.scored), "full": .integer(rows.full), "audited": .integer(rows.audited),
            ],
            "median_absorber_cosine": number(medianCosine),
            "median_absorber_purity": number(medianPurity),
            "letters": .list(classes.map { letter($0, words, k1: k1($0.number)) }),
            "other_properties": .list(zip(WordProperty.allCases, others).map { property($0, $1) }),
        ]
    }

    /// By the keys of `ComparisonMetric`, and the F1 of SAEBench's own choice.
    private func means(k1: Double) -> JSONTree {
        var tree: JSONTree = ["saebench_k1_f1": number(k1)]
        for (metric, value) in figures { tree = tree.setting(metric.rawValue, to: number(value)) }
        return tree
    }

    /// What tables show. In the columns' order.
    var figures: [(ComparisonMetric, Double)] {
        func mean(_ wanted: [WordProperty]) -> Double {
            let found = zip(WordProperty.allCases, others).filter { wanted.contains($0.0) && $0.1.rows > 0 }
            return Spread(found.map(\.1.f1)).mean
        }
        return [
            (.bestLatentF1, bestF1), (.bestLatentRecall, recall), (.bestLatentFull, fullAbsorption),
            (.bestLatentFraction, fraction), (.auditedAbsorption, audited), (.endingsF1, mean(WordProperty.endings)),
            (.capitalInitialF1, mean([.capitalInitial])), (.allCapitalsF1, mean([.allCapitals])),
        ]
    }

    private func letter(_ one: ClassGate, _ words: [String], k1: Double?) -> JSONTree {
        best(one.latent).setting("first_letter", to: .text(FirstLetter.name(one.number)))
            .setting("counted", to: .bool(one.isCounted)).setting("saebench_k1_f1", to: number(k1))
            .setting("scored", to: .integer(one.rows)).setting("recall_of_scored", to: .number(one.recall))
            .setting("mean_absorption_fraction", to: .number(one.fraction))
            .setting("full_absorption_rate", to: .number(one.fullRate))
            .setting("audited_absorption_rate", to: .number(one.auditedRate))
            .setting(
                "absorbers",
                to: .list(
                    one.audits.map { audit in
                        [
                            "word": .text(words[audit.row]), "latent": .integer(audit.absorber),
                            "cosine": .number(audit.cosine), "purity": .number(audit.purity),
                        ]
                    }))
    }

    private func property(_ property: WordProperty, _ latent: BestLatent) -> JSONTree {
        best(latent).setting("property", to: .text(property.name))
    }

    private func best(_ latent: BestLatent) -> JSONTree {
        [
            "latent": latent.latent.map { .integer($0) } ?? .null, "f1": .number(latent.f1),
            "precision": .number(latent.precision), "recall": .number(latent.recall),
            "training_f1": .number(latent.chosenF1), "test_words": .integer(latent.rows),
        ]
    }

    private func number(_ value: Double?) -> JSONTree {
        value.flatMap { $0.isFinite ? .number($0) : nil } ?? .null
    }
}

import Autoencoders
import Files
import Records
import SAEFiles

/// An SAE's result in SAEBench's schema (evaluation.md 5.3), with our own figures beside it.
///
/// Metrics and details are those of the first seed, so that they say the same; every seed's figures and their spread
/// stand under `eval_result_unstructured.orthosae`.
struct AbsorptionReport {
    let sae: EvaluatedSAE
    let outcome: AbsorptionEvaluation.Outcome
    let settings: AbsorptionSettings
    /// Which parts came from somebody else.
    let sharedParts: [String]
    /// What the result depends on, beside the SAE and the settings.
    let inputs: [String]
    /// Figures of a spelling testbed, where the words are of one.
    var spelling: JSONTree?

    private var results: [AbsorptionResult] { outcome.results }

    func file() throws -> EvaluationFile {
        let first = results[0]
        return try EvaluationFile(
            .absorption, of: sae, configuration: AbsorptionReport.configuration(settings, sae),
            metrics: ["mean": AbsorptionReport.means(first)], details: first.counted.map(detail), own: own,
            seed: settings.seed, inputs: inputs, cost: outcome.cost)
    }

    /// `eval_config`.
    static func configuration(_ settings: AbsorptionSettings, _ sae: EvaluatedSAE) -> JSONTree {
        [
            "random_seed": .integer(Int(clamping: settings.seed)),
            "f1_jump_threshold": .number(settings.f1JumpThreshold),
            "max_k_value": .integer(settings.largestK),
            "prompt_template": .text(FirstLetterPrompt.template),
            "prompt_token_pos": .integer(AbsorptionConstants.position),
            "model_name": .text(sae.description.modelName),
            "llm_batch_size": .integer(settings.modelBatch),
            "llm_dtype": "float32",
            "k_sparse_probe_l1_decay": .number(settings.rankingL1),
            "k_sparse_probe_batch_size": .integer(settings.rankingBatch),
            "k_sparse_probe_num_epochs": .integer(settings.rankingEpochs),
            "min_GT_probe_f1": .number(settings.leastProbeF1),
            "min_feats_for_eval": .integer(settings.leastLetters),
            // Batches of SAEBench's own fits, which are convex: ours take all words at once.
            "eval_k_sparse_probe_batch_size": 24,
            "precalc_k_sparse_probe_sae_acts": false,
        ]
    }

    /// Where a mean or deviation does not exist (no letter, or one) SAEBench's own NaN mark, −1.
    private static func figure(_ value: Double) -> JSONTree { .number(value.isFinite ? value : -1) }

    private static func means(_ result: AbsorptionResult) -> JSONTree {
        [
            "mean_absorption_fraction_score": figure(result.fraction.mean),
            "mean_full_absorption_score": figure(result.fullAbsorption.mean),
            "mean_num_split_features": figure(result.splitCount.mean),
            "std_dev_absorption_fraction_score": figure(result.fraction.standardDeviation),
            "std_dev_full_absorption_score": figure(result.fullAbsorption.standardDeviation),
            "std_dev_num_split_features": figure(result.splitCount.standardDeviation),
        ]
    }

    private func detail(_ letter: LetterAbsorption) -> JSONTree {
        [
            "first_letter": .text(FirstLetter.name(letter.letter)),
            "mean_absorption_fraction": .number(letter.meanFraction),
            "full_absorption_rate": .number(letter.fullRate),
            "num_full_absorption": .integer(letter.fullCount),
            "num_probe_true_positives": .integer(letter.words),
            "num_split_features": .integer(letter.splitLatents.count),
        ]
    }

    private var own: JSONTree {
        var tree: JSONTree = [
            "seeds": .list(results.map(seed)),
            "shared_parts": .list(sharedParts.map { .text($0) }),
            "notes": .list(outcome.notes.map { .text($0) }),
            "model_sha256": .text(outcome.modelDigest),
            "model_side_shared_by_saes": .integer(outcome.modelSharedBy),
        ]
        let first = results[0]
        tree = tree.setting("gates", to: gates(first))
        if let spelling { tree = tree.setting("spelling", to: spelling) }
        if let words = settings.words { tree = tree.setting("words_drawn", to: .integer(words)) }
        if results.count > 1 {
            tree = tree.setting("over_seeds", to: [
                "mean_absorption_fraction_score": spread(results.map(\.fraction.mean)),
                "mean_full_absorption_score": spread(results.map(\.fullAbsorption.mean)),
                "mean_num_split_features": spread(results.map(\.splitCount.mean)),
            ])
            var over: JSONTree = [:]
            for (place, figure) in first.gates.figures.enumerated() {
                over = over.setting(
                    figure.0.rawValue, to: spread(results.map { $0.gates.figures[place].1 }))
            }
            tree = tree.setting("gates_over_seeds", to: over)
        }
        return tree
    }

    /// The gates of the first seed, as metrics and details are.
    private func gates(_ result: AbsorptionResult) -> JSONTree {
        result.gates.json(
            words: result.words.map(\.prompt.word), isBaseline: LatentGate.baselines.contains(sae.description.trainedAs)
        ) { letter in
            result.probes[letter].probes.first?.figures.f1
        }
    }

    /// Mean and sample standard deviation over the seeds that have the figure.
    private func spread(_ values: [Double]) -> JSONTree {
        let spread = Spread(values.filter(\.isFinite))
        return [
            "mean": AbsorptionReport.figure(spread.mean),
            "std_dev": AbsorptionReport.figure(spread.standardDeviation), "seeds": .integer(spread.count),
        ]
    }

    private func seed(_ result: AbsorptionResult) -> JSONTree {
        [
            "seed": .integer(Int(clamping: result.seed)),
            "mean": AbsorptionReport.means(result),
            "letters_counted": .integer(result.counted.count),
            "too_few_letters": .bool(result.hasTooFewLetters),
            "reason": result.shortfall.map { .text($0) } ?? .null,
            "letters": .list(
                result.letters.map { letter in
                    detail(letter).setting("counted", to: .bool(letter.isCounted))
                        .setting("split_features", to: .list(letter.splitLatents.map { .integer(Int($0)) }))
                        .setting("probe", to: AbsorptionReport.figures(letter.probe))
                        .setting(
                            "k_sparse_probes",
                            to: .list(result.probes[letter.letter].probes.map { AbsorptionReport.figures($0.figures) }))
                }),
            "words": .list(
                result.words.map { prompt, word in
                    [
                        "word": .text(prompt.word), "fraction": .number(word.fraction), "full": .bool(word.isFull),
                        "latent": word.strongest.map { .integer($0.latent) } ?? .null,
                    ]
                }),
        ]
    }

    private static func figures(_ figures: ClassificationFigures) -> JSONTree {
        [
            "f1": .number(figures.f1), "precision": .number(figures.precision), "recall": .number(figures.recall),
            "auc": figures.auc.map { .number($0) } ?? .null,
        ]
    }
}

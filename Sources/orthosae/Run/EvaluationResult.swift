import Evaluation
import Files
import Records

/// One result of one SAE, computed or found.
struct EvaluationResult {
    let kind: EvaluationFile.Kind
    let release: String
    /// `eval_result_metrics`.
    let metrics: JSONTree
    /// `eval_result_unstructured`.
    let unstructured: JSONTree

    /// The columns that it fills. SAEBench writes −1 for what does not exist, in figures that are never negative.
    var figures: ComparisonFigures {
        func metric(_ category: String, _ key: String) -> Double? { metrics[category]?[key]?.double }
        func known(_ value: Double?) -> Double? { value.flatMap { $0 < 0 ? nil : $0 } }
        switch kind {
        case .core:
            return [
                .meanSquaredError: unstructured["orthosae"]?["mse_sum_over_width_mean_over_tokens"]?.double,
                .explainedVariance: metric("reconstruction_quality", "explained_variance_legacy"),
                .klScore: metric("model_behavior_preservation", "kl_div_score"),
                .crossEntropyScore: metric("model_performance_preservation", "ce_loss_score"),
                .l0: known(metric("sparsity", "l0")), .alive: known(metric("misc_metrics", "frac_alive")),
            ]
        case .absorption:
            var figures: ComparisonFigures = [
                .absorptionFraction: known(metric("mean", "mean_absorption_fraction_score")),
                .fullAbsorption: known(metric("mean", "mean_full_absorption_score")),
            ]
            let gates = unstructured["orthosae"]?["gates"]?["mean"]
            for metric in ComparisonMetric.gates { figures[metric] = gates?[metric.rawValue]?.double }
            // On a spelling testbed they are measured with absorption, at the L0 that was set.
            let spelling = unstructured["orthosae"]?["spelling"]
            figures[.explainedVariance] = spelling?["explained_variance"]?.double
            figures[.meanSquaredError] = spelling?["mse"]?.double
            figures[.l0] = spelling?["l0"]?.double
            figures[.alive] = spelling?["alive"]?.double
            return figures
        case .groundTruth:
            return [
                .l0: metric("sparsity", "l0"), .alive: metric("sparsity", "alive_fraction"),
                .explainedVariance: metric("reconstruction_quality", "explained_variance"),
                .trueAbsorption: metric("absorption", "absorption"), .hole: metric("absorption", "hole"),
                .mixing: metric("absorption", "mixing"), .featureF1: metric("feature_recovery", "f1"),
                .featureMCC: metric("feature_recovery", "mcc"),
            ]
        case .tokenClasses:
            // Its L0 and explained variance are of other tokens than core's, and stay in its file.
            var figures: ComparisonFigures = [:]
            for one in ComparisonMetric.classes {
                if let place = one.placeOfClasses { figures[one] = metric(place.category, place.key) }
            }
            return figures
        case .sparseProbing:
            return [
                .probing1: known(metric("sae", "sae_top_1_test_accuracy")),
                .probing2: known(metric("sae", "sae_top_2_test_accuracy")),
                .probing5: known(metric("sae", "sae_top_5_test_accuracy")),
            ]
        }
    }
}

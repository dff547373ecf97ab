import Foundation
import Records

/// SAEBench's absorption file, as far as the page needs it.
struct AbsorptionRecord: Decodable, Sendable {
    struct Letter: Decodable, Sendable {
        var letter: String
        @Finite var fraction: Double?
        @Finite var full: Double?
        var words: Int?
        /// Ours: whether the letter counts, and its latents.
        var isCounted: Bool?
        var latents: [Int]?

        private enum CodingKeys: String, CodingKey {
            case letter = "first_letter", fraction = "mean_absorption_fraction", full = "full_absorption_rate",
                words = "num_probe_true_positives", isCounted = "counted", latents = "split_features"
        }
    }

    struct Means: Decodable, Sendable {
        @Finite var fraction: Double?
        @Finite var full: Double?

        private enum CodingKeys: String, CodingKey {
            case fraction = "mean_absorption_fraction_score", full = "mean_full_absorption_score"
        }
    }

    struct Seed: Decodable, Sendable {
        var seed: Int?
        var reason: String?
        var letters: [Letter]?
        var words: [AbsorbedWord]?

        private enum CodingKeys: String, CodingKey { case seed, reason, letters, words }
    }

    private struct Metrics: Decodable, Sendable { var mean: Means? }
    private struct Own: Decodable, Sendable { var seeds: [Seed]? }
    private struct Unstructured: Decodable, Sendable { var orthosae: Own? }

    private var metrics: Metrics?
    private var details: [Letter]?
    private var unstructured: Unstructured?

    private enum CodingKeys: String, CodingKey {
        case metrics = "eval_result_metrics", details = "eval_result_details", unstructured = "eval_result_unstructured"
    }

    private var first: Seed? { unstructured?.orthosae?.seeds?.first }

    /// SAEBench's −1 is a figure that does not exist.
    static func known(_ value: Double?) -> Double? { value.flatMap { $0 < 0 ? nil : $0 } }

    var fraction: Double? { AbsorptionRecord.known(metrics?.mean?.fraction) }
    var fullAbsorption: Double? { AbsorptionRecord.known(metrics?.mean?.full) }
    /// All letters with a scored word where we wrote the file, else those that count.
    var letters: [Letter] { first?.letters ?? details ?? [] }
    /// Those that are absorbed; nil: the file does not tell the words.
    var words: [AbsorbedWord]? { first?.words?.filter(\.isAbsorbed) }
    /// Why there are too few letters.
    var shortfall: String? { first?.reason }
}

/// SAEBench's core file.
struct CoreRecord: Decodable, Sendable {
    private struct Own: Decodable, Sendable {
        @Finite var mse: Double?
        private enum CodingKeys: String, CodingKey { case mse = "mse_sum_over_width_mean_over_tokens" }
    }
    private struct Unstructured: Decodable, Sendable { var orthosae: Own? }

    private var metrics: [String: [String: Finite]]?
    private var unstructured: Unstructured?

    private enum CodingKeys: String, CodingKey {
        case metrics = "eval_result_metrics", unstructured = "eval_result_unstructured"
    }

    private func metric(_ category: String, _ key: String) -> Double? { metrics?[category]?[key]?.wrappedValue }

    var figures: ComparisonFigures {
        [
            .meanSquaredError: unstructured?.orthosae?.mse,
            .explainedVariance: metric("reconstruction_quality", "explained_variance_legacy"),
            .klScore: metric("model_behavior_preservation", "kl_div_score"),
            .crossEntropyScore: metric("model_performance_preservation", "ce_loss_score"),
            .l0: AbsorptionRecord.known(metric("sparsity", "l0")),
            .alive: AbsorptionRecord.known(metric("misc_metrics", "frac_alive")),
        ]
    }
}

/// SAEBench's sparse-probing file.
struct ProbingRecord: Decodable, Sendable {
    private var metrics: [String: [String: Finite]]?

    private enum CodingKeys: String, CodingKey { case metrics = "eval_result_metrics" }

    private func accuracy(_ key: String) -> Double? { AbsorptionRecord.known(metrics?["sae"]?[key]?.wrappedValue) }

    var figures: ComparisonFigures {
        [
            .probing1: accuracy("sae_top_1_test_accuracy"), .probing2: accuracy("sae_top_2_test_accuracy"),
            .probing5: accuracy("sae_top_5_test_accuracy"),
        ]
    }
}

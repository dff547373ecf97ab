/// SAEBench's absorption file, as far as readers need it.
package struct AbsorptionRecord: Decodable, Sendable {
    package struct Letter: Decodable, Sendable {
        package var letter: String
        @Finite package var fraction: Double?
        @Finite package var full: Double?
        package var words: Int?
        /// Ours: whether the letter counts, and its latents.
        package var isCounted: Bool?
        package var latents: [Int]?
        /// Ours: of the probes on the first 1, 2, … latents of the letter's ranking.
        private var probes: [Probe]?

        private struct Probe: Decodable, Sendable { @Finite var f1: Double? }

        /// F1 of the probe on its latents.
        package var f1: Double? {
            guard let probes, let count = latents?.count, count > 0, count <= probes.count else { return nil }
            return probes[count - 1].f1
        }

        private enum CodingKeys: String, CodingKey {
            case letter = "first_letter", fraction = "mean_absorption_fraction", full = "full_absorption_rate",
                words = "num_probe_true_positives", isCounted = "counted", latents = "split_features",
                probes = "k_sparse_probes"
        }
    }

    package struct Means: Decodable, Sendable {
        @Finite package var fraction: Double?
        @Finite package var full: Double?

        private enum CodingKeys: String, CodingKey {
            case fraction = "mean_absorption_fraction_score", full = "mean_full_absorption_score"
        }
    }

    package struct Seed: Decodable, Sendable {
        package var seed: Int?
        package var reason: String?
        package var letters: [Letter]?
        package var words: [AbsorbedWord]?

        private enum CodingKeys: String, CodingKey { case seed, reason, letters, words }
    }

    private struct Metrics: Decodable, Sendable { var mean: Means? }
    private struct Own: Decodable, Sendable { var seeds: [Seed]?, gates: GatesRecord?, spelling: Spelling? }
    private struct Spelling: Decodable, Sendable {
        @Finite var explainedVariance: Double?
        @Finite var mse: Double?
        @Finite var l0: Double?
        @Finite var alive: Double?

        private enum CodingKeys: String, CodingKey { case explainedVariance = "explained_variance", mse, l0, alive }
    }

    private struct Unstructured: Decodable, Sendable { var orthosae: Own? }

    /// `eval_id`.
    package var identity: String?
    private var metrics: Metrics?
    private var details: [Letter]?
    private var unstructured: Unstructured?

    private enum CodingKeys: String, CodingKey {
        case identity = "eval_id", metrics = "eval_result_metrics", details = "eval_result_details",
            unstructured = "eval_result_unstructured"
    }

    private var everyLetter: [Letter] { first?.letters ?? details ?? [] }
    private var first: Seed? { unstructured?.orthosae?.seeds?.first }

    /// SAEBench's −1 is a figure that does not exist.
    package static func known(_ value: Double?) -> Double? { value.flatMap { $0 < 0 ? nil : $0 } }

    package var fraction: Double? { AbsorptionRecord.known(metrics?.mean?.fraction) }
    package var fullAbsorption: Double? { AbsorptionRecord.known(metrics?.mean?.full) }
    /// All letters with a scored word where we wrote the file, else those that count.
    package var letters: [Letter] { everyLetter.filter(\.isPossible) }
    /// All that were scored; nil: the file does not tell the words.
    package var scoredWords: [AbsorbedWord]? { first?.words?.filter(\.isPossible) }
    /// Letters and words that name no latent or no count: they are left out of the others.
    package var impossible: Int {
        everyLetter.count { !$0.isPossible } + (first?.words ?? []).count { !$0.isPossible }
    }
    /// Those that are absorbed; nil: the file does not tell the words.
    package var words: [AbsorbedWord]? { scoredWords?.filter(\.isAbsorbed) }
    /// nil: the file is older than the gates, or not ours.
    package var gates: GatesRecord? { unstructured?.orthosae?.gates }
    /// What a spelling testbed measures beside absorption, on its held-out prefixes.
    package var spellingFigures: ComparisonFigures {
        let spelling = unstructured?.orthosae?.spelling
        return [
            .explainedVariance: spelling?.explainedVariance, .meanSquaredError: spelling?.mse,
            .l0: spelling?.l0, .alive: spelling?.alive,
        ]
    }
    /// Why there are too few letters.
    package var shortfall: String? { first?.reason }
}

/// SAEBench's core file.
package struct CoreRecord: Decodable, Sendable {
    private struct Own: Decodable, Sendable {
        @Finite package var mse: Double?
        private enum CodingKeys: String, CodingKey { case mse = "mse_sum_over_width_mean_over_tokens" }
    }
    private struct Unstructured: Decodable, Sendable { var orthosae: Own? }

    private var metrics: [String: [String: Finite]]?
    private var unstructured: Unstructured?

    private enum CodingKeys: String, CodingKey {
        case metrics = "eval_result_metrics", unstructured = "eval_result_unstructured"
    }

    private func metric(_ category: String, _ key: String) -> Double? { metrics?[category]?[key]?.wrappedValue }

    package var figures: ComparisonFigures {
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

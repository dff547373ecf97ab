/// The file of an evaluation against a world's known features, as far as readers need it.
package struct GroundTruthRecord: Decodable, Sendable {
    private var metrics: [String: [String: Finite]]?

    private enum CodingKeys: String, CodingKey { case metrics = "eval_result_metrics" }

    private func metric(_ category: String, _ key: String) -> Double? { metrics?[category]?[key]?.wrappedValue }

    package var figures: ComparisonFigures {
        [
            .l0: metric("sparsity", "l0"), .alive: metric("sparsity", "alive_fraction"),
            .explainedVariance: metric("reconstruction_quality", "explained_variance"),
            .trueAbsorption: metric("absorption", "absorption"), .hole: metric("absorption", "hole"),
            .mixing: metric("absorption", "mixing"), .featureF1: metric("feature_recovery", "f1"),
            .featureMCC: metric("feature_recovery", "mcc"),
        ]
    }
}

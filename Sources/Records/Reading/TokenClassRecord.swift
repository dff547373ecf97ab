/// The file of an evaluation of token classes, as far as readers need it.
package struct TokenClassRecord: Decodable, Sendable {
    private var metrics: [String: [String: Finite]]?

    private enum CodingKeys: String, CodingKey { case metrics = "eval_result_metrics" }

    package var figures: ComparisonFigures {
        ComparisonFigures(
            Dictionary(
                uniqueKeysWithValues: ComparisonMetric.classes.map { metric in
                    let place = metric.placeOfClasses
                    return (metric, place.flatMap { metrics?[$0.category]?[$0.key]?.wrappedValue })
                }))
    }
}

extension ComparisonMetric {
    /// Where the file of an evaluation of token classes has it; nil for what it has not.
    public var placeOfClasses: (category: String, key: String)? {
        switch self {
        case .classLatents: ("classes", "general_latents")
        case .classLatentF1: ("mean_of_counted", "best_latent_f1")
        case .classRecall: ("mean_of_general", "recall")
        case .classFull: ("mean_of_general", "full_absorption")
        case .classFraction: ("mean_of_general", "absorption_fraction")
        case .classAudited: ("mean_of_general", "audited_absorption")
        default: nil
        }
    }
}

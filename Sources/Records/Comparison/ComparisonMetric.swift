/// The columns of tables 1 and 2. The raw value is the key in `comparison.json`.
public enum ComparisonMetric: String, Codable, Sendable, CaseIterable {
    /// SAEBench's mean absorption fraction (Guides/Absorption.md).
    case absorptionFraction = "absorption_fraction"
    /// The share of words whose letter's own latents are silent.
    case fullAbsorption = "full_absorption"
    /// The paper's: squared error summed over the width, mean over tokens.
    case meanSquaredError = "mse"
    /// `explained_variance_legacy` of Guides/CoreMetrics.md.
    case explainedVariance = "explained_variance"
    case klScore = "kl_score"
    case crossEntropyScore = "ce_score"
    case l0
    /// Share of latents that fired in the evaluation.
    case alive
    /// Sparse-probing accuracy with the best one latent.
    case probing1 = "probing_1"
    case probing2 = "probing_2"
    case probing5 = "probing_5"
    // Of a world with known features (Guides/Worlds.md).
    /// Exact absorption; mean over parents.
    case trueAbsorption = "true_absorption"
    /// The share of a parent's tokens with a child on which its latents are silent.
    case hole
    /// How much more children's latents lean towards the parent than the children do.
    case mixing
    /// Mean over features of the best latent's F1.
    case featureF1 = "feature_f1"
    /// Mean cosine over the matching of latents with features.
    case featureMCC = "feature_mcc"
    /// Of the best single latent of each letter on the test words, mean over letters (Guides/Absorption.md, the gates).
    case bestLatentF1 = "best_latent_f1"
    /// Share of the scored words on which that latent fires.
    case bestLatentRecall = "best_latent_recall"
    /// Full absorption and fraction with that latent as the letter's only one.
    case bestLatentFull = "best_latent_full_absorption"
    case bestLatentFraction = "best_latent_absorption_fraction"
    /// Words counted whose absorber leans on the letter's latent and is pure: a gate for a baseline, no score.
    case auditedAbsorption = "audited_absorption"
    /// F1 of the best single latent of other properties: -s, -ed, -ing, -ly (their mean), capital initial, all capitals.
    case endingsF1 = "endings_f1"
    case capitalInitialF1 = "capital_initial_f1"
    case allCapitalsF1 = "all_capitals_f1"
    // Classes of tokens on plain text (Guides/TokenClasses.md).
    /// Classes for which the SAE has a general latent.
    case classLatents = "class_latents"
    /// Of the best single latent, mean over all classes that a probe tells.
    case classLatentF1 = "class_latent_f1"
    /// Of the general latents: mean over the classes that have one, which another SAE may not have.
    case classRecall = "class_recall"
    case classFull = "class_full_absorption"
    case classFraction = "class_absorption_fraction"
    case classAudited = "class_audited_absorption"

    /// Which way is better.
    public enum Direction: String, Sendable {
        case lower, higher
        /// Neither: what the others are read against.
        case none
    }

    public var direction: Direction {
        switch self {
        case .absorptionFraction, .fullAbsorption, .meanSquaredError, .bestLatentFull, .bestLatentFraction: .lower
        case .trueAbsorption, .hole, .mixing: .lower
        case .featureF1, .featureMCC: .higher
        case .explainedVariance, .klScore, .crossEntropyScore, .alive, .probing1, .probing2, .probing5: .higher
        case .bestLatentF1, .bestLatentRecall, .endingsF1, .capitalInitialF1, .allCapitalsF1: .higher
        case .classLatents, .classLatentF1: .higher
        // Over other classes for another SAE.
        case .classRecall, .classFull, .classFraction, .classAudited: .none
        // Whatever caps cosines between latents empties the audit, so that less of it is no merit.
        case .l0, .auditedAbsorption: .none
        }
    }

    /// The heading of its column.
    public var label: String {
        switch self {
        case .absorptionFraction: "absorption"
        case .fullAbsorption: "full absorption"
        case .meanSquaredError: "MSE"
        case .explainedVariance: "explained variance"
        case .klScore: "KL score"
        case .crossEntropyScore: "CE score"
        case .l0: "L0"
        case .alive: "alive"
        case .probing1: "probing k = 1"
        case .probing2: "probing k = 2"
        case .probing5: "probing k = 5"
        case .trueAbsorption: "true absorption"
        case .hole: "hole"
        case .mixing: "mixing"
        case .featureF1: "feature F1"
        case .featureMCC: "MCC"
        case .bestLatentF1: "letter latent F1"
        case .bestLatentRecall: "its recall"
        case .bestLatentFull: "full by it"
        case .bestLatentFraction: "fraction by it"
        case .auditedAbsorption: "audited"
        case .endingsF1: "endings F1"
        case .capitalInitialF1: "capital initial F1"
        case .allCapitalsF1: "all capitals F1"
        case .classLatents: "classes with a latent"
        case .classLatentF1: "class latent F1"
        case .classRecall: "recall of general latents"
        case .classFull: "full by a general latent"
        case .classFraction: "fraction by a general latent"
        case .classAudited: "audited of classes"
        }
    }

    /// What one of it is; empty for a share or score.
    public var unit: String {
        switch self {
        case .meanSquaredError: "squared norm a token"
        case .l0: "latents a token"
        default: ""
        }
    }

    /// Decimals in a table.
    public var digits: Int {
        switch self {
        case .absorptionFraction, .fullAbsorption: 4
        case .meanSquaredError, .l0, .classLatents: 1
        case .explainedVariance, .klScore, .crossEntropyScore, .alive, .probing1, .probing2, .probing5: 3
        case .bestLatentF1, .bestLatentRecall, .bestLatentFull, .bestLatentFraction, .auditedAbsorption: 3
        case .endingsF1, .capitalInitialF1, .allCapitalsF1: 3
        case .trueAbsorption, .hole, .mixing, .featureF1, .featureMCC: 3
        case .classLatentF1, .classRecall, .classFull, .classFraction, .classAudited: 3
        }
    }

    /// Where the figure exists: in a world with known features, on a language model, or in both.
    public enum Subject: Sendable { case world, model, both }

    public var subject: Subject {
        switch self {
        case .trueAbsorption, .hole, .mixing, .featureF1, .featureMCC: .world
        case .absorptionFraction, .fullAbsorption, .klScore, .crossEntropyScore, .probing1, .probing2, .probing5,
            .bestLatentF1, .bestLatentRecall, .bestLatentFull, .bestLatentFraction, .auditedAbsorption, .endingsF1,
            .capitalInitialF1, .allCapitalsF1, .classLatents, .classLatentF1, .classRecall, .classFull, .classFraction,
            .classAudited: .model
        case .meanSquaredError, .explainedVariance, .l0, .alive: .both
        }
    }

    /// The columns of the table of letter latents and other properties, in their order. All are ours.
    public static let gates: [ComparisonMetric] = [
        .bestLatentF1, .bestLatentRecall, .bestLatentFull, .bestLatentFraction, .auditedAbsorption, .endingsF1,
        .capitalInitialF1, .allCapitalsF1,
    ]

    /// The columns of the table of token classes. All are ours.
    public static let classes: [ComparisonMetric] = [
        .classLatents, .classLatentF1, .classRecall, .classFull, .classFraction, .classAudited,
    ]
}

/// Some of the metrics of one SAE, or of one row of the paper's tables. As JSON an object by the metrics' keys.
public struct ComparisonFigures: Codable, Sendable, Equatable, ExpressibleByDictionaryLiteral {
    private var values: [ComparisonMetric: Double]

    public init(_ values: [ComparisonMetric: Double?] = [:]) {
        self.values = values.compactMapValues { $0 }.filter { $0.value.isFinite }
    }

    public init(dictionaryLiteral elements: (ComparisonMetric, Double?)...) {
        self.init(Dictionary(elements) { $1 })
    }

    /// Nil for what was not measured, does not exist, or is not finite.
    public subscript(metric: ComparisonMetric) -> Double? {
        get { values[metric] }
        set { values[metric] = newValue.flatMap { $0.isFinite ? $0 : nil } }
    }

    /// With another's figures in place of those that both have.
    public func merging(_ others: ComparisonFigures) -> ComparisonFigures {
        ComparisonFigures(values.merging(others.values) { $1 })
    }

    public var isEmpty: Bool { values.isEmpty }

    /// Keys that this version does not know are passed over.
    public init(from decoder: any Decoder) throws {
        let found = try decoder.singleValueContainer().decode([String: Finite].self)
        self.init(
            Dictionary(uniqueKeysWithValues: ComparisonMetric.allCases.map { ($0, found[$0.rawValue]?.wrappedValue) }))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(Dictionary(uniqueKeysWithValues: values.map { ($0.key.rawValue, $0.value) }))
    }
}

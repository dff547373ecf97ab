import Failures

/// Matryoshka: the reconstruction loss of nested prefixes of the latents (Guides/Rivals.md). Works with every
/// activation function.
public struct MatryoshkaConfig: Sendable, Equatable {
    /// The prefixes whose own reconstruction counts; none: the whole alone, an SAE like any other.
    public var prefixes = PrefixList([])
    public var weighting = PrefixWeighting.sum
    public init() {}
}

/// What the squared errors of m prefixes are multiplied by before they are added up.
public enum PrefixWeighting: String, Sendable, CaseIterable, Codable {
    /// 1 (SAELens).
    case sum
    /// 1/m: the loss stays on the scale of one reconstruction (matryoshka_sae, but for its level of the bias alone).
    case mean
    /// 1/m²: a mean of errors that were multiplied by 1/m before.
    case dictionaryLearning = "dictionary_learning"

    /// For m prefixes.
    public func factor(levels m: Int) -> Double {
        switch self {
        case .sum: 1
        case .mean: 1 / Double(m)
        case .dictionaryLearning: 1 / Double(m * m)
        }
    }
}

/// Ends of prefixes of the latents, rising: whole numbers of latents, or shares of F below 1, not both. F itself is
/// always the last and need not be named.
public struct PrefixList: Sendable, Equatable {
    public var ends: [Float]

    public init(_ ends: [Float]) { self.ends = ends }

    /// dictionary_learning's groups as SAEBench trained them, F/32, F/16, F/8, F/4 and the rest, as ends.
    public static let usual = PrefixList([1.0 / 32, 3.0 / 32, 7.0 / 32, 15.0 / 32])

    /// Prefix sizes for F latents, rising, the last of them F. Shares are rounded down, but not to 0; shares that come
    /// to the same size count once.
    public func sizes(latents: Int) -> [Int] {
        var result: [Int] = []
        for end in ends {
            let size = end < 1 ? max(1, Int(bounded: Double(end) * Double(latents))) : Int(bounded: end)
            if size < latents && size > result.last ?? 0 { result.append(size) }
        }
        return result + [latents]
    }

    /// Whether the ends rise and all are sizes, or all shares. Up to 2²⁴ a float32 holds every whole number.
    var isValid: Bool {
        zip(ends, ends.dropFirst()).allSatisfy { $0 < $1 }
            && (ends.allSatisfy { $0 > 0 && $0 < 1 }
                || ends.allSatisfy { $0 >= 1 && $0 <= 0x1p24 && $0 == $0.rounded() })
    }
}

extension PrefixList: SettingValue {
    static var kind: String { "a rising list of numbers of latents, or of shares below 1; [] for none" }

    init?(setting text: SettingText) {
        guard let ends = text.numbers else { return nil }
        self.init(ends)
        if !isValid { return nil }
    }

    /// Sizes without a point, so that they read as what they are.
    var yaml: String { "[" + ends.map { $0 < 1 ? $0.yaml : String(Int(bounded: $0)) }.joined(separator: ", ") + "]" }
}

/// OrtSAE's term: γ times the mean over latents of the squared cosine to the nearest other decoder row of its random
/// chunk (Guides/Rivals.md).
public struct OrthogonalityConfig: Sendable, Equatable {
    /// γ.
    public var weight: Float = 0
    /// Latents in a chunk; at most F take part.
    public var chunk = 8192
    /// Steps from one to the next in which the term counts.
    public var interval = 5
    /// What γ counts in.
    public var unit = OrthogonalityUnit.plain
    public init() {}
}

/// What γ counts in. `price` is ours.
public enum OrthogonalityUnit: String, Sendable, CaseIterable, Codable {
    /// As it is.
    case plain
    /// In what sparsity costs a token in the batch: μ times the summed activations.
    case price
}

/// C²R's term (Guides/Rivals.md): λ/F Σ_i (‖f_i‖ + ‖f_nn(i)‖)·[cos(w_i, w_nn(i))]₊², in the steps and chunks of
/// `OrthogonalityConfig`, times the steps from one to the next.
public struct ConsistencyConfig: Sendable, Equatable {
    /// λ.
    public var weight: Float = 0
    public init() {}
}

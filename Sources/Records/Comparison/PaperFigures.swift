/// The figures that the paper gives (Gemma-2-2B, layer 12), by row id: to print beside ours, never as results of ours.
/// It gives no L0.
public enum PaperFigures {
    /// Table 1.
    public static let architectures: [String: ComparisonFigures] = [
        "standard": [.absorptionFraction: 0.016, .meanSquaredError: 248, .klScore: 0.62],
        "topk": [.absorptionFraction: 0.140, .meanSquaredError: 179.6, .klScore: 0.71],
        "jumprelu": [.absorptionFraction: 0.011, .meanSquaredError: 176.8, .klScore: 0.77],
        "orthogonal": [.absorptionFraction: 0.0055, .meanSquaredError: 176, .klScore: 0.9514],
    ]

    /// Table 2.
    public static let ablations: [String: ComparisonFigures] = [
        "full": [.absorptionFraction: 0.0055, .meanSquaredError: 176],
        "no-curriculum": [.absorptionFraction: 0.009, .meanSquaredError: 248],
        "fixed-threshold": [.absorptionFraction: 0.006, .meanSquaredError: 245],
        "no-temporal": [.absorptionFraction: 0.007, .meanSquaredError: 178],
    ]

    /// Where they were measured.
    public static let setting = "the paper: Gemma-2-2B, layer 12, 16,384 latents, L0 not given"
}

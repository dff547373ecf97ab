import Files

/// How an SAE is held against a world's known features. The limits are science.md 3's.
public struct GroundTruthSettings: Sendable, Equatable {
    /// Whether a batchtopk SAE gets the one threshold that gives its K exactly on the held-out tokens, so that SAEs are
    /// compared at the same L0; off: its own.
    public var calibrates = true
    /// A latent with a larger cosine to a parent is a main latent of it, beside the nearest.
    public static let mainCosine: Float = 0.85
    /// The least cosine of a latent that may carry a parent.
    public static let carrierCosine: Float = 0.1
    /// What share of a parent's magnitude a latent must carry to absorb it.
    public static let carriedShare: Float = 0.4
    /// SAEBench's least cosine for full absorption, and how many latents its fraction counts.
    static let fullCosine: Float = 0.025
    static let fractionLatents = 3

    public init() {}

    var json: JSONTree {
        [
            "calibrates_batchtopk": .bool(calibrates), "main_cosine": .number(0.85), "carrier_cosine": .number(0.1),
            "carried_share": .number(0.4), "audit_cosine": .number(AbsorberAudit.leastCosine),
            "audit_purity": .number(AbsorberAudit.leastPurity),
        ]
    }
}

/// Whether an absorption figure of an SAE may be quoted as one (Guides/Absorption.md): absorption presupposes a latent
/// for the general feature, and a purer latent that takes its place.
public enum LatentGate: String, Codable, Sendable, CaseIterable {
    /// Letter latents exist, and purer latents take their place.
    case passed
    /// Letter latents exist, but few words are counted whose absorber leans on them and is pure.
    case fewPureAbsorbers = "few_pure_absorbers"
    /// No latent stands for a letter.
    case noLetterLatent = "no_letter_latent"
    /// The file is older than the gate, or no letter's probe is good enough.
    case unmeasured = "not_measured"

    /// The mean over letters of the best single latent's F1 below which there is no letter latent.
    public static let leastBestF1 = 0.4
    /// Audited absorption of a baseline below which few words are absorbed by a purer child.
    public static let leastAudited = 0.05

    /// - Parameters:
    ///   - bestF1: of the best single latent, mean over letters.
    ///   - audited: audited absorption, mean over letters; nil: not looked at, as of an SAE whose method empties it.
    public init(bestF1: Double?, audited: Double?) {
        guard let bestF1 else {
            self = .unmeasured
            return
        }
        if bestF1 < LatentGate.leastBestF1 {
            self = .noLetterLatent
        } else if let audited, audited < LatentGate.leastAudited {
            self = .fewPureAbsorbers
        } else {
            self = .passed
        }
    }

    /// Architectures whose training says nothing of cosines between latents: the second gate reads theirs. What caps
    /// cosines empties the audit without absorbing less.
    public static let baselines: Set = ["standard", "topk", "jumprelu", "batchtopk"]

    /// Whether absorption figures measure absorption as far as the first gate goes.
    public var hasLetterLatent: Bool { self == .passed || self == .fewPureAbsorbers }

    /// What every figure carries; nil where the gates are passed.
    public var label: String? {
        switch self {
        case .passed: nil
        case .fewPureAbsorbers: "few words are absorbed by a purer child"
        case .noLetterLatent: "no letter latent: not an absorption measurement"
        case .unmeasured: "gate not measured"
        }
    }
}

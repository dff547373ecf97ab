/// What an SAE's file, path or catalogue says of it, to be held against what is measured on the first activations: a wrong
/// model, hook, BOS rule, threshold or bias rule loads silently and shows there. Source: exchange.md 1.0.
public struct MisloadAlarm: Sendable, Equatable {
    /// Expected latents per token; nil: nothing is said.
    public var l0: Double?
    /// Whether more than `l0` is impossible (topk's k) rather than unlikely.
    public var l0IsLimit = false
    /// Who says so: "k", "sparsity.safetensors", "the folder's name", "config.json", "the catalogue".
    public var source = ""
    /// How many latents there are, where that is known: with k near it fewer than k are above 0 on any text.
    public var latents: Int?
    /// Expected share of variance explained, where it is published.
    public var explainedVariance: Double?

    public init() {}

    init(l0: Double?, isLimit: Bool = false, source: String) {
        if let l0, l0.isFinite, l0 > 0 { (self.l0, l0IsLimit, self.source) = (l0, isLimit, source) }
    }

    /// Beyond this factor from what is published something is wrong, not just other text.
    public static let factor = 2.0

    /// What hints add where the file says nothing.
    func completed(by hints: SAEHints) -> MisloadAlarm {
        var all = self
        if all.l0 == nil, let l0 = hints.l0, l0.isFinite, l0 > 0 { (all.l0, all.source) = (l0, "the catalogue") }
        if let share = hints.explainedVariance, share > 0, share <= 1 { all.explainedVariance = share }
        return all
    }

    /// A loud sentence where what was measured cannot be the SAE that was published; nil where all is well or nothing can
    /// be said.
    ///
    /// - Parameters:
    ///   - measured: latents per token on some thousand activations.
    ///   - explained: the share of variance explained there; nil: not measured.
    public func check(measuredL0 measured: Double, explainedVariance explained: Double?) -> String? {
        let remedy = "probably the model, its checkpoint, the hook, the BOS rule or a format's rule is another than in its "
            + "training; figures of it mean nothing until that is found"
        if !measured.isFinite { return "MISLOADED? L0 is no number: \(remedy)" }
        if let l0 {
            let mayFallShort = l0IsLimit && latents.map { l0 > Double($0) / 4 } ?? false
            let low = measured < l0 / MisloadAlarm.factor && !mayFallShort
            let high = measured > l0 * (l0IsLimit ? 1.001 : MisloadAlarm.factor)
            // A topk SAE may have fewer above 0 on unusual text; far fewer is another input.
            if low || high {
                return "MISLOADED? \(shown(measured)) latents fire per token, but \(source) says \(shown(l0)): \(remedy)"
            }
        }
        guard let explained else { return nil }
        if !explained.isFinite || explained < 0 {
            return "MISLOADED? it reconstructs worse than the mean does (explained variance \(shown(explained))): \(remedy)"
        }
        if let share = explainedVariance, 1 - explained > MisloadAlarm.factor * max(0.05, 1 - share) {
            return "MISLOADED? explained variance is \(shown(explained)), but \(shown(share)) is published: \(remedy)"
        }
        return nil
    }

    private func shown(_ value: Double) -> String {
        guard value.isFinite else { return "\(value)" }
        let scaled = (value * 100).rounded() / 100
        return scaled == scaled.rounded() && abs(scaled) < 1e15 ? "\(Int(exactly: scaled.rounded()) ?? 0)" : "\(scaled)"
    }
}

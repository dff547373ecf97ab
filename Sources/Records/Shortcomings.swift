import Failures

/// What the figures of a finished SAE say against it, with the likely reason: that it was hardly trained, or fires far
/// more or fewer latents than it was trained for.
public enum Shortcomings {
    /// Explained variance up to which an SAE reconstructs hardly better than the mean of its inputs.
    public static let leastExplainedVariance = 0.1
    /// By what factor L0 on held-out rows may differ from what an SAE was trained for.
    public static let mostL0Ratio = 1.5

    /// A sentence for each shortcoming of an SAE that a run made; none where there is none.
    ///
    /// - Parameters:
    ///   - l0: latents that fire on a held-out token, mean.
    ///   - steps: done.
    ///   - threshold: batchtopk's at inference; below 0: it was never set.
    public static func of(
        _ config: RunConfig, l0: Double, explainedVariance: Double?, steps: Int, threshold: Float
    ) -> [String] {
        var sentences: [String] = []
        if let wanted = wantedL0(config), l0 > wanted * mostL0Ratio || l0 < wanted / mostL0Ratio {
            sentences.append(
                "L0 on held-out rows is \(figure(l0)), but the SAE was trained for \(figure(wanted)): "
                    + reason(config, l0: l0, wanted: wanted, steps: steps, threshold: threshold))
        }
        if let explained = explainedVariance, explained <= leastExplainedVariance {
            sentences.append("\(undertrained(explained)): \(reason(config, l0: l0, steps: steps))")
        }
        return sentences
    }

    /// What may be said of an SAE of which nothing but its figures is known; nil: nothing.
    public static func of(l0: Double?, explainedVariance: Double?) -> String? {
        guard let explained = explainedVariance, explained <= leastExplainedVariance else { return nil }
        return undertrained(explained)
            + (l0.map { $0 < 1 } ?? false
                ? ": hardly any latent fires (L0 \(figure(l0 ?? 0)))"
                : ": it was trained for too few steps, at too low a rate, or on activations of another kind")
    }

    private static func undertrained(_ explained: Double) -> String {
        "the SAE is hardly trained: it explains \(figure(explained)) of the variance, and the mean alone explains 0"
    }

    /// The L0 that an SAE is made to have; nil where a weight decides.
    static func wantedL0(_ config: RunConfig) -> Double? {
        switch config.sae.activation {
        case .topk, .batchtopk: min(config.sae.k.value, Double(config.sae.latents))
        case .jumprelu: config.l0.weight > 0 && config.l0.form == .target ? Double(config.l0.target) : nil
        case .relu: nil
        }
    }

    private static func reason(_ config: RunConfig, l0: Double, wanted: Double, steps: Int, threshold: Float) -> String {
        switch config.sae.activation {
        case .batchtopk where threshold < 0:
            return "its inference threshold was never set in \(steps) steps (sae.threshold_start "
                + "\(config.sae.thresholdStart)), so that it is a plain ReLU; train longer, or set that lower"
        case .batchtopk where config.sae.thresholdRule == .saelens && steps < 300:
            // 0.99 to the 300th: what is left of the 0 that the average starts from.
            return "its inference threshold is an average over about 100 steps that starts at 0, and the run had "
                + "\(steps); train longer, or set sae.threshold_rule to dictionary_learning"
        case .batchtopk:
            return "its inference threshold is an average over past steps, in which the latents were still changing; "
                + "train longer"
        case .topk:
            return "fewer latents than sae.k are above 0 on most tokens; lower sae.k, or train longer"
        case .jumprelu:
            return "the thresholds have not come there in \(steps) steps; train longer, or raise l0.weight, "
                + "sae.bandwidth or optimizer.learning_rate"
        case .relu:
            return "train longer"
        }
    }

    /// Why it learnt nothing: what is true of the run, the surest first.
    private static func reason(_ config: RunConfig, l0: Double, steps: Int) -> String {
        if l0 < 1 {
            return "hardly any latent fires (L0 \(figure(l0))); lower the weight of the sparsity term, or raise sae.k"
        }
        let rate = Double(config.optimizer.learningRate), rise = config.optimizer.warmup
        // Adam moves a weight by about the rate in a step.
        let reach = rate * (Double(steps) - Double(min(steps, rise + config.optimizer.decay)) / 2)
        if reach < 0.05 {
            return "at optimizer.learning_rate \(config.optimizer.learningRate) no weight can have moved by more than "
                + "about \(figure(reach)) in \(steps) steps; raise the rate, or train on more tokens"
        }
        if steps < 1000 { return "the run had \(steps) steps; train on more tokens, or in smaller batches" }
        if config.data.scaling == .none {
            return "the rate and weights may not suit the size of the activations; set data.scaling to sqrt_width"
        }
        return "the rate is too low or too high, or the sparsity term too heavy"
    }

    /// Three digits.
    private static func figure(_ value: Double) -> String {
        guard value.isFinite, abs(value) < 1e15 else { return "\(value)" }
        if abs(value) >= 100 { return "\(Int(bounded: value.rounded()))" }
        let scale = abs(value) >= 1 ? 100.0 : 1000.0
        let shown = (value * scale).rounded() / scale
        return shown == 0 && value != 0 ? "\(Float(value))" : shown == shown.rounded() ? "\(Int(bounded: shown))" : "\(shown)"
    }
}

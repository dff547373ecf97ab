/// A whole run by name.
public enum Preset: String, Sendable, CaseIterable {
    /// The embedded model and corpus, about two minutes on two cores.
    case demo
    /// The paper's section 4: what `RunConfig()` is.
    case paper

    /// Model, data and size of the dictionary: what an architecture or a recipe does not touch, and may depend on.
    func applyScale(to config: inout RunConfig) {
        guard self == .demo else { return }
        config.model.hook = "blocks.3.hook_resid_post"
        config.data.tokens = 1_400_000
        config.data.epochs = 3
        config.sae.latents = 4096
        config.sae.k = 32
    }

    /// The rates and weights that suit that scale, for whoever asks for no recipe in particular. The embedded model's
    /// activations are scaled, because λ on raw ones would be weak (their norm is in the tens).
    func applyTuning(to config: inout RunConfig) {
        guard self == .demo else { return }
        config.data.scaling = .sqrtWidth
        config.optimizer.learningRate = 1e-3
        config.optimizer.beta1 = 0
        config.dead.tokens = 400_000
        switch config.sae.architecture {
        case .orthogonal: config.l1.weight = 2
        case .standard: config.l1.weight = 2
        case .jumprelu: config.l0.weight = 1
        case .topk: break
        // dictionary_learning's threshold stays unset for the first 1,000 steps; this run has fewer.
        case .batchtopk: config.sae.thresholdRule = .saelens
        }
    }
}

extension RunConfig {
    /// A preset's settings, for an architecture and (instead of the preset's own tuning) a toolkit's recipe.
    public static func preset(
        _ preset: Preset, architecture: Architecture = .orthogonal, recipe: Recipe? = nil
    ) -> RunConfig {
        var config = RunConfig()
        preset.applyScale(to: &config)
        config.apply(preset: preset, architecture: architecture, recipe: recipe)
        return config
    }

    /// Everything in a preset that follows from architecture and recipe, for the scale that is there.
    mutating func apply(preset: Preset, architecture: Architecture, recipe: Recipe?) {
        apply(recipe: recipe ?? .paper, architecture: architecture)
        if recipe == nil { preset.applyTuning(to: &self) }
    }
}

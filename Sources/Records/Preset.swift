/// A whole run by name.
public enum Preset: String, Sendable, CaseIterable {
    /// The embedded model and corpus, about two minutes on two cores.
    case demo
    /// A language model of one's own, for a first look: a run of minutes to an hour on a workstation.
    case small
    /// A dictionary on a stream of words in spelling prompts (Guides/Testbeds.md): half a minute for each SAE.
    case spelling
    /// A world with known features, in seconds (Guides/Worlds.md).
    case world
    /// The paper's section 4: what `RunConfig()` is.
    case paper

    /// Model, data and size of the dictionary: what an architecture or a recipe does not touch, and may depend on.
    func applyScale(to config: inout RunConfig) {
        switch self {
        case .paper: return
        case .world:
            return config.takeWorld()
        case .demo:
            config.model.hook = "blocks.3.hook_resid_post"
            // A little more than the embedded corpus, so a second pass over it begins.
            config.data.tokens = 1_000_000
            config.data.epochs = 2
        case .small:
            config.data.tokens = 2_000_000
            // Whoever tries a model often has a text of a megabyte or two at hand.
            config.data.epochs = 20
        case .spelling:
            config.model.hook = "blocks.3.hook_resid_post"
            // 2,000 steps of 512.
            config.data.tokens = 1_024_000
            config.data.batch = 512
            config.sae.latents = 1024
            config.sae.k = 5
            return
        }
        // Half the paper's batch: twice the steps in the same time.
        config.data.batch = 1024
        config.sae.latents = 4096
        config.sae.k = 32
    }

    /// The rates and weights that suit that scale, for whoever asks for no recipe in particular. The activations are
    /// scaled, because λ on raw ones would mean something else for each model (their norm is in the tens, or thousands).
    func applyTuning(to config: inout RunConfig) {
        guard self != .paper else { return }
        if self == .world { return config.tuneForWorld() }
        config.data.scaling = .sqrtWidth
        config.optimizer.learningRate = 1e-3
        config.optimizer.beta1 = self == .spelling ? 0.9 : 0
        config.optimizer.warmup = self == .spelling ? 50 : 20
        config.optimizer.decay = self == .spelling ? 400 : 200
        config.dead.tokens = self == .spelling ? 16_000 : 400_000
        if self == .spelling {
            // Encoder rows start as the decoder's, and read what is left of the mean.
            config.sae.subtractDecoderBias = true
            config.start.relation = .encoderFromDecoder
            // Twice as many from each to the next, as in the figures that the testbed was chosen by (Guides/Testbeds.md).
            if config.sae.architecture == .matryoshka { config.matryoshka.prefixes = PrefixList([0.0625, 0.125, 0.25, 0.5]) }
        }
        switch config.sae.architecture {
        case .orthogonal:
            config.l1.weight = 1.5
            // In shares of the paper's 2,441 steps. The first phase, in which half the latents fire and a step costs
            // most, is short; the last is long, because θ's fall is what the term needs time for.
            config.curriculum.schedule = .proportional
            config.curriculum.sparsityStart = 100
            config.curriculum.competitionStart = 700
            config.curriculum.thresholdEnd = 1600
        case .standard:
            config.l1.weight = 1.5
        case .jumprelu:
            config.l0.weight = 0.3
            // A threshold moves by at most the learning rate in a step: so it starts about where it has to be for an
            // L0 of some tens, with a window that catches latents on both sides of it.
            config.sae.threshold = 0.5
            config.sae.bandwidth = 0.5
        case .topk:
            break
        case .batchtopk, .matryoshka, .ortsae, .priced, .c2r:
            // dictionary_learning's threshold stays unset for the first 1,000 steps, which is more than this run has.
            config.sae.thresholdRule = .saelens
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
        config.fitLengths(tuning: recipe == nil ? preset.usualSteps : nil)
        return config
    }

    /// Everything in a preset that follows from architecture and recipe, for the scale that is there.
    mutating func apply(preset: Preset, architecture: Architecture, recipe: Recipe?) {
        apply(recipe: recipe ?? .paper, architecture: architecture)
        // The true L0 of a world is no whole number, and topk keeps as many for every token.
        if preset == .world, sae.activation == .topk { sae.k = LatentsPerToken(sae.k.value.rounded(.up)) }
        if recipe == nil { preset.applyTuning(to: &self) }
    }
}

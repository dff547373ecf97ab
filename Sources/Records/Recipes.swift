/// What `--recipe` and `--architecture` stand for, written onto a `RunConfig`.
///
/// An architecture chooses the activation function, the penalties and the curriculum; a recipe chooses the optimiser,
/// the norms and the dead-latent rule where the toolkits differ. A few figures belong to the pair (the toolkits give
/// each architecture its own rate and sparsity weight). Sources: `Guides/Training.md`. Nothing else is touched: model,
/// data, number of latents, K, seed and records stay as they are, and file and flags come after.
extension RunConfig {
    /// Sets everything that follows from the pair. Reads `sae.latents`, by which dictionary_learning scales a rate.
    public mutating func apply(recipe: Recipe, architecture: Architecture) {
        sae.recipe = recipe
        optimizer = RunConfig.optimizer(recipe, architecture, latents: sae.latents)
        dead = RunConfig.deadLatents(recipe)
        data.scaling =
            switch recipe {
            case .paper: .none
            case .saelens: .sqrtWidth
            case .dictionaryLearning: .unit
            }
        apply(architecture: architecture)
    }

    /// Sets everything that follows from the recipe, for the architecture that is there.
    public mutating func apply(recipe: Recipe) { apply(recipe: recipe, architecture: sae.architecture) }

    /// Sets activation function, penalties, curriculum and start for an architecture under the recipe that is there.
    /// Leaves optimiser, input scaling and dead-latent rule alone, so that a preset may have tuned them.
    public mutating func apply(architecture: Architecture) {
        let recipe = sae.recipe
        sae.architecture = architecture
        sae.activation = architecture.activation
        applyNorms(recipe, architecture)
        applyThreshold(recipe)
        applyPenalties(recipe, architecture)
        applyCurriculum(recipe, architecture)
    }

    /// The Adam of each: the paper's for its own run and for the baselines in its table, the toolkits' for theirs.
    private static func optimizer(_ recipe: Recipe, _ architecture: Architecture, latents: Int) -> OptimizerConfig {
        var optimizer = OptimizerConfig()
        optimizer.warmupForm = recipe == .dictionaryLearning ? .dictionaryLearning : .saelens
        optimizer.removeParallel = recipe != .paper
        switch recipe {
        case .paper:
            break
        case .saelens:
            optimizer.learningRate = 3e-4
            optimizer.beta1 = 0.9
        case .dictionaryLearning:
            optimizer.warmup = 1000
            optimizer.beta1 = architecture == .jumprelu ? 0 : 0.9
            optimizer.clip = architecture == .standard ? 0 : 1
            optimizer.learningRate =
                switch architecture {
                case .orthogonal, .standard: 1e-3
                case .topk, .batchtopk, .matryoshka, .ortsae, .priced, .c2r:
                    2e-4 / (Float(max(1, latents)) / 16_384).squareRoot()
                case .jumprelu: 7e-5
                }
        }
        return optimizer
    }

    private static func deadLatents(_ recipe: Recipe) -> DeadLatentConfig {
        var dead = DeadLatentConfig()
        if recipe == .saelens {
            dead.steps = 1000
            dead.tokens = 0
        }
        return dead
    }

    /// The decoder's norm, what is subtracted from the input, and where the weights start.
    private mutating func applyNorms(_ recipe: Recipe, _ architecture: Architecture) {
        // The competition term reads w_i·w_j as a cosine: with free rows it could be escaped by shrinking them. So
        // `orthogonal` keeps unit rows under every recipe.
        let free = recipe == .saelens && architecture != .orthogonal
        sae.decoderNorm = free ? .free : .unit
        let picks = architecture.activation == .topk || architecture.activation == .batchtopk
        sae.rescaleByDecoderNorm = free && picks
        sae.encoderUnitNorm = false
        sae.subtractDecoderBias =
            switch recipe {
            case .paper: false
            case .saelens: true
            case .dictionaryLearning: architecture != .jumprelu
            }
        start = InitialisationConfig()
        guard recipe != .paper else { return }
        start.relation = .encoderFromDecoder
        if free || (recipe == .dictionaryLearning && architecture == .standard) { start.decoderNorm = 0.1 }
        if recipe == .dictionaryLearning && picks { start.decoderBias = .geometricMedian }
    }

    /// jumprelu's window and batchtopk's inference threshold.
    private mutating func applyThreshold(_ recipe: Recipe) {
        sae.threshold = recipe == .saelens ? 0.01 : 0.001
        sae.bandwidth = recipe == .saelens ? 0.05 : 0.001
        // SAELens trained log θ until 6.48, then θ itself, because Adam moves a logarithm by at most θ·lr a step.
        sae.thresholdParameter = .linear
        sae.thresholdWindow = recipe == .dictionaryLearning ? .upper : .full
        sae.thresholdRule = recipe == .saelens ? .saelens : .dictionaryLearning
    }

    private mutating func applyPenalties(_ recipe: Recipe, _ architecture: Architecture) {
        l1 = L1Config()
        l0 = L0Config()
        competition = CompetitionConfig()
        temporal = TemporalConfig()
        auxiliary = AuxiliaryConfig()
        matryoshka = MatryoshkaConfig()
        orthogonality = OrthogonalityConfig()
        consistency = ConsistencyConfig()
        if architecture != .orthogonal {
            l1.weight = 0
            competition.weight = 0
            temporal.weight = 0
        }
        switch architecture {
        case .orthogonal:
            break
        case .standard:
            l1.weight =
                switch recipe {
                case .paper: 0.04
                case .saelens: 1
                case .dictionaryLearning: 0.1
                }
        case .topk, .batchtopk, .matryoshka, .ortsae, .priced, .c2r:
            auxiliary.weight = recipe == .saelens ? 1 : 1.0 / 32
            auxiliary.form = recipe == .saelens ? .saelens : .dictionaryLearning
            if architecture == .matryoshka { applyPrefixes(recipe) }
            if architecture == .ortsae { orthogonality.weight = 0.25 }
            if architecture == .priced { competition.coefficient = .priced }
            if architecture == .c2r { consistency.weight = 5 }
        case .jumprelu:
            l0.weight = 1
            l0.form = recipe == .dictionaryLearning ? .target : .step
            l0.target = Float(sae.k.value)
        }
    }

    private mutating func applyPrefixes(_ recipe: Recipe) {
        matryoshka.prefixes = .usual
        // The paper has no such row. A mean keeps the loss on the scale of one reconstruction, as its authors' own code
        // does, so that AuxK and the clip weigh what they do for batchtopk.
        matryoshka.weighting =
            switch recipe {
            case .paper: .mean
            case .saelens: .sum
            case .dictionaryLearning: .dictionaryLearning
            }
    }

    private mutating func applyCurriculum(_ recipe: Recipe, _ architecture: Architecture) {
        curriculum = CurriculumConfig()
        guard architecture != .orthogonal else { return }
        curriculum.schedule = .toolkit
        let hasWarmup = architecture == .standard || architecture == .jumprelu
        if recipe == .dictionaryLearning && hasWarmup { curriculum.sparsityWarmup = 2000 }
    }
}

import Records
import Testing

@Suite struct RecipeTests {
    static func config(_ recipe: Recipe, _ architecture: Architecture) -> RunConfig {
        var config = RunConfig()
        config.apply(recipe: recipe, architecture: architecture)
        return config
    }

    @Test func `the paper's orthogonal SAE is the default`() {
        #expect(RecipeTests.config(.paper, .orthogonal) == RunConfig())
    }

    @Test(arguments: Recipe.allCases, Architecture.allCases)
    func `every pair names itself, is valid and may be applied twice`(
        recipe: Recipe, architecture: Architecture
    ) throws {
        let config = RecipeTests.config(recipe, architecture)
        #expect(config.sae.recipe == recipe && config.sae.architecture == architecture)
        try config.validate()
        var again = RecipeTests.config(.dictionaryLearning, .jumprelu)
        again.apply(recipe: recipe, architecture: architecture)
        #expect(again == config)
    }

    @Test func `the paper's baselines share its optimiser`() {
        for architecture in Architecture.allCases {
            #expect(RecipeTests.config(.paper, architecture).optimizer == RunConfig().optimizer)
        }
        let standard = RecipeTests.config(.paper, .standard)
        #expect(standard.l1.weight == 0.04 && standard.competition.weight == 0 && standard.temporal.weight == 0)
        #expect(RecipeTests.config(.paper, .topk).auxiliary.weight == 1.0 / 32)
        let jump = RecipeTests.config(.paper, .jumprelu)
        #expect(jump.sae.threshold == 0.001 && jump.sae.bandwidth == 0.001 && jump.l0.form == .step)
    }

    @Test func `SAELens leaves decoder rows free, from norm 0.1, and counts dead latents in steps`() {
        let config = RecipeTests.config(.saelens, .topk)
        #expect(config.sae.decoderNorm == .free && config.sae.rescaleByDecoderNorm && config.sae.subtractDecoderBias)
        #expect(config.start.decoderNorm == 0.1 && config.start.relation == .encoderFromDecoder)
        #expect(config.optimizer.learningRate == 3e-4 && config.optimizer.beta1 == 0.9 && config.optimizer.clip == 1)
        #expect(config.dead.steps == 1000 && config.dead.tokens == 0 && config.data.scaling == .sqrtWidth)
        #expect(config.auxiliary.weight == 1 && config.auxiliary.form == .saelens)
        #expect(RecipeTests.config(.saelens, .orthogonal).sae.decoderNorm == .unit)
    }

    @Test func `dictionary_learning has a rate for each architecture and scales topk's by the dictionary`() {
        #expect(RecipeTests.config(.dictionaryLearning, .standard).optimizer.learningRate == 1e-3)
        #expect(RecipeTests.config(.dictionaryLearning, .standard).optimizer.clip == 0)
        #expect(RecipeTests.config(.dictionaryLearning, .standard).start.decoderNorm == 0.1)
        #expect(RecipeTests.config(.dictionaryLearning, .topk).optimizer.learningRate == 2e-4)
        var small = RunConfig()
        small.sae.latents = 4096
        small.apply(recipe: .dictionaryLearning, architecture: .batchtopk)
        #expect(small.optimizer.learningRate == 4e-4)
        #expect(small.start.decoderBias == .geometricMedian && small.start.decoderNorm == 1)
        let jump = RecipeTests.config(.dictionaryLearning, .jumprelu)
        #expect(jump.optimizer.beta1 == 0 && !jump.sae.subtractDecoderBias && jump.sae.thresholdWindow == .upper)
        #expect(jump.l0.form == .target && jump.curriculum.sparsityWarmup == 2000)
    }

    @Test(arguments: Recipe.allCases)
    func `matryoshka and ortsae are batchtopk and one thing more`(recipe: Recipe) {
        let base = RecipeTests.config(recipe, .batchtopk)
        var matryoshka = RecipeTests.config(recipe, .matryoshka), ortsae = RecipeTests.config(recipe, .ortsae)
        #expect(matryoshka.matryoshka.prefixes.sizes(latents: 16_384) == [512, 1536, 3584, 7680, 16_384])
        #expect(
            matryoshka.matryoshka.weighting.factor(levels: 5)
                == [.paper: 1 / 5.0, .saelens: 1, .dictionaryLearning: 1 / 25.0][recipe])
        #expect(ortsae.orthogonality.weight == 0.25 && ortsae.orthogonality.chunk == 8192)
        #expect(ortsae.orthogonality.interval == 5)
        matryoshka.matryoshka = MatryoshkaConfig()
        ortsae.orthogonality = OrthogonalityConfig()
        matryoshka.sae.architecture = .batchtopk
        ortsae.sae.architecture = .batchtopk
        #expect(matryoshka == base && ortsae == base)
    }

    @Test(arguments: Recipe.allCases)
    func `priced is batchtopk and the priced term at ρ 3`(recipe: Recipe) {
        var priced = RecipeTests.config(recipe, .priced)
        #expect(priced.competition.coefficient == .priced && priced.competition.priced.rho == 3 && priced.competition.isOn)
        #expect(priced.competition.weight == 0 && !priced.competition.hasPhase)
        priced.competition.coefficient = .cosine
        priced.sae.architecture = .batchtopk
        #expect(priced == RecipeTests.config(recipe, .batchtopk))
    }

    @Test(arguments: Recipe.allCases)
    func `c2r is batchtopk and its term at λ 5, every fifth step`(recipe: Recipe) {
        var c2r = RecipeTests.config(recipe, .c2r)
        #expect(c2r.consistency.weight == 5 && c2r.orthogonality.interval == 5 && c2r.orthogonality.chunk == 8192)
        #expect(c2r.orthogonality.weight == 0)
        c2r.consistency = ConsistencyConfig()
        c2r.sae.architecture = .batchtopk
        #expect(c2r == RecipeTests.config(recipe, .batchtopk))
    }

    @Test func `an architecture alone leaves a preset's rate and scaling alone`() {
        var config = RunConfig()
        config.optimizer.learningRate = 0.5
        config.data.scaling = .sqrtWidth
        config.apply(architecture: .topk)
        #expect(config.optimizer.learningRate == 0.5 && config.data.scaling == .sqrtWidth)
        #expect(config.sae.activation == .topk && config.competition.weight == 0)
    }
}

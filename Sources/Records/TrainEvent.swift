/// One line of `events.jsonl`: how training stood in one step.
public struct TrainEvent: Codable, Sendable, Equatable {
    /// The name of the SAE among those that train together.
    public var job: String
    /// The optimisation step t, from 0.
    public var step: Int
    /// Steps of the whole run.
    public var steps: Int
    /// Activations trained on, this step's included.
    public var tokens: Int
    /// Tokens that the language model has computed, once for all SAEs that train together; what a resumed run computed
    /// anew is counted again. nil in older files.
    public var modelTokens: Int?
    public var phase: TrainPhase
    public var losses: TrainLosses
    /// Latents fired per token, mean over the batch.
    public var l0: Double
    /// 1 − Σ‖x − x̂‖² / Σ‖x − x̄‖² of this batch, x̄ its mean; nil where the batch does not vary.
    public var explainedVariance: Double?
    /// Share of latents that fired in the last `aliveWindow` activations.
    public var aliveFraction: Double
    /// Activations over which `aliveFraction` looks back (at most those there have been).
    public var aliveWindow: Int
    /// α(t): the share of the sparsity weight in force.
    public var alpha: Double
    /// λ of l1 or l0 in force, where the run steers it to an L0 (`l1.target_l0`, `l0.target_l0`); nil: it is α times what
    /// the settings say.
    public var sparsityWeight: Double?
    /// θ(t): competition counts pairs above it.
    public var theta: Double
    public var learningRate: Double
    /// Norm of all gradients together, before clipping.
    public var gradientNorm: Double
    /// Entries of the batch's latents that are not zero.
    public var nonzeros: Int
    /// Which products were used: `dense` or `sparse`.
    public var path: String
    /// At its own interval.
    public var competition: CompetitionRecord?
    /// What the priced competition term saw; nil: the run has none.
    public var priced: PricedRecord?
    /// Since the run began, resumed parts included.
    public var seconds: Double
    /// Over the steps since the line before.
    public var tokensPerSecond: Double

    public init(
        job: String, step: Int, steps: Int, tokens: Int, modelTokens: Int? = nil, phase: TrainPhase,
        losses: TrainLosses, l0: Double, explainedVariance: Double?, aliveFraction: Double, aliveWindow: Int,
        alpha: Double, sparsityWeight: Double? = nil, theta: Double, learningRate: Double, gradientNorm: Double,
        nonzeros: Int, path: String, competition: CompetitionRecord? = nil, priced: PricedRecord? = nil, seconds: Double,
        tokensPerSecond: Double
    ) {
        self.job = job
        self.step = step
        self.steps = steps
        self.tokens = tokens
        self.modelTokens = modelTokens
        self.phase = phase
        self.losses = losses
        self.l0 = l0
        self.explainedVariance = explainedVariance
        self.aliveFraction = aliveFraction
        self.aliveWindow = aliveWindow
        self.alpha = alpha
        self.sparsityWeight = sparsityWeight
        self.theta = theta
        self.learningRate = learningRate
        self.gradientNorm = gradientNorm
        self.nonzeros = nonzeros
        self.path = path
        self.competition = competition
        self.priced = priced
        self.seconds = seconds
        self.tokensPerSecond = tokensPerSecond
    }

    /// The same event without the figures that depend on the clock and on interruptions: what a resumed run must
    /// repeat.
    public var withoutTimes: TrainEvent {
        var copy = self
        copy.modelTokens = nil
        copy.seconds = 0
        copy.tokensPerSecond = 0
        return copy
    }

    private enum CodingKeys: String, CodingKey {
        case job, step, steps, tokens, modelTokens = "model_tokens", phase, losses, l0, explainedVariance = "explained_variance",
            aliveFraction = "alive_fraction", aliveWindow = "alive_window", alpha, sparsityWeight = "sparsity_weight", theta,
            learningRate = "learning_rate", gradientNorm = "gradient_norm", nonzeros, path, competition, priced, seconds,
            tokensPerSecond = "tokens_per_second"
    }
}

/// Where the curriculum stands. A run without phases is in `all` from its first step (or after its warm-up).
public enum TrainPhase: String, Codable, Sendable, CaseIterable {
    /// Only the reconstruction term (method.md: before s₁).
    case reconstruction
    /// The sparsity term is rising.
    case sparsity
    /// Every term is on, θ is falling.
    case competition
    /// Every term is on and nothing changes any more.
    case all
}

/// The terms of the loss in one step, each with its weight, so that they add up to `total`.
public struct TrainLosses: Codable, Sendable, Equatable {
    public var total: Double
    /// mean over tokens of ‖x − x̂‖².
    public var reconstruction: Double
    public var sparsity: Double
    /// The competition term, and OrtSAE's.
    public var competition: Double
    public var temporal: Double
    /// AuxK and SAELens' pre-activation loss.
    public var auxiliary: Double
    /// Terms that have no place of their own, by name; nil: there are none.
    public var others: [String: Double]?

    public init(
        total: Double, reconstruction: Double, sparsity: Double, competition: Double, temporal: Double,
        auxiliary: Double, others: [String: Double]? = nil
    ) {
        self.total = total
        self.reconstruction = reconstruction
        self.sparsity = sparsity
        self.competition = competition
        self.temporal = temporal
        self.auxiliary = auxiliary
        self.others = others
    }
}

/// How latents compete in one batch (method.md, Watching competition).
public struct CompetitionRecord: Codable, Sendable, Equatable {
    /// Two latents that compete.
    public struct Pair: Codable, Sendable, Equatable {
        public var first: Int
        public var second: Int
        /// c.
        public var coefficient: Double
        /// w_i·w_j.
        public var cosine: Double

        public init(first: Int, second: Int, coefficient: Double, cosine: Double) {
            self.first = first
            self.second = second
            self.coefficient = coefficient
            self.cosine = cosine
        }
    }

    /// Unordered pairs with c above θ.
    public var pairs: Int
    /// Mean c of those.
    public var meanCoefficient: Double
    /// How many pairs have c in each twentieth of (0, 1].
    public var histogram: [Int]
    /// Mean |w_i·w_j| of the competing pairs.
    public var meanCosine: Double
    /// The same of random pairs, to compare.
    public var meanRandomCosine: Double
    /// The pairs with the largest c.
    public var strongest: [Pair]

    public init(
        pairs: Int, meanCoefficient: Double, histogram: [Int], meanCosine: Double, meanRandomCosine: Double,
        strongest: [Pair]
    ) {
        self.pairs = pairs
        self.meanCoefficient = meanCoefficient
        self.histogram = histogram
        self.meanCosine = meanCosine
        self.meanRandomCosine = meanRandomCosine
        self.strongest = strongest
    }

    private enum CodingKeys: String, CodingKey {
        case pairs, meanCoefficient = "mean_coefficient", histogram, meanCosine = "mean_cosine",
            meanRandomCosine = "mean_random_cosine", strongest
    }
}

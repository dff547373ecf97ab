/// λ_s · mean over tokens of Σ f (times ‖w‖ where the decoder is free).
public struct L1Config: Sendable, Equatable {
    public var weight: Float = 0.04
    /// The L0 that λ_s is steered to once it is whole, starting from `weight` (science.md §3); 0: λ_s stays.
    public var targetL0: Float = 0
    public init() {}
}

/// jumprelu's sparsity penalty.
public struct L0Config: Sendable, Equatable {
    public var weight: Float = 0
    public var form = L0Form.step
    /// c of tanh(c·f·‖w‖).
    public var tanhScale: Float = 4
    /// The L0 that `target` steers to.
    public var target: Float = 40
    /// The L0 that λ_0 is steered to once it is whole, as for `L1Config.targetL0`; 0: λ_0 stays.
    public var targetL0: Float = 0
    public init() {}
}

public enum L0Form: String, Sendable, CaseIterable, Codable {
    /// λ · mean Σ 1[z > θ].
    case step
    /// λ · mean Σ tanh(c f ‖w‖).
    case tanh
    /// λ · (mean Σ 1[z > θ] / target − 1)².
    case target
}

/// λ_o Σ_{i≠j} c_ij · 1[c_ij > θ(t)] · (w_i·w_j)².
public struct CompetitionConfig: Sendable, Equatable {
    public var weight: Float = 0.01
    public var coefficient = CompetitionCoefficient.cosine
    /// θ at the start of the competition phase.
    public var thresholdStart: Float = 0.7
    /// θ at the end.
    public var thresholdEnd: Float = 0.3
    public var gradient = CompetitionGradient.detached
    public var priced = PricedConfig()
    public init() {}

    /// Whether the run has a competition term: coefficient `priced` has a weight of its own.
    public var isOn: Bool { coefficient == .priced ? priced.rho > 0 : weight > 0 }
    /// Whether the curriculum's competition phase and θ are the term's.
    public var hasPhase: Bool { coefficient != .priced && weight > 0 }
}

/// How c is measured (Guides/Competition.md). All but the paper's are ours.
public enum CompetitionCoefficient: String, Sendable, CaseIterable, Codable {
    /// Of two latents' activations over the batch (eq. 3): the paper's.
    case cosine
    /// ⟨f_i, f_j⟩ / min(‖f_i‖², ‖f_j‖²), at most 1: sees a rare latent inside a common one.
    case containment
    /// The larger of cos(f_i, p_j) and cos(f_j, p_i), p_j = relu((x − b_d)·w_j): sees a latent that is present in x but
    /// has stopped firing.
    case potential
    /// 1, for each latent and the one of largest |w_i·w_j| in a random chunk alone: OrtSAE's penalty, summed. Chunks and
    /// steps are those of `OrthogonalityConfig`; θ has no part in it.
    case one
    /// No c and no θ, but a price: each firing of a latent pays its own sparsity cost again, ρ times, for each commoner
    /// latent that fires beside it and whose row its own leans on (Guides/Priced.md).
    case priced

    /// Whether `competition.gradient: through` can differentiate it.
    public var hasGradient: Bool {
        switch self {
        case .cosine, .containment: true
        case .potential, .one, .priced: false
        }
    }
}

public enum CompetitionGradient: String, Sendable, CaseIterable, Codable {
    /// c is a constant.
    case detached
    /// c is differentiated as well.
    case through
}

/// λ · mean over tokens of ‖f(t) − f(t−1)‖².
public struct TemporalConfig: Sendable, Equatable {
    public var weight: Float = 0.001
    public var pairing = TemporalPairing.step
    public init() {}
}

public enum TemporalPairing: String, Sendable, CaseIterable, Codable {
    /// The previous step's batch, row by row.
    case step
    /// The previous token of the same context; needs `data.shuffle: false`.
    case previousToken = "previous_token"
}

/// AuxK: dead latents explain the residual.
public struct AuxiliaryConfig: Sendable, Equatable {
    public var weight: Float = 0
    /// Dead latents that take part for each token; 0 means d/2.
    public var k = 0
    public var form = AuxiliaryForm.dictionaryLearning
    /// Weight of SAELens' loss on dead latents' pre-activations, relu(θ − z)·‖w‖ (jumprelu).
    public var preActivationWeight: Float = 0
    public init() {}
}

public enum AuxiliaryForm: String, Sendable, CaseIterable, Codable {
    /// relu'd values; the squared error over the residual's variance.
    case dictionaryLearning = "dictionary_learning"
    /// Signed values; scaled by min(dead/(d/2), 1); not over the variance.
    case saelens
}

/// What each weight is at step t.
public struct CurriculumConfig: Sendable, Equatable {
    /// The steps of the paper's run, ⌊5,000,000 / 2,048⌋, which the boundaries belong to where they are proportional.
    public static let paperSteps = 2441

    public var schedule = CurriculumSchedule.automatic
    /// s₁: the sparsity term begins to rise.
    public var sparsityStart = 1200
    /// s₂: sparsity is whole; competition and temporal begin; θ begins to fall.
    public var competitionStart = 2000
    /// s₃: θ has fallen.
    public var thresholdEnd = 2400
    /// `toolkit` only: steps over which the sparsity weight rises from 0.
    public var sparsityWarmup = 0
    public init() {}
}

public enum CurriculumSchedule: String, Sendable, CaseIterable, Codable {
    /// `absolute` for a run of 2,441 steps or when a boundary is set, `proportional` otherwise.
    case automatic
    /// The boundaries as given.
    case absolute
    /// The boundaries times T/2441.
    case proportional
    /// No phases: every term at full weight from step 0; θ falls over the first s₃ − s₂ steps (table 2).
    case none
    /// The toolkits' way: sparsity rises over `sparsityWarmup` steps, everything else is on from step 0.
    case toolkit
}

/// Adam and what surrounds it.
public struct OptimizerConfig: Sendable, Equatable {
    public var learningRate: Float = 7e-6
    public var beta1: Float = 0
    public var beta2: Float = 0.999
    public var epsilon: Float = 1e-8
    /// Global gradient norm; 0 means no clipping.
    public var clip: Float = 1
    /// Take from each decoder row's gradient its component along the row.
    public var removeParallel = false
    public var warmup = 0
    public var warmupForm = WarmupForm.saelens
    /// Steps at the end over which the rate falls to 0.
    public var decay = 0
    public init() {}
}

public enum WarmupForm: String, Sendable, CaseIterable, Codable {
    /// (t + 1)/n: the first step moves.
    case saelens
    /// t/n: the first step has rate 0.
    case dictionaryLearning = "dictionary_learning"
}

/// When a latent counts as dead.
public struct DeadLatentConfig: Sendable, Equatable {
    /// Unfired for more than this many steps; 0: not counted in steps.
    public var steps = 0
    /// Unfired for at least this many tokens; 0: not counted in tokens.
    public var tokens = 10_000_000
    public init() {}
}

/// What the run writes, and how often.
public struct RecordConfig: Sendable, Equatable {
    /// Steps between checkpoints; 0: only at the end and on interruption.
    public var checkpointEvery = 500
    /// Checkpoints kept.
    public var keep = 1
    /// Steps between events.
    public var eventEvery = 10
    /// Steps between competition statistics.
    public var competitionEvery = 50
    public init() {}
}

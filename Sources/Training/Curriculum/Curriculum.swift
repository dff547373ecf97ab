public import Autoencoders
public import Records

/// What each weight of the loss is at step t (method.md, Loss and its scaling; Guides/Training.md).
public struct Curriculum: Sendable {
    public let schedule: CurriculumSchedule
    public let boundaries: Boundaries
    private let config: RunConfig

    public init(_ config: RunConfig) {
        self.config = config
        schedule = config.curriculum.schedule
        boundaries = Boundaries(config.curriculum, steps: config.steps)
    }

    private var hasPhases: Bool { schedule != .none && schedule != .toolkit }

    /// α(t) = clamp((t − s₁) / max(1, s₂ − s₁), 0, 1). Without phases 1, or min(t/n, 1) in a warm-up of n steps, which
    /// is how both toolkits' counters come out at step t.
    public func alpha(at step: Int) -> Double {
        if hasPhases {
            return fraction(step - boundaries.sparsityStart, of: boundaries.competitionStart - boundaries.sparsityStart)
        }
        let warmup = config.curriculum.sparsityWarmup
        return schedule == .toolkit && warmup > 0 ? fraction(step, of: warmup) : 1
    }

    /// θ(t): from its start to its end over the s₃ − s₂ steps from s₂ on; without phases, over as many from step 0 on.
    public func theta(at step: Int) -> Double {
        let begin = hasPhases ? boundaries.competitionStart : 0
        let fallen = fraction(step - begin, of: boundaries.thresholdEnd - boundaries.competitionStart)
        let first = decimal(config.competition.thresholdStart), last = decimal(config.competition.thresholdEnd)
        return first + (last - first) * fallen
    }

    /// Whether competition, orthogonality and temporal are on.
    public func isCompeting(at step: Int) -> Bool { !hasPhases || step >= boundaries.competitionStart }

    /// ρ(t) of the priced competition term, which has no part in the phases: whole from its own start on, falling to 0
    /// over the last steps where the run says so.
    public func rho(at step: Int) -> Float {
        let priced = config.competition.priced
        guard config.competition.coefficient == .priced, step >= priced.start else { return 0 }
        if priced.decay == 0 { return priced.rho }
        return Float(decimal(priced.rho) * fraction(config.steps - step, of: priced.decay))
    }

    /// Every weight at step t.
    public func weights(at step: Int) -> StepWeights {
        let competing = isCompeting(at: step)
        let sparsity = config.sae.activation == .jumprelu && config.l0.weight != 0 ? config.l0.weight : config.l1.weight
        var weights = StepWeights()
        weights.sparsity = Float(alpha(at: step) * decimal(sparsity))
        weights.competition = competing && config.competition.hasPhase ? config.competition.weight : 0
        weights.rho = rho(at: step)
        weights.competitionThreshold = Float(theta(at: step))
        weights.temporal = competing ? config.temporal.weight : 0
        weights.orthogonality = competing ? config.orthogonality.weight : 0
        weights.consistency = competing ? config.consistency.weight : 0
        weights.auxiliary = config.auxiliary.weight
        weights.preActivation = config.auxiliary.preActivationWeight
        return weights
    }

    /// The phase that step t is in.
    public func phase(at step: Int) -> TrainPhase {
        if hasPhases && step < boundaries.sparsityStart { return .reconstruction }
        if alpha(at: step) < 1 && !(hasPhases && isCompeting(at: step)) { return .sparsity }
        let falling = config.competition.hasPhase && theta(at: step) > theta(at: Int.max / 2)
        return falling ? .competition : .all
    }

    private func fraction(_ part: Int, of whole: Int) -> Double { min(1, max(0, Double(part) / Double(max(1, whole)))) }

    /// 0.7 as somebody wrote it, not as a float32 holds it, so that θ(t) is the formula's to its last digit.
    private func decimal(_ value: Float) -> Double { Double(value.description) ?? Double(value) }
}

import Failures
public import Records

/// Where the phases of a run lie: s₁, s₂, s₃ of method.md, in steps.
public struct Boundaries: Sendable, Equatable {
    /// s₁: the sparsity term begins to rise.
    public var sparsityStart: Int
    /// s₂: sparsity is whole; competition and temporal begin; θ begins to fall.
    public var competitionStart: Int
    /// s₃: θ has fallen.
    public var thresholdEnd: Int

    /// The boundaries of a run of `steps` (T): as they are set, or times T / 2441, rounded to the nearest step.
    ///
    /// `automatic` takes them as set in a run of 2,441 steps and where somebody has set one, and scales otherwise. The
    /// schedules without phases use s₃ − s₂ of the same rule, as the steps over which θ falls.
    public init(_ curriculum: CurriculumConfig, steps: Int) {
        let paper = CurriculumConfig()
        let untouched =
            curriculum.sparsityStart == paper.sparsityStart && curriculum.competitionStart == paper.competitionStart
            && curriculum.thresholdEnd == paper.thresholdEnd
        let scaled =
            switch curriculum.schedule {
            case .absolute: false
            case .proportional: true
            case .automatic, .none, .toolkit: untouched && steps != CurriculumConfig.paperSteps
            }
        let factor = scaled ? Double(steps) / Double(CurriculumConfig.paperSteps) : 1
        func place(_ step: Int) -> Int { Int(bounded: (Double(step) * factor).rounded()) }
        sparsityStart = place(curriculum.sparsityStart)
        competitionStart = place(curriculum.competitionStart)
        thresholdEnd = place(curriculum.thresholdEnd)
    }
}

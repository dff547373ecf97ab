public import Records

/// The rate at step t: a linear rise, the set rate, a linear fall to 0.
public struct LearningRate: Sendable {
    private let config: OptimizerConfig
    private let steps: Int

    /// For a run of `steps`.
    public init(_ config: OptimizerConfig, steps: Int) {
        self.config = config
        self.steps = steps
    }

    /// lr times (t + 1)/n (SAELens) or t/n (dictionary_learning) below step n of a warm-up of n, times (T − t)/D in
    /// the last D steps: the last step of all has lr/D, and the one that is not made any more would have 0.
    public func rate(at step: Int) -> Float {
        var factor = 1.0
        if step < config.warmup {
            let done = config.warmupForm == .saelens ? step + 1 : step
            factor = Double(done) / Double(config.warmup)
        }
        if config.decay > 0 && step >= steps - config.decay {
            factor *= Double(max(0, steps - step)) / Double(config.decay)
        }
        return Float(factor * Double(config.learningRate))
    }
}

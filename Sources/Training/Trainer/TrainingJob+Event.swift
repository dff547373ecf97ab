import Autoencoders
import Records

extension TrainingJob {
    /// How one step went, as the run's records say it.
    func event(
        _ outcome: Outcome, at t: Int, tokens: Int, modelTokens: Int, competition: CompetitionRecord?,
        seconds: Double, tokensPerSecond: Double
    ) -> TrainEvent {
        let report = outcome.report
        return TrainEvent(
            job: name, step: t, steps: config.steps, tokens: tokens, modelTokens: modelTokens,
            phase: curriculum.phase(at: t),
            losses: TrainLosses(
                total: report.total, reconstruction: report.reconstruction, sparsity: report.sparsity,
                competition: report.competition + report.orthogonality, temporal: report.temporal,
                auxiliary: report.auxiliary + report.preActivation,
                others: report.others.isEmpty
                    ? nil : Dictionary(uniqueKeysWithValues: report.others.map { ($0.name, report[$0]) })),
            l0: report.l0, explainedVariance: report.inputVariance > 0 ? report.explainedVariance : nil,
            aliveFraction: dead.aliveFraction, aliveWindow: dead.aliveWindow, alpha: curriculum.alpha(at: t),
            sparsityWeight: config.l1.targetL0 > 0 || config.l0.targetL0 > 0 ? Double(report.sparsityWeight) : nil,
            theta: curriculum.theta(at: t), learningRate: Double(outcome.learningRate),
            gradientNorm: outcome.gradientNorm, nonzeros: report.nonzeros, path: report.path.rawValue,
            competition: competition, priced: report.priced.map { PricedRecord($0) }, seconds: seconds, tokensPerSecond: tokensPerSecond)
    }

    /// How latents competed in the batch of step t; nil where they are dense and the term is off, as in the paper's
    /// first phase: most pairs fire together then, and looking at them all would cost more than the step.
    func competitionRecord(_ outcome: Outcome, at t: Int) -> CompetitionRecord? {
        guard outcome.report.path == .sparse || outcome.weights.competition > 0 else { return nil }
        return CompetitionRecord(step.competitionStatistics(threshold: outcome.weights.competitionThreshold))
    }
}

extension PricedRecord {
    init(_ figures: PricedFigures) {
        self.init(
            price: figures.price, rho: figures.rho, tokens: figures.tokens, pairs: figures.pairs,
            mixing: figures.mixing, leaning: figures.leaning, balance: figures.balance)
    }
}

extension CompetitionRecord {
    /// The figures of one batch.
    init(_ statistics: CompetitionStatistics) {
        self.init(
            pairs: statistics.pairs, meanCoefficient: statistics.meanCoefficient, histogram: statistics.histogram,
            meanCosine: statistics.meanDotCompeting, meanRandomCosine: statistics.meanDotRandom,
            strongest: statistics.strongest.map {
                Pair(
                    first: $0.first, second: $0.second, coefficient: Double($0.coefficient), cosine: Double($0.dot))
            })
    }
}

/// What a run's events tell of competition.
extension CompetitionReport {
    /// The statistics of every event that has some, in the events' order. What an event lacks, or has as NaN, is nil.
    package static func history(of events: [EventLine]) -> [Moment] {
        events.compactMap { line in
            line.competition.map {
                Moment(
                    step: line.step, theta: line.theta, pairs: $0.pairs, meanCoefficient: $0.meanCoefficient,
                    histogram: $0.histogram ?? [], meanCosine: $0.meanCosine, meanRandomCosine: $0.meanRandomCosine)
            }
        }
    }

    /// Every pair that an event names among the strongest, with its points: those seen last come first, of these the
    /// stronger by c (w·w)², then the lower numbers.
    package static func strongest(in events: [EventLine]) -> [PairHistory] {
        var found: [[Int]: [PairHistory.Point]] = [:]
        for line in events {
            for pair in line.competition?.strongest ?? [] {
                found[[pair.first, pair.second], default: []].append(
                    .init(step: line.step, coefficient: pair.coefficient, cosine: pair.cosine))
            }
        }
        let pairs = found.map { PairHistory(first: $0.key[0], second: $0.key[1], points: $0.value) }
        return pairs.sorted { one, other in
            (one.lastStep, one.strength, other.first, other.second) > (
                other.lastStep, other.strength, one.first, one.second
            )
        }
    }
}

extension CompetitionReport.PairHistory {
    /// The step at which it was last among the strongest.
    package var lastStep: Int { points.last?.step ?? 0 }

    /// c (w·w)² there; 0 where one of them is missing.
    package var strength: Double {
        guard let c = points.last?.coefficient, let cosine = points.last?.cosine else { return 0 }
        return c * cosine * cosine
    }
}

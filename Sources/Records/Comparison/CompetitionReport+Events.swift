/// What a run's events tell of competition.
extension CompetitionReport {
    /// The statistics of every event that has some, in the events' order. What an event lacks, or has as NaN, is nil.
    package static func history(of events: [EventLine]) -> [Moment] { events.compactMap(moment) }

    /// One event's statistics; nil without.
    static func moment(of line: EventLine) -> Moment? {
        line.competition.map {
            Moment(
                step: line.step, theta: line.theta, pairs: $0.pairs, meanCoefficient: $0.meanCoefficient,
                histogram: $0.histogram ?? [], meanCosine: $0.meanCosine, meanRandomCosine: $0.meanRandomCosine,
                priced: line.priced)
        }
    }

    /// Every pair that an event names among the strongest, with its points: those seen last come first, of these the
    /// stronger by c (w·w)², then the lower numbers.
    package static func strongest(in events: [EventLine]) -> [PairHistory] {
        var pairs = PairHistories()
        for line in events { pairs.add(line) }
        return pairs.ordered
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

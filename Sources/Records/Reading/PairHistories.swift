/// The histories of the pairs that events name among the strongest, gathered one event after the other.
package struct PairHistories: Sendable {
    private struct Pair: Hashable {
        var first: Int
        var second: Int
    }

    /// Pairs, and points of each, that are kept where there are more of them than anybody looks at.
    private static let mostPairs = 8192, mostPoints = 2048

    private var found: [Pair: Thinned<CompetitionReport.PairHistory.Point>] = [:]

    package init() {}

    package mutating func add(_ line: EventLine) {
        for pair in line.competition?.strongest ?? [] {
            found[Pair(first: pair.first, second: pair.second), default: .init(most: PairHistories.mostPoints)]
                .append(.init(step: line.step, coefficient: pair.coefficient, cosine: pair.cosine))
        }
        guard found.count > 2 * PairHistories.mostPairs else { return }
        let kept = Set(ordered.prefix(PairHistories.mostPairs).map { Pair(first: $0.first, second: $0.second) })
        found = found.filter { kept.contains($0.key) }
    }

    /// Those seen last come first, of these the stronger by c (w·w)², then the lower numbers.
    package var ordered: [CompetitionReport.PairHistory] {
        let pairs = found.map {
            CompetitionReport.PairHistory(first: $0.key.first, second: $0.key.second, points: $0.value.elements)
        }
        return pairs.sorted { one, other in
            (one.lastStep, one.strength, other.first, other.second) > (
                other.lastStep, other.strength, one.first, one.second
            )
        }
    }
}

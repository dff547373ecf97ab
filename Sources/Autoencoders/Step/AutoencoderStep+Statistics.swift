import Engine
import Records

extension AutoencoderStep {
    /// Which latents compete, by the run's own coefficient (the cosine where that is `one`): from the latents of the
    /// last batch and the decoder as it now is. `potential` looks at the batch itself as well: it must not have changed.
    ///
    /// - Parameters:
    ///   - threshold: θ, at least 0.
    ///   - strongest: how many of the strongest pairs to name.
    public func competitionStatistics(threshold: Float, strongest: Int = 20) -> CompetitionStatistics {
        var statistics = CompetitionStatistics()
        statistics.threshold = threshold
        guard hasLatents else { return statistics }
        let decoder = autoencoder.decoder, latents = autoencoder.latents
        let sums: CompetitionSums
        let histogram = CoefficientHistogram(bins: statistics.histogram.count)
        // The best of each group of latents, then of all: groups are gone through at the same time.
        let groups = (0..<ComputeEngine.competitionGroups(of: latents)).map { _ in StrongestPairs(limit: strongest) }
        let coefficient: PairCoefficient? =
            switch config.competition.coefficient {
            case .cosine, .one: .cosine
            case .containment: .containment
            case .potential: nil
            }
        if let coefficient { state.measureLatents(for: coefficient) }
        if let coefficient, state.path == .sparse, CompetitionPenalty.listsPairs(state) {
            let pairs = LatentPairs(latents: latents)
            _ = engine.coactivations(
                of: state.active.pattern, state.active.order, coefficient, scales: state.inverseNorms,
                above: threshold, into: pairs, histogram: histogram)
            engine.pairDots(decoder, of: pairs)
            sums = engine.pairSums(pairs)
            engine.show(pairs, from: 0..<latents) { groups[$0].offer($1, $2, $3, $4) }
        } else {
            let operands: CompetitionOperands
            if let coefficient {
                if state.path == .sparse { engine.scatter(state.active.pattern, into: state.latents) }
                operands = .activations(state.latents, coefficient, scales: state.inverseNorms)
            } else {
                operands = state.measurePotentials()
            }
            sums = engine.competition(
                of: operands, decoder, above: threshold, weight: 0, decoderGradient: nil, latentGradient: nil,
                workspace: CompetitionWorkspace(latents: latents), histogram: histogram,
                visit: { groups[$0].offer($1, $2, $3, $4) })
        }
        let best = StrongestPairs(limit: strongest)
        for group in groups {
            for pair in group.sorted() { best.offer(pair.first, pair.second, pair.coefficient, pair.dot) }
        }
        statistics.pairs = sums.pairs
        statistics.histogram = histogram.counts
        if statistics.pairs > 0 {
            statistics.meanCoefficient = sums.coefficients / Double(sums.pairs)
            statistics.meanDotCompeting = sums.dots / Double(sums.pairs)
        }
        statistics.strongest = best.sorted()
        statistics.meanDotRandom = meanRandomDot()
        return statistics
    }

    /// Mean |w_i·w_j| over 4,096 pairs drawn with a seed of its own.
    private func meanRandomDot() -> Double {
        let count = autoencoder.latents
        if count < 2 { return 0 }
        var random = CounterRandom(seed: 0x0C0_FFEE, stream: 0)
        var first: [Int32] = [], second: [Int32] = []
        for _ in 0..<4096 {
            let i = random.below(count), j = random.below(count - 1)
            first.append(Int32(i))
            second.append(Int32(j < i ? j : j + 1))
        }
        return engine.meanAbsoluteDot(autoencoder.decoder, first, second)
    }
}

/// The pairs of largest c·(w·w)² seen so far. One thread offers at a time.
final class StrongestPairs {
    let limit: Int
    private var kept: [CompetitionStatistics.Pair] = []
    private var least: Float = 0

    init(limit: Int) { self.limit = limit }

    static func strength(_ pair: CompetitionStatistics.Pair) -> Float { pair.coefficient * pair.dot * pair.dot }

    static func stronger(_ a: CompetitionStatistics.Pair, _ b: CompetitionStatistics.Pair) -> Bool {
        let left = strength(a), right = strength(b)
        return left != right ? left > right : (a.first, a.second) < (b.first, b.second)
    }

    func offer(_ i: Int, _ j: Int, _ coefficient: Float, _ dot: Float) {
        let strength = coefficient * dot * dot
        if kept.count >= limit && strength <= least { return }
        kept.append(.init(first: i, second: j, coefficient: coefficient, dot: dot))
        // Now and then cut back to the best, which raises the bar.
        if kept.count >= 4 * limit + 64 {
            kept.sort(by: StrongestPairs.stronger)
            kept.removeLast(kept.count - limit)
            least = kept.last.map(StrongestPairs.strength) ?? 0
        }
    }

    func sorted() -> [CompetitionStatistics.Pair] { Array(kept.sorted(by: StrongestPairs.stronger).prefix(limit)) }
}

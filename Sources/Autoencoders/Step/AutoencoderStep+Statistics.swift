import Engine
import Records

extension AutoencoderStep {
    /// Which latents compete, by the run's own coefficient (the cosine where that is `one` or `priced`): from the latents of the
    /// last batch and the decoder as it now is. `potential` looks at the batch itself as well: it must not have changed.
    ///
    /// - Parameters:
    ///   - threshold: θ, at least 0.
    ///   - strongest: how many of the strongest pairs to name.
    ///
    /// Memory is bounded as the term's is (Guides/Competition.md): a list of as many pairs as the term may list, or two
    /// blocks `[256, F]`.
    public func competitionStatistics(threshold: Float, strongest: Int = 20) -> CompetitionStatistics {
        var statistics = CompetitionStatistics()
        statistics.threshold = threshold
        guard hasLatents else { return statistics }
        let decoder = autoencoder.decoder, count = autoencoder.latents
        // The best of each group of latents, then of all: groups are gone through at the same time.
        func newGroups() -> [StrongestPairs] {
            (0..<ComputeEngine.competitionGroups(of: count)).map { _ in StrongestPairs(limit: strongest) }
        }
        var groups = newGroups()
        var histogram = CoefficientHistogram(bins: statistics.histogram.count)
        let coefficient: PairCoefficient? =
            switch config.competition.coefficient {
            case .cosine, .one, .priced: .cosine
            case .containment: .containment
            case .potential: nil
            }
        if let coefficient { latents.measure(for: coefficient) }
        var listed: CompetitionSums?
        if let coefficient, latents.path == .sparse, PairListing.pays(batch, latents) {
            let pairs = LatentPairs(latents: count)
            if engine.coactivations(
                of: latents.active.pattern, latents.active.order, coefficient, scales: latents.inverseNorms,
                above: threshold, most: PairListing.most(batch, latents), into: pairs, histogram: histogram)
            {
                engine.pairDots(decoder, of: pairs)
                listed = engine.pairSums(pairs)
                engine.show(pairs, from: 0..<count) { groups[$0].offer($1, $2, $3, $4) }
            } else {
                // The list would outgrow its bound: blocks, which hold none, and a count from the start.
                histogram = CoefficientHistogram(bins: statistics.histogram.count)
                groups = newGroups()
            }
        }
        let found = listed ?? sumsByBlocks(coefficient, above: threshold, histogram) { groups[$0].offer($1, $2, $3, $4) }
        let best = StrongestPairs(limit: strongest)
        for group in groups {
            for pair in group.sorted() { best.offer(pair.first, pair.second, pair.coefficient, pair.dot) }
        }
        statistics.pairs = found.pairs
        statistics.histogram = histogram.counts
        if statistics.pairs > 0 {
            statistics.meanCoefficient = found.coefficients / Double(found.pairs)
            statistics.meanDotCompeting = found.dots / Double(found.pairs)
        }
        statistics.strongest = best.sorted()
        statistics.meanDotRandom = meanRandomDot()
        return statistics
    }

    /// The same sums without a list of pairs: two blocks `[256, F]` and what one of them lists.
    private func sumsByBlocks(
        _ coefficient: PairCoefficient?, above threshold: Float, _ histogram: CoefficientHistogram,
        visit: @escaping (Int, Int, Int, Float, Float) -> Void
    ) -> CompetitionSums {
        let operands: CompetitionOperands
        if let coefficient {
            if latents.path == .sparse { engine.scatter(latents.active.pattern, into: latents.dense) }
            operands = .activations(latents.dense, coefficient, scales: latents.inverseNorms)
        } else {
            operands = latents.measurePotentials(of: batch.x, scratch: sums.scratch)
        }
        return engine.competition(
            of: operands, autoencoder.decoder, above: threshold, weight: 0, decoderGradient: nil, latentGradient: nil,
            workspace: CompetitionWorkspace(latents: autoencoder.latents), histogram: histogram, visit: visit)
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
        let dots = engine.pairDots(autoencoder.decoder, first, second)
        return dots.reduce(0) { $0 + abs($1) } / Double(dots.count)
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

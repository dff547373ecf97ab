import Engine

extension AutoencoderStep {
    /// Which latents compete: from the latents of the last batch and the decoder as it now is.
    ///
    /// - Parameters:
    ///   - threshold: θ, at least 0.
    ///   - strongest: how many of the strongest pairs to name.
    public func competitionStatistics(threshold: Float, strongest: Int = 20) -> CompetitionStatistics {
        var statistics = CompetitionStatistics()
        statistics.threshold = threshold
        guard hasLatents else { return statistics }
        state.measureLatents()
        var best = StrongestPairs(limit: strongest)
        let decoder = autoencoder.decoder
        var coefficients = 0.0, dots = 0.0
        let histogram = CoefficientHistogram(bins: statistics.histogram.count)
        if state.path == .sparse, CompetitionPenalty.listsPairs(state) {
            let pairs = LatentPairs(latents: autoencoder.latents)
            _ = engine.coactivations(
                of: state.active.pattern, state.active.order, inverseNorms: state.inverseNorms, above: threshold,
                into: pairs, histogram: histogram)
            engine.pairDots(decoder, of: pairs)
            let sums = engine.pairSums(pairs)
            (statistics.pairs, coefficients, dots) = (pairs.count, sums.coefficients, sums.dots)
            pairs.forEach { best.offer($0, $1, $2, $3) }
        } else {
            if state.path == .sparse { engine.scatter(state.active.pattern, into: state.latents) }
            let sums = engine.competition(
                of: state.latents, inverseNorms: state.inverseNorms, decoder, above: threshold, weight: 0,
                decoderGradient: nil, latentGradient: nil,
                workspace: CompetitionWorkspace(latents: autoencoder.latents), histogram: histogram,
                visit: { best.offer($0, $1, $2, $3) })
            (statistics.pairs, coefficients, dots) = (sums.pairs, sums.coefficients, sums.dots)
        }
        statistics.histogram = histogram.counts
        if statistics.pairs > 0 {
            statistics.meanCoefficient = coefficients / Double(statistics.pairs)
            statistics.meanDotCompeting = dots / Double(statistics.pairs)
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

/// The pairs of largest c·(w·w)² seen so far.
struct StrongestPairs {
    let limit: Int
    private var kept: [CompetitionStatistics.Pair] = []
    private var least: Float = 0

    init(limit: Int) { self.limit = limit }

    static func strength(_ pair: CompetitionStatistics.Pair) -> Float { pair.coefficient * pair.dot * pair.dot }

    static func stronger(_ a: CompetitionStatistics.Pair, _ b: CompetitionStatistics.Pair) -> Bool {
        let left = strength(a), right = strength(b)
        return left != right ? left > right : (a.first, a.second) < (b.first, b.second)
    }

    mutating func offer(_ i: Int, _ j: Int, _ coefficient: Float, _ dot: Float) {
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

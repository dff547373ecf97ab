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
        let kept = KeptPairs(latents: count, keeping: .strongest(strongest))
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
                engine.keep(pairs, in: kept)
            } else {
                // The list would outgrow its bound: blocks, which hold none, and a count from the start.
                histogram = CoefficientHistogram(bins: statistics.histogram.count)
            }
        }
        let found = listed ?? sumsByBlocks(coefficient, above: threshold, histogram, keeping: kept)
        statistics.pairs = found.pairs
        statistics.histogram = histogram.counts
        if statistics.pairs > 0 {
            statistics.meanCoefficient = found.coefficients / Double(found.pairs)
            statistics.meanDotCompeting = found.dots / Double(found.pairs)
        }
        statistics.strongest = kept.pairs.map {
            CompetitionStatistics.Pair(
                first: Int($0.first), second: Int($0.second), coefficient: $0.coefficient, dot: $0.dot)
        }
        statistics.meanDotRandom = meanRandomDot()
        return statistics
    }

    /// The same sums without a list of pairs: two blocks `[256, F]` and what one of them lists.
    private func sumsByBlocks(
        _ coefficient: PairCoefficient?, above threshold: Float, _ histogram: CoefficientHistogram,
        keeping kept: KeptPairs
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
            workspace: CompetitionWorkspace(latents: autoencoder.latents), histogram: histogram, keeping: kept)
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

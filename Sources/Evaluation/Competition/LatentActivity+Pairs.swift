import Failures
import Autoencoders
package import Engine

/// Which latents compete, over all tokens at once.
extension LatentActivity {
    /// Floats of a dense f `[n, F]`, at most: half a GiB.
    private static let mostDense = 1 << 27
    /// Bins in which coefficients are counted before any pair is listed.
    private static let bins = 1000

    /// Every pair with c above `limit`, and no F x F matrix; nil where there are more than `most`. `decoder [F, d]`.
    ///
    /// Pairs are found by going through what fires together or, where so many latents fire that it is less work, by
    /// blocks of fᵀf. Counts decide.
    ///
    /// - Parameter progress: told the share that is done; what it throws ends the work.
    package func pairs(
        above limit: Float, most: Int, decoder: Matrix, engine: ComputeEngine,
        progress: (Double) throws -> Void
    ) rethrows -> [CompetingPair]? {
        let values = LatentValues(), inverseNorms = Matrix(rows: 1, columns: count)
        engine.permute(latents, by: order, into: values)
        engine.columnSquaredSums(values, order, into: inverseNorms)
        engine.inverseSquareRoots(inverseNorms, into: inverseNorms)
        if tokens * count <= LatentActivity.mostDense, !PairListing.pays(latents, engine) {
            return try pairsByBlocks(above: limit, most: most, inverseNorms, decoder, engine, progress)
        }
        let found = LatentPairs(latents: count)
        guard
            try engine.coactivations(
                of: latents, order, scales: inverseNorms, above: limit, most: most, into: found, progress: progress)
        else { return nil }
        engine.pairDots(decoder, of: found)
        return found.toArray().map(CompetingPair.init)
    }

    private func pairsByBlocks(
        above limit: Float, most: Int, _ inverseNorms: Matrix, _ decoder: Matrix, _ engine: ComputeEngine,
        _ progress: (Double) throws -> Void
    ) rethrows -> [CompetingPair]? {
        let dense = Matrix(rows: tokens, columns: count)
        engine.scatter(latents, into: dense)
        let operands = CompetitionOperands.activations(dense, .cosine, scales: inverseNorms)
        let workspace = CompetitionWorkspace(latents: count)
        if coefficients == nil {
            let histogram = CoefficientHistogram(bins: LatentActivity.bins)
            _ = try engine.competition(
                of: operands, decoder, above: 1, weight: 0, decoderGradient: nil, latentGradient: nil,
                workspace: workspace, histogram: histogram, progress: { try progress($0 / 2) })
            coefficients = histogram.counts
        }
        // Those of whole bins above the limit: at least so many pairs there are.
        let above = coefficients?.dropFirst(Int(bounded: limit * Float(LatentActivity.bins)) + 1).reduce(0, +) ?? 0
        if above > most { return nil }
        let kept = KeptPairs(latents: count, keeping: .all(most: most))
        let sums = try engine.competition(
            of: operands, decoder, above: limit, weight: 0, decoderGradient: nil, latentGradient: nil,
            workspace: workspace, keeping: kept, progress: { try progress(0.5 + $0 / 2) })
        return sums.pairs > most ? nil : kept.pairs.map(CompetingPair.init)
    }
}

extension CompetingPair {
    /// A pair by its decoder rows' dot product, which is their cosine where rows have unit norm.
    init(_ pair: KeptPair) {
        self.init(first: pair.first, second: pair.second, coefficient: pair.coefficient, cosine: pair.dot)
    }
}

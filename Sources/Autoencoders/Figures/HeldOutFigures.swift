public import Engine

/// How well an SAE does on activations that its training never saw. Sums are in float64.
public struct HeldOutFigures: Sendable, Equatable {
    /// Activations measured: n.
    public let tokens: Int
    /// mean ‖x − x̂‖²: a sum over the width, a mean over tokens.
    public let meanSquaredError: Double
    /// 1 − Σ‖x − x̂‖² / Σ‖x − x̄‖², x̄ the mean of these activations; nil where they do not vary.
    public let explainedVariance: Double?
    /// Latents that fire on a token, mean.
    public let l0: Double
    /// For each latent the share of tokens on which it fires. `[F]`
    public let firingRates: [Double]
    /// Pairs of latents with c > θ over the first `pairTokens` of these tokens; nil: more than `mostPairs`. c is the
    /// cosine whatever coefficient the SAE was trained with, so that SAEs can be compared.
    public let competingPairs: Int?

    /// Share of latents that fire at all.
    public var aliveFraction: Double {
        firingRates.isEmpty ? 0 : Double(firingRates.count { $0 > 0 }) / Double(firingRates.count)
    }

    /// Tokens that are encoded at a time, and over which c is taken: as many as a batch of the paper has.
    public static let pairTokens = 2048
    /// Where counting ends: lists of more pairs would fill the memory.
    public static let mostPairs = 10_000_000
    /// Pre-activations of a block of tokens: 1 GiB of them. A training step of as many tokens holds no fewer.
    private static let mostPreActivations = 1 << 28

    /// Measures an SAE on `x [n, d]`.
    ///
    /// - Parameter threshold: θ, above which two latents compete.
    public init(of sae: Autoencoder, on x: Matrix, threshold: Float, engine: ComputeEngine) {
        precondition(x.columns == sae.width, "activations [\(x.rows), \(x.columns)] for an SAE of width \(sae.width)")
        var squaredError = 0.0
        var entries = 0
        var fired = [Int](repeating: 0, count: sae.latents)
        // Those of the tokens over which c is taken.
        let first = SparseLatents(columns: sae.latents)
        let order = ColumnOrder(columns: sae.latents)
        let encoder = RowEncoder(sae, height: Self.pairTokens, most: Self.mostPreActivations, engine: engine)
        let reconstruction = Matrix(rows: min(x.rows, encoder.height), columns: sae.width)
        encoder.forEachBlock(of: x) { latents, rows in
            reconstruction.setRows(rows.count)
            sae.decode(latents, of: x.rows(rows), engine: engine, into: reconstruction)
            squaredError += engine.squaredDistance(x.rows(rows), reconstruction)
            entries += latents.count
            engine.orderByColumn(latents, into: order)
            for latent in fired.indices { fired[latent] += order.count(ofColumn: latent) }
            if rows.upperBound <= Self.pairTokens { first.append(latents) }
        }
        let n = Double(max(1, x.rows))
        let sums = engine.columnSums(x)
        let variance = engine.sumOfSquares(x) - sums.reduce(0) { $0 + $1 * $1 } / n
        tokens = x.rows
        meanSquaredError = squaredError / n
        explainedVariance = variance > 0 ? 1 - squaredError / variance : nil
        l0 = Double(entries) / n
        firingRates = fired.map { Double($0) / n }
        competingPairs = Self.pairs(first, decoder: sae.decoder, above: threshold, engine: engine)
    }

    private static func pairs(
        _ latents: SparseLatents, decoder: Matrix, above threshold: Float, engine: ComputeEngine
    ) -> Int? {
        if latents.count == 0 { return 0 }
        let order = ColumnOrder(columns: latents.columns)
        engine.orderByColumn(latents, into: order)
        let sorted = LatentValues()
        engine.permute(latents, by: order, into: sorted)
        let inverseNorms = Matrix(rows: 1, columns: latents.columns)
        engine.columnSquaredSums(sorted, order, into: inverseNorms)
        engine.inverseSquareRoots(inverseNorms, into: inverseNorms)
        if !PairListing.pays(latents, engine) {
            let dense = Matrix(rows: latents.rows, columns: latents.columns)
            engine.scatter(latents, into: dense)
            let found = engine.competition(
                of: .activations(dense, .cosine, scales: inverseNorms), decoder, above: threshold, weight: 0,
                decoderGradient: nil, latentGradient: nil, workspace: CompetitionWorkspace(latents: latents.columns))
            return found.pairs > mostPairs ? nil : found.pairs
        }
        let pairs = LatentPairs(latents: latents.columns)
        let listed = engine.coactivations(
            of: latents, order, scales: inverseNorms, above: threshold, most: mostPairs, into: pairs)
        return listed ? pairs.count : nil
    }
}

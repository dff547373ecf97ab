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

    /// Measures an SAE on `x [n, d]`.
    ///
    /// - Parameter threshold: θ, above which two latents compete.
    public init(of sae: Autoencoder, on x: Matrix, threshold: Float, engine: ComputeEngine) {
        precondition(x.columns == sae.width, "activations [\(x.rows), \(x.columns)] for an SAE of width \(sae.width)")
        var squaredError = 0.0
        var entries = 0
        var fired = [Int](repeating: 0, count: sae.latents)
        var pairs: Int? = 0
        let latents = SparseLatents(columns: sae.latents)
        let order = ColumnOrder(columns: sae.latents)
        let reconstruction = Matrix(rows: min(x.rows, Self.pairTokens), columns: sae.width)
        for start in stride(from: 0, to: x.rows, by: Self.pairTokens) {
            let block = x.rows(start..<min(x.rows, start + Self.pairTokens))
            reconstruction.setRows(block.rows)
            sae.encode(block, engine: engine, into: latents)
            sae.decode(latents, engine: engine, into: reconstruction)
            squaredError += engine.squaredDistance(block, reconstruction)
            entries += latents.count
            engine.orderByColumn(latents, into: order)
            for latent in fired.indices { fired[latent] += order.count(ofColumn: latent) }
            if start == 0 { pairs = Self.pairs(latents, order, above: threshold, engine: engine) }
        }
        let n = Double(max(1, x.rows))
        let sums = engine.columnSums(x)
        let variance = engine.sumOfSquares(x) - sums.reduce(0) { $0 + $1 * $1 } / n
        tokens = x.rows
        meanSquaredError = squaredError / n
        explainedVariance = variance > 0 ? 1 - squaredError / variance : nil
        l0 = Double(entries) / n
        firingRates = fired.map { Double($0) / n }
        competingPairs = pairs
    }

    private static func pairs(
        _ latents: SparseLatents, _ order: ColumnOrder, above threshold: Float, engine: ComputeEngine
    ) -> Int? {
        let values = LatentValues()
        engine.copyValues(of: latents, into: values)
        let sorted = LatentValues()
        engine.permute(values, by: order, into: sorted)
        let inverseNorms = Matrix(rows: 1, columns: latents.columns)
        engine.columnSquaredSums(sorted, order, into: inverseNorms)
        engine.inverseSquareRoots(inverseNorms, into: inverseNorms)
        let pairs = LatentPairs(latents: latents.columns)
        let listed = engine.coactivations(
            of: latents, order, scales: inverseNorms, above: threshold, most: mostPairs, into: pairs)
        return listed ? pairs.count : nil
    }
}

import Autoencoders
package import Engine

/// The latents of all held-out tokens, sparse, by token and by latent.
package final class LatentActivity {
    /// `[n, F]`
    let latents: SparseLatents
    let order: ColumnOrder
    /// n.
    var tokens: Int { latents.rows }
    /// F.
    var count: Int { latents.columns }

    package init(latents: SparseLatents, engine: ComputeEngine) {
        self.latents = latents
        order = ColumnOrder(columns: latents.columns)
        engine.orderByColumn(latents, into: order)
    }

    /// Encodes some rows at a time: pre-activations of all of them would need F/d times the memory.
    convenience init(
        of sae: EvaluatedSAE, on activations: Matrix, engine: ComputeEngine, progress: EvaluationProgress
    ) throws {
        let all = SparseLatents(columns: sae.latents), part = SparseLatents(columns: sae.latents)
        let height = max(64, (1 << 24) / sae.latents)
        for first in stride(from: 0, to: activations.rows, by: height) {
            try progress("encoder", Double(first) / Double(activations.rows))
            sae.autoencoder.encode(
                activations.rows(first..<min(activations.rows, first + height)), engine: engine, into: part)
            all.append(part)
        }
        try progress("encoder", 1)
        self.init(latents: all, engine: engine)
    }

    /// The share of tokens on which a latent fires.
    func density(_ latent: Int) -> Double { Double(order.count(ofColumn: latent)) / Double(max(1, tokens)) }

    /// Every pair with c above `limit` over all tokens at once, no F x F matrix; nil where there are more than `most`.
    /// `decoder [F, d]`.
    package func pairs(above limit: Float, most: Int, decoder: Matrix, engine: ComputeEngine) -> [CompetingPair]? {
        let values = LatentValues(), inverseNorms = Matrix(rows: 1, columns: count)
        engine.permute(latents, by: order, into: values)
        engine.columnSquaredSums(values, order, into: inverseNorms)
        engine.inverseSquareRoots(inverseNorms, into: inverseNorms)
        let found = LatentPairs(latents: count)
        guard
            engine.coactivations(
                of: latents, order, scales: inverseNorms, above: limit, most: most, into: found)
        else { return nil }
        engine.pairDots(decoder, of: found)
        var pairs: [CompetingPair] = []
        pairs.reserveCapacity(found.count)
        found.forEach(from: 0..<count) { first, second, c, dot in
            pairs.append(CompetingPair(first: Int32(first), second: Int32(second), coefficient: c, cosine: dot))
        }
        return pairs
    }
}

/// Two latents that compete, the lower first.
package struct CompetingPair: Sendable, Equatable {
    package var first: Int32
    package var second: Int32
    /// c.
    package var coefficient: Float
    /// w_i · w_j.
    package var cosine: Float

    package init(first: Int32, second: Int32, coefficient: Float, cosine: Float) {
        self.first = first
        self.second = second
        self.coefficient = coefficient
        self.cosine = cosine
    }
}

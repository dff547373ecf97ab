import Autoencoders
package import Engine

/// The latents of all held-out tokens, sparse, by token and by latent.
package final class LatentActivity {
    /// `[n, F]`
    let latents: SparseLatents
    let order: ColumnOrder
    /// Pairs by their c, in equal bins of (0, 1], once they have been counted.
    var coefficients: [Int]?
    /// n.
    var tokens: Int { latents.rows }
    /// F.
    var count: Int { latents.columns }

    package init(latents: SparseLatents, engine: ComputeEngine) {
        self.latents = latents
        order = ColumnOrder(columns: latents.columns)
        engine.orderByColumn(latents, into: order)
    }

    /// Encodes the tokens of a text, from the first on: all of them, or as many whole rows of text as have `mostEntries`
    /// latents that fire. An SAE of which half the latents fire on every token (an untrained one) would otherwise take
    /// gigabytes; what is looked at of it is `tokens`.
    convenience init(
        of sae: EvaluatedSAE, on held: HeldOutActivations, mostEntries: Int, engine: ComputeEngine,
        progress: EvaluationProgress
    ) throws {
        let all = SparseLatents(columns: sae.latents), rows = held.activations.rows
        try RowEncoder(sae.autoencoder, engine: engine).forEachBlock(
            of: held.activations, while: { all.count <= mostEntries }
        ) { part, block in
            try progress("encoder", Double(block.lowerBound) / Double(rows))
            all.append(part)
        }
        if all.count > mostEntries {
            // The first text alone may have more: then its first tokens.
            let fitting = all.rows(holding: mostEntries)
            all.keep(rows: held.text.ends.last { $0 <= fitting && $0 > 0 } ?? max(1, fitting))
        }
        try progress("encoder", 1)
        self.init(latents: all, engine: engine)
    }

    /// The share of tokens on which a latent fires.
    func density(_ latent: Int) -> Double { Double(order.count(ofColumn: latent)) / Double(max(1, tokens)) }
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

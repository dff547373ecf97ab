package import Engine

/// When pairs that fire together are listed, and how many.
package enum PairListing {
    /// Whether going through the firing pairs is less work than blocks of fᵀf: a firing pair costs about as much as 64
    /// multiply-adds of a matrix product.
    package static func pays(_ latents: SparseLatents, _ engine: ComputeEngine) -> Bool {
        engine.firingPairs(of: latents) * 64 <= latents.rows * latents.columns * (latents.columns / 2)
    }

    /// The same of a step's latents, for which a test may choose.
    static func pays(_ batch: StepBatch, _ latents: StepLatents) -> Bool {
        latents.forced == .sparse || pays(latents.active.pattern, batch.engine)
    }

    /// Pairs that may be listed: less than a quarter of the latents' own dense matrix, and never few.
    static func most(_ batch: StepBatch, _ latents: StepLatents) -> Int {
        latents.forced == .sparse ? .max : max(1 << 20, batch.tokens * latents.count / 4)
    }
}

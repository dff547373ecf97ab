package import Engine
package import Records

/// What a step reads: the batch, what each term counts for, the parameters and settings. No part of a step changes the
/// batch; parameters change only where an activation function says so of its own.
package final class StepBatch {
    package let engine: ComputeEngine
    package let autoencoder: Autoencoder
    package let config: RunConfig
    /// x. `[B, d]`
    package internal(set) var x: Matrix
    /// Its number, across checkpoints.
    package internal(set) var number = 0
    /// B.
    package internal(set) var tokens = 0
    package internal(set) var weights = StepWeights()
    /// Latents that count as dead before this batch; nil: nobody asked. `[F]`
    package internal(set) var dead: LatentMarks?
    /// For each row the row of the token before it, −1 without one; nil: the rows do not follow the text. `[B]`
    package internal(set) var previousToken: [Int32]?

    /// F.
    package var latents: Int { autoencoder.latents }
    package var configuration: AutoencoderConfig { autoencoder.configuration }
    /// Whether decoder rows have norms of their own, so that terms have a gradient through ‖w_i‖.
    package var freeNorms: Bool { configuration.decoderNorm == .free }

    init(autoencoder: Autoencoder, config: RunConfig, engine: ComputeEngine) {
        self.engine = engine
        self.autoencoder = autoencoder
        self.config = config
        x = Matrix(rows: 0, columns: autoencoder.width)
    }
}

/// The sizes that parts of a step are made for.
package struct StepShape: Sendable {
    /// F.
    package var latents: Int
    /// d.
    package var width: Int
    /// The most rows of a batch.
    package var capacity: Int

    package init(latents: Int, width: Int, capacity: Int) {
        self.latents = latents
        self.width = width
        self.capacity = capacity
    }
}

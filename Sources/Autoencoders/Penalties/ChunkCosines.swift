import Engine
import Records

/// What OrtSAE's term (arXiv 2509.22033) is made of: the latents are dealt into random chunks, and each has the square of
/// its largest cosine with another decoder row of its chunk. Both rows of a pair have the gradient, through their norms
/// too (Guides/Rivals.md). It looks at no activation, so it is the same for every activation function and on both paths.
///
/// The chunks of step t follow from the run's seed and t alone, so a resumed run deals the same ones.
final class ChunkCosines {
    /// Streams of the seed that nothing else draws from: this one plus t.
    static let firstStream: UInt64 = 1 << 40
    private let config: OrthogonalityConfig
    /// Whether the nearest row is the one of largest |cos|.
    private let bySize: Bool
    private let nearest: NearestRows

    init(_ config: OrthogonalityConfig, latents: Int, bySize: Bool) {
        self.config = config
        self.bySize = bySize
        nearest = NearestRows(rows: latents)
    }

    /// Whether the term counts in this step.
    func isDue(_ batch: StepBatch) -> Bool { batch.number % config.interval == 0 }

    /// Finds each row's nearest in this step's chunks.
    func find(_ batch: StepBatch) -> NearestRows {
        let count = batch.latents
        var random = CounterRandom(
            seed: batch.config.seed, stream: ChunkCosines.firstStream + UInt64(batch.number))
        let chunks = randomChunks(of: count, size: min(config.chunk, count), using: &random)
        batch.engine.findNearestRows(batch.autoencoder.decoder, in: chunks, bySize: bySize, into: nearest)
        return nearest
    }

    /// Adds each · Σ_i max_{j≠i} cos(w_i, w_j)² and its gradients; returns its value.
    func add(each: Double, _ batch: StepBatch, to sums: StepSums) -> Double {
        let nearest = find(batch)
        batch.engine.addNearestGradient(
            batch.autoencoder.decoder, nearest, scale: Float(each), into: sums.gradients.decoder,
            begun: sums.decoderBegun)
        // Every row that has another beside it moves.
        batch.engine.markRows(of: nearest, in: sums.alsoTouched)
        return each * nearest.sumOfSquares
    }
}

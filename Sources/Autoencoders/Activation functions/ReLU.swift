import Engine
import Records

/// relu: every positive entry.
final class ReLU: ActivationFunction {
    static var kind: ActivationKind { .relu }

    init(_ config: AutoencoderConfig) {}

    static func select(
        from z: Matrix, by autoencoder: Autoencoder, scratch vector: Matrix, engine: ComputeEngine,
        into latents: SparseLatents
    ) {
        engine.select(from: z, above: nil, into: latents)
    }

    func choose(_ batch: StepBatch, _ latents: StepLatents, _ sums: StepSums, maximum: Int) -> Bool {
        batch.engine.select(from: latents.dense, atMost: maximum, into: latents.active.pattern) <= maximum
    }

    func markFired(_ batch: StepBatch, _ latents: StepLatents) {
        batch.engine.markColumns(of: latents.dense, above: nil, in: latents.fired)
    }

    func makeDense(_ batch: StepBatch, _ latents: StepLatents) { batch.engine.gate(latents.dense) }
}

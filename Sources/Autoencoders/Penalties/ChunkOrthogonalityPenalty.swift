import Engine
import Records

/// OrtSAE's term: γ/F Σ_i max_{j≠i} cos(w_i, w_j)² over random chunks of latents (`ChunkCosines`).
final class ChunkOrthogonalityPenalty: Penalty {
    private let cosines: ChunkCosines

    init?(_ config: RunConfig, _ shape: StepShape) {
        if config.orthogonality.weight <= 0 { return nil }
        cosines = ChunkCosines(config.orthogonality, latents: shape.latents, bySize: false)
    }

    func add(_ batch: StepBatch, _ latents: StepLatents, to sums: StepSums) {
        let weight = batch.weights.orthogonality
        if weight == 0 || !cosines.isDue(batch) { return }
        sums.report[.orthogonality] += cosines.add(each: Double(weight) / Double(batch.latents), batch, to: sums)
    }
}

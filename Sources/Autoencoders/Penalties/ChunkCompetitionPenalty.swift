import Engine
import Records

/// The competition term with coefficient `one`: OrtSAE's, but that the nearest row is the one of largest |cos|, and the
/// squares are summed, not averaged: λ_o Σ_i max_{j≠i} cos(w_i, w_j)² over random chunks (`ChunkCosines`), in the
/// competition term's phase (method.md).
final class ChunkCompetitionPenalty: Penalty {
    private let cosines: ChunkCosines

    init?(_ config: RunConfig, _ shape: StepShape) {
        guard config.competition.weight > 0, config.competition.coefficient == .one else { return nil }
        cosines = ChunkCosines(config.orthogonality, latents: shape.latents, bySize: true)
    }

    var clockStage: StepClock.Stage { .competition }

    func add(_ batch: StepBatch, _ latents: StepLatents, to sums: StepSums) {
        let weight = batch.weights.competition
        if weight == 0 || !cosines.isDue(batch) { return }
        sums.report[.competition] += cosines.add(each: Double(weight), batch, to: sums)
    }
}

import Engine
import Records

/// The competition term with coefficient `potential`: λ Σ_{i≠j} c_ij 1[c_ij > θ] (w_i·w_j)² with
/// c_ij = max(cos(f_i, p_j), cos(f_j, p_i)) over the batch, p_j = relu((x − b_d)·w_j) (Guides/Competition.md). c is a
/// constant.
///
/// A latent need not fire to be half of a pair: its decoder row then has a gradient of its own, and counts as touched.
final class PotentialPenalty: Penalty {
    private let workspace: CompetitionWorkspace
    private let competing: LatentMarks

    init?(_ config: RunConfig, _ shape: StepShape) {
        guard config.competition.weight > 0, config.competition.coefficient == .potential else { return nil }
        workspace = CompetitionWorkspace(latents: shape.latents)
        competing = LatentMarks(latents: shape.latents)
    }

    var stage: PenaltyStage { .last }
    var clockStage: StepClock.Stage { .competition }

    func add(_ batch: StepBatch, _ latents: StepLatents, to sums: StepSums) {
        let weight = batch.weights.competition
        if weight == 0 { return }
        let operands = latents.measurePotentials(of: batch.x, scratch: sums.scratch)
        sums.beginDecoderRows()
        competing.clear()
        let found = batch.engine.competition(
            of: operands, batch.autoencoder.decoder, above: batch.weights.competitionThreshold, weight: weight,
            decoderGradient: sums.gradients.decoder, latentGradient: nil, workspace: workspace, marks: competing)
        batch.engine.mark(competing, in: sums.alsoTouched)
        sums.recordCompetition(found, weight: weight)
    }
}

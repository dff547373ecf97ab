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

    init(latents: Int) {
        workspace = CompetitionWorkspace(latents: latents)
        competing = LatentMarks(latents: latents)
    }

    func add(_ state: StepState, gradient: Matrix?) {}

    func addLast(_ state: StepState) {
        let weight = state.weights.competition
        if weight == 0 { return }
        let operands = state.measurePotentials()
        state.beginDecoderRows()
        competing.clear()
        let sums = state.engine.competition(
            of: operands, state.autoencoder.decoder, above: state.weights.competitionThreshold, weight: weight,
            decoderGradient: state.gradients.decoder, latentGradient: nil, workspace: workspace, marks: competing)
        for i in 0..<state.count where competing.marked[i] { state.alsoTouched[i] = true }
        state.recordCompetition(sums)
    }
}

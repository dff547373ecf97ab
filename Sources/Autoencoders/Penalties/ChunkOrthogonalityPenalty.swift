import Engine
import Records

/// OrtSAE's term (arXiv 2509.22033): the latents are dealt into random chunks, and each is charged the square of its
/// largest cosine with another decoder row of its chunk: γ/F Σ_i max_{j≠i} cos(w_i, w_j)². Both rows of a pair have the
/// gradient, through their norms too (Guides/Rivals.md). It looks at no activation, so it is the same for every
/// activation function and on both paths.
///
/// As the competition term with coefficient `one` (method.md) the nearest row is the one of largest |cos|, and the
/// squares are summed, not averaged: λ_o Σ_i max_{j≠i} cos(w_i, w_j)², in the competition term's phase.
///
/// The chunks of step t follow from the run's seed and t alone, so a resumed run deals the same ones.
final class ChunkOrthogonalityPenalty: Penalty {
    /// Streams of the seed that nothing else draws from: this one plus t.
    static let firstStream: UInt64 = 1 << 40
    private let config: OrthogonalityConfig
    private let asCompetition: Bool
    private let nearest: NearestRows

    init(_ config: OrthogonalityConfig, latents: Int, asCompetition: Bool = false) {
        self.config = config
        self.asCompetition = asCompetition
        nearest = NearestRows(rows: latents)
    }

    func add(_ state: StepState, gradient: Matrix?) {
        let weight = asCompetition ? state.weights.competition : state.weights.orthogonality
        if weight == 0 || state.step % config.interval != 0 { return }
        let engine = state.engine, decoder = state.autoencoder.decoder
        var random = CounterRandom(
            seed: state.config.seed, stream: ChunkOrthogonalityPenalty.firstStream + UInt64(state.step))
        let chunks = randomChunks(of: state.count, size: min(config.chunk, state.count), using: &random)
        engine.findNearest(decoder, in: chunks, bySize: asCompetition, into: nearest)
        let each = asCompetition ? Double(weight) : Double(weight) / Double(state.count)
        if asCompetition {
            state.report.competition += each * nearest.sumOfSquares
        } else {
            state.report.orthogonality += each * nearest.sumOfSquares
        }
        engine.addNearestGradient(
            decoder, nearest, scale: Float(each), into: state.gradients.decoder, begun: &state.decoderBegun)
        // Every row that has another beside it moves.
        for i in 0..<state.count where nearest.nearest(to: i) != nil { state.alsoTouched[i] = true }
    }
}

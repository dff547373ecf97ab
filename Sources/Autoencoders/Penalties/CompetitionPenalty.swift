import Engine
import Records

/// λ Σ_{i≠j} c_ij 1[c_ij > θ] (w_i·w_j)², with c the cosine of two latents' activations over the batch (eq. 3 and 4;
/// Guides/Competition.md), or their containment. c is a constant, or differentiated as well (`through`).
final class CompetitionPenalty: Penalty {
    private let config: CompetitionConfig
    private let coefficient: PairCoefficient
    let pairs: LatentPairs
    private var workspace: CompetitionWorkspace?

    init(_ config: CompetitionConfig, _ coefficient: PairCoefficient, latents: Int) {
        self.config = config
        self.coefficient = coefficient
        pairs = LatentPairs(latents: latents)
    }

    func add(_ state: StepState, gradient: Matrix?) {
        let weight = state.weights.competition
        if weight == 0 { return }
        state.measureLatents(for: coefficient)
        let engine = state.engine, through = config.gradient == .through
        if let gradient {
            addDense(state, through ? gradient : nil)
        } else if CompetitionPenalty.listsPairs(state),
            engine.coactivations(
                of: state.active.pattern, state.active.order, coefficient, scales: state.inverseNorms,
                above: state.weights.competitionThreshold, most: CompetitionPenalty.mostPairs(state), into: pairs)
        {
            addListed(state, through)
        } else {
            // z is not needed any more: its storage takes f for the blockwise products.
            engine.scatter(state.active.pattern, into: state.latents)
            let dense = through ? state.gradientBuffer() : nil
            if let dense { engine.fill(dense, with: 0) }
            addDense(state, dense)
            if let dense {
                for place in state.places {
                    engine.gather(dense, at: place.pattern, into: place.first)
                    engine.fill(place.second, like: place.pattern, with: 0)
                    engine.addDifference(place.first, place.second, scale: 1, to: place.gradient)
                }
            }
        }
    }

    /// Whether going through the firing pairs is less work than blocks of fᵀf: a firing pair costs about as much as 64
    /// multiply-adds of a matrix product.
    static func listsPairs(_ state: StepState) -> Bool {
        if state.forced == .sparse { return true }
        let work = state.engine.firingPairs(of: state.active.pattern)
        return work * 64 <= state.tokens * state.count * (state.count / 2)
    }

    /// Pairs that may be listed: less than a quarter of the latents' own dense matrix, and never few.
    private static func mostPairs(_ state: StepState) -> Int {
        state.forced == .sparse ? .max : max(1 << 20, state.tokens * state.count / 4)
    }

    private func addListed(_ state: StepState, _ through: Bool) {
        let engine = state.engine, weight = state.weights.competition, decoder = state.autoencoder.decoder
        engine.mirror(pairs)
        engine.addPairGradient(decoder, of: pairs, scale: 4 * weight, into: state.gradients.decoder)
        if through {
            for place in state.places {
                switch coefficient {
                case .cosine:
                    engine.addCosineGradient(
                        of: pairs, latents: state.active.pattern, inverseNorms: state.inverseNorms,
                        scale: 2 * weight, at: place.pattern, to: place.gradient)
                case .containment:
                    engine.addContainmentGradient(
                        of: pairs, latents: state.active.pattern, inverseSquares: state.inverseNorms,
                        scale: 2 * weight, at: place.pattern, to: place.gradient)
                }
            }
        }
        state.recordCompetition(engine.pairSums(pairs))
    }

    private func addDense(_ state: StepState, _ latentGradient: Matrix?) {
        let workspace = self.workspace ?? CompetitionWorkspace(latents: state.count)
        self.workspace = workspace
        // Products add to rows of silent latents too (zeros): those rows have to hold numbers.
        state.beginDecoderRows()
        let sums = state.engine.competition(
            of: .activations(state.latents, coefficient, scales: state.inverseNorms), state.autoencoder.decoder,
            above: state.weights.competitionThreshold, weight: state.weights.competition,
            decoderGradient: state.gradients.decoder, latentGradient: latentGradient, workspace: workspace)
        state.recordCompetition(sums)
    }
}

import Engine
import Records

/// λ Σ_{i≠j} c_ij 1[c_ij > θ] (w_i·w_j)², with c the cosine of two latents' activations over the batch (eq. 3 and 4;
/// Guides/Competition.md), or their containment. c is a constant, or differentiated as well (`through`).
final class CompetitionPenalty: Penalty {
    private let config: CompetitionConfig
    private let coefficient: PairCoefficient
    private let pairs: LatentPairs
    private var workspace: CompetitionWorkspace?

    init?(_ config: RunConfig, _ shape: StepShape) {
        guard config.competition.weight > 0 else { return nil }
        switch config.competition.coefficient {
        case .cosine: coefficient = .cosine
        case .containment: coefficient = .containment
        case .potential, .one, .priced: return nil
        }
        self.config = config.competition
        pairs = LatentPairs(latents: shape.latents)
    }

    var clockStage: StepClock.Stage { .competition }

    func add(_ batch: StepBatch, _ latents: StepLatents, to sums: StepSums) {
        if batch.weights.competition == 0 { return }
        latents.measure(for: coefficient)
        let engine = batch.engine, through = config.gradient == .through
        let places: [Entries]
        switch sums.latentGradient {
        case .dense(let gradient): return addDense(batch, latents, sums, through ? gradient : nil)
        case .sparse(let list): places = list
        }
        if PairListing.pays(batch, latents),
            engine.coactivations(
                of: latents.active.pattern, latents.active.order, coefficient, scales: latents.inverseNorms,
                above: batch.weights.competitionThreshold, most: PairListing.most(batch, latents), into: pairs)
        {
            return addListed(batch, latents, sums, through ? places : [])
        }
        // z is not needed any more: its storage takes f for the blockwise products.
        engine.scatter(latents.active.pattern, into: latents.dense)
        if !through { return addDense(batch, latents, sums, nil) }
        let gradient = latents.secondMatrix()
        engine.fill(gradient, with: 0)
        addDense(batch, latents, sums, gradient)
        for place in places {
            engine.gather(gradient, at: place.pattern, into: place.first)
            engine.fill(place.second, like: place.pattern, with: 0)
            engine.addDifference(place.first, place.second, scale: 1, to: place.gradient)
        }
    }

    /// - Parameter places: where the gradient through c is wanted.
    private func addListed(_ batch: StepBatch, _ latents: StepLatents, _ sums: StepSums, _ places: [Entries]) {
        let engine = batch.engine, weight = batch.weights.competition, decoder = batch.autoencoder.decoder
        engine.mirror(pairs)
        engine.addPairGradient(decoder, of: pairs, scale: 4 * weight, into: sums.gradients.decoder)
        for place in places {
            switch coefficient {
            case .cosine:
                engine.addCosineGradient(
                    of: pairs, latents: latents.active.pattern, inverseNorms: latents.inverseNorms,
                    scale: 2 * weight, at: place.pattern, to: place.gradient)
            case .containment:
                engine.addContainmentGradient(
                    of: pairs, latents: latents.active.pattern, inverseSquares: latents.inverseNorms,
                    scale: 2 * weight, at: place.pattern, to: place.gradient)
            }
        }
        sums.recordCompetition(engine.pairSums(pairs), weight: weight)
    }

    private func addDense(
        _ batch: StepBatch, _ latents: StepLatents, _ sums: StepSums, _ latentGradient: Matrix?
    ) {
        let workspace = self.workspace ?? CompetitionWorkspace(latents: batch.latents)
        self.workspace = workspace
        // Products add to rows of silent latents too (zeros): those rows have to hold numbers.
        sums.beginDecoderRows()
        let found = batch.engine.competition(
            of: .activations(latents.dense, coefficient, scales: latents.inverseNorms), batch.autoencoder.decoder,
            above: batch.weights.competitionThreshold, weight: batch.weights.competition,
            decoderGradient: sums.gradients.decoder, latentGradient: latentGradient, workspace: workspace)
        sums.recordCompetition(found, weight: batch.weights.competition)
    }
}

import Engine
import Failures
import Records

/// The competition term with coefficient `priced` (ours; Guides/Priced.md):
///
///     P = (ρ/B) Σ_b Σ_{i, j fire on b, r_i < r_j} m_bi [cos(w_i, w_j)]₊²
///
/// m is what the firing of i costs in sparsity (`SparsityPrice`), r how often a latent fires. Only the rarer latent's row
/// has a gradient: m, r and w_j are constants. With `nesting` p each pair counts by (the share of i's firings at which j
/// fires too)^p besides, a constant as well. The sum over tokens is taken of a sample (`PricedSample`).
final class PricedPenalty: Penalty {
    private let config: PricedConfig
    private var price: SparsityPrice
    private let sample: PricedSample
    private let workspace = PricedWorkspace()
    private let sets = FiringSets()
    private let masses = LatentValues()
    private let scratch = LatentValues()
    /// r, and with the batch that is being looked at. `[1, F]`
    private var rates: Matrix
    private var next: Matrix
    /// Batches that r has seen.
    private var batches = 0

    init?(_ config: RunConfig, _ shape: StepShape) {
        guard config.competition.coefficient == .priced, config.competition.isOn else { return nil }
        self.config = config.competition.priced
        price = SparsityPrice(config)
        sample = PricedSample(wanted: self.config.sample, seed: config.seed, latents: shape.latents)
        rates = Matrix(rows: 1, columns: shape.latents)
        next = Matrix(rows: 1, columns: shape.latents)
    }

    var clockStage: StepClock.Stage { .competition }

    func add(_ batch: StepBatch, _ latents: StepLatents, to sums: StepSums) {
        let engine = batch.engine
        let before = batches == 0 ? nil : rates
        // 0.98 as somebody wrote it, not as a float32 holds it.
        let decay = Double(config.rateDecay.description) ?? Double(config.rateDecay)
        if latents.path == .sparse {
            engine.firingRates(latents.active.order, rows: batch.tokens, before: before, decay: decay, into: next)
        } else {
            engine.firingRates(latents.dense, before: before, decay: decay, into: next)
        }
        price.look(batch, latents)
        let rho = batch.weights.rho
        guard rho > 0, price.value > 0 else {
            sums.report.priced = PricedFigures(PricedSums(), price: price.value, rho: rho, tokens: 0)
            return
        }
        sample.draw(latents, step: batch.number, engine)
        price.masses(of: sample.latents, batch, scale: latents.sparsityScale, scratch: scratch, into: masses)
        engine.scaleRows(masses, of: sample.latents, by: sample.factors)
        if batch.freeNorms { engine.inverses(latents.norms, into: sums.scratch) }
        let tokens = sample.latents.rows, each = rho / Float(tokens)
        let found = engine.addPricedGradient(
            of: sample.latents, masses: masses, rates: next, nesting: nesting(latents, batch), batch.autoencoder.decoder,
            inverseNorms: batch.freeNorms ? sums.scratch : nil, scale: each, into: sums.gradients.decoder,
            workspace: workspace)
        sums.report[.competition] += Double(each) * found.energy
        sums.report.priced = PricedFigures(found, price: price.value, rho: rho, tokens: tokens)
    }

    /// Of the whole batch, whatever the sample is.
    private func nesting(_ latents: StepLatents, _ batch: StepBatch) -> PricedNesting? {
        guard config.nesting > 0 else { return nil }
        if latents.path == .sparse {
            batch.engine.fireSets(latents.active.order, rows: batch.tokens, into: sets)
        } else {
            batch.engine.fireSets(latents.dense, into: sets)
        }
        return PricedNesting(sets, power: config.nesting, chance: config.chance)
    }

    func finish(_ batch: StepBatch, _ latents: StepLatents) {
        swap(&rates, &next)
        batches += 1
        price.keep()
    }

    // MARK: Checkpoints

    private static let ratesKey = "priced.rates", batchesKey = "priced.batches", priceKey = "priced.price"

    func save(into state: inout CarriedState) {
        state[PricedPenalty.batchesKey] = .whole(batches)
        if let measured = price.measured { state[PricedPenalty.priceKey] = .number(measured) }
        state.add(PricedPenalty.ratesKey, rates)
    }

    func restore(from state: CarriedState, _ batch: StepBatch) throws {
        let batches = try state.integer(PricedPenalty.batchesKey, in: 0...AutoencoderStep.mostSteps)
        let measured = try SparsityPrice.saved(PricedPenalty.priceKey, in: state)
        let saved = try state.matrix(PricedPenalty.ratesKey, shape: (1, batch.latents), engine: batch.engine)
        guard saved.toArray().allSatisfy({ $0 >= 0 && $0 <= 1 }) else {
            throw Failure(
                .badData, "tensor '\(PricedPenalty.ratesKey)' of the step's state has a rate below 0 or above 1",
                remedy: CarriedState.remedy)
        }
        batch.engine.copy(saved, into: rates)
        self.batches = batches
        price.restore(measured)
    }
}

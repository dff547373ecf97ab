import Engine
import Records

/// AuxK: dead latents explain what the living ones left, e = x − x̂ (detached). For each token the k dead latents of
/// largest score give ê = Σ a_i w_i, without a bias.
///
/// dictionary_learning (`trainers/top_k.py`): relu'd values, λ ⟨‖e − ê‖²⟩ / ⟨‖e − ē‖²⟩; a latent that fires in this
/// batch is no longer dead. SAELens (`saes/topk_sae.py`): signed values, λ min(dead/k, 1) ⟨‖e − ê‖²⟩.
final class AuxiliaryPenalty: Penalty {
    private let config: AuxiliaryConfig
    private let chosen: Entries
    private let guess: Matrix
    private let candidates: LatentMarks
    private var deadCount = 0
    private var takesPart = false

    init?(_ config: RunConfig, _ shape: StepShape) {
        if config.auxiliary.weight <= 0 { return nil }
        self.config = config.auxiliary
        chosen = Entries(latents: shape.latents)
        guess = Matrix(rows: shape.capacity, columns: shape.width)
        candidates = LatentMarks(latents: shape.latents)
    }

    var needs: StepNeeds { [.preActivations, .deadLatents] }

    private func wanted(_ batch: StepBatch) -> Int { config.k > 0 ? config.k : batch.autoencoder.width / 2 }

    func prepare(_ batch: StepBatch, _ latents: StepLatents, _ sums: StepSums) {
        takesPart = false
        guard batch.weights.auxiliary != 0, let dead = batch.dead else { return }
        let engine = batch.engine
        candidates.clear()
        engine.mark(dead, in: candidates)
        if config.form == .dictionaryLearning { engine.unmark(latents.fired, in: candidates) }
        let list = engine.indices(of: candidates)
        deadCount = list.count
        if list.isEmpty { return }
        engine.selectLargest(
            min(wanted(batch), list.count), perRowOf: latents.dense, among: list,
            times: batch.configuration.rescaleByDecoderNorm ? latents.norms : nil, signed: config.form == .saelens,
            into: chosen.pattern)
        engine.orderByColumn(chosen.pattern, into: chosen.order)
        engine.markColumns(chosen.order, in: sums.alsoTouched, accumulate: true)
        takesPart = true
    }

    func add(_ batch: StepBatch, _ latents: StepLatents, to sums: StepSums) {
        if !takesPart { return }
        let engine = batch.engine, tokens = Double(batch.tokens), decoder = batch.autoencoder.decoder
        guess.setRows(batch.tokens)
        engine.product(chosen.pattern, decoder, into: guess)
        // `error` holds x̂ − x = −e, so the sum is ê − e.
        engine.add(guess, sums.error, into: guess)
        let squares = engine.sumOfSquares(guess) / tokens
        let factor = factor(batch, error: sums.error)
        sums.report[.auxiliary] += factor * squares
        engine.scale(guess, by: Float(2 * factor / tokens), into: guess)

        engine.permute(chosen.pattern, by: chosen.order, into: chosen.byColumn)
        engine.transposedProduct(
            chosen.byColumn, chosen.order, guess, into: sums.gradients.decoder, begun: sums.decoderBegun)
        engine.product(guess, transposed: decoder, at: chosen.pattern, into: chosen.gradient)
        engine.permute(chosen.gradient, by: chosen.order, into: chosen.byColumn)
        sums.encoderParts.append(EncoderPart(order: chosen.order, gradient: chosen.byColumn))
    }

    /// What multiplies mean ‖e − ê‖².
    private func factor(_ batch: StepBatch, error: Matrix) -> Double {
        let weight = Double(batch.weights.auxiliary)
        switch config.form {
        case .saelens: return weight * min(Double(deadCount) / Double(wanted(batch)), 1)
        case .dictionaryLearning:
            let tokens = Double(batch.tokens)
            let sums = batch.engine.columnSums(error)
            let mean = sums.reduce(0) { $0 + $1 * $1 } / tokens
            let spread = (batch.engine.sumOfSquares(error) - mean) / tokens
            return spread > 0 ? weight / spread : 0
        }
    }
}

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
    private var deadCount = 0
    private var takesPart = false

    init(_ config: AuxiliaryConfig, latents: Int, width: Int, capacity: Int) {
        self.config = config
        chosen = Entries(latents: latents)
        guess = Matrix(rows: capacity, columns: width)
    }

    private func wanted(_ state: StepState) -> Int { config.k > 0 ? config.k : state.autoencoder.width / 2 }

    func prepare(_ state: StepState) {
        takesPart = false
        guard state.weights.auxiliary != 0, let dead = state.dead else { return }
        let revived = config.form == .dictionaryLearning
        let list = dead.indices.filter { dead[$0] && !(revived && state.fired[$0]) }.map { Int32($0) }
        deadCount = list.count
        if list.isEmpty { return }
        let engine = state.engine
        engine.selectLargest(
            min(wanted(state), list.count), perRowOf: state.latents, among: list,
            times: state.configuration.rescaleByDecoderNorm ? state.norms : nil, signed: config.form == .saelens,
            into: chosen.pattern)
        engine.orderByColumn(chosen.pattern, into: chosen.order)
        engine.markColumns(chosen.order, in: &state.alsoTouched, accumulate: true)
        takesPart = true
    }

    func add(_ state: StepState, gradient: Matrix?) {
        if !takesPart { return }
        let engine = state.engine, tokens = Double(state.tokens)
        guess.setRows(state.tokens)
        engine.product(chosen.pattern, state.autoencoder.decoder, into: guess)
        // `error` holds x̂ − x = −e, so the sum is ê − e.
        engine.add(guess, state.error, into: guess)
        let squares = engine.sumOfSquares(guess) / tokens
        let factor = factor(state)
        state.report.auxiliary += factor * squares
        engine.scale(guess, by: Float(2 * factor / tokens), into: guess)

        engine.permute(chosen.pattern, by: chosen.order, into: chosen.byColumn)
        engine.transposedProduct(
            chosen.byColumn, chosen.order, guess, into: state.gradients.decoder, begun: &state.decoderBegun)
        engine.product(guess, transposed: state.autoencoder.decoder, at: chosen.pattern, into: chosen.gradient)
        engine.permute(chosen.gradient, by: chosen.order, into: chosen.byColumn)
        state.encoderParts.append(EncoderPart(order: chosen.order, gradient: chosen.byColumn))
    }

    /// What multiplies mean ‖e − ê‖².
    private func factor(_ state: StepState) -> Double {
        let weight = Double(state.weights.auxiliary)
        switch config.form {
        case .saelens: return weight * min(Double(deadCount) / Double(wanted(state)), 1)
        case .dictionaryLearning:
            let tokens = Double(state.tokens)
            let sums = state.engine.columnSums(state.error)
            let mean = sums.reduce(0) { $0 + $1 * $1 } / tokens
            let spread = (state.engine.sumOfSquares(state.error) - mean) / tokens
            return spread > 0 ? weight / spread : 0
        }
    }
}

import Engine
import Records

/// λ · mean_b Σ_{dead i} relu(θ_i − z_i)‖w_i‖: pulls dead latents of jumprelu back to their threshold (SAELens
/// `saes/jumprelu_sae.py`, calculate_pre_act_loss). Without ‖w_i‖ where decoder rows have norm 1.
final class PreActivationPenalty: Penalty {
    private let below: Entries
    private var takesPart = false

    init(latents: Int) { below = Entries(latents: latents) }

    func prepare(_ state: StepState) {
        takesPart = false
        guard state.weights.preActivation != 0, state.configuration.activation == .jumprelu, let dead = state.dead
        else { return }
        let list = dead.indices.filter { dead[$0] }.map { Int32($0) }
        if list.isEmpty { return }
        let engine = state.engine
        engine.selectShortfall(from: state.latents, below: state.theta, columns: list, into: below.pattern)
        engine.orderByColumn(below.pattern, into: below.order)
        engine.markColumns(below.order, in: &state.alsoTouched, accumulate: true)
        takesPart = true
    }

    func add(_ state: StepState, gradient: Matrix?) {
        if !takesPart { return }
        let engine = state.engine, each = state.weights.preActivation / Float(state.tokens)
        // The term's value, latent by latent, is also its derivative by ‖w_i‖ times the norm.
        engine.permute(below.pattern, by: below.order, into: below.byColumn)
        engine.columnSums(below.byColumn, below.order, scale: Double(each), into: state.scratchVector)
        state.report.preActivation += engine.dot(state.scratchVector, state.sparsityScale)
        if state.freeNorms { engine.add(state.normGradient, state.scratchVector, into: state.normGradient) }

        engine.fill(below.gradient, like: below.pattern, with: -each)
        engine.scaleByFactors(state.sparsityScale, scale: 1, at: below.pattern, below.gradient)
        engine.permute(below.gradient, by: below.order, into: below.byColumn)
        engine.columnSums(below.byColumn, below.order, scale: -1, into: state.gradients.threshold, accumulate: true)
        state.encoderParts.append(EncoderPart(order: below.order, gradient: below.byColumn))
    }
}

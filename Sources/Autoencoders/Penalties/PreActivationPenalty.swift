import Engine
import Records

/// λ · mean_b Σ_{dead i} relu(θ_i − z_i)‖w_i‖: pulls dead latents of jumprelu back to their threshold (SAELens
/// `saes/jumprelu_sae.py`, calculate_pre_act_loss). Without ‖w_i‖ where decoder rows have norm 1.
final class PreActivationPenalty: Penalty {
    private let below: Entries
    private var takesPart = false

    init?(_ config: RunConfig, _ shape: StepShape) {
        guard config.auxiliary.preActivationWeight > 0, config.sae.activation == .jumprelu else { return nil }
        below = Entries(latents: shape.latents)
    }

    var needs: StepNeeds { [.preActivations, .deadLatents] }

    func prepare(_ batch: StepBatch, _ latents: StepLatents, _ sums: StepSums) {
        takesPart = false
        guard batch.weights.preActivation != 0, let dead = batch.dead else { return }
        let engine = batch.engine, list = engine.indices(of: dead)
        if list.isEmpty { return }
        engine.selectShortfall(from: latents.dense, below: latents.theta, columns: list, into: below.pattern)
        engine.orderByColumn(below.pattern, into: below.order)
        engine.markColumns(below.order, in: sums.alsoTouched, accumulate: true)
        takesPart = true
    }

    func add(_ batch: StepBatch, _ latents: StepLatents, to sums: StepSums) {
        if !takesPart { return }
        let engine = batch.engine, each = batch.weights.preActivation / Float(batch.tokens)
        // The term's value, latent by latent, is also its derivative by ‖w_i‖ times the norm.
        engine.permute(below.pattern, by: below.order, into: below.byColumn)
        engine.columnSums(below.byColumn, below.order, scale: Double(each), into: sums.scratch)
        let value = engine.dot(sums.scratch, latents.sparsityScale, into: sums.figures)
        sums.later { $0[.preActivation] += $1[value] }
        if batch.freeNorms { engine.add(sums.normGradient, sums.scratch, into: sums.normGradient) }

        engine.fill(below.gradient, like: below.pattern, with: -each)
        engine.scaleByFactors(latents.sparsityScale, scale: 1, at: below.pattern, below.gradient)
        engine.permute(below.gradient, by: below.order, into: below.byColumn)
        engine.columnSums(below.byColumn, below.order, scale: -1, into: sums.gradients.threshold, accumulate: true)
        sums.encoderParts.append(EncoderPart(order: below.order, gradient: below.byColumn))
    }
}

import Engine
import Records

/// λ · mean_b Σ_i f_i, or f_i‖w_i‖ with free decoder rows (SAELens `saes/standard_sae.py`), the gradient through ‖w_i‖
/// included. Over f >= 0 the norm is a sum, so its derivative is λ at every entry, in a window below θ too.
final class L1Penalty: Penalty {
    init?(_ config: RunConfig, _ shape: StepShape) { if config.l1.weight <= 0 { return nil } }

    func add(_ batch: StepBatch, _ latents: StepLatents, to sums: StepSums) {
        let weight = batch.weights.sparsity
        if weight == 0 { return }
        let engine = batch.engine, each = weight / Float(batch.tokens)
        let l1 = engine.dot(latents.sparsityScale, latents.sums, into: sums.figures)
        sums.later { $0[.sparsity] += Double(each) * $1[l1] }
        switch sums.latentGradient {
        case .dense(let gradient):
            engine.scale(latents.sparsityScale, by: each, into: sums.scratch)
            engine.addRow(gradient, sums.scratch, into: gradient)
        case .sparse(let places):
            for place in places {
                engine.addFactors(latents.sparsityScale, scale: each, at: place.pattern, to: place.gradient)
            }
        }
        if batch.freeNorms {
            engine.addScaled(sums.normGradient, latents.sums, scale: each, into: sums.normGradient)
        }
    }
}

import Engine
import Records

/// jumprelu's sparsity terms: `step` λ mean Σ 1[z > θ], `target` λ (mean Σ 1[z > θ] / target − 1)², `tanh`
/// λ mean Σ tanh(c f ‖w‖) (SAELens `saes/jumprelu_sae.py`, dictionary_learning `trainers/jumprelu.py`).
///
/// The step's gradient is straight-through and reaches θ alone: −(1/ε) K((z − θ)/ε) times the upstream factor, over the
/// whole window or over its upper half. Without a θ (relu, topk) step and target are only reported.
final class L0Penalty: Penalty {
    private let config: L0Config

    init?(_ config: RunConfig, _ shape: StepShape) {
        if config.l0.weight <= 0 { return nil }
        self.config = config.l0
    }

    func add(_ batch: StepBatch, _ latents: StepLatents, to sums: StepSums) {
        let weight = batch.weights.sparsity
        if weight == 0 { return }
        let l0 = Double(latents.nonzeros) / Double(batch.tokens)
        switch config.form {
        case .step:
            sums.report[.sparsity] += Double(weight) * l0
            addStepGradient(batch, latents, sums, each: weight / Float(batch.tokens))
        case .target:
            let excess = l0 / Double(config.target) - 1
            sums.report[.sparsity] += Double(weight) * excess * excess
            let slope = 2 * Double(weight) * excess / Double(config.target)
            addStepGradient(batch, latents, sums, each: Float(slope / Double(batch.tokens)))
        case .tanh:
            addTanh(batch, latents, sums, each: weight / Float(batch.tokens))
        }
    }

    private func addStepGradient(_ batch: StepBatch, _ latents: StepLatents, _ sums: StepSums, each: Float) {
        if !latents.hasWindow { return }
        let engine = batch.engine, window = latents.window
        let value = -each / batch.configuration.bandwidth
        switch batch.configuration.thresholdWindow {
        case .full: engine.fill(window.first, like: window.pattern, with: value)
        case .upper: engine.fillAbove(latents.theta, like: window.pattern, with: value, into: window.first)
        }
        engine.permute(window.first, by: window.order, into: window.byColumn)
        engine.columnSums(window.byColumn, window.order, into: sums.gradients.threshold, accumulate: true)
    }

    private func addTanh(_ batch: StepBatch, _ latents: StepLatents, _ sums: StepSums, each: Float) {
        let engine = batch.engine, steepness = config.tanhScale
        let places: [Entries]
        switch sums.latentGradient {
        case .dense(let gradient):
            let sum = engine.addTanhGradient(
                of: latents.dense, times: latents.sparsityScale, steepness: steepness, scale: each * steepness,
                to: gradient, normSums: batch.freeNorms ? sums.normGradient : nil)
            sums.report[.sparsity] += Double(each) * sum
            return
        case .sparse(let list): places = list
        }
        for (number, place) in places.enumerated() {
            engine.tanhOfValues(
                place.activations, times: latents.sparsityScale, steepness: steepness, at: place.pattern,
                tanh: place.first, slope: place.second)
            // The window's entries that fire are among the active ones: only those are counted.
            if number == 0 {
                let sum = engine.sums(place.first, into: sums.figures).sum
                sums.later { $0[.sparsity] += Double(each) * $1[sum] }
            }
            engine.addProducts(
                place.second, factors: latents.sparsityScale, scale: each * steepness, at: place.pattern,
                to: place.gradient)
            if number == 0 && batch.freeNorms {
                engine.fill(place.first, like: place.pattern, with: 0)
                engine.addProducts(place.activations, place.second, scale: each * steepness, to: place.first)
                engine.permute(place.first, by: place.order, into: place.byColumn)
                engine.columnSums(place.byColumn, place.order, into: sums.normGradient, accumulate: true)
            }
        }
    }
}

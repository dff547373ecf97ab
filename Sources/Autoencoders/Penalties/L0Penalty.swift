import Engine
import Records

/// jumprelu's sparsity terms: `step` λ mean Σ 1[z > θ], `target` λ (mean Σ 1[z > θ] / target − 1)², `tanh`
/// λ mean Σ tanh(c f ‖w‖) (SAELens `saes/jumprelu_sae.py`, dictionary_learning `trainers/jumprelu.py`).
///
/// The step's gradient is straight-through and reaches θ alone: −(1/ε) K((z − θ)/ε) times the upstream factor, over the
/// whole window or over its upper half. Without a θ (relu, topk) step and target are only reported.
final class L0Penalty: Penalty {
    private let config: L0Config
    init(_ config: L0Config) { self.config = config }

    func add(_ state: StepState, gradient: Matrix?) {
        let weight = state.weights.sparsity
        if weight == 0 { return }
        let l0 = Double(state.report.nonzeros) / Double(state.tokens)
        switch config.form {
        case .step:
            state.report.sparsity += Double(weight) * l0
            addStepGradient(state, each: weight / Float(state.tokens))
        case .target:
            let excess = l0 / Double(config.target) - 1
            state.report.sparsity += Double(weight) * excess * excess
            let slope = 2 * Double(weight) * excess / Double(config.target)
            addStepGradient(state, each: Float(slope / Double(state.tokens)))
        case .tanh:
            addTanh(state, gradient, each: weight / Float(state.tokens))
        }
    }

    private func addStepGradient(_ state: StepState, each: Float) {
        if !state.hasWindow { return }
        let engine = state.engine, window = state.window
        let value = -each / state.configuration.bandwidth
        switch state.configuration.thresholdWindow {
        case .full: engine.fill(window.first, like: window.pattern, with: value)
        case .upper: engine.fillAbove(state.theta, like: window.pattern, with: value, into: window.first)
        }
        engine.permute(window.first, by: window.order, into: window.byColumn)
        engine.columnSums(window.byColumn, window.order, into: state.gradients.threshold, accumulate: true)
    }

    private func addTanh(_ state: StepState, _ gradient: Matrix?, each: Float) {
        let engine = state.engine, steepness = config.tanhScale
        if let gradient {
            let sum = engine.addTanhGradient(
                of: state.latents, times: state.sparsityScale, steepness: steepness, scale: each * steepness,
                to: gradient, normSums: state.freeNorms ? state.normGradient : nil)
            state.report.sparsity += Double(each) * sum
            return
        }
        for (number, place) in state.places.enumerated() {
            engine.tanhOfValues(
                place.activations, times: state.sparsityScale, steepness: steepness, at: place.pattern,
                tanh: place.first, slope: place.second)
            // The window's entries that fire are among the active ones: only those are counted.
            if number == 0 { state.report.sparsity += Double(each) * engine.sums(place.first).sum }
            engine.addProducts(
                place.second, factors: state.sparsityScale, scale: each * steepness, at: place.pattern,
                to: place.gradient)
            if number == 0 && state.freeNorms {
                engine.fill(place.first, like: place.pattern, with: 0)
                engine.addProducts(place.activations, place.second, scale: each * steepness, to: place.first)
                engine.permute(place.first, by: place.order, into: place.byColumn)
                engine.columnSums(place.byColumn, place.order, into: state.normGradient, accumulate: true)
            }
        }
    }
}

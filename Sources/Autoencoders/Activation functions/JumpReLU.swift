import Engine
import Records

/// jumprelu: f = z where z > θ. Straight-through: ∂z = 1[z > θ] g and ∂θ = Σ_b −(θ/ε) K((z − θ)/ε) g, with K the
/// rectangle of width 1 (Rajamanoharan et al. 2024; SAELens saes/jumprelu_sae.py). A linear θ is brought back to 0 when
/// an optimiser has taken it below, as SAELens does before each forward pass.
final class JumpReLU: ActivationFunction {
    func begin(_ state: StepState) {
        let engine = state.engine, autoencoder = state.autoencoder
        if state.configuration.thresholdParameter == .linear {
            engine.clamp(autoencoder.threshold, to: 0...Float.greatestFiniteMagnitude, into: autoencoder.threshold)
        }
        autoencoder.effectiveThreshold(engine: engine, into: state.theta)
    }

    func choose(_ state: StepState, maximum: Int) -> Bool {
        let engine = state.engine
        let count = engine.select(
            from: state.latents, above: state.theta, atMost: maximum, into: state.active.pattern)
        engine.selectWindow(
            from: state.latents, around: state.theta, width: state.configuration.bandwidth,
            into: state.window.pattern)
        state.hasWindow = true
        engine.orderByColumn(state.window.pattern, into: state.window.order)
        engine.gateValues(of: state.window.pattern, above: state.theta, into: state.window.activations)
        engine.markColumns(state.window.order, in: &state.alsoTouched, accumulate: true)
        return count <= maximum
    }

    func makeDense(_ state: StepState) { state.engine.gate(state.latents, above: state.theta) }

    func addGradients(_ state: StepState, gradient: Matrix?) {
        let engine = state.engine, window = state.window
        if let gradient { engine.gather(gradient, at: window.pattern, into: window.gradient) }
        engine.scaleByFactors(
            state.theta, scale: -1 / state.configuration.bandwidth, at: window.pattern, window.gradient)
        engine.permute(window.gradient, by: window.order, into: window.byColumn)
        let threshold = state.gradients.threshold
        engine.columnSums(window.byColumn, window.order, into: threshold, accumulate: true)
        // Everything above is ∂L/∂θ; of a logarithm it is θ times that.
        if state.configuration.thresholdParameter == .logarithm {
            engine.multiply(threshold, state.theta, into: threshold)
        }
    }
}

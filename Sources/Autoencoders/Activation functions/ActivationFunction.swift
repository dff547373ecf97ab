import Engine
import Records

/// From pre-activations to latents, and back for what is the function's own: thresholds.
protocol ActivationFunction: AnyObject {
    /// Before the encoder product: the function's own parameters, ready to use.
    func begin(_ state: StepState)

    /// Adds the bias to `state.latents` (which hold x W_eᵀ) and either selects the firing entries into `state.active`
    /// (returning true) or leaves z as it is for the dense path. `maximum`: more entries than this go the dense path.
    func choose(_ state: StepState, maximum: Int) -> Bool

    /// Dense path, after every selection: z becomes f in place.
    func makeDense(_ state: StepState)

    /// Gradients of the function's own parameters, once ∂L/∂f is whole. `gradient`: the dense path's, not yet gated.
    func addGradients(_ state: StepState, gradient: Matrix?)

    /// After the step.
    func finish(_ state: StepState)
}

extension ActivationFunction {
    func begin(_ state: StepState) {}
    func addGradients(_ state: StepState, gradient: Matrix?) {}
    func finish(_ state: StepState) {}
}

/// relu: every positive entry.
final class ReLU: ActivationFunction {
    func choose(_ state: StepState, maximum: Int) -> Bool {
        let engine = state.engine, pattern = state.active.pattern
        let count = engine.addBias(state.autoencoder.encoderBias, to: state.latents, in: pattern)
        if count > maximum { return false }
        engine.selectCounted(from: state.latents, into: pattern)
        return true
    }

    func makeDense(_ state: StepState) { state.engine.gate(state.latents) }
}

import Engine
import Records

/// From pre-activations to latents, and back for what is the function's own: thresholds.
protocol ActivationFunction: AnyObject {
    /// Before the encoder product: the function's own parameters, ready to use.
    func begin(_ state: StepState)

    /// Selects the firing entries of z, which `state.latents` hold, into `state.active`. False: there are more than
    /// `maximum`, and the batch goes the dense path.
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
        state.engine.select(from: state.latents, atMost: maximum, into: state.active.pattern) <= maximum
    }

    func makeDense(_ state: StepState) { state.engine.gate(state.latents) }
}

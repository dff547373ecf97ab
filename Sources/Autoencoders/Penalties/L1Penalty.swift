import Engine

/// λ · mean_b Σ_i f_i, or f_i‖w_i‖ with free decoder rows (SAELens `saes/standard_sae.py`), the gradient through ‖w_i‖
/// included. Over f >= 0 the norm is a sum, so its derivative is λ at every entry, in a window below θ too.
final class L1Penalty: Penalty {
    func add(_ state: StepState, gradient: Matrix?) {
        let weight = state.weights.sparsity
        if weight == 0 { return }
        let engine = state.engine, each = weight / Float(state.tokens)
        state.report.sparsity += Double(each) * engine.dot(state.sparsityScale, state.latentSums)
        if let gradient {
            engine.scale(state.sparsityScale, by: each, into: state.scratchVector)
            engine.addRow(gradient, state.scratchVector, into: gradient)
        } else {
            for place in state.places {
                engine.addFactors(state.sparsityScale, scale: each, at: place.pattern, to: place.gradient)
            }
        }
        if state.freeNorms {
            engine.addScaled(state.normGradient, state.latentSums, scale: each, into: state.normGradient)
        }
    }
}

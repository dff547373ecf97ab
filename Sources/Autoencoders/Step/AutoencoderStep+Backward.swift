import Engine
import Failures
import Records

/// From ∂L/∂f to the encoder, and what closes a step.
extension AutoencoderStep {
    /// dL/dz is dL/df where a latent fires, for every activation function; further parts come from dead latents.
    func backwardEncoder(_ dense: Matrix?) {
        let gradients = state.gradients, active = state.active
        if let dense {
            engine.gate(dense, whereFired: state.latents)
            engine.product(transposed: dense, state.input, into: gradients.encoder)
            engine.columnSums(dense, into: gradients.encoderBias)
            for i in 0..<state.count { state.encoderBegun[i] = true }
        } else {
            engine.permute(active.gradient, by: active.order, into: active.byColumn)
            engine.transposedProduct(
                active.byColumn, active.order, state.input, into: gradients.encoder, begun: &state.encoderBegun)
            engine.columnSums(active.byColumn, active.order, into: gradients.encoderBias)
        }
        for part in state.encoderParts {
            engine.transposedProduct(
                part.gradient, part.order, state.input, into: gradients.encoder, begun: &state.encoderBegun)
            engine.columnSums(part.gradient, part.order, into: gradients.encoderBias, accumulate: true)
        }
    }

    func finishGradients() {
        let gradients = state.gradients
        for i in 0..<state.count { gradients.touched[i] = state.fired[i] || state.alsoTouched[i] }
        if state.freeNorms {
            engine.addScaledRows(
                autoencoder.decoder, by: state.normGradient, over: state.norms, into: gradients.decoder,
                begun: &state.decoderBegun)
        }
        engine.clearRows(gradients.decoder, where: gradients.touched, notBegun: state.decoderBegun)
        engine.clearRows(gradients.encoder, where: gradients.touched, notBegun: state.encoderBegun)
        if autoencoder.configuration.subtractDecoderBias {
            // z = (x − b_d) W_eᵀ + b_e, so ∂L/∂b_d has −Σ_b dz W_e; Σ_b dz is the gradient of b_e.
            engine.combineRows(
                autoencoder.encoder, by: gradients.encoderBias, where: gradients.touched, scale: -1,
                into: gradients.decoderBias, accumulate: true)
        }
    }

    func measureInput(_ batch: Matrix) throws {
        if let place = engine.firstNonFinite(in: batch) {
            let value = batch.toArray()[place.row * batch.columns + place.column]
            throw Failure(
                .failed,
                "activation \(place.column) of row \(place.row) of the batch of step \(steps) is \(value)",
                remedy: "check the model's weights, or the shards, that the activations come from")
        }
        let squares = engine.sumOfSquares(batch)
        let mean = engine.columnSums(batch).reduce(0) { $0 + $1 * $1 } / Double(batch.rows)
        state.report.inputSquaredNorm = squares
        state.report.inputVariance = max(0, squares - mean)
    }

    func checkLoss() throws {
        let report = state.report
        let terms = [
            ("reconstruction", report.reconstruction), ("sparsity", report.sparsity),
            ("competition", report.competition), ("temporal", report.temporal),
            ("orthogonality", report.orthogonality), ("auxiliary", report.auxiliary),
            ("pre-activation", report.preActivation),
        ]
        // Beyond float32 the gradients have long been so: a loss is finite only if float32 can hold it.
        if let (name, value) = terms.first(where: { !Float($0.1).isFinite }) {
            throw Failure(
                .failed, "the \(name) loss of step \(steps) is \(value)",
                remedy: "lower the learning rate or that term's weight, or resume from an earlier checkpoint")
        }
    }
}

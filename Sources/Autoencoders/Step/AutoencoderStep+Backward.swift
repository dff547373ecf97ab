import Engine
import Failures
import Records

/// From ∂L/∂f to the encoder, and what closes a step.
extension AutoencoderStep {
    /// dL/dz is dL/df where a latent fires, for every activation function; further parts come from dead latents.
    func backwardEncoder() {
        let gradients = sums.gradients, active = latents.active
        switch sums.latentGradient {
        case .dense(let dense):
            engine.gate(dense, whereFired: latents.dense)
            engine.product(transposed: dense, input, into: gradients.encoder)
            engine.columnSums(dense, into: gradients.encoderBias)
            sums.encoderBegun.markAll()
        case .sparse:
            engine.permute(active.gradient, by: active.order, into: active.byColumn)
            engine.transposedProduct(
                active.byColumn, active.order, input, into: gradients.encoder, begun: sums.encoderBegun)
            engine.columnSums(active.byColumn, active.order, into: gradients.encoderBias)
        }
        for part in sums.encoderParts {
            engine.transposedProduct(
                part.gradient, part.order, input, into: gradients.encoder, begun: sums.encoderBegun)
            engine.columnSums(part.gradient, part.order, into: gradients.encoderBias, accumulate: true)
        }
    }

    func finishGradients() {
        let gradients = sums.gradients
        gradients.touched.clear()
        engine.mark(latents.fired, in: gradients.touched)
        engine.mark(sums.alsoTouched, in: gradients.touched)
        if batch.freeNorms {
            engine.addScaledRows(
                autoencoder.decoder, by: sums.normGradient, over: latents.norms, into: gradients.decoder,
                begun: sums.decoderBegun)
        }
        engine.clearRows(gradients.decoder, where: gradients.touched, notBegun: sums.decoderBegun)
        engine.clearRows(gradients.encoder, where: gradients.touched, notBegun: sums.encoderBegun)
        if autoencoder.configuration.subtractDecoderBias {
            // z = (x − b_d) W_eᵀ + b_e, so ∂L/∂b_d has −Σ_b dz W_e; Σ_b dz is the gradient of b_e.
            engine.combineRows(
                autoencoder.encoder, by: gradients.encoderBias, where: gradients.touched, scale: -1,
                into: gradients.decoderBias, accumulate: true)
        }
    }

    /// - Returns: where the first element of x is that is no number, or −1.
    func measureInput() -> Figure {
        let x = batch.x, rows = Double(x.rows)
        let firstBad = engine.firstNonFinite(in: x, into: sums.figures)
        let squares = engine.sumOfSquares(x, into: sums.figures)
        let columns = engine.squaredColumnSums(x, into: sums.figures)
        sums.later { report, figures in
            report.inputSquaredNorm = figures[squares]
            report.inputVariance = max(0, figures[squares] - figures[columns] / rows)
        }
        return firstBad
    }

    func checkInput(_ firstBad: Figure) throws {
        let place = Int(bounded: sums.figures[firstBad]), x = batch.x
        if place < 0 { return }
        let (row, column) = (place / x.columns, place % x.columns)
        throw Failure(
            .failed,
            "activation \(column) of row \(row) of the batch of step \(steps) is \(x.rows(row..<row + 1).element(column))",
            remedy: "check the model's weights, or the shards, that the activations come from")
    }

    func checkLoss() throws {
        // Beyond float32 the gradients have long been so: a loss is finite only if float32 can hold it.
        if let (term, value) = sums.report.terms.first(where: { !Float($0.loss).isFinite }) {
            throw Failure(
                .failed, "the \(term.name) loss of step \(steps) is \(value)",
                remedy: "lower the learning rate or that term's weight, or resume from an earlier checkpoint")
        }
    }
}

import Engine
import Records

/// x̂ and what follows from it, in the sparse and the dense form; matryoshka's prefixes take the place of both.
extension AutoencoderStep {
    func decode() {
        if let prefixes = objective.prefixes { return prefixes.decode(batch, latents, to: sums) }
        let error = sums.error, gradient = sums.outputGradient, tokens = Double(batch.tokens)
        let weight = Double(batch.weights.reconstruction), scale = Float(2 * weight / tokens)
        let squares: Figure
        if latents.path == .sparse {
            squares = engine.reconstruct(
                latents.active.pattern, autoencoder.decoder, bias: autoencoder.decoderBias, of: batch.x, scale: scale,
                error: error, outputGradient: gradient, places: latents.places.map { ($0.pattern, $0.gradient) },
                into: sums.figures)
        } else {
            engine.product(latents.dense, autoencoder.decoder, into: error)
            engine.addRow(error, autoencoder.decoderBias, into: error)
            engine.subtract(error, batch.x, into: error)
            squares = engine.sumOfSquares(error, into: sums.figures)
            engine.scale(error, by: scale, into: gradient)
        }
        sums.later { report, figures in
            report.squaredError = figures[squares]
            report.rawReconstruction = report.squaredError / tokens
            report[.reconstruction] = weight * report.rawReconstruction
        }
        engine.columnSums(gradient, into: sums.gradients.decoderBias)
    }

    func beginSparseGradient() {
        if let prefixes = objective.prefixes {
            prefixes.beginSparseGradient(batch, latents, sums, clock)
        } else {
            engine.transposedProduct(
                latents.activeByColumn, latents.active.order, sums.outputGradient, into: sums.gradients.decoder,
                begun: sums.decoderBegun)
            clock?.mark(.decoderGradient)
        }
        sums.latentGradient = .sparse(latents.places)
    }

    func beginDenseGradient() {
        let prefixes = objective.prefixes
        if let prefixes {
            prefixes.beginDecoderGradient(batch, latents, sums)
        } else {
            engine.product(transposed: latents.dense, sums.outputGradient, into: sums.gradients.decoder)
        }
        clock?.mark(.decoderGradient)
        sums.decoderBegun.markAll()
        let gradient = latents.secondMatrix()
        let first = objective.penalties.first { $0.needs.contains(.denseBeginning) }
        let begun = first?.begin(gradient, batch, latents, sums) ?? false
        if let prefixes {
            prefixes.addDenseGradient(batch, sums, to: gradient, begun: begun)
        } else {
            engine.product(
                sums.outputGradient, transposed: autoencoder.decoder, into: gradient, accumulate: begun)
        }
        sums.latentGradient = .dense(gradient)
        clock?.mark(.latentGradient)
    }
}

import Engine
import Records

/// C²R's term (arXiv 2606.30609; `trainers/standard.py` of its code, restated): in every n-th step
/// n λ/F Σ_i (‖f_i‖ + ‖f_nn(i)‖) [cos(w_i, w_nn(i))]₊², nn(i) the nearest other decoder row of i's random chunk, ‖f_i‖ over
/// the batch. Both rows of a pair have a gradient, and through the norms both latents (Guides/Rivals.md).
final class ConsistencyPenalty: Penalty {
    private let cosines: ChunkCosines
    private let interval: Int
    private let weights: Matrix
    private let squares: Matrix

    init?(_ config: RunConfig, _ shape: StepShape) {
        if config.consistency.weight <= 0 { return nil }
        cosines = ChunkCosines(config.orthogonality, latents: shape.latents, bySize: false)
        interval = config.orthogonality.interval
        weights = Matrix(rows: 1, columns: shape.latents)
        squares = Matrix(rows: 1, columns: shape.latents)
    }

    func add(_ batch: StepBatch, _ latents: StepLatents, to sums: StepSums) {
        let weight = batch.weights.consistency
        if weight == 0 || !cosines.isDue(batch) { return }
        let engine = batch.engine, each = weight * Float(interval) / Float(batch.latents)
        let nearest = cosines.find(batch)
        latents.measure()
        let scale = latents.sparsityScale
        let sum = engine.nearestNorms(
            nearest, inverseNorms: latents.inverseNorms, times: scale, weights: weights, squares: squares,
            marks: sums.alsoTouched)
        sums.report[.consistency] += Double(each) * sum
        engine.addNearestGradient(
            batch.autoencoder.decoder, nearest, scale: each, weights: weights, into: sums.gradients.decoder,
            begun: sums.decoderBegun)

        // ∂‖f_i‖/∂f_bi = f_bi/‖f_i‖; with free rows the norm counts ‖w_i‖ too, and is differentiated by it.
        engine.multiply(squares, latents.inverseNorms, into: sums.scratch)
        engine.multiply(sums.scratch, scale, into: sums.scratch)
        switch sums.latentGradient {
        case .dense(let gradient):
            engine.addScaledColumns(latents.dense, by: sums.scratch, scale: each, to: gradient)
        case .sparse(let places):
            for place in places {
                engine.addProducts(
                    place.activations, factors: sums.scratch, scale: each, at: place.pattern, to: place.gradient)
            }
        }
        if batch.freeNorms {
            engine.divide(squares, by: latents.inverseNorms, into: sums.scratch)
            engine.addScaled(sums.normGradient, sums.scratch, scale: each, into: sums.normGradient)
        }
    }
}

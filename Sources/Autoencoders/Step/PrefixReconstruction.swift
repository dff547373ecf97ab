import Engine
import Records

/// Matryoshka's reconstruction term: r·s Σ_j ⟨‖x̂_j − x‖²⟩ over prefixes of the latents, x̂_j from the first `bounds[j]`
/// of one code, b_d in each (Guides/Rivals.md). It takes the place of the step's own term, for every activation
/// function.
///
/// A latent of group g is part of x̂_j for j ≥ g only, so its gradients are those of one reconstruction with
/// Σ_{j≥g} ∂L/∂x̂_j in place of ∂L/∂x̂: a matrix a group, made by adding up from the last one.
final class PrefixReconstruction {
    /// Ends of the prefixes; the last is F.
    let bounds: [Int]
    /// s.
    private let share: Double
    /// x̂_j − x, then Σ_{i≥j} ∂L/∂x̂_i, for all prefixes but the whole. `[B, d]`
    private let inner: [Matrix]

    /// nil: the whole alone counts.
    init?(_ config: MatryoshkaConfig, latents: Int, width: Int, capacity: Int) {
        let bounds = config.prefixes.sizes(latents: latents)
        if bounds.count == 1 { return nil }
        self.bounds = bounds
        share = config.weighting.factor(levels: bounds.count)
        inner = bounds.dropLast().map { _ in Matrix(rows: capacity, columns: width) }
    }

    /// Leaves in `state` what a plain decode does: x̂ − x of the whole (for AuxK and the figures), its sum of squares,
    /// and b_d's gradient. `state.outputGradient` is ∂L/∂x̂ of the whole alone: the last group's.
    func decode(_ state: StepState, _ batch: Matrix) {
        let engine = state.engine, autoencoder = state.autoencoder, tokens = Double(batch.rows)
        for matrix in inner { matrix.setRows(batch.rows) }
        let levels = inner + [state.error]
        if state.path == .sparse {
            engine.prefixProducts(
                state.active.pattern, autoencoder.decoder, bias: autoencoder.decoderBias, bounds: bounds, into: levels)
        } else {
            engine.prefixProducts(
                state.latents, autoencoder.decoder, bias: autoencoder.decoderBias, bounds: bounds, into: levels)
        }
        var squares = 0.0
        for level in levels {
            engine.subtract(level, batch, into: level)
            state.report.squaredError = engine.sumOfSquares(level)
            squares += state.report.squaredError
        }
        let weight = Double(state.weights.reconstruction) * share
        state.report.rawReconstruction = state.report.squaredError / tokens
        state.report.reconstruction = weight * squares / tokens
        let each = Float(2 * weight / tokens)
        engine.scale(state.error, by: each, into: state.outputGradient)
        var after = state.outputGradient
        for level in inner.reversed() {
            engine.addScaled(after, level, scale: each, into: level)
            after = level
        }
        engine.columnSums(after, into: state.gradients.decoderBias)
    }

    /// ∂L/∂x̂ as the latents of each group see it.
    private func upstream(_ state: StepState) -> [Matrix] { inner + [state.outputGradient] }

    func beginSparseGradient(_ state: StepState, _ clock: StepClock?) {
        let upstream = upstream(state)
        state.engine.transposedProduct(
            state.activeByColumn, state.active.order, upstream, bounds: bounds, into: state.gradients.decoder,
            begun: &state.decoderBegun)
        clock?.mark(.decoderGradient)
        for place in state.places {
            state.engine.product(
                upstream, transposed: state.autoencoder.decoder, at: place.pattern, bounds: bounds,
                into: place.gradient)
        }
        clock?.mark(.latentGradient)
    }

    /// The dense form; sets every row.
    func beginDecoderGradient(_ state: StepState) {
        state.engine.product(
            transposed: state.latents, upstream(state), bounds: bounds, into: state.gradients.decoder)
    }

    /// `gradient [B, F]`: ∂L/∂f, to which another term may have been written already.
    func addDenseGradient(_ state: StepState, to gradient: Matrix, begun: Bool) {
        state.engine.product(
            upstream(state), transposed: state.autoencoder.decoder, bounds: bounds, into: gradient, accumulate: begun)
    }
}

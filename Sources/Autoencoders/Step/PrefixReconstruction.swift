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
    init?(_ config: MatryoshkaConfig, _ shape: StepShape) {
        let bounds = config.prefixes.sizes(latents: shape.latents)
        if bounds.count == 1 { return nil }
        self.bounds = bounds
        share = config.weighting.factor(levels: bounds.count)
        inner = bounds.dropLast().map { _ in Matrix(rows: shape.capacity, columns: shape.width) }
    }

    /// Leaves in `sums` what a plain decode does: x̂ − x of the whole (for AuxK and the figures), its sum of squares, and
    /// b_d's gradient. `sums.outputGradient` is ∂L/∂x̂ of the whole alone: the last group's.
    func decode(_ batch: StepBatch, _ latents: StepLatents, to sums: StepSums) {
        let engine = batch.engine, autoencoder = batch.autoencoder, tokens = Double(batch.tokens)
        for matrix in inner { matrix.setRows(batch.tokens) }
        let levels = inner + [sums.error]
        if latents.path == .sparse {
            engine.prefixProducts(
                latents.active.pattern, autoencoder.decoder, bias: autoencoder.decoderBias, bounds: bounds,
                into: levels)
        } else {
            engine.prefixProducts(
                latents.dense, autoencoder.decoder, bias: autoencoder.decoderBias, bounds: bounds, into: levels)
        }
        let squares = levels.map { level in
            engine.subtract(level, batch.x, into: level)
            return engine.sumOfSquares(level, into: sums.figures)
        }
        let weight = Double(batch.weights.reconstruction) * share
        sums.later { report, figures in
            var all = 0.0
            for level in squares {
                report.squaredError = figures[level]
                all += report.squaredError
            }
            report.rawReconstruction = report.squaredError / tokens
            report[.reconstruction] = weight * all / tokens
        }
        let each = Float(2 * weight / tokens)
        engine.scale(sums.error, by: each, into: sums.outputGradient)
        var after = sums.outputGradient
        for level in inner.reversed() {
            engine.addScaled(after, level, scale: each, into: level)
            after = level
        }
        engine.columnSums(after, into: sums.gradients.decoderBias)
    }

    /// ∂L/∂x̂ as the latents of each group see it.
    private func upstream(_ sums: StepSums) -> [Matrix] { inner + [sums.outputGradient] }

    func beginSparseGradient(_ batch: StepBatch, _ latents: StepLatents, _ sums: StepSums, _ clock: StepClock?) {
        let upstream = upstream(sums), engine = batch.engine
        engine.transposedProduct(
            latents.activeByColumn, latents.active.order, upstream, bounds: bounds, into: sums.gradients.decoder,
            begun: sums.decoderBegun)
        clock?.mark(.decoderGradient)
        for place in latents.places {
            engine.product(
                upstream, transposed: batch.autoencoder.decoder, at: place.pattern, bounds: bounds,
                into: place.gradient)
        }
        clock?.mark(.latentGradient)
    }

    /// The dense form; sets every row.
    func beginDecoderGradient(_ batch: StepBatch, _ latents: StepLatents, _ sums: StepSums) {
        batch.engine.product(
            transposed: latents.dense, upstream(sums), bounds: bounds, into: sums.gradients.decoder)
    }

    /// `gradient [B, F]`: ∂L/∂f, to which another term may have been written already.
    func addDenseGradient(_ batch: StepBatch, _ sums: StepSums, to gradient: Matrix, begun: Bool) {
        batch.engine.product(
            upstream(sums), transposed: batch.autoencoder.decoder, bounds: bounds, into: gradient, accumulate: begun)
    }
}

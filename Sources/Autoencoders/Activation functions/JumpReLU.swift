#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif
import Engine
import Records

/// jumprelu: f = z where z > θ. Straight-through: ∂z = 1[z > θ] g and ∂θ = Σ_b −(θ/ε) K((z − θ)/ε) g, with K the
/// rectangle of width 1 (Rajamanoharan et al. 2024; SAELens saes/jumprelu_sae.py). A linear θ is brought back to 0 when
/// an optimiser has taken it below, as SAELens does before each forward pass.
final class JumpReLU: ActivationFunction {
    static var kind: ActivationKind { .jumprelu }

    init(_ config: AutoencoderConfig) {}

    static func initialise(_ autoencoder: Autoencoder, engine: ComputeEngine) {
        let theta = autoencoder.configuration.threshold
        engine.fill(
            autoencoder.threshold,
            with: autoencoder.configuration.thresholdParameter == .logarithm ? log(theta) : theta)
    }

    static func select(
        from z: Matrix, by autoencoder: Autoencoder, scratch vector: Matrix, engine: ComputeEngine,
        into latents: SparseLatents
    ) {
        autoencoder.effectiveThreshold(engine: engine, into: vector)
        engine.select(from: z, above: vector, into: latents)
    }

    func begin(_ batch: StepBatch, _ latents: StepLatents) {
        let engine = batch.engine, autoencoder = batch.autoencoder
        if batch.configuration.thresholdParameter == .linear {
            engine.clamp(autoencoder.threshold, to: 0...Float.greatestFiniteMagnitude, into: autoencoder.threshold)
        }
        autoencoder.effectiveThreshold(engine: engine, into: latents.theta)
    }

    func choose(_ batch: StepBatch, _ latents: StepLatents, _ sums: StepSums, maximum: Int) -> Bool {
        let engine = batch.engine, window = latents.window
        let count = engine.select(
            from: latents.dense, above: latents.theta, atMost: maximum, into: latents.active.pattern)
        engine.selectWindow(
            from: latents.dense, around: latents.theta, width: batch.configuration.bandwidth, into: window.pattern)
        latents.hasWindow = true
        engine.orderByColumn(window.pattern, into: window.order)
        engine.gateValues(of: window.pattern, above: latents.theta, into: window.activations)
        engine.markColumns(window.order, in: sums.alsoTouched, accumulate: true)
        return count <= maximum
    }

    func markFired(_ batch: StepBatch, _ latents: StepLatents) {
        batch.engine.markColumns(of: latents.dense, above: latents.theta, in: latents.fired)
    }

    func makeDense(_ batch: StepBatch, _ latents: StepLatents) {
        batch.engine.gate(latents.dense, above: latents.theta)
    }

    func addGradients(_ batch: StepBatch, _ latents: StepLatents, to sums: StepSums) {
        let engine = batch.engine, window = latents.window
        if case .dense(let gradient) = sums.latentGradient {
            engine.gather(gradient, at: window.pattern, into: window.gradient)
        }
        engine.scaleByFactors(
            latents.theta, scale: -1 / batch.configuration.bandwidth, at: window.pattern, window.gradient)
        engine.permute(window.gradient, by: window.order, into: window.byColumn)
        let threshold = sums.gradients.threshold
        engine.columnSums(window.byColumn, window.order, into: threshold, accumulate: true)
        // Everything above is ∂L/∂θ; of a logarithm it is θ times that.
        if batch.configuration.thresholdParameter == .logarithm {
            engine.multiply(threshold, latents.theta, into: threshold)
        }
    }
}

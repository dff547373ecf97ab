package import Engine
package import Records

/// From pre-activations to latents, and back for what is the function's own, thresholds: a file in this folder and a
/// line in `Objective.activationFunctions`.
package protocol ActivationFunction: CarriesState {
    /// The setting that names it.
    static var kind: ActivationKind { get }

    init(_ config: AutoencoderConfig)

    // MARK: A finished autoencoder

    /// The function's own parameters at their start.
    static func initialise(_ autoencoder: Autoencoder, engine: ComputeEngine)

    /// The latents of z as the inference form gives them. `z [B, F]`, overwritten at will; `vector [1, F]`, scratch.
    static func select(
        from z: Matrix, by autoencoder: Autoencoder, scratch vector: Matrix, engine: ComputeEngine,
        into latents: SparseLatents)

    // MARK: A step

    /// Before the encoder product: the function's own parameters, ready to use.
    func begin(_ batch: StepBatch, _ latents: StepLatents)

    /// Selects the firing entries of z, which `latents.dense` holds, into `latents.active`. False: there are more than
    /// `maximum`, and the batch goes the dense path; whether `active` holds them is the function's own matter then.
    func choose(_ batch: StepBatch, _ latents: StepLatents, _ sums: StepSums, maximum: Int) -> Bool

    /// Dense path, before z makes way for f: which latents fire, into `latents.fired`.
    func markFired(_ batch: StepBatch, _ latents: StepLatents)

    /// Dense path, after every selection: z becomes f in place.
    func makeDense(_ batch: StepBatch, _ latents: StepLatents)

    /// Gradients of the function's own parameters, once ∂L/∂f is whole; a dense one is not yet gated.
    func addGradients(_ batch: StepBatch, _ latents: StepLatents, to sums: StepSums)

    /// After a step whose losses are finite.
    func finish(_ batch: StepBatch, _ latents: StepLatents)
}

extension ActivationFunction {
    package static func initialise(_ autoencoder: Autoencoder, engine: ComputeEngine) {}
    package func begin(_ batch: StepBatch, _ latents: StepLatents) {}
    package func addGradients(_ batch: StepBatch, _ latents: StepLatents, to sums: StepSums) {}
    package func finish(_ batch: StepBatch, _ latents: StepLatents) {}
}

/// Functions that choose by rank: `active` holds what fires on both paths.
protocol RankingFunction: ActivationFunction {}

extension RankingFunction {
    package func markFired(_ batch: StepBatch, _ latents: StepLatents) {
        batch.engine.orderByColumn(latents.active.pattern, into: latents.active.order)
        batch.engine.markColumns(latents.active.order, in: latents.fired)
    }

    package func makeDense(_ batch: StepBatch, _ latents: StepLatents) {
        batch.engine.scatter(latents.active.pattern, into: latents.dense)
    }
}

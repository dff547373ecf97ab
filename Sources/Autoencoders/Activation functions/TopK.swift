import Engine
import Records

/// topk: the K entries of largest score in each row, of those above 0. The score is z, or z‖w‖ where
/// `rescaleByDecoderNorm`. SAELens then keeps f = z‖w‖ and decodes f/‖w‖; the norm cancels in value and gradient, so
/// here an entry is z and the norm only orders (saes/topk_sae.py; dictionary_learning trainers/top_k.py).
final class TopK: RankingFunction {
    static var kind: ActivationKind { .topk }

    init(_ config: AutoencoderConfig) {}

    static func select(
        from z: Matrix, by autoencoder: Autoencoder, scratch vector: Matrix, engine: ComputeEngine,
        into latents: SparseLatents
    ) {
        let configuration = autoencoder.configuration
        if configuration.rescaleByDecoderNorm { engine.rowNorms(autoencoder.decoder, into: vector) }
        engine.selectLargest(
            configuration.k.perToken, perRowOf: z, times: configuration.rescaleByDecoderNorm ? vector : nil, into: latents)
    }

    func choose(_ batch: StepBatch, _ latents: StepLatents, _ sums: StepSums, maximum: Int) -> Bool {
        let configuration = batch.configuration
        batch.engine.selectLargest(
            configuration.k.perToken, perRowOf: latents.dense,
            times: configuration.rescaleByDecoderNorm ? latents.norms : nil, into: latents.active.pattern)
        return latents.active.pattern.count <= maximum
    }
}

import Engine
import Records

/// topk: the K entries of largest score in each row, of those above 0. The score is z, or z‖w‖ where
/// `rescaleByDecoderNorm`. SAELens then keeps f = z‖w‖ and decodes f/‖w‖; the norm cancels in value and gradient, so
/// here an entry is z and the norm only orders (saes/topk_sae.py; dictionary_learning trainers/top_k.py).
final class TopK: ActivationFunction {
    func choose(_ state: StepState, maximum: Int) -> Bool {
        let engine = state.engine, configuration = state.configuration
        engine.selectLargest(
            configuration.k, perRowOf: state.latents,
            times: configuration.rescaleByDecoderNorm ? state.norms : nil, into: state.active.pattern)
        return state.active.pattern.count <= maximum
    }

    func makeDense(_ state: StepState) { state.engine.scatter(state.active.pattern, into: state.latents) }
}

/// batchtopk: the K·B entries of largest score in the batch, of those above 0. The inference threshold T follows the
/// smallest score kept, by either toolkit's rule.
final class BatchTopK: ActivationFunction {
    /// T in float64, because a thousandth of a float32 gets lost; below 0: unset.
    var threshold: Double
    private var smallest: Float?
    /// Steps done: dictionary_learning starts to follow after step n, which is 1000 there.
    var steps = 0

    init(_ configuration: AutoencoderConfig) { threshold = configuration.thresholdRule == .saelens ? 0 : -1 }

    func choose(_ state: StepState, maximum: Int) -> Bool {
        let engine = state.engine, configuration = state.configuration
        smallest = engine.selectLargest(
            configuration.k * state.tokens, inBatch: state.latents,
            times: configuration.rescaleByDecoderNorm ? state.norms : nil, near: 0.9 * (smallest ?? 0),
            into: state.active.pattern)
        return state.active.pattern.count <= maximum
    }

    func makeDense(_ state: StepState) { state.engine.scatter(state.active.pattern, into: state.latents) }

    func finish(_ state: StepState) {
        switch state.configuration.thresholdRule {
        case .saelens:
            if let smallest { threshold = 0.99 * threshold + 0.01 * Double(smallest) }
        case .dictionaryLearning:
            let start = state.configuration.thresholdStart
            if steps > start || start == 0 {
                let kept = Double(smallest ?? 0), share = 1 / Double(max(1, start))
                threshold = threshold < 0 ? kept : (1 - share) * threshold + share * kept
            }
        }
        steps += 1
        state.autoencoder.batchThreshold = Float(threshold)
    }
}

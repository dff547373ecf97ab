import Engine
import Records

/// batchtopk: the K·B entries of largest score in the batch, of those above 0. The inference threshold T follows the
/// smallest score kept, by either toolkit's rule.
final class BatchTopK: RankingFunction {
    static var kind: ActivationKind { .batchtopk }

    /// T in float64, because a thousandth of a float32 gets lost; below 0: unset.
    private var threshold: Double
    private var smallest: Float?
    /// Steps done: dictionary_learning starts to follow after step n, which is 1000 there.
    private var steps = 0

    init(_ config: AutoencoderConfig) { threshold = config.thresholdRule == .saelens ? 0 : -1 }

    static func select(
        from z: Matrix, by autoencoder: Autoencoder, scratch vector: Matrix, engine: ComputeEngine,
        into latents: SparseLatents
    ) {
        engine.fill(vector, with: max(0, autoencoder.batchThreshold))
        if autoencoder.configuration.rescaleByDecoderNorm {
            let norms = Matrix(rows: 1, columns: autoencoder.latents)
            engine.rowNorms(autoencoder.decoder, into: norms)
            engine.divide(vector, by: norms, into: vector)
        }
        engine.select(from: z, above: vector, into: latents)
    }

    func choose(_ batch: StepBatch, _ latents: StepLatents, _ sums: StepSums, maximum: Int) -> Bool {
        let configuration = batch.configuration
        smallest = batch.engine.selectLargest(
            configuration.k.inBatch(of: batch.tokens), inBatch: latents.dense,
            times: configuration.rescaleByDecoderNorm ? latents.norms : nil, near: 0.9 * (smallest ?? 0),
            into: latents.active.pattern)
        return latents.active.pattern.count <= maximum
    }

    func finish(_ batch: StepBatch, _ latents: StepLatents) {
        // An SAE that started from a finished one has its threshold already.
        if steps == 0, batch.autoencoder.batchThreshold > 0 { threshold = Double(batch.autoencoder.batchThreshold) }
        switch batch.configuration.thresholdRule {
        case .saelens:
            if let smallest { threshold = 0.99 * threshold + 0.01 * Double(smallest) }
        case .dictionaryLearning:
            let start = batch.configuration.thresholdStart
            if steps > start || start == 0 {
                let kept = Double(smallest ?? 0), share = 1 / Double(max(1, start))
                threshold = threshold < 0 ? kept : (1 - share) * threshold + share * kept
            }
        }
        steps += 1
        batch.autoencoder.batchThreshold = Float(threshold)
    }

    // MARK: Checkpoints

    static let thresholdKey = "batchThreshold"
    static let stepsKey = "batchSteps"
    /// What T may be; below 0: unset.
    static let thresholds = -1.0...Double(Float.greatestFiniteMagnitude)

    func save(into state: inout CarriedState) {
        state[BatchTopK.thresholdKey] = .number(threshold)
        state[BatchTopK.stepsKey] = .whole(steps)
    }

    func restore(from state: CarriedState, _ batch: StepBatch) throws {
        let read = try state.number(BatchTopK.thresholdKey, in: BatchTopK.thresholds)
        steps = try state.integer(BatchTopK.stepsKey, in: 0...AutoencoderStep.mostSteps)
        threshold = read
        batch.autoencoder.batchThreshold = Float(read)
    }
}

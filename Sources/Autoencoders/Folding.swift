public import Engine
import Records

/// The form in which a trained SAE is saved (architectures.md 2.5, our writer's rule; Guides/Training.md).
extension Autoencoder {
    /// A copy that reads activations as they come from the model, has decoder rows of unit norm and needs nothing but
    /// its activation function: relu, topk, or jumprelu with θ itself as the parameter (also for batchtopk).
    ///
    /// 1. The input scale s: `W_e·s, W_d/s, b_d/s`; b_e and θ stay, since z stays.
    /// 2. Unit rows, n the decoder rows' norms after that: `W_e·n, b_e·n, θ·n, W_d/n`. Latents become f·n.
    /// 3. batchtopk's T becomes every latent's θ: T before step 2, or T/s at the end where T was learned on f·‖w‖.
    ///
    /// topk with free rows that chose without looking at their norms (signed and by groups too) would choose otherwise
    /// after step 2, which it then leaves out. `inference` stays as it is: rows' own scales are not in the weights.
    ///
    /// - Parameter inputScale: s, by what activations were multiplied in training.
    public func folded(inputScale: Float, engine: ComputeEngine) -> Autoencoder {
        precondition(inputScale > 0 && inputScale.isFinite, "an input scale of \(inputScale)")
        precondition(inputScale == 1 || inference.rowScale == .none, "rows that have a scale of their own")
        let choosesByNorm = configuration.rescaleByDecoderNorm
        let keepsRows = configuration.activation == .topk && configuration.decoderNorm == .free && !choosesByNorm
        var plain = configuration
        plain.activation = configuration.activation == .batchtopk ? .jumprelu : configuration.activation
        plain.thresholdParameter = .linear
        plain.decoderNorm = keepsRows ? .free : .unit
        plain.rescaleByDecoderNorm = false
        let result = Autoencoder(configuration: plain, width: width, inference: inference)

        engine.scale(encoder, by: inputScale, into: result.encoder)
        engine.scale(decoder, by: 1 / inputScale, into: result.decoder)
        engine.scale(decoderBias, by: 1 / inputScale, into: result.decoderBias)
        engine.copy(encoderBias, into: result.encoderBias)
        let batchTopK = configuration.activation == .batchtopk
        if configuration.activation == .jumprelu {
            effectiveThreshold(engine: engine, into: result.threshold)
        } else if batchTopK {
            // An unset T is below 0, and means a plain ReLU.
            engine.fill(result.threshold, with: max(0, batchThreshold))
        }
        if keepsRows { return result }

        let norms = Matrix(rows: 1, columns: latents)
        engine.rowNorms(result.decoder, into: norms)
        engine.scaleRows(result.encoder, by: norms, into: result.encoder)
        engine.multiply(result.encoderBias, norms, into: result.encoderBias)
        if batchTopK && choosesByNorm {
            engine.scale(result.threshold, by: 1 / inputScale, into: result.threshold)
        } else {
            engine.multiply(result.threshold, norms, into: result.threshold)
        }
        engine.normalizeRows(result.decoder)
        return result
    }
}

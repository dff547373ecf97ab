#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif
public import Engine
import Records

/// How training goes on from a finished SAE (`init.from`): the way back from `folded`.
extension Autoencoder {
    /// Takes over a finished SAE's weights, which read activations x as the model gives them, for training on x·s.
    ///
    /// Latents become s·f, so encoder and decoder stay what they are and `b_e·s, θ·s, b_d·s`. Where this SAE's decoder rows
    /// are kept at norm 1 and the other's are not, `W_e·n, b_e·n, θ·n, W_d/n` come first. Whether b_d is subtracted from the
    /// input may differ: then b_e makes up for it (`b_e ∓ W_e b_d`), so that the first step sees the same latents.
    ///
    /// A threshold is taken over where both have one for each latent; else it starts as in any run.
    ///
    /// - Parameters:
    ///   - sae: `[F, d]` as this one.
    ///   - inputScale: s, by what activations are multiplied in training.
    public func take(_ sae: Autoencoder, inputScale: Float, engine: ComputeEngine) {
        precondition(sae.latents == latents && sae.width == width, "an SAE of [\(sae.latents), \(sae.width)] for one of [\(latents), \(width)]")
        precondition(inputScale > 0 && inputScale.isFinite, "an input scale of \(inputScale)")
        engine.copy(sae.encoder, into: encoder)
        engine.copy(sae.decoder, into: decoder)
        engine.copy(sae.encoderBias, into: encoderBias)
        if sae.configuration.subtractDecoderBias != configuration.subtractDecoderBias {
            let moved = Matrix(rows: 1, columns: latents)
            engine.product(
                sae.decoderBias, transposed: sae.encoder, into: moved,
                scale: sae.configuration.subtractDecoderBias ? -1 : 1)
            engine.add(encoderBias, moved, into: encoderBias)
        }
        let hasThresholds = sae.configuration.activation == .jumprelu && configuration.activation == .jumprelu
        let theta = Matrix(rows: 1, columns: latents)
        if hasThresholds { sae.effectiveThreshold(engine: engine, into: theta) }
        if configuration.decoderNorm == .unit {
            let norms = Matrix(rows: 1, columns: latents)
            engine.rowNorms(decoder, into: norms)
            engine.scaleRows(encoder, by: norms, into: encoder)
            engine.multiply(encoderBias, norms, into: encoderBias)
            engine.multiply(theta, norms, into: theta)
            engine.normalizeRows(decoder)
        }
        engine.scale(encoderBias, by: inputScale, into: encoderBias)
        engine.scale(sae.decoderBias, by: inputScale, into: decoderBias)
        engine.fill(threshold, with: 0)
        if hasThresholds {
            engine.scale(theta, by: inputScale, into: theta)
            switch configuration.thresholdParameter {
            case .linear: engine.copy(theta, into: threshold)
            case .logarithm:
                // log 0 would stay where it is for ever.
                threshold.assign(theta.toArray().map { log(max($0, Autoencoder.leastThreshold)) })
            }
        } else {
            Objective.activationFunction(configuration.activation).initialise(self, engine: engine)
        }
        batchThreshold = configuration.thresholdRule == .saelens ? 0 : -1
        // batchtopk's T is written as every latent's θ: so it goes on from there, instead of learning it anew.
        if configuration.activation == .batchtopk, sae.configuration.activation == .jumprelu {
            let norms = Matrix(rows: 1, columns: latents), own = Matrix(rows: 1, columns: latents)
            sae.effectiveThreshold(engine: engine, into: own)
            if configuration.decoderNorm == .unit || configuration.rescaleByDecoderNorm {
                engine.rowNorms(sae.decoder, into: norms)
                engine.multiply(own, norms, into: own)
            }
            let thresholds = own.toArray().filter(\.isFinite)
            let mean = thresholds.reduce(0.0) { $0 + Double($1) } / Double(max(1, thresholds.count))
            if mean > 0 { batchThreshold = Float(mean) * inputScale }
        }
    }

    /// What a threshold of 0 becomes where its logarithm is trained.
    private static let leastThreshold: Float = 1e-6
}

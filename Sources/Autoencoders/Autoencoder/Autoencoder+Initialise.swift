public import Engine
public import Records

/// Where the weights start (method.md, Initialisation; SAELens and dictionary_learning, `encoder_from_decoder`).
extension Autoencoder {
    /// Gives every parameter its first value, from `seed` alone (and the first batch, for a geometric median).
    ///
    /// - Parameters:
    ///   - start: how encoder and decoder are drawn and related; the decoder's row norm; the decoder bias.
    ///   - firstBatch: `[B, d]`, needed when `start.decoderBias` is `geometricMedian`.
    public func initialise(
        _ start: InitialisationConfig, seed: UInt64, engine: ComputeEngine, firstBatch: Matrix? = nil
    ) {
        // Each matrix has a stream of its own, so that one option does not move another's numbers.
        var forEncoder = CounterRandom(seed: seed, stream: 1), forDecoder = CounterRandom(seed: seed, stream: 2)
        let bound = start.bound > 0 ? start.bound : 1 / Float(width).squareRoot()
        switch start.relation {
        case .tied:
            engine.fillUniform(encoder, in: -bound...bound, using: &forEncoder)
            engine.copy(encoder, into: decoder)
            scaleDecoder(to: start.decoderNorm, engine)
        case .independent:
            engine.fillUniform(encoder, in: -bound...bound, using: &forEncoder)
            engine.fillUniform(decoder, in: -bound...bound, using: &forDecoder)
            scaleDecoder(to: start.decoderNorm, engine)
        case .encoderFromDecoder:
            // Kaiming-uniform: ±√(6/d). Only the directions outlive the next line.
            let kaiming = (6 / Float(width)).squareRoot()
            engine.fillUniform(decoder, in: -kaiming...kaiming, using: &forDecoder)
            scaleDecoder(to: start.decoderNorm, engine)
            engine.copy(decoder, into: encoder)
        }
        engine.fill(encoderBias, with: 0)
        switch start.decoderBias {
        case .zero: engine.fill(decoderBias, with: 0)
        case .geometricMedian:
            guard let firstBatch else { preconditionFailure("a geometric median needs a first batch") }
            engine.geometricMedian(of: firstBatch, iterations: 100, into: decoderBias)
        }
        engine.fill(threshold, with: 0)
        Objective.activationFunction(configuration.activation).initialise(self, engine: engine)
        batchThreshold = configuration.thresholdRule == .saelens ? 0 : -1
    }

    private func scaleDecoder(to norm: Float, _ engine: ComputeEngine) {
        engine.normalizeRows(decoder)
        if norm != 1 { engine.scale(decoder, by: norm, into: decoder) }
    }
}

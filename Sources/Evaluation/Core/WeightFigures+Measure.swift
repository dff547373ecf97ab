import Autoencoders
import Engine

extension WeightFigures {
    /// Measures the weights of an SAE; no F x F matrix is formed.
    init(of sae: EvaluatedSAE, engine: ComputeEngine) {
        let parameters = sae.autoencoder
        let norms = Matrix(rows: 1, columns: sae.latents), others = Matrix(rows: 1, columns: sae.latents)
        let products = Matrix(rows: 1, columns: sae.latents)
        engine.rowNorms(parameters.encoder, into: norms)
        engine.rowNorms(parameters.decoder, into: others)
        engine.rowDots(parameters.encoder, parameters.decoder, into: products)
        encoderNorms = norms.toArray().map(Double.init)
        encoderBiases = parameters.encoderBias.toArray().map(Double.init)
        let decoderNorms = others.toArray().map(Double.init)
        encoderDecoderCosines = products.toArray().enumerated().map {
            Double($1) / (encoderNorms[$0] * decoderNorms[$0])
        }
        largestEncoderCosines = Self.largestCosines(parameters.encoder, engine)
        largestDecoderCosines = Self.largestCosines(parameters.decoder, engine)
    }

    /// How near each row's nearest other row is; −∞ where there is no other.
    private static func largestCosines(_ w: Matrix, _ engine: ComputeEngine) -> [Double] {
        engine.nearestCosines(w, most: 1).map { $0.first.map { Double($0.cosine) } ?? -.infinity }
    }
}

package import Autoencoders
package import Engine
import Failures
import Records

/// One threshold for all latents, such that so many of them fire on a row on average: so that SAEs whose threshold came
/// out of training differently are read at the same L0.
package enum CommonThreshold {
    /// Whether the SAE has one threshold that all its latents share, as batchtopk's finished form has.
    package static func isShared(by sae: Autoencoder) -> Bool {
        guard sae.configuration.activation == .jumprelu else { return false }
        let all = sae.threshold.toArray()
        guard let least = all.min(), let most = all.max() else { return false }
        return most - least <= 1e-3 * abs(most)
    }

    /// A copy with the threshold at which `wanted` latents fire on a row of `x [n, d]`, on average: the largest
    /// pre-activations of all rows together, `wanted · n` of them. An SAE with fewer above 0 gets threshold 0.
    package static func setting(
        _ wanted: Double, of sae: Autoencoder, on x: Matrix, engine: ComputeEngine
    ) -> (sae: Autoencoder, threshold: Float) {
        let copy = Autoencoder(configuration: sae.configuration, width: sae.width, inference: sae.inference)
        for (from, to) in [
            (sae.encoder, copy.encoder), (sae.encoderBias, copy.encoderBias), (sae.decoder, copy.decoder),
            (sae.decoderBias, copy.decoderBias),
        ] { engine.copy(from, into: to) }
        let count = Int(bounded: (wanted * Double(x.rows)).rounded())
        // Lowered until enough exceed it, so that entries are few.
        var bound = sae.threshold.toArray().max() ?? 0
        var values: [Float] = []
        while true {
            engine.fill(copy.threshold, with: bound)
            values = firing(copy, on: x, engine)
            if values.count > count || bound == 0 { break }
            bound = bound > 1e-6 ? bound / 2 : 0
        }
        values.sort(by: >)
        // A latent fires above the threshold, not at it.
        let threshold = count > 0 && count < values.count ? values[count] : count == 0 ? values.first ?? 0 : 0
        engine.fill(copy.threshold, with: threshold)
        return (copy, threshold)
    }

    private static func firing(_ sae: Autoencoder, on x: Matrix, _ engine: ComputeEngine) -> [Float] {
        let values = LatentValues()
        var all: [Float] = []
        RowEncoder(sae, engine: engine).forEachBlock(of: x) { latents, _ in
            engine.copyValues(of: latents, into: values)
            all += values.toArray()
        }
        return all
    }
}

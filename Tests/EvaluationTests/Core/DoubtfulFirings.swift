import Autoencoders
import Engine
import Evaluation
import LanguageModels
import Records

/// Firings that rounding decides: where a pre-activation lies so near to what it must exceed that two programs in
/// float32 may each be right. The golden figures count firings, so these alone may differ.
struct DoubtfulFirings {
    /// For each latent, of the golden's second slice. `[F]`
    private(set) var counts: [Int]
    /// Tokens of that slice that are not special.
    private(set) var tokens = 0

    /// Activations have norms near 74 and agree between programs to 3e-5 at most, and encoder rows have norms near 1;
    /// so pre-activations agree to well under this.
    private static let margin: Float = 5e-5

    init(_ sae: EvaluatedSAE, _ engine: ComputeEngine) throws {
        let parameters = sae.autoencoder, model = try CoreFixtures.model(engine)
        let thresholds = parameters.threshold.toArray()
        counts = Array(repeating: 0, count: sae.latents)
        for row in try CoreFixtures.tokens().rows[64...] {
            let x = Matrix(rows: row.count, columns: sae.width), z = Matrix(rows: row.count, columns: sae.latents)
            try model.activations(of: TokenBatch([row]), at: sae.hook, into: x)
            engine.subtractRow(x, parameters.decoderBias, into: x)
            engine.product(x, transposed: parameters.encoder, into: z)
            engine.addRow(z, parameters.encoderBias, into: z)
            let all = z.toArray()
            for (position, id) in row.enumerated() where !CoreFixtures.special.contains(id) {
                let values = Array(all[position * sae.latents..<(position + 1) * sae.latents])
                tokens += 1
                var cut: Float?
                if parameters.configuration.activation == .topk {
                    let sorted = values.sorted(by: >), k = parameters.configuration.k
                    guard sorted[k - 1] - sorted[k] < Self.margin else { continue }
                    cut = (sorted[k - 1] + sorted[k]) / 2
                }
                for (latent, value) in values.enumerated()
                where abs(value - (cut ?? thresholds[latent])) < Self.margin {
                    counts[latent] += 1
                }
            }
        }
    }
}

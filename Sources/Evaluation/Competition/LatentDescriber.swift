import Autoencoders
import Engine
import LanguageModels
import Records

/// Describes every latent of an SAE, in order.
struct LatentDescriber {
    let sae: EvaluatedSAE
    let activity: LatentActivity
    let network: CompetitionNetwork
    let contexts: LatentContexts
    let logits: DecoderLogits
    let associations: LatentAssociations
    let settings: CompetitionSettings
    let engine: ComputeEngine

    /// - Parameters:
    ///   - strongest: of each latent the tokens on which it fires most.
    ///   - each: given every latent's record, ids ascending.
    /// - Throws: what the model, `progress` and `each` throw.
    func describe(
        strongest: [[(row: Int, value: Float)]], progress: EvaluationProgress, each: (LatentRecord) throws -> Void
    ) throws {
        let parameters = sae.autoencoder, count = sae.latents
        let nearest = try engine.nearestCosines(parameters.decoder, most: settings.neighbours) {
            try progress("nearest latents", $0)
        }
        let cosines = encoderDecoderCosines()
        let histograms = engine.logarithmicCounts(of: activity.latents, activity.order)
        let size = logits.blockSize
        for first in stride(from: 0, to: count, by: size) {
            try progress("latents", Double(first) / Double(count))
            let block = first..<min(count, first + size)
            // Of latents that never fire nobody asks what they would do.
            let alive = block.filter { !strongest[$0].isEmpty }
            let ends = try logits.ends(of: alive.map(Int32.init), decoder: parameters.decoder, count: settings.logits)
            let found = Dictionary(uniqueKeysWithValues: zip(alive, ends))
            for latent in block {
                var record = LatentRecord(id: latent, isAlive: !strongest[latent].isEmpty)
                record.density = activity.density(latent).rounded(digits: 4)
                record.maximum = strongest[latent].first.map { Double($0.value).rounded(digits: 4) }
                record.histogram = histograms[latent].map {
                    .init(start: $0.start.rounded(digits: 6), width: $0.width, counts: $0.counts)
                }
                record.contexts = contexts.contexts(of: latent, strongest: strongest[latent])
                record.topLogits = found[latent]?.top ?? []
                record.bottomLogits = found[latent]?.bottom ?? []
                record.encoderDecoderCosine = cosines[latent]?.rounded(digits: 4)
                record.nearest = nearest[latent].map { .init(id: $0.row, value: Double($0.cosine).rounded(digits: 4)) }
                record.competing = network.partners(latent).prefix(settings.neighbours).map {
                    .init(id: Int($0.latent), value: Double($0.coefficient).rounded(digits: 4))
                }
                record.associations = associations[latent]
                try each(record)
            }
        }
        try progress("latents", 1)
    }

    /// Nil where a row is zero.
    private func encoderDecoderCosines() -> [Double?] {
        let parameters = sae.autoencoder
        let norms = Matrix(rows: 1, columns: sae.latents), others = Matrix(rows: 1, columns: sae.latents)
        let products = Matrix(rows: 1, columns: sae.latents)
        engine.rowNorms(parameters.encoder, into: norms)
        engine.rowNorms(parameters.decoder, into: others)
        engine.rowDots(parameters.encoder, parameters.decoder, into: products)
        let lengths = zip(norms.toArray(), others.toArray()).map { Double($0) * Double($1) }
        return zip(products.toArray(), lengths).map { $1 > 0 ? Double($0) / $1 : nil }
    }
}

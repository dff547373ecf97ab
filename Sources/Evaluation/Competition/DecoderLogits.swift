import Engine
import LanguageModels
import Records

/// Which tokens a latent's decoder row makes likelier and less likely.
struct DecoderLogits {
    /// Largest first, and smallest first.
    typealias Ends = (top: [LatentRecord.Logit], bottom: [LatentRecord.Logit])

    let model: LanguageModel
    /// Where the SAE reads and writes.
    let hook: Hookpoint
    let texts: TokenTexts
    let engine: ComputeEngine

    /// Latents whose logits are held at a time: 64 MiB of them.
    var blockSize: Int { max(16, (1 << 24) / model.configuration.vocabularySize) }

    /// Of some rows of the decoder `[F, width(at: hook)]`, in their order; without entries at a hook point from which
    /// nothing goes to the logits by matrices alone.
    ///
    /// Throws what `LanguageModel.directLogits` throws.
    func ends(of latents: [Int32], decoder: Matrix, count: Int) throws -> [Ends] {
        guard model.hasDirectLogits(at: hook) else { return latents.map { _ in ([], []) } }
        if latents.isEmpty { return [] }
        let vocabulary = model.configuration.vocabularySize, k = min(count, vocabulary)
        let directions = Matrix(rows: latents.count, columns: decoder.columns)
        engine.gatherRows(decoder, latents, into: directions)
        let logits = Matrix(rows: latents.count, columns: vocabulary)
        try model.directLogits(of: directions, at: hook, into: logits)
        let values = Matrix(rows: latents.count, columns: k), tokens = IndexMatrix(rows: latents.count, columns: k)
        func largest(_ sign: Double) -> [[LatentRecord.Logit]] {
            engine.topKPerRow(logits, k, values: values, indices: tokens)
            let numbers = values.toArray(), ids = tokens.toArray()
            return latents.indices.map { row in
                (row * k..<(row + 1) * k).map {
                    .init(token: texts[ids[$0]], value: (sign * Double(numbers[$0])).rounded(digits: 4))
                }
            }
        }
        let top = largest(1)
        engine.scale(logits, by: -1, into: logits)
        let bottom = largest(-1)
        return zip(top, bottom).map { ($0, $1) }
    }
}

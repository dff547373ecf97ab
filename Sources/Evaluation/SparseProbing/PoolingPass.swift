import Autoencoders
import Engine
import Foundation
import LanguageModels
import Tokens

/// Takes texts through the model once and pools their activations, and every SAE's latents, to one row a text.
struct PoolingPass {
    let model: LanguageModel
    let tokenizer: Tokenizer
    let hook: Hookpoint
    let saes: [Autoencoder]
    let pooling: Pooling
    let contextLength: Int
    let engine: ComputeEngine

    /// Tokens of one model batch, padding included, and of one piece that is encoded: bounds on memory.
    private static let batchTokens = 4096
    private static let encodedTokens = 1024

    /// Features of some texts. `rows[text]` is a text's row in all of them.
    struct Features {
        var model: SparseLatents
        var latents: [SparseLatents]
        var rows: [Int32]
    }

    /// Where the time went, in seconds.
    struct Times: Sendable, Codable, Equatable {
        var model = 0.0
        var encoder = 0.0
        var probes = 0.0

        var total: Double { model + encoder + probes }
    }

    /// Features of texts. Positions that hold a padding, end or beginning token count for nothing; what is left of a
    /// text is pooled for the model's channels as it is, and for an SAE after each token was encoded.
    ///
    /// Texts go through the model in order of their lengths, so that little is padded.
    ///
    /// - Parameter progress: is told the share of the texts that is done, batch by batch.
    func run(
        _ texts: [[UInt8]], times: inout Times, progress: (Double) throws -> Void = { _ in }
    ) throws -> Features {
        let special = Set([tokenizer.padID, tokenizer.eosID, tokenizer.bosID].compactMap(\.self))
        let clock = ContinuousClock()
        var began = clock.now
        let ids = try texts.map { Array(try tokenizer.row(of: $0).prefix(contextLength)) }
        let order = ids.indices.sorted { (ids[$0].count, $0) < (ids[$1].count, $1) }
        var features = Features(
            model: SparseLatents(columns: model.configuration.width(at: hook)),
            latents: saes.map { SparseLatents(columns: $0.latents) }, rows: [Int32](repeating: 0, count: texts.count))
        for (row, text) in order.enumerated() { features.rows[text] = Int32(row) }
        var next = 0
        while next < order.count {
            var end = next + 1
            // The longest of a batch is its last.
            while end < order.count, ids[order[end]].count * (end + 1 - next) <= Self.batchTokens { end += 1 }
            let batch = TokenBatch(order[next..<end].map { ids[$0] }, padding: tokenizer.padID ?? 0)
            next = end
            let activations = Matrix(rows: batch.count, columns: model.configuration.width(at: hook))
            if batch.count > 0 { try model.activations(of: batch, at: hook, into: activations) }
            let (present, segments) = Self.present(batch, without: special)
            let kept = Matrix(rows: present.count, columns: activations.columns)
            engine.gatherRows(activations, present, into: kept)
            let pooled = Matrix(rows: segments.count, columns: kept.columns)
            engine.pool(kept, segments: segments, by: pooling, into: pooled)
            features.model.append(pooled)
            times.model += (clock.now - began).seconds
            began = clock.now
            for (index, sae) in saes.enumerated() { encode(kept, segments, by: sae, into: features.latents[index]) }
            times.encoder += (clock.now - began).seconds
            try progress(Double(next) / Double(order.count))
            began = clock.now
        }
        return features
    }

    /// The rows of a batch that hold text, and how many each sequence has.
    private static func present(_ batch: TokenBatch, without special: Set<Int32>) -> (rows: [Int32], counts: [Int]) {
        var rows: [Int32] = [], counts: [Int] = []
        for (sequence, length) in batch.lengths.enumerated() {
            let before = rows.count, first = sequence * batch.length
            for at in first..<first + length where !special.contains(batch.ids[at]) { rows.append(Int32(at)) }
            counts.append(rows.count - before)
        }
        return (rows, counts)
    }

    private func encode(_ kept: Matrix, _ segments: [Int], by sae: Autoencoder, into out: SparseLatents) {
        var ends: [Int] = [], end = 0
        for count in segments {
            end += count
            ends.append(end)
        }
        RowEncoder(sae, height: Self.encodedTokens, engine: engine).forEachBlock(of: kept, textEnds: ends) {
            latents, _, texts in
            engine.pool(latents, segments: Array(segments[texts]), by: pooling, appendingTo: out)
        }
    }
}

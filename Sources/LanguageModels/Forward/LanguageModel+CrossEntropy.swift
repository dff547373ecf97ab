import Engine
import Failures

/// How well the model predicts a text: the quickest way to see that a folder is read as it is meant.
extension LanguageModel {
    /// The sum over a text's tokens, but the first, of −ln p(token | those before it), in nats, and how many tokens that
    /// is. A text longer than `row` tokens is read in rows that know nothing of each other.
    ///
    /// Logits exist for a few positions at a time: `[64, V]` of them.
    ///
    /// Throws as `activations(of:at:into:)` does.
    public func crossEntropy(of ids: [Int32], row: Int = 2048) throws -> (sum: Double, predicted: Int) {
        let length = min(row, configuration.contextLength), block = 64
        precondition(length > 1, "rows of \(row) tokens")
        let last = Hookpoint(layer: configuration.layers - 1, site: .residPost)
        var sum = 0.0, predicted = 0
        for start in stride(from: 0, to: ids.count, by: length) {
            let tokens = Array(ids[start..<min(ids.count, start + length)])
            let stream = Matrix(rows: tokens.count, columns: configuration.hiddenSize)
            try activations(of: TokenBatch([tokens]), at: last, into: stream)
            for first in stride(from: 0, to: tokens.count - 1, by: block) {
                let end = min(tokens.count - 1, first + block)
                let part = Matrix(rows: end - first, columns: stream.columns)
                engine.gatherRows(stream, (first..<end).map { Int32($0) }, into: part)
                let logits = Matrix(rows: end - first, columns: configuration.vocabularySize)
                try self.logits(ofFinal: part, into: logits)
                let losses = engine.crossEntropies(
                    logits, targets: Array(tokens[first + 1...end]), logSums: engine.logSumExps(logits))
                sum += losses.reduce(0, +)
                predicted += losses.count
            }
        }
        return (sum, predicted)
    }
}

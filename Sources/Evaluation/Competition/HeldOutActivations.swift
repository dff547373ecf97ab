public import Engine
public import LanguageModels

/// The model's activations of a text, shared by all SAEs of its hook: the model runs once.
public final class HeldOutActivations {
    public let text: HeldOutText
    /// Of the tokens that count, in order. `[n, d]`
    public let activations: Matrix

    /// Tokens that go through the model at a time.
    private static let batchTokens = 4096

    /// Throws what the model and `progress` throw.
    public init(
        _ text: HeldOutText, model: LanguageModel, engine: ComputeEngine, progress: EvaluationProgress = { _, _ in }
    ) throws {
        self.text = text
        let rows = text.rows
        activations = Matrix(rows: text.places.count, columns: try model.width(at: text.hook))
        let height = max(1, HeldOutActivations.batchTokens / max(1, rows.map(\.count).max() ?? 1))
        var done = 0
        for first in stride(from: 0, to: rows.count, by: height) {
            try progress("model", Double(first) / Double(rows.count))
            let part = Array(rows[first..<min(rows.count, first + height)])
            let batch = TokenBatch(part)
            let wanted = part.indices.flatMap { row in
                part[row].indices.filter { text.indices[first + row][$0] >= 0 }.map { Int32(row * batch.length + $0) }
            }
            if wanted.isEmpty { continue }
            let all = Matrix(rows: batch.count, columns: activations.columns)
            try model.activations(of: batch, at: text.hook, into: all)
            let chosen = Matrix(rows: wanted.count, columns: activations.columns)
            engine.gatherRows(all, wanted, into: chosen)
            engine.copyRows(of: chosen, into: activations, from: done)
            done += wanted.count
        }
        try progress("model", 1)
    }
}

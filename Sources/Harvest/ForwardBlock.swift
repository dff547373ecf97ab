package import Activations
package import Engine
package import LanguageModels
package import Tokens

/// The activations of the rows of text that last went through the model, handed out piece by piece.
package final class ForwardBlock {
    /// What a model does: the activations of a batch into `[batch.count, d]`.
    package typealias Forward = (_ batch: TokenBatch, _ output: Matrix) throws -> Void

    /// d.
    package let width: Int
    private let forward: Forward
    private let dropped: Int32?
    private let engine: ComputeEngine
    /// `[tokens of the batch, d]`, with room for the largest batch so far.
    private var activations: Matrix
    /// The rows of `activations` that are handed out, and where they come from.
    private var kept: [Int32] = []
    private var origins: [ActivationOrigin] = []
    /// How many of `kept` were handed out.
    package private(set) var delivered = 0

    /// - Parameter dropped: the token whose activations are left out wherever it stands; nil leaves none out.
    package init(width: Int, dropping dropped: Int32?, engine: ComputeEngine, forward: @escaping Forward) {
        self.width = width
        self.dropped = dropped
        self.engine = engine
        self.forward = forward
        activations = Matrix(rows: 0, columns: width)
    }

    /// Activations not yet handed out.
    package var remaining: Int { kept.count - delivered }

    /// Sends rows through the model in one batch; `contexts` are their numbers. What was there before is gone.
    ///
    /// - Returns: the tokens computed, padding not counted.
    /// - Throws: what the model throws; the block is empty then.
    @discardableResult
    package func run(_ rows: [TokenRow], contexts: [Int64]) throws -> Int {
        precondition(rows.count == contexts.count, "\(rows.count) rows with \(contexts.count) numbers")
        clear()
        let batch = TokenBatch(rows.map(\.ids))
        if activations.rowCapacity < batch.count { activations = Matrix(rows: batch.count, columns: width) }
        activations.setRows(batch.count)
        try forward(batch, activations)
        for (sequence, row) in rows.enumerated() {
            for (position, id) in row.ids.enumerated() where id != dropped {
                kept.append(Int32(sequence * batch.length + position))
                origins.append(ActivationOrigin(context: contexts[sequence], position: Int32(position)))
            }
        }
        return rows.reduce(0) { $0 + $1.count }
    }

    /// Writes up to `limit` of the remaining activations to `output`, from `row` on, and returns how many.
    package func deliver(into output: Matrix, at row: Int, limit: Int, origins out: inout [ActivationOrigin]) -> Int {
        let range = delivered..<delivered + min(max(0, limit), remaining)
        engine.gatherRows(activations, kept[range], into: output, from: row)
        out += origins[range]
        delivered = range.upperBound
        return range.count
    }

    /// Forgets what remains.
    package func clear() {
        kept.removeAll(keepingCapacity: true)
        origins.removeAll(keepingCapacity: true)
        delivered = 0
    }

    /// Passes over activations without handing them out; false when there are not so many.
    package func skip(_ count: Int) -> Bool {
        guard (0...remaining).contains(count) else { return false }
        delivered += count
        return true
    }
}

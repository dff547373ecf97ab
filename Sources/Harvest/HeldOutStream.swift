public import Activations
public import Engine
import Failures
public import LanguageModels
public import Tokens

/// The activations of a few given rows of text: those that training never sees, for the figures at the end.
public final class HeldOutStream: ActivationStream {
    public let rows: [TokenRow]
    private let block: ForwardBlock
    private let rowsPerForward: Int
    /// Rows that went through the model, those in `block` included.
    private var next = 0

    public convenience init(
        model: LanguageModel, rows: [TokenRow], hook: Hookpoint, dropping bosID: Int32?, batchTokens: Int? = nil,
        engine: ComputeEngine
    ) {
        let width = model.configuration.width(at: hook)
        self.init(
            rows: rows, batchTokens: batchTokens ?? HarvestStream.defaultBatchTokens(width: model.configuration.hiddenSize),
            block: ForwardBlock(width: width, dropping: bosID, engine: engine) {
                try model.activations(of: $0, at: hook, into: $1)
            })
    }

    package init(rows: [TokenRow], batchTokens: Int, block: ForwardBlock) {
        self.rows = rows
        self.block = block
        rowsPerForward = max(1, batchTokens / max(1, rows.map(\.count).max() ?? 1))
    }

    public var width: Int { block.width }

    /// An upper bound of the activations: the tokens of the rows.
    public var tokens: Int { rows.reduce(0) { $0 + $1.count } }

    public func read(into output: Matrix, at row: Int, limit: Int, origins: inout [ActivationOrigin]) throws -> Int {
        while block.remaining == 0 {
            if next == rows.count { return 0 }
            try runNextRows()
        }
        return block.deliver(into: output, at: row, limit: limit, origins: &origins)
    }

    /// All activations at once, `[n, d]`.
    ///
    /// - Throws: `Failure` of the model.
    public func matrix() throws -> Matrix {
        let output = Matrix(rows: tokens, columns: width)
        var origins: [ActivationOrigin] = []
        while case let count = try read(into: output, at: origins.count, limit: .max, origins: &origins), count > 0 {}
        output.setRows(origins.count)
        return output
    }

    private func runNextRows() throws {
        let range = next..<min(rows.count, next + rowsPerForward)
        try block.run(Array(rows[range]), contexts: range.map { Int64($0) })
        next = range.upperBound
    }

    private struct State: Codable {
        var rows: Int
        var next: Int
        var delivered: Int
    }

    public func saveState() throws -> SavedState {
        let first = (max(0, next - 1)) / rowsPerForward * rowsPerForward
        return try SavedState(
            block.remaining == 0
                ? State(rows: rows.count, next: next, delivered: 0)
                : State(rows: rows.count, next: first, delivered: block.delivered))
    }

    public func restore(_ state: SavedState) throws {
        let saved = try state.decode(State.self)
        block.clear()
        next = min(max(0, saved.next), rows.count)
        if saved.rows == rows.count, saved.next == next {
            if saved.delivered == 0 { return }
            if next < rows.count {
                try runNextRows()
                if block.skip(saved.delivered) { return }
            }
        }
        throw Failure(.badData, "a saved place in \(saved.rows) held-out rows does not fit \(rows.count)")
    }
}

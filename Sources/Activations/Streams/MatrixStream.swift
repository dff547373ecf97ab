public import Engine
import Failures
import Foundation

/// A stream over activations in memory: for one's own activations, and for tests.
public final class MatrixStream: ActivationStream {
    private let activations: Matrix
    private let context: Int
    private let engine: ComputeEngine
    private var position = 0

    /// - Parameters:
    ///   - activations: `[n, d]`, kept and not copied.
    ///   - context: how many consecutive rows belong to one text; nil: all of them.
    public init(_ activations: Matrix, context: Int? = nil, engine: ComputeEngine) {
        precondition(context.map { $0 > 0 } ?? true, "contexts of \(context ?? 0) rows")
        self.activations = activations
        self.context = context ?? max(1, activations.rows)
        self.engine = engine
    }

    public var width: Int { activations.columns }

    public func read(into output: Matrix, at row: Int, limit: Int, origins: inout [ActivationOrigin]) throws -> Int {
        let count = min(limit, activations.rows - position)
        if count <= 0 { return 0 }
        engine.copyRows(of: activations.rows(position..<position + count), into: output, from: row)
        for i in position..<position + count {
            origins.append(ActivationOrigin(context: Int64(i / context), position: Int32(i % context)))
        }
        position += count
        return count
    }

    private struct State: Codable {
        var rows: Int
        var position: Int
    }

    public func saveState() throws -> SavedState {
        try SavedState(State(rows: activations.rows, position: position))
    }

    public func restore(_ state: SavedState) throws {
        let saved = try state.decode(State.self)
        guard saved.rows == activations.rows, (0...saved.rows).contains(saved.position) else {
            throw Failure(
                .badData,
                "the saved position \(saved.position) of \(saved.rows) activations does not fit \(activations.rows)")
        }
        position = saved.position
    }
}

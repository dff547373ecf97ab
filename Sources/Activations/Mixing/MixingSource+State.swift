import Engine
import Failures
import Foundation
import Records

extension MixingSource {
    /// The order is not stored: the generator as it was before it gave the order gives it again.
    private struct State: Codable {
        var plan: MixingPlan
        var width: Int
        var generator: CounterRandom
        var rows: Int
        var cursor: Int
        var ended: Bool
        var tokensRead: Int
        var tokensServed: Int
        var scaler: ActivationScaler?
        var contexts: [Int64]
        var positions: [Int32]
        /// The stream's own JSON, as text.
        var stream: String

        enum CodingKeys: String, CodingKey {
            case plan, width, generator, rows, cursor, ended, scaler, contexts, positions, stream
            case tokensRead = "tokens_read"
            case tokensServed = "tokens_served"
        }
    }

    private static let bufferName = "buffer"
    private static let streamPrefix = "stream."

    /// The buffer's matrix is lent: write the state, or copy it, before the next batch is asked for.
    public func saveState() throws -> SavedState {
        let inner = try stream.saveState()
        let state = State(
            plan: plan, width: width, generator: randomBeforeOrder, rows: buffer.rows, cursor: cursor, ended: ended,
            tokensRead: tokensRead, tokensServed: tokensServed, scaler: scaler, contexts: origins.map(\.context),
            positions: origins.map(\.position), stream: String(decoding: inner.json, as: UTF8.self))
        let own = buffer.rows > 0 ? [(name: MixingSource.bufferName, matrix: buffer)] : []
        return try SavedState(
            state,
            tensors: own + inner.tensors.map { (name: MixingSource.streamPrefix + $0.name, matrix: $0.matrix) })
    }

    /// Takes over the state's buffer matrix: do not use it, or the source that lent it, afterwards.
    public func restore(_ state: SavedState) throws {
        let saved = try state.decode(State.self)
        guard saved.plan == plan, saved.width == width else {
            throw Failure(
                .usage,
                "the saved batches come from \(MixingSource.words(saved.plan, saved.width)), this run has "
                    + MixingSource.words(plan, width),
                remedy: "resume with the settings of the saved run")
        }
        let saves = state.tensor(MixingSource.bufferName) ?? Matrix(rows: 0, columns: width)
        let fills = saved.rows == plan.capacity || saved.ended || saved.rows == 0
        guard saves.rows == saved.rows, saves.columns == width, fills, (0...saved.rows).contains(saved.cursor),
            saved.contexts.count == saved.positions.count,
            saved.contexts.count == (plan.shuffle ? 0 : saved.rows)
        else {
            throw Failure(
                .badData, "a saved mixing buffer of \(saves.rows) rows of \(saves.columns) contradicts itself")
        }
        try stream.restore(
            SavedState(
                json: Data(saved.stream.utf8),
                tensors: state.tensors.filter { $0.name.hasPrefix(MixingSource.streamPrefix) }.map {
                    (name: String($0.name.dropFirst(MixingSource.streamPrefix.count)), matrix: $0.matrix)
                }))
        buffer = saves
        randomBeforeOrder = saved.generator
        random = saved.generator
        order = plan.shuffle && saved.rows > 0
            ? random.permutation(saved.rows) : (0..<Int32(saved.rows)).map { $0 }
        cursor = saved.cursor
        ended = saved.ended
        tokensRead = saved.tokensRead
        tokensServed = saved.tokensServed
        scaler = saved.scaler
        origins = zip(saved.contexts, saved.positions).map { ActivationOrigin(context: $0, position: $1) }
    }

    private static func words(_ plan: MixingPlan, _ width: Int) -> String {
        "width \(width), batch \(plan.batch), buffer \(plan.buffer), \(plan.tokens) tokens, "
            + "scaling \(plan.scaling.rawValue), shuffle \(plan.shuffle), seed \(plan.seed)"
    }
}

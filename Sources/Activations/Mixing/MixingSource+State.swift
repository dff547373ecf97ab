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
        try check(saved)
        guard saves.rows == saved.rows, saves.columns == width, engine.isFinite(saves) else {
            throw bad("'rows' \(saved.rows) of \(width) numbers are not those of the saved buffer")
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

    /// Every number is worked out from the plan and held against the saved one.
    private func check(_ saved: State) throws {
        guard let place = plan.place(served: saved.tokensServed, end: saved.ended ? saved.tokensRead : nil) else {
            throw bad(
                "'tokens_served' \(saved.tokensServed) cannot be: the plan is of \(plan.tokens) tokens in batches of "
                    + "\(plan.batch), 'tokens_read' is \(saved.tokensRead), 'ended' \(saved.ended)")
        }
        func require(_ key: String, _ number: Int, _ right: Int) throws {
            if number != right { throw bad("'\(key)' is \(number), but after \(saved.tokensServed) it is \(right)") }
        }
        try require("tokens_read", saved.tokensRead, place.read)
        try require("rows", saved.rows, place.rows)
        try require("cursor", saved.cursor, place.cursor)
        guard saved.generator == plan.generator(before: place.fills, saved: saved.generator) else {
            throw bad("'generator' is not where the orders of \(place.fills) buffers leave it")
        }
        let first = place.fills == 0 ? nil : plan.scaling == .none || place.read == 0 ? 0 : min(plan.capacity, place.read)
        guard saved.scaler?.tokens == first, saved.scaler.map({ $0.scaling == plan.scaling || place.read == 0 }) ?? true
        else { throw bad("'scaler' was not measured on the first buffer") }
        if plan.scaling == .none, let scale = saved.scaler?.scale, scale != 1 { throw bad("'scaler' is \(scale), expected 1") }
        let origins = plan.shuffle ? 0 : place.rows
        guard saved.contexts.count == origins, saved.positions.count == origins else {
            throw bad("'contexts' and 'positions' are not those of \(origins) rows")
        }
        for row in 0..<origins {
            let follows =
                row == 0 || saved.contexts[row] > saved.contexts[row - 1]
                || saved.contexts[row] == saved.contexts[row - 1] && saved.positions[row] > saved.positions[row - 1]
            guard saved.contexts[row] >= 0, saved.positions[row] >= 0, follows else {
                throw bad("'contexts' and 'positions' do not follow the text at row \(row)")
            }
        }
    }

    private func bad(_ what: String) -> Failure {
        Failure(.badData, what, remedy: "resume from another checkpoint of the same run")
    }

    private static func words(_ plan: MixingPlan, _ width: Int) -> String {
        "width \(width), batch \(plan.batch), buffer \(plan.buffer), \(plan.tokens) tokens, "
            + "scaling \(plan.scaling.rawValue), shuffle \(plan.shuffle), seed \(plan.seed)"
    }
}

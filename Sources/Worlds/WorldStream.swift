public import Activations
public import Engine
import Failures

/// A world's training tokens as a stream of activations.
///
/// Of a world with T tokens every row is one of them, drawn with equal chance and put back: the r-th draw follows from
/// (order, r) alone. All T are made at the start and held, `[T, d]`. Of a world without that number row r is token r,
/// made when it is asked for. Either way the stream has no end and its position is all there is to save.
public final class WorldStream: ActivationStream {
    private let world: World
    private let order: UInt64
    private let engine: ComputeEngine
    private let pool: Matrix?
    private var position = 0

    /// - Parameter order: seeds which token comes when: the run's seed of data, not the world's.
    /// - Throws: `Failure`, where a background cannot be read.
    public init(_ world: World, order: UInt64, engine: ComputeEngine) throws {
        self.world = world
        self.order = order
        self.engine = engine
        guard world.tokens > 0 else {
            pool = nil
            return
        }
        let pool = Matrix(rows: world.tokens, columns: world.width)
        try world.sample(0, count: world.tokens, of: .training, into: pool)
        self.pool = pool
    }

    public var width: Int { world.width }

    public func read(into output: Matrix, at row: Int, limit: Int, origins: inout [ActivationOrigin]) throws -> Int {
        if let pool {
            let drawn = (position..<position + limit).map { Int32(token(ofRow: $0)) }
            engine.gatherRows(pool, drawn[...], into: output, from: row)
        } else {
            try world.sample(position, count: limit, of: .training, into: output, at: row)
        }
        // No token follows another: each is a text of its own.
        for number in position..<position + limit { origins.append(ActivationOrigin(context: Int64(number), position: 0)) }
        position += limit
        return limit
    }

    /// Which of the T tokens row r is: the high half of a 64-bit word times T.
    private func token(ofRow row: Int) -> UInt64 {
        CounterRandom.block(seed: order, stream: WorldRandom.draws, position: UInt64(row)).0
            .multipliedFullWidth(by: UInt64(world.tokens)).high
    }

    private struct State: Codable {
        var world: String
        var seed: UInt64
        var tokens: Int
        var order: UInt64
        var position: Int
    }

    public func saveState() throws -> SavedState {
        try SavedState(
            State(world: world.name, seed: world.seed, tokens: world.tokens, order: order, position: position))
    }

    public func restore(_ state: SavedState) throws {
        let saved = try state.decode(State.self)
        let here = (world.name, world.seed, world.tokens, order)
        guard (saved.world, saved.seed, saved.tokens, saved.order) == here, saved.position >= 0 else {
            throw Failure(
                .badData,
                "the saved place is in world \(saved.world.quoted), seed \(saved.seed), \(saved.tokens) tokens in order "
                    + "\(saved.order); the run's is \(here.0.quoted), seed \(here.1), \(here.2) tokens in order \(here.3)",
                remedy: "resume from another checkpoint of the same run")
        }
        position = saved.position
    }
}

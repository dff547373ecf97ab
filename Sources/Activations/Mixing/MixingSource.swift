public import Engine
public import Records

/// Batches drawn from a stream through a mixing buffer.
///
/// The buffer is filled, its rows are put in a random order, half of it is served in whole batches, the served rows are
/// replaced by the next ones of the stream, and all are ordered anew. When the stream ends the rest is served, whole
/// batches only. With `shuffle` off the order is the text's, and every batch says each row's previous token.
///
/// The batches depend on the stream's rows and the plan alone: not on the pieces in which the stream delivers, nor on
/// the thread count. Memory: the buffer, which the stream writes into directly, and a few numbers per row.
public final class MixingSource: ActivationSource {
    public let plan: MixingPlan
    let stream: any ActivationStream
    let engine: ComputeEngine

    /// `[up to capacity, d]`, unscaled; made at the first fill. Its rows in use are the rows that were filled.
    var buffer: Matrix
    /// Of the buffer's rows; empty when mixing.
    var origins: [ActivationOrigin] = []
    /// The buffer's rows in the order of service.
    var order: [Int32] = []
    /// How many of `order` were served.
    var cursor = 0
    /// Gives the next order.
    var random: CounterRandom
    /// As it was before it gave the present order.
    var randomBeforeOrder: CounterRandom
    /// Whether the stream has no more rows for this source.
    var ended = false
    var scaler: ActivationScaler?

    /// Activations taken from the stream.
    public internal(set) var tokensRead = 0
    public internal(set) var tokensServed = 0
    public var modelTokens: Int { stream.tokensComputed }

    /// Keeps this source's random numbers apart from those of other users of the seed.
    static let randomStream: UInt64 = 0x6d69_7869_6e67

    public init(stream: any ActivationStream, plan: MixingPlan, engine: ComputeEngine) {
        self.stream = stream
        self.plan = plan
        self.engine = engine
        buffer = Matrix(rows: 0, columns: stream.width)
        random = CounterRandom(seed: plan.seed, stream: MixingSource.randomStream)
        randomBeforeOrder = random
    }

    /// The same with the parts of the plan one by one; see `MixingPlan`.
    public convenience init(
        stream: any ActivationStream, tokens: Int, buffer: Int = 0, batch: Int, scaling: InputScaling = .none,
        shuffle: Bool = true, seed: UInt64, engine: ComputeEngine
    ) {
        self.init(
            stream: stream,
            plan: MixingPlan(
                tokens: tokens, batch: batch, buffer: buffer, shuffle: shuffle, scaling: scaling, seed: seed),
            engine: engine)
    }

    public var width: Int { stream.width }
    public var inputScale: Float { scaler?.scale ?? 1 }
    /// How the scale was measured; nil before the first batch.
    public var inputScaler: ActivationScaler? { scaler }
    /// Whether the stream ended before it had given all the tokens of the plan.
    public var ranOut: Bool { ended && tokensRead < plan.tokens }

    public func next(into batch: ActivationBatch) throws -> Bool {
        precondition(
            batch.rows.rows == plan.batch && batch.rows.columns == width,
            "a batch of [\(batch.rows.rows), \(batch.rows.columns)] from a source of [\(plan.batch), \(width)]")
        if cursor + plan.batch > servedBeforeRefill {
            if ended { return false }
            try refill()
            if cursor + plan.batch > servedBeforeRefill { return false }
        }
        let served = cursor..<cursor + plan.batch
        engine.gatherRows(buffer, order[served], into: batch.rows, scale: inputScale)
        batch.previous = plan.shuffle ? nil : MixingSource.previousRows(of: origins[served])
        cursor = served.upperBound
        tokensServed += plan.batch
        return true
    }

    /// How many rows of the present order are served before the buffer is filled up again.
    private var servedBeforeRefill: Int {
        ended ? buffer.rows / plan.batch * plan.batch : min(plan.servedPerRound, buffer.rows)
    }

    /// For each row the index of the row that holds the previous token of its context, or -1. In the order of the
    /// text that can only be the row before.
    package static func previousRows(of origins: ArraySlice<ActivationOrigin>) -> [Int32] {
        origins.indices.map { i in
            i > origins.startIndex && origins[i].follows(origins[i - 1]) ? Int32(i - 1 - origins.startIndex) : -1
        }
    }
}

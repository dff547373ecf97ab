public import Records

/// Everything that decides, together with the stream's rows, which batches a `MixingSource` makes.
public struct MixingPlan: Sendable, Equatable, Codable {
    /// Activations in a batch: B.
    public var batch: Int
    /// Activations in the buffer; at least 2 B.
    public var buffer: Int
    /// Activations of the stream that may be used at all: a run reads no further. So a run on a long text and a run on
    /// shards that end here make the same batches.
    public var tokens: Int
    /// Off: batches follow the text.
    public var shuffle: Bool
    public var scaling: InputScaling
    public var seed: UInt64

    /// `buffer` 0 takes 100,000, or a quarter of `tokens` if that is less; whatever is said, at least two batches.
    public init(
        tokens: Int, batch: Int, buffer: Int = 0, shuffle: Bool = true, scaling: InputScaling = .none, seed: UInt64 = 0
    ) {
        precondition(
            batch > 0 && tokens >= 0 && buffer >= 0, "\(tokens) tokens in batches of \(batch), buffer \(buffer)")
        self.batch = batch
        self.tokens = tokens
        self.buffer = max(2 * batch, buffer > 0 ? buffer : min(100_000, tokens / 4))
        self.shuffle = shuffle
        self.scaling = scaling
        self.seed = seed
    }

    /// As a run's settings say.
    public init(_ config: RunConfig) {
        self.init(
            tokens: config.data.tokens, batch: config.data.batch, buffer: config.data.buffer,
            shuffle: config.data.shuffle, scaling: config.data.scaling, seed: config.data.seed ?? config.seed)
    }

    /// Rows that a buffer ever holds: no more than there are.
    var capacity: Int { max(1, min(buffer, tokens)) }

    /// Whole batches served from a full buffer before it is refilled: half of it when mixing, all of it otherwise.
    var servedPerRound: Int {
        let share = shuffle ? max(batch, buffer / 2) : buffer
        return share / batch * batch
    }
}

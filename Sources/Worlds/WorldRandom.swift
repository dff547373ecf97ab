import Engine

/// The substreams of a world's seed: one for each purpose, so that more of one changes nothing of another.
enum WorldRandom {
    private enum Purpose: UInt64 {
        case directions = 1, bias, rates, magnitudeTable, firing, magnitudes, noise, draws
    }

    /// "world", so that no other user of the seed has the same numbers.
    private static func stream(_ purpose: Purpose, _ part: UInt64 = 0) -> UInt64 {
        0x776f_726c_6400_0000 | purpose.rawValue << 8 | part
    }

    static func directions(_ seed: UInt64) -> CounterRandom { CounterRandom(seed: seed, stream: stream(.directions)) }
    static func bias(_ seed: UInt64) -> CounterRandom { CounterRandom(seed: seed, stream: stream(.bias)) }
    static func rates(_ seed: UInt64) -> CounterRandom { CounterRandom(seed: seed, stream: stream(.rates)) }
    static func magnitudeTable(_ seed: UInt64) -> CounterRandom {
        CounterRandom(seed: seed, stream: stream(.magnitudeTable))
    }
    static func firing(_ part: World.Part) -> UInt64 { stream(.firing, part.rawValue) }
    static func magnitudes(_ part: World.Part) -> UInt64 { stream(.magnitudes, part.rawValue) }
    static func noise(_ part: World.Part) -> UInt64 { stream(.noise, part.rawValue) }
    /// Which token of the pool comes next: of the order's seed, not of the world's.
    static let draws = stream(.draws)
}

/// The 32-bit words of a stream from one block on, one after the other.
struct WordReader {
    private let seed: UInt64
    private let stream: UInt64
    private var position: UInt64
    private var block: (UInt64, UInt64) = (0, 0)
    private var taken = 4

    init(seed: UInt64, stream: UInt64, block position: UInt64) {
        self.seed = seed
        self.stream = stream
        self.position = position
    }

    mutating func next() -> UInt32 {
        if taken == 4 {
            block = CounterRandom.block(seed: seed, stream: stream, position: position)
            position &+= 1
            taken = 0
        }
        defer { taken += 1 }
        let half = taken < 2 ? block.0 : block.1
        return UInt32(truncatingIfNeeded: taken % 2 == 0 ? half : half >> 32)
    }

    /// Uniform in [0, 1), 32 bits.
    mutating func uniform() -> Double { Double(next()) * 0x1p-32 }
}

/// A counter-based random generator (Philox 4x32-10, Salmon et al. 2011): its whole state is four integers, so it can
/// be saved, and any (seed, stream) pair is an independent sequence.
public struct CounterRandom: RandomNumberGenerator, Sendable, Hashable, Codable {
    public private(set) var seed: UInt64
    public private(set) var stream: UInt64
    /// Blocks of 128 bits drawn so far.
    public private(set) var position: UInt64
    /// Which half of the current block comes next.
    private var half: Bool

    public init(seed: UInt64, stream: UInt64 = 0) {
        self.seed = seed
        self.stream = stream
        position = 0
        half = false
    }

    public mutating func next() -> UInt64 {
        let block = CounterRandom.block(seed: seed, stream: stream, position: position)
        if half {
            half = false
            position &+= 1
            return block.1
        }
        half = true
        return block.0
    }

    /// Uniform in [0, 1), 24 bits.
    public mutating func uniform() -> Float { Float(next() >> 40) * 0x1p-24 }

    /// Uniform in `0..<bound`, without bias.
    public mutating func below(_ bound: Int) -> Int {
        precondition(bound > 0, "a random number below \(bound)")
        return Int(next(upperBound: UInt64(bound)))
    }

    /// Shuffles in place (Fisher and Yates, from the end).
    public mutating func shuffle<T>(_ elements: inout [T]) {
        guard elements.count > 1 else { return }
        for i in stride(from: elements.count - 1, to: 0, by: -1) { elements.swapAt(i, below(i + 1)) }
    }

    /// A random order of `0..<count`.
    public mutating func permutation(_ count: Int) -> [Int32] {
        var order = (0..<Int32(count)).map { $0 }
        shuffle(&order)
        return order
    }

    /// As it is after so many more calls of `next`, in one leap: what a saved generator is held against.
    package func advanced(by draws: Int) -> CounterRandom {
        precondition(draws >= 0, "\(draws) draws")
        var copy = self
        let halves = UInt64(draws) &+ (half ? 1 : 0)
        copy.position &+= halves / 2
        copy.half = halves % 2 == 1
        return copy
    }

    /// Reserves whole blocks of 128 bits for somebody else, and gives the position of the first; a half-used block is
    /// left behind.
    mutating func takeBlocks(_ count: Int) -> UInt64 {
        if half {
            half = false
            position &+= 1
        }
        defer { position &+= UInt64(count) }
        return position
    }

    /// The 128 bits at a position: ten Philox rounds on (position, stream) under the key `seed`.
    package static func block(seed: UInt64, stream: UInt64, position: UInt64) -> (UInt64, UInt64) {
        var x0 = UInt32(truncatingIfNeeded: position), x1 = UInt32(truncatingIfNeeded: position >> 32)
        var x2 = UInt32(truncatingIfNeeded: stream), x3 = UInt32(truncatingIfNeeded: stream >> 32)
        var k0 = UInt32(truncatingIfNeeded: seed), k1 = UInt32(truncatingIfNeeded: seed >> 32)
        for _ in 0..<10 {
            let p0 = UInt64(x0) &* 0xD251_1F53, p1 = UInt64(x2) &* 0xCD9E_8D57
            (x0, x1, x2, x3) = (
                UInt32(truncatingIfNeeded: p1 >> 32) ^ x1 ^ k0, UInt32(truncatingIfNeeded: p1),
                UInt32(truncatingIfNeeded: p0 >> 32) ^ x3 ^ k1, UInt32(truncatingIfNeeded: p0)
            )
            k0 &+= 0x9E37_79B9
            k1 &+= 0xBB67_AE85
        }
        return (UInt64(x1) << 32 | UInt64(x0), UInt64(x3) << 32 | UInt64(x2))
    }
}

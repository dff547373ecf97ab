/// MT19937 (Matsumoto and Nishimura 1998) with the draws of the three libraries that the reference evaluation samples
/// with, so that the same seed takes the same texts, the same negatives and the same batches as there.
///
/// Everything else in this package draws from `CounterRandom`; only a comparison with somebody else's stream needs this.
public struct MersenneTwister: Sendable {
    private static let size = 624
    private var state: [UInt32]
    private var index = MersenneTwister.size

    /// As PyTorch's `manual_seed` and NumPy's `RandomState(seed)` begin.
    public init(seed: UInt32) {
        state = [seed]
        for i in 1..<UInt32(Self.size) {
            let last = state[state.count - 1]
            state.append(1_812_433_253 &* (last ^ (last >> 30)) &+ i)
        }
    }

    /// As Python's `random.seed(seed)` begins: seeding by an array of one word.
    public init(pythonSeed seed: UInt32) {
        self.init(seed: 19_650_218)
        var i = 1
        for _ in 0..<Self.size {
            let last = state[i - 1]
            state[i] = (state[i] ^ ((last ^ (last >> 30)) &* 1_664_525)) &+ seed
            advance(&i)
        }
        for _ in 1..<Self.size {
            let last = state[i - 1]
            state[i] = (state[i] ^ ((last ^ (last >> 30)) &* 1_566_083_941)) &- UInt32(i)
            advance(&i)
        }
        state[0] = 0x8000_0000
    }

    private mutating func advance(_ i: inout Int) {
        i += 1
        if i == Self.size {
            state[0] = state[Self.size - 1]
            i = 1
        }
    }

    /// The next 32 bits.
    public mutating func next() -> UInt32 {
        if index == Self.size { refill() }
        var y = state[index]
        index += 1
        y ^= y >> 11
        y ^= (y << 7) & 0x9D2C_5680
        y ^= (y << 15) & 0xEFC6_0000
        return y ^ (y >> 18)
    }

    private mutating func refill() {
        for i in 0..<Self.size {
            let y = (state[i] & 0x8000_0000) | (state[(i + 1) % Self.size] & 0x7FFF_FFFF)
            state[i] = state[(i + 397) % Self.size] ^ (y >> 1) ^ (y & 1 == 0 ? 0 : 0x9908_B0DF)
        }
        index = 0
    }

    /// `torch.randperm(count)` on the CPU.
    public mutating func torchPermutation(_ count: Int) -> [Int32] {
        var order = (0..<Int32(count)).map { $0 }
        for i in 0..<Swift.max(0, count - 1) { order.swapAt(i, i + Int(next() % UInt32(count - i))) }
        return order
    }

    /// `torch.empty(count).uniform_(-bound, bound)` in float32: 24 bits a number.
    public mutating func torchUniform(_ count: Int, bound: Float) -> [Float] {
        (0..<count).map { _ in Float(next() & 0xFF_FFFF) * 0x1p-24 * (bound - -bound) + -bound }
    }

    /// NumPy's legacy `permutation(count)`, whose first n are what pandas' `sample(n, random_state:)` takes.
    public mutating func numpyPermutation(_ count: Int) -> [Int32] {
        var order = (0..<Int32(count)).map { $0 }
        for i in stride(from: count - 1, to: 0, by: -1) {
            let mask = UInt32.max >> UInt32(UInt32(i).leadingZeroBitCount)
            var draw = next() & mask
            while draw > UInt32(i) { draw = next() & mask }
            order.swapAt(i, Int(draw))
        }
        return order
    }

    /// Python's `random.shuffle`.
    public mutating func pythonShuffle<T>(_ elements: inout [T]) {
        for i in stride(from: elements.count - 1, to: 0, by: -1) {
            let bound = UInt32(i + 1), shift = UInt32(bound.leadingZeroBitCount)
            var draw = next() >> shift
            while draw >= bound { draw = next() >> shift }
            elements.swapAt(i, Int(draw))
        }
    }
}

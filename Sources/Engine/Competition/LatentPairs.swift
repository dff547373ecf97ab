/// Pairs of latents that fire together often enough: (i, j, c) with i < j, in order of i and then j.
public final class LatentPairs {
    /// F.
    public let latents: Int
    /// Pairs held.
    public private(set) var count = 0
    /// Pairs that fit without a new allocation.
    public var capacity: Int { max(partners.capacity, coefficients.capacity) }
    /// Where the pairs of each first latent begin; F + 1 numbers.
    let starts: Growable<Int>
    let partners = Growable<Int32>()
    /// c of each pair.
    let coefficients = Growable<Float>()
    /// w_i · w_j of each pair, once `pairDots` or `addPairGradient` has run.
    let dots = Growable<Float>()
    /// The pairs of each second latent with its lower partners, ascending, once `mirror` has run.
    let mirrorStarts: Growable<Int>
    let mirrorPartners = Growable<Int32>()
    /// For each of these the pair it is.
    let mirrorPairs = Growable<Int32>()
    /// Every latent once: the order in which gradients go through them.
    let visits: Growable<Int32>
    /// Columns that a device's block has sums of at most: what the kernel's shared memory holds. For tests: fewer, a multiple
    /// of 64.
    package var mostColumns = 57_088
    /// What one block of latents has found.
    let found: [Found]
    /// Per-worker sums over partners; all 0 between uses.
    var workers: [WorkerSums] = []

    final class Found {
        let partners = Scratch<Int32>()
        let coefficients = Scratch<Float>()
        let counts: Scratch<Int>
        var count = 0
        init(latents: Int) { counts = Scratch(capacity: latents) }

        func begin() {
            count = 0
            counts.base.update(repeating: 0, count: LatentPairs.blockSize)
        }

        /// There must be room.
        @inline(__always) func add(_ partner: Int32, _ coefficient: Float) {
            partners.base[count] = partner
            coefficients.base[count] = coefficient
            count += 1
        }
    }

    final class WorkerSums {
        let sums: Scratch<Float>
        let marks: Scratch<UInt8>
        let columns: Scratch<Int32>
        let numbers: Scratch<Float>
        init(_ latents: Int) {
            sums = Scratch(capacity: latents)
            sums.base.update(repeating: 0, count: latents)
            marks = Scratch(capacity: latents / 64 + 1)
            marks.base.update(repeating: 0, count: latents / 64 + 1)
            columns = Scratch(capacity: max(64, latents))
            numbers = Scratch(capacity: max(64, latents))
        }
    }

    /// Latents that one block treats.
    static let blockSize = 32
    /// Blocks between two looks at how many pairs there are.
    static let blocksPerRound = 16

    public init(latents: Int) {
        self.latents = latents
        starts = Growable(capacity: latents + 1)
        mirrorStarts = Growable(capacity: latents + 2)
        visits = Growable(capacity: latents)
        starts.base.update(repeating: 0, count: latents + 1)
        mirrorStarts.base.update(repeating: 0, count: latents + 2)
        found = (0..<LatentPairs.blocksPerRound).map { _ in Found(latents: LatentPairs.blockSize) }
    }

    /// Pair number `index`: (i, j, c).
    public func pair(_ index: Int) -> (first: Int, second: Int, coefficient: Float) {
        precondition(index >= 0 && index < count, "pair \(index) of \(count)")
        var low = 0, high = latents
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts.reading[middle] <= index { low = middle } else { high = middle }
        }
        return (low, Int(partners.reading[index]), coefficients.reading[index])
    }

    /// w_i · w_j of pair number `index`, after `pairDots` or `addPairGradient`.
    public func dot(_ index: Int) -> Float {
        precondition(index >= 0 && index < count, "pair \(index) of \(count)")
        return dots.reading[index]
    }

    /// Every pair in order, after the dots are known.
    public func toArray() -> [KeptPair] {
        var list: [KeptPair] = []
        list.reserveCapacity(count)
        for i in 0..<latents {
            for p in starts.reading[i]..<starts.reading[i + 1] {
                list.append(
                    KeptPair(
                        first: Int32(i), second: partners.reading[p], coefficient: coefficients.reading[p], dot: dots.reading[p]))
            }
        }
        return list
    }

    /// `first`: the first latent that may have pairs.
    func begin(workers wanted: Int, first: Int = 0) {
        count = 0
        starts.base.update(repeating: 0, count: first + 1)
        for i in 0..<latents { visits.base[i] = Int32(i) }
        while workers.count < wanted { workers.append(WorkerSums(latents)) }
    }

    /// Begins anew where a device finds the pairs, whose starts it writes.
    func beginOnDevice() { count = 0 }

    /// Makes room for pairs that a device has counted.
    func closeOnDevice(count: Int) {
        self.count = count
        partners.reserve(count)
        coefficients.reserve(count)
        dots.reserve(count)
    }

    /// Joins what the blocks of one round found, in order.
    func append(_ blocks: ArraySlice<Found>, firstLatent: Int) {
        let total = blocks.reduce(count) { $0 + $1.count }
        partners.reserve(total, keeping: count)
        coefficients.reserve(total, keeping: count)
        var latent = firstLatent
        for block in blocks {
            partners.base.advanced(by: count).update(from: block.partners.base, count: block.count)
            coefficients.base.advanced(by: count).update(from: block.coefficients.base, count: block.count)
            var at = count
            for k in 0..<LatentPairs.blockSize where latent < latents {
                at += block.counts.base[k]
                starts.base[latent + 1] = at
                latent += 1
            }
            count += block.count
        }
    }

    /// No pairs of the latents from `latent` on.
    func close(from latent: Int) {
        for i in latent..<latents { starts.base[i + 1] = count }
    }

    func clear() {
        count = 0
        starts.base.update(repeating: 0, count: latents + 1)
    }
}

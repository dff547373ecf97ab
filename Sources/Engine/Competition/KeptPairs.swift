/// A pair of latents i < j that compete.
public struct KeptPair: Sendable, Equatable {
    /// i.
    public let first: Int32
    /// j.
    public let second: Int32
    /// c_ij.
    public let coefficient: Float
    /// w_i · w_j.
    public let dot: Float

    /// c (w_i·w_j)²: what the pair adds to the competition term.
    public var strength: Float { coefficient * dot * dot }
}

/// What an operation leaves of the pairs that it goes through: an output, as a matrix is one.
public final class KeptPairs {
    public enum Rule: Sendable, Equatable {
        /// All of them, by first and then second latent. Where there are more than `most`, more than `most` of them.
        case all(most: Int)
        /// So many of the strongest, the strongest first; of equals the first by latents.
        case strongest(Int)
    }

    /// F.
    public let latents: Int
    public let rule: Rule
    /// First latents are gone through in groups at the same time; each has a list of its own.
    private let groups: [Group]

    public init(latents: Int, keeping rule: Rule) {
        self.latents = latents
        self.rule = rule
        groups = (0..<(latents + LatentPairs.blockSize - 1) / LatentPairs.blockSize).map { _ in Group(rule) }
    }

    /// What was kept so far.
    public var pairs: [KeptPair] {
        if case .all = rule { return groups.flatMap(\.kept) }
        let best = Group(rule)
        for group in groups { for pair in group.kept { best.offer(pair) } }
        best.cut()
        return best.kept
    }

    /// Begins anew.
    public func clear() { for group in groups { group.clear() } }

    /// A pair of the group of i. One thread offers to a group at a time, i and j ascending.
    func offer(_ i: Int, _ j: Int, _ coefficient: Float, _ dot: Float) {
        groups[i / LatentPairs.blockSize].offer(
            KeptPair(first: Int32(i), second: Int32(j), coefficient: coefficient, dot: dot))
    }

    private final class Group {
        private let rule: Rule
        private(set) var kept: [KeptPair] = []
        private var least: Float = 0

        init(_ rule: Rule) { self.rule = rule }

        func offer(_ pair: KeptPair) {
            switch rule {
            case .all(let most):
                // More than may be are not wanted at all.
                if kept.count <= most { kept.append(pair) }
            case .strongest(let limit):
                if kept.count >= limit && pair.strength <= least { return }
                kept.append(pair)
                // Now and then cut back to the best, which raises the bar.
                if kept.count >= 4 * limit + 64 { cut() }
            }
        }

        /// Keeps the strongest, in order.
        func cut() {
            guard case .strongest(let limit) = rule else { return }
            kept.sort {
                $0.strength != $1.strength
                    ? $0.strength > $1.strength : ($0.first, $0.second) < ($1.first, $1.second)
            }
            if kept.count > limit { kept.removeLast(kept.count - limit) }
            least = kept.count == limit ? kept.last?.strength ?? 0 : 0
        }

        func clear() {
            kept.removeAll(keepingCapacity: true)
            least = 0
        }
    }
}

extension ComputeEngine {
    /// Offers every listed pair, after the dots are known.
    public func keep(_ pairs: LatentPairs, in kept: KeptPairs) { keep(pairs, of: 0..<pairs.latents, in: kept) }

    /// Those of some first latents, from a group's first on.
    func keep(_ pairs: LatentPairs, of latents: Range<Int>, in kept: KeptPairs) {
        precondition(kept.latents == pairs.latents, "pairs of \(pairs.latents) latents kept for \(kept.latents)")
        // Else two threads would offer to one group.
        let size = LatentPairs.blockSize
        precondition(latents.lowerBound % size == 0, "a group begins at a multiple of \(size), not at \(latents)")
        let starts = pairs.starts.reading, partners = pairs.partners.reading
        let coefficients = pairs.coefficients.reading, dots = pairs.dots.reading
        forEachRange(of: latents.count, by: size) { range, _ in
            for i in latents.lowerBound + range.lowerBound..<latents.lowerBound + range.upperBound {
                for p in starts[i]..<starts[i + 1] { kept.offer(i, Int(partners[p]), coefficients[p], dots[p]) }
            }
        }
    }

    /// Those of a block's pairs that pass.
    func keep(_ block: CompetitionBlock, in kept: KeptPairs) {
        let size = LatentPairs.blockSize
        precondition(block.first % size == 0, "a group begins at a multiple of \(size), not at \(block.first)")
        forEachRange(of: block.height, by: size) { range, _ in
            for r in range {
                for k in r + 1..<max(r + 1, block.width) {
                    let c = block.coefficient(r, k)
                    if c > block.limit {
                        kept.offer(block.first + r, block.first + k, c, block.dots[r * block.stride + k])
                    }
                }
            }
        }
    }
}

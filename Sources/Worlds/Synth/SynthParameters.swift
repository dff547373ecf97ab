import Engine

/// The numbers of SynthSAEBench's world (2602.14687; architectures.md 7): features in trees, firing together through a
/// low-rank normal, with magnitudes of their own. n features, rank r.
struct SynthParameters: Sendable {
    /// Chance that a feature fires, before its tree is asked: already made up for what the tree takes away. `[n]`
    var probabilities: [Double]
    /// F: features' loads on what they have in common. `[n, r]`, row by row.
    var factor: [Float]
    var rank: Int
    /// 1 − Σ F². `[n]`
    var diagonal: [Float]
    var means: [Float]
    var deviations: [Float]
    /// −1 without one. A parent has a smaller number than its children.
    var parents: [Int]
    /// Each child's stated share of its parent's tokens.
    var shares: [Double]

    var count: Int { probabilities.count }
}

/// The benchmark's own settings.
enum SynthSettings {
    static let features = 16_384
    static let width = 768
    static let roots = 128
    static let branching = 4
    static let depth = 3
    static let rank = 25
    static let loading: Float = 0.1
    static let leastDiagonal: Float = 0.01
    static let probabilities = 5e-4...0.4
    static let exponent = -0.5
    static let firstMean: Float = 5
    static let lastMean: Float = 4
    static let deviation: (mean: Float, deviation: Float) = (0.5, 0.5)
    static let bias: Float = 0.5
}

extension SynthParameters {
    /// As the benchmark makes them, with this program's random numbers.
    static func make(seed: UInt64, engine: ComputeEngine) -> SynthParameters {
        typealias Standard = SynthSettings
        let n = Standard.features, parents = trees()
        let base = zipf(n)
        let factor = Matrix(rows: n, columns: Standard.rank), deviations = Matrix(rows: 1, columns: n)
        var random = WorldRandom.rates(seed)
        engine.fillNormal(factor, standardDeviation: Standard.loading, using: &random)
        random = WorldRandom.magnitudeTable(seed)
        engine.fillNormal(
            deviations, mean: Standard.deviation.mean, standardDeviation: Standard.deviation.deviation, using: &random)
        var loads = factor.toArray(), diagonal = [Float](repeating: 0, count: n)
        for feature in 0..<n {
            let row = feature * Standard.rank..<(feature + 1) * Standard.rank
            var sum = loads[row].reduce(0) { $0 + $1 * $1 }
            if 1 - sum < Standard.leastDiagonal {
                let shrink = ((1 - Standard.leastDiagonal) / sum).squareRoot()
                for at in row { loads[at] *= shrink }
                sum = 1 - Standard.leastDiagonal
            }
            diagonal[feature] = 1 - sum
        }
        let step = (Standard.lastMean - Standard.firstMean) / Float(n - 1)
        return SynthParameters(
            probabilities: compensated(base, parents), factor: loads, rank: Standard.rank, diagonal: diagonal,
            means: (0..<n).map { Standard.firstMean + step * Float($0) }, deviations: deviations.toArray().map { abs($0) },
            parents: parents, shares: shares(base, parents))
    }

    /// The trees in breadth-first order: roots first, then all children of the first root, and so on level by level.
    static func trees() -> [Int] {
        var parents = [Int](repeating: -1, count: SynthSettings.features)
        var level = Array(0..<SynthSettings.roots), next = SynthSettings.roots
        for _ in 0..<SynthSettings.depth {
            var children: [Int] = []
            for parent in level {
                for _ in 0..<SynthSettings.branching {
                    parents[next] = parent
                    children.append(next)
                    next += 1
                }
            }
            level = children
        }
        return parents
    }

    /// Zipf's law, brought to the ends that are wanted.
    private static func zipf(_ n: Int) -> [Double] {
        let raw = (1...n).map { Exponential.power(Double($0), SynthSettings.exponent) }
        let ends = SynthSettings.probabilities, least = raw[n - 1], most = raw[0]
        return raw.map { ends.lowerBound + (ends.upperBound - ends.lowerBound) * ($0 - least) / (most - least) }
    }

    /// A child fires only with its parent, and alone of its siblings: its own chance is raised so that it fires about as
    /// often as was asked: (1/p_parent)·(1 + Σ_others p/p_parent), at most 1.
    private static func compensated(_ base: [Double], _ parents: [Int]) -> [Double] {
        var siblings = [Double](repeating: 0, count: base.count)
        for (feature, parent) in parents.enumerated() where parent >= 0 { siblings[parent] += base[feature] }
        return base.indices.map { feature in
            let parent = parents[feature]
            guard parent >= 0 else { return base[feature] }
            let others = max(0, siblings[parent] - base[feature])
            return min(1, base[feature] / base[parent] * (1 + others / base[parent]))
        }
    }

    private static func shares(_ base: [Double], _ parents: [Int]) -> [Double] {
        base.indices.map { parents[$0] >= 0 ? base[$0] / base[parents[$0]] : 0 }
    }
}

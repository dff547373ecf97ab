import Engine
import Worlds

/// Which features have a latent of their own (science.md 3).
struct FeatureRecovery {
    /// Of each feature, the largest F1 of a latent's firing. `[n]`
    let f1: [Double]
    /// Mean cosine over the matching of latents to features of largest sum.
    let mcc: Double
    let parents: Double?
    let children: Double?
    let others: Double?
    var mean: Double { f1.reduce(0, +) / Double(max(1, f1.count)) }

    init(_ encoding: TruthEncoding, cosines: Matrix, engine: ComputeEngine) {
        let features = encoding.tokens.features
        let best = (0..<features.count).map { encoding.best(for: $0).f1 }
        f1 = best
        mcc = FeatureRecovery.mean(cosines, engine.assignment(maximising: cosines)) { Double($0) }
        func mean(_ isOne: (Int) -> Bool) -> Double? {
            let chosen = best.indices.filter(isOne).map { best[$0] }
            return chosen.isEmpty ? nil : chosen.reduce(0, +) / Double(chosen.count)
        }
        parents = mean { !features.children[$0].isEmpty }
        children = mean { features.parents[$0] >= 0 }
        others = mean { features.children[$0].isEmpty && features.parents[$0] < 0 }
    }

    /// Mean over the rows that are matched.
    static func mean(_ gains: Matrix, _ matching: [Int], _ of: (Float) -> Double) -> Double {
        var sum = 0.0, count = 0
        for (row, column) in matching.enumerated() where column >= 0 {
            sum += of(gains.rows(row..<row + 1).element(column))
            count += 1
        }
        return count > 0 ? sum / Double(count) : 0
    }
}

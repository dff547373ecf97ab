import Engine

/// SynthSAEBench's figures (2602.14687; architectures.md 7): each latent is held against the one feature that its
/// decoder row is most like, signs left out; means are over all latents, and what is not defined counts as 0.
struct SynthRecovery {
    let precision: Double
    let recall: Double
    let f1: Double
    let accuracy: Double
    /// Mean |cos| over the matching of largest sum.
    let mcc: Double
    /// Features that some latent is most like, over latents.
    let uniqueness: Double

    /// - Parameter cosines: `[F, n]`.
    init(_ encoding: TruthEncoding, cosines: Matrix, engine: ComputeEngine) {
        let nearest = engine.rowPeaks(cosines, byMagnitude: true).map(\.column)
        let count = Double(encoding.tokens.count), latents = Double(max(1, encoding.latents))
        var together = [Float](repeating: 0, count: encoding.latents)
        var latentsOf: [Int: [Int]] = [:]
        for (latent, feature) in nearest.enumerated() { latentsOf[feature, default: []].append(latent) }
        for (feature, chosen) in latentsOf {
            let own = Dictionary(uniqueKeysWithValues: encoding.together.entries(ofRow: feature).map { ($0.column, $0.value) })
            for latent in chosen { together[latent] = own[latent] ?? 0 }
        }
        var sums = (precision: 0.0, recall: 0.0, f1: 0.0, accuracy: 0.0)
        for (latent, feature) in nearest.enumerated() {
            let both = Double(together[latent])
            let fired = Double(encoding.firings[latent]), there = Double(encoding.tokens.firings[feature])
            let precision = fired > 0 ? both / fired : 0, recall = there > 0 ? both / there : 0
            sums.precision += precision
            sums.recall += recall
            sums.f1 += precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0
            sums.accuracy += count > 0 ? (count - fired - there + 2 * both) / count : 0
        }
        precision = sums.precision / latents
        recall = sums.recall / latents
        f1 = sums.f1 / latents
        accuracy = sums.accuracy / latents
        uniqueness = Double(latentsOf.count) / latents
        mcc = FeatureRecovery.mean(cosines, engine.assignment(maximising: cosines, byMagnitude: true)) { Double(abs($0)) }
    }
}

/// Sums over positions of what a replaced model says; pooled means come of them at the end.
struct ReconstructionSums {
    private var crossEntropy = 0.0, divergence = 0.0
    private var crossEntropyPositions = 0, divergencePositions = 0

    /// - Parameters:
    ///   - crossEntropies: one for each position; those without a target are passed over.
    ///   - divergences: one for each position, or none.
    mutating func add(crossEntropies: [Double], divergences: [Double] = [], targets: ArraySlice<Int32?>) {
        for (value, target) in zip(crossEntropies, targets) where target != nil {
            crossEntropy += value
            crossEntropyPositions += 1
        }
        for value in divergences { divergence += value }
        divergencePositions += divergences.count
    }

    var meanCrossEntropy: Double { crossEntropy / Double(crossEntropyPositions) }
    var meanDivergence: Double { divergence / Double(divergencePositions) }
}

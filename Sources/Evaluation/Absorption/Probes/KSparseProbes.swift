import Engine

/// The k-sparse probes of one SAE: latents are ranked by one L1 probe for all letters, then a logistic regression is
/// fitted on the k best of each letter.
struct KSparseProbes {
    let settings: AbsorptionSettings
    let engine: ComputeEngine

    /// For each letter the latents of the largest signed weights, best first, as many as `largestK`.
    func ranking(
        _ latents: SparseLatents, labels: [Int32], seed: UInt64, progress: (Double) throws -> Void
    ) rethrows -> [[Int32]] {
        var random = CounterRandom(seed: seed, stream: Stream.ranking.rawValue)
        let probe = try LinearProbe.train(
            on: .sparse(latents), labels: labels, classes: FirstLetter.count, settings.ranking, engine: engine,
            using: &random, progress: progress)
        let k = min(settings.largestK, latents.columns)
        let values = Matrix(rows: FirstLetter.count, columns: k), chosen = IndexMatrix(rows: FirstLetter.count, columns: k)
        engine.topKPerRow(probe.weights, k, values: values, indices: chosen)
        let flat = chosen.toArray()
        return (0..<FirstLetter.count).map { Array(flat[$0 * k..<($0 + 1) * k]) }
    }

    /// Fits and tests one letter's probes. `train`, `test` `[n, F]`; the labels are class numbers.
    func letter(
        _ letter: Int, latents chosen: [Int32], train: SparseLatents, _ labels: [Int32], test: SparseLatents,
        _ testLabels: [Int32]
    ) -> KSparseLetter {
        let isLetter = labels.map { $0 == Int32(letter) }, testIsLetter = testLabels.map { $0 == Int32(letter) }
        guard isLetter.contains(true), isLetter.contains(false) else {
            return KSparseLetter(letter: letter, latents: chosen, probes: [], f1Jump: settings.f1JumpThreshold)
        }
        let x = columns(train, chosen), heldOut = columns(test, chosen), width = chosen.count
        var options = LogisticRegression.Options()
        options.balancesClasses = true
        options.maxIterations = 500
        let probes = (1...max(1, width)).map { k in
            let first = KSparseProbes.firstColumns(k, of: x, width: width)
            let fit = LogisticRegression(first, columns: k, labels: isLetter, options: options)
            let scores = testIsLetter.indices.map { row in
                (0..<k).reduce(fit.intercept) { $0 + fit.weights[$1] * Double(heldOut[row * width + $1]) }
            }
            return KSparseProbe(
                latents: Array(chosen.prefix(k)), weights: fit.weights, intercept: fit.intercept,
                figures: ClassificationFigures(scores: scores, labels: testIsLetter))
        }
        return KSparseLetter(letter: letter, latents: chosen, probes: probes, f1Jump: settings.f1JumpThreshold)
    }

    private func columns(_ latents: SparseLatents, _ chosen: [Int32]) -> [Float] {
        let out = Matrix(rows: latents.rows, columns: chosen.count)
        engine.gatherColumns(latents, chosen, into: out)
        return out.toArray()
    }

    private static func firstColumns(_ k: Int, of x: [Float], width: Int) -> [Float] {
        var out: [Float] = []
        out.reserveCapacity(x.count / width * k)
        for row in stride(from: 0, to: x.count, by: width) { out += x[row..<row + k] }
        return out
    }
}

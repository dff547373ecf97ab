import Engine

/// A linear probe for one class, with the threshold that has the best F1 on the rows that it was trained on. The loss
/// weighs a rare class up, so that the probe's own 0 calls too many rows.
package struct ClassProbe {
    /// Of the probe above the threshold, on the other rows.
    let figures: ClassificationFigures
    /// Which of the other rows it calls the class' own.
    let calls: [Bool]

    /// - Parameters:
    ///   - choosing: `[n, d]`, columns of mean 0 and variance 1.
    ///   - testing: `[m, d]`, by the same means and variances.
    init(
        choosing: Matrix, _ isChosens: [Bool], testing: Matrix, _ isTests: [Bool], _ training: LinearProbe.Training,
        using random: inout CounterRandom, engine: ComputeEngine
    ) {
        let probe = LinearProbe.train(
            on: .dense(choosing), labels: isChosens.map { $0 ? 0 : -1 }, classes: 1, training, engine: engine,
            using: &random, progress: { _ in })
        func scores(_ x: Matrix) -> [Double] {
            let logits = Matrix(rows: x.rows, columns: 1)
            probe.logits(of: x, engine: engine, into: logits)
            return logits.toArray().map(Double.init)
        }
        let threshold = ClassProbe.threshold(scores(choosing), isChosens)
        let tests = scores(testing).map { $0 - threshold }
        figures = ClassificationFigures(scores: tests, labels: isTests)
        calls = tests.map { $0 > 0 }
    }

    /// The threshold above which F1 = 2 TP / (called + positives) is largest; of equal ones the highest. Half way
    /// between two scores; below all where everything is called.
    package static func threshold(_ scores: [Double], _ labels: [Bool]) -> Double {
        let order = scores.indices.sorted { scores[$0] > scores[$1] }
        let positives = labels.count { $0 }
        var best = (f1: 0.0, threshold: scores.max() ?? 0), hits = 0
        for (place, row) in order.enumerated() {
            if labels[row] { hits += 1 }
            let next = place + 1 < order.count ? scores[order[place + 1]] : scores[row] - 1
            // Equal scores are called together.
            if next == scores[row] { continue }
            let f1 = 2 * Double(hits) / Double(place + 1 + positives)
            if f1 > best.f1 { best = (f1, (scores[row] + next) / 2) }
        }
        return best.threshold
    }
}

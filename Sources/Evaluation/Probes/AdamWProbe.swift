import Engine
import Foundation

/// A linear probe on all columns: logistic loss, AdamW with decoupled weight decay, early stopping on the test accuracy.
/// Choosing the epoch on the test set flatters the probe; it is what SAEBench reports (Guides/SparseProbing.md).
struct AdamWProbe {
    var learningRate: Float = 0.01
    var weightDecay: Float = 0.01
    var batch = 250
    var maxEpochs = 100
    /// Epochs without a better test accuracy after which the training stops.
    var patience = 10

    /// Some rows of pooled features with a label each.
    struct Examples {
        var features: SparseLatents
        var rows: [Int32]
        var labels: [Bool]
    }

    /// What a training gave.
    struct Outcome: Equatable {
        var bestAccuracy: Double
        var epochs: Int
    }

    /// Trains from PyTorch's initialisation of `nn.Linear` (both weights and bias uniform within ±1/√F), on a new order
    /// of the examples each epoch. The draws are PyTorch's, in its order.
    func train(_ train: Examples, test: Examples, random: inout MersenneTwister, engine: ComputeEngine) -> Outcome {
        let width = train.features.columns
        let bound = Float(1 / Double(width).squareRoot())
        let start = random.torchUniform(width, bound: bound) + random.torchUniform(1, bound: bound)
        let weights = Matrix(rows: 1, columns: width + 1, elements: start)
        let gradient = Matrix(rows: 1, columns: width + 1)
        let first = Matrix(rows: 1, columns: width + 1), second = Matrix(rows: 1, columns: width + 1)
        var update = AdamUpdate(count: 1, learningRate: learningRate, beta1: 0.9, beta2: 0.999, epsilon: 1e-8)
        var outcome = Outcome(bestAccuracy: 0, epochs: 0), sinceBest = 0
        while outcome.epochs < maxEpochs, sinceBest < patience {
            let order = random.torchPermutation(train.rows.count)
            for begin in stride(from: 0, to: order.count, by: batch) {
                let chosen = order[begin..<min(order.count, begin + batch)].map(Int.init)
                let rows = chosen.map { train.rows[$0] }[...]
                let scores = engine.linear(train.features, rows: rows, weights: weights)
                let count = Float(chosen.count)
                let pulls = zip(scores, chosen).map { score, at in
                    (1 / (1 + exp(-score)) - (train.labels[at] ? 1 : 0)) / count
                }
                engine.linearGradient(train.features, rows: rows, pulls, into: gradient)
                engine.scale(weights, by: 1 - learningRate * weightDecay, into: weights)
                engine.adam(weights, gradient: gradient, firstMoment: first, secondMoment: second, update)
                update.count += 1
            }
            outcome.epochs += 1
            let scores = engine.linear(test.features, rows: test.rows[...], weights: weights)
            let right = zip(scores, test.labels).count { ($0 > 0) == $1 }
            let accuracy = Double(right) / Double(max(1, test.rows.count))
            sinceBest = accuracy > outcome.bestAccuracy ? 0 : sinceBest + 1
            outcome.bestAccuracy = max(outcome.bestAccuracy, accuracy)
        }
        return outcome
    }
}

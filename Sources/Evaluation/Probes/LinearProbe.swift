public import Engine

/// A linear classifier with one logit for each class: `z = x Wᵀ + b`. Each class stands against the rest.
///
/// Like `Matrix` a reference, and not `Sendable`.
public final class LinearProbe {
    /// W, a class' direction contiguous. `[C, d]`
    public let weights: Matrix
    /// b. `[1, C]`
    public let bias: Matrix

    public var classes: Int { weights.rows }
    /// d.
    public var width: Int { weights.columns }

    /// - Parameters:
    ///   - weights: `[C, d]`.
    ///   - bias: `[1, C]`.
    public init(weights: Matrix, bias: Matrix) {
        precondition(
            bias.count == weights.rows, "a bias of \(bias.count) for [\(weights.rows), \(weights.columns)]")
        self.weights = weights
        self.bias = bias
    }

    /// z. `x [B, d]`, `logits [B, C]`.
    public func logits(of x: some MatrixOperand, engine: ComputeEngine, into logits: Matrix) {
        engine.product(x, transposed: weights, into: logits)
        engine.addRow(logits, bias, into: logits)
    }
}

extension LinearProbe {
    /// How a probe is trained: Adam (β 0.9 and 0.999, ε 1e-8) on the mean binary cross-entropy over batch and classes,
    /// each class' positives weighed by its negatives over its positives.
    public struct Training: Sendable, Equatable {
        /// In the first epoch.
        public var learningRate = 1e-2
        /// What the rate would be after the last epoch: it is multiplied by (this / first)^(1/epochs) after each.
        public var finalLearningRate = 1e-5
        /// Coupled, as PyTorch's `Adam` has it: added to the gradient of weights and bias.
        public var weightDecay = 1e-4
        /// λ of λ · mean over classes of ‖w_class‖₁, without the bias. 0: none.
        public var l1 = 0.0
        public var batch = 64
        public var epochs = 50

        /// SAEBench's for the ground-truth probe.
        public init() {}
    }

    /// Examples of a probe, one a row.
    public enum Inputs {
        case dense(Matrix)
        case sparse(SparseLatents)

        var rows: Int {
            switch self {
            case .dense(let x): x.rows
            case .sparse(let latents): latents.rows
            }
        }

        var columns: Int {
            switch self {
            case .dense(let x): x.columns
            case .sparse(let latents): latents.columns
            }
        }
    }

    /// Trains a probe from PyTorch's own start for a linear layer (weights and bias uniform in ±1/√d), on batches drawn
    /// in a new order each epoch; the last, smaller batch is kept. A class without examples has weight 1.
    ///
    /// - Parameters:
    ///   - labels: each example's class in `0..<classes`.
    ///   - random: start and order; the same generator gives the same bytes.
    ///   - progress: called after each epoch with the share done; what it throws ends the training.
    public static func train(
        on inputs: Inputs, labels: [Int32], classes: Int, _ training: Training, engine: ComputeEngine,
        using random: inout CounterRandom, progress: (Double) throws -> Void = { _ in }
    ) rethrows -> LinearProbe {
        precondition(labels.count == inputs.rows, "\(labels.count) labels for \(inputs.rows) examples")
        precondition(training.batch > 0 && training.epochs >= 0, "batches of \(training.batch)")
        let run = ProbeTraining(inputs, labels: labels, classes: classes, training, engine: engine, using: &random)
        let count = labels.count
        let decay = training.epochDecay
        var rate = training.learningRate
        for epoch in 0..<training.epochs {
            // One batch of everything is the same in any order.
            let order = training.batch < count ? random.permutation(count) : nil
            for start in stride(from: 0, to: count, by: training.batch) {
                run.step(order?[start..<min(count, start + training.batch)], learningRate: Float(rate))
            }
            rate *= decay
            try progress(Double(epoch + 1) / Double(training.epochs))
        }
        return run.probe()
    }
}

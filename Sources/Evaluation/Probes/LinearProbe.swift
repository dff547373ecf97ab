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
        let drawn = start(classes: classes, width: inputs.columns, engine: engine, using: &random)
        let count = labels.count
        return try train(
            on: inputs, labels: labels, from: drawn, training, engine: engine,
            // One batch of everything is the same in any order.
            order: { _ in training.batch < count ? random.permutation(count) : nil },
            progress: { try progress(Double($0.epochs) / Double(training.epochs)) })
    }

    /// The same training from a given start in a given order, to follow another program's step by step.
    ///
    /// - Parameters:
    ///   - start: `[C, d]` and C biases; not changed.
    ///   - order: for each epoch, from 0, every example's number once; nil where one batch holds them all.
    ///   - progress: called after each epoch; what it throws ends the training.
    package static func train(
        on inputs: Inputs, labels: [Int32], from start: LinearProbe, _ training: Training, engine: ComputeEngine,
        order: (_ epoch: Int) -> [Int32]?, progress: (EpochsDone) throws -> Void
    ) rethrows -> LinearProbe {
        precondition(labels.count == inputs.rows, "\(labels.count) labels for \(inputs.rows) examples")
        precondition(training.batch > 0 && training.epochs >= 0, "batches of \(training.batch)")
        let run = ProbeTraining(inputs, labels: labels, from: start, training, engine: engine)
        let count = labels.count
        let decay = training.epochDecay
        var rate = training.learningRate
        for epoch in 0..<training.epochs {
            let rows = order(epoch)
            precondition(
                rows.map { $0.count == count } ?? (training.batch >= count),
                "an order of \(rows?.count ?? 0) for \(count) examples in batches of \(training.batch)")
            for first in stride(from: 0, to: count, by: training.batch) {
                run.step(rows?[first..<min(count, first + training.batch)], learningRate: Float(rate))
            }
            try progress(EpochsDone(epochs: epoch + 1, learningRate: rate, run: run))
            rate *= decay
        }
        return run.probe()
    }

    /// How far a training has come.
    package struct EpochsDone {
        package let epochs: Int
        /// With which the last of them was trained.
        package let learningRate: Double
        fileprivate let run: ProbeTraining

        /// What has been learned so far, a copy.
        package func probe() -> LinearProbe { run.probe() }
    }

    /// PyTorch's start of a linear layer: uniform in ±1/√d, the bias too.
    private static func start(
        classes: Int, width: Int, engine: ComputeEngine, using random: inout CounterRandom
    ) -> LinearProbe {
        let bound = 1 / Float(max(1, width)).squareRoot()
        // Drawn input by input, in which form a training keeps them.
        let drawn = Matrix(rows: width, columns: classes)
        let bias = Matrix(rows: 1, columns: classes), weights = Matrix(rows: classes, columns: width)
        engine.fillUniform(drawn, in: -bound...bound, using: &random)
        engine.fillUniform(bias, in: -bound...bound, using: &random)
        engine.transpose(drawn, into: weights)
        return LinearProbe(weights: weights, bias: bias)
    }
}

import Engine
#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

extension LinearProbe.Training {
    /// What the learning rate is multiplied by after each epoch. In SAEBench's form, so that the rates are its to the bit.
    var epochDecay: Double { exp(log(finalLearningRate / learningRate) / Double(max(1, epochs))) }
}

/// A probe while it is trained. Weights lie here as `[d, C]`: an input's row contiguous, which is what a product with
/// sparse latents reads and writes.
final class ProbeTraining {
    private let inputs: LinearProbe.Inputs
    private let labels: [Int32]
    private let training: LinearProbe.Training
    private let engine: ComputeEngine
    private let positiveWeights: Matrix
    private let weights: Matrix, bias: Matrix
    private let gradient: Matrix, biasGradient: Matrix
    private let moments: (Matrix, Matrix), biasMoments: (Matrix, Matrix)
    private let logits: Matrix
    private let batch: Batch
    private var updates = 0

    /// Room for one batch.
    private enum Batch {
        case dense(Matrix)
        case sparse(SparseLatents, ColumnOrder, LatentValues)
    }

    init(
        _ inputs: LinearProbe.Inputs, labels: [Int32], from start: LinearProbe, _ training: LinearProbe.Training,
        engine: ComputeEngine
    ) {
        let width = inputs.columns, classes = start.classes, most = min(training.batch, labels.count)
        precondition(start.width == width, "a probe of [\(classes), \(start.width)] for examples of \(width)")
        self.inputs = inputs
        self.labels = labels
        self.training = training
        self.engine = engine
        func room(_ rows: Int) -> Matrix { Matrix(rows: rows, columns: classes) }
        (weights, bias, gradient, biasGradient) = (room(width), room(1), room(width), room(1))
        moments = (room(width), room(width))
        biasMoments = (room(1), room(1))
        logits = room(most)
        positiveWeights = Matrix(
            rows: 1, columns: classes, elements: ProbeTraining.positiveWeights(labels, classes: classes))
        engine.transpose(start.weights, into: weights)
        engine.copy(start.bias, into: bias)
        switch inputs {
        case .dense: batch = .dense(Matrix(rows: most, columns: width))
        case .sparse:
            batch = .sparse(SparseLatents(columns: width), ColumnOrder(columns: width), LatentValues())
        }
    }

    /// Negatives over positives of each class; 1 for a class without examples.
    static func positiveWeights(_ labels: [Int32], classes: Int) -> [Float] {
        var counts = [Int](repeating: 0, count: classes)
        for label in labels where label >= 0 && Int(label) < classes { counts[Int(label)] += 1 }
        return counts.map { $0 == 0 ? 1 : Float(labels.count - $0) / Float($0) }
    }

    /// One update on the chosen rows; nil: on all.
    func step(_ rows: ArraySlice<Int32>?, learningRate: Float) {
        let count = rows?.count ?? inputs.rows
        let chosen = rows.map { $0.map { labels[Int($0)] } } ?? labels
        logits.setRows(count)
        switch (inputs, batch) {
        case (.dense(let all), .dense(let room)):
            var x = all
            if let rows {
                room.setRows(count)
                engine.gatherRows(all, rows, into: room)
                x = room
            }
            engine.product(x, weights, into: logits)
            engine.addRow(logits, bias, into: logits)
            lossGradient(chosen)
            engine.product(transposed: x, logits, into: gradient)
        case (.sparse(let all), .sparse(let room, let order, let values)):
            var latents = all
            if let rows {
                engine.gatherRows(all, rows, into: room)
                latents = room
            }
            if rows != nil || updates == 0 {
                engine.orderByColumn(latents, into: order)
                engine.permute(latents, by: order, into: values)
            }
            engine.product(latents, weights, bias: bias, into: logits)
            lossGradient(chosen)
            engine.fill(gradient, with: 0)
            let begun = LatentMarks(latents: gradient.rows)
            begun.markAll()
            engine.transposedProduct(values, order, logits, into: gradient, begun: begun)
        default: preconditionFailure("a batch of another kind than its examples")
        }
        update(learningRate)
    }

    /// The loss' gradient takes the logits' place.
    private func lossGradient(_ chosen: [Int32]) {
        engine.classLoss(logits, labels: chosen, positiveWeights: positiveWeights, gradient: logits)
        engine.columnSums(logits, into: biasGradient)
    }

    private func update(_ learningRate: Float) {
        updates += 1
        if training.l1 != 0 {
            engine.addSigns(of: weights, scale: Float(training.l1) / Float(weights.columns), to: gradient)
        }
        let update = AdamUpdate(count: updates, learningRate: learningRate, beta1: 0.9, beta2: 0.999, epsilon: 1e-8)
        for (parameter, slope, moments) in [(weights, gradient, moments), (bias, biasGradient, biasMoments)] {
            engine.addScaled(slope, parameter, scale: Float(training.weightDecay), into: slope)
            engine.adam(
                parameter, gradient: slope, firstMoment: moments.0, secondMoment: moments.1, update)
        }
    }

    /// What has been learned so far.
    func probe() -> LinearProbe {
        let turned = Matrix(rows: weights.columns, columns: weights.rows)
        engine.transpose(weights, into: turned)
        let copy = Matrix(rows: 1, columns: bias.columns)
        engine.copy(bias, into: copy)
        return LinearProbe(weights: turned, bias: copy)
    }
}

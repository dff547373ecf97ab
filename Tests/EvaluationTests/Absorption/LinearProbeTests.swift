import Engine
import Evaluation
import Foundation
import Testing

@Suite struct LinearProbeTests {
    /// Training as PyTorch does it, written out in Double: full batches or the order that the generator gives.
    struct Plain {
        var w: [[Double]], b: [Double]

        mutating func train(
            _ x: [[Double]], _ labels: [Int], _ t: LinearProbe.Training, using random: inout CounterRandom
        ) {
            let classes = b.count, d = x[0].count
            let p = (0..<classes).map { c in
                let n = labels.count { $0 == c }
                return n == 0 ? 1 : Double(labels.count - n) / Double(n)
            }
            var m = [Double](repeating: 0, count: classes * (d + 1)), v = m, step = 0.0, rate = t.learningRate
            let decay = pow(t.finalLearningRate / t.learningRate, 1 / Double(t.epochs))
            for _ in 0..<t.epochs {
                let order = t.batch < x.count ? random.permutation(x.count).map { Int($0) } : Array(x.indices)
                for start in stride(from: 0, to: x.count, by: t.batch) {
                    let rows = order[start..<min(x.count, start + t.batch)]
                    var g = [[Double]](repeating: [Double](repeating: 0, count: d + 1), count: classes)
                    for row in rows {
                        for c in 0..<classes {
                            let z = zip(w[c], x[row]).reduce(b[c]) { $0 + $1.0 * $1.1 }
                            let s = 1 / (1 + exp(-z))
                            let slope = (labels[row] == c ? -p[c] * (1 - s) : s) / Double(rows.count * classes)
                            for i in 0..<d { g[c][i] += slope * x[row][i] }
                            g[c][d] += slope
                        }
                    }
                    step += 1
                    for c in 0..<classes {
                        for i in 0...d {
                            let old = i < d ? w[c][i] : b[c]
                            let sign = old > 0 ? 1.0 : old < 0 ? -1 : 0
                            let slope = g[c][i] + t.weightDecay * old + (i < d ? t.l1 / Double(classes) * sign : 0)
                            let at = c * (d + 1) + i
                            m[at] = 0.9 * m[at] + 0.1 * slope
                            v[at] = 0.999 * v[at] + 0.001 * slope * slope
                            let mean = m[at] / (1 - pow(0.9, step)), square = v[at] / (1 - pow(0.999, step))
                            let new = old - rate * mean / (square.squareRoot() + 1e-8)
                            if i < d { w[c][i] = new } else { b[c] = new }
                        }
                    }
                }
                rate *= decay
            }
        }
    }

    private static func world(_ n: Int, _ d: Int, _ classes: Int) -> ([Float], [Int32]) {
        var random = CounterRandom(seed: 21)
        let labels = (0..<n).map { _ in Int32(random.below(classes)) }
        var x: [Float] = []
        for at in 0..<n * d {
            let share: Float = at % d % classes == Int(labels[at / d]) ? 0.7 : 0.2
            x.append(random.uniform() < share ? random.uniform() + 0.05 : 0)
        }
        return (x, labels)
    }

    @Test(arguments: [16, 1000], [0.0, 0.3])
    func `training is PyTorch's, on dense and on sparse inputs`(batch: Int, l1: Double) throws {
        let (n, d, classes) = (60, 9, 4)
        let (x, labels) = Self.world(n, d, classes)
        let engine = ComputeEngine(threads: 2)
        var training = LinearProbe.Training()
        (training.batch, training.l1, training.epochs) = (batch, l1, 8)
        var untrained = training
        untrained.epochs = 0

        let dense = LinearProbe.Inputs.dense(Matrix(rows: n, columns: d, elements: x))
        let sparse = LinearProbe.Inputs.sparse(SparseLatents(rows: n, columns: d, elements: x))
        func train(_ inputs: LinearProbe.Inputs, _ training: LinearProbe.Training) throws -> (LinearProbe, CounterRandom) {
            var random = CounterRandom(seed: 4)
            let probe = try LinearProbe.train(
                on: inputs, labels: labels, classes: classes, training, engine: engine, using: &random)
            return (probe, random)
        }
        let (start, drawn) = try train(dense, untrained)
        let w = start.weights.toArray().map { Double($0) }
        var plain = Plain(
            w: (0..<classes).map { Array(w[$0 * d..<($0 + 1) * d]) }, b: start.bias.toArray().map { Double($0) })
        var random = drawn
        let bound = 1 / Double(d).squareRoot()
        #expect(w.allSatisfy { abs($0) <= bound } && Set(w).count == w.count)
        let rows = (0..<n).map { row in x[row * d..<(row + 1) * d].map { Double($0) } }
        plain.train(rows, labels.map { Int($0) }, training, using: &random)

        for inputs in [dense, sparse] {
            let (probe, _) = try train(inputs, training)
            // Adam divides by the gradient's size, which keeps float32's rounding of it: 32 steps of at most 1e-2.
            for (ours, theirs) in zip(probe.weights.toArray(), plain.w.joined()) {
                #expect(abs(Double(ours) - theirs) <= 2e-5)
            }
            for (ours, theirs) in zip(probe.bias.toArray(), plain.b) { #expect(abs(Double(ours) - theirs) <= 2e-5) }
        }
    }

    @Test func `the same seed gives the same bytes on one thread and two`() throws {
        let (x, labels) = Self.world(300, 20, 5)
        var training = LinearProbe.Training()
        training.epochs = 3
        let probes = try [1, 2].map { threads in
            var random = CounterRandom(seed: 4)
            return try LinearProbe.train(
                on: .sparse(SparseLatents(rows: 300, columns: 20, elements: x)), labels: labels, classes: 5, training,
                engine: ComputeEngine(threads: threads), using: &random)
        }
        #expect(probes[0].weights.toArray() == probes[1].weights.toArray())
        #expect(probes[0].bias.toArray() == probes[1].bias.toArray())
    }

    @Test func `F1, precision, recall and AUC of a handful of scores`() {
        let figures = ClassificationFigures(scores: [2, 1, 1, -1, 0], labels: [true, false, true, true, false])
        #expect(figures.precision == 2.0 / 3)
        #expect(figures.recall == 2.0 / 3)
        #expect(figures.f1 == 2.0 / 3)
        // Pairs won by positives: 2 beats 1 and 0; 1 ties with 1 and beats 0; −1 loses both. 3.5 of 6.
        #expect(figures.auc == 3.5 / 6)
        let none = ClassificationFigures(scores: [-1, -2], labels: [false, false])
        #expect(none.f1 == 0 && none.precision == 0 && none.recall == 0 && none.auc == nil)
    }

    @Test func `a feature splits while F1 rises by more than the threshold`() {
        #expect(KSparseLetter.acceptedK([0.5], jump: 0.03) == 1)
        #expect(KSparseLetter.acceptedK([0.5, 0.6, 0.62, 0.9], jump: 0.03) == 2)
        #expect(KSparseLetter.acceptedK([0.5, 0.6, 0.7, 0.9], jump: 0.03) == 4)
        #expect(KSparseLetter.acceptedK([0.25, 0.5], jump: 0.25) == 1)
    }
}

import Engine
import Foundation
import TestSupport
import Testing

/// What evaluations ask of the engine, against plain twins.
@Suite struct EvaluationOperationTests {
    private func random(_ rows: Int, _ columns: Int, scale: Float, seed: UInt64) -> Matrix {
        var generator = CounterRandom(seed: seed)
        let matrix = Matrix(rows: rows, columns: columns)
        ComputeEngine(threads: 1).fillNormal(matrix, mean: 0, standardDeviation: scale, using: &generator)
        return matrix
    }

    @Test(arguments: [1, 2, 7, 8, 9, 31, 6144])
    func `Cross-entropy and KL of logits equal their definitions in float64`(vocabulary: Int) {
        let engine = ComputeEngine(threads: 2)
        let rows = 37
        let (a, b) = (random(rows, vocabulary, scale: 6, seed: 1), random(rows, vocabulary, scale: 6, seed: 2))
        let targets = (0..<rows).map { Int32($0 % vocabulary) }
        let (aSums, bSums) = (engine.logSumExps(a), engine.logSumExps(b))
        let entropies = engine.crossEntropies(a, targets: targets, logSums: aSums)
        let divergences = engine.divergences(of: a, logSums: aSums, from: b, logSums: bSums)
        let same = engine.divergences(of: a, logSums: aSums, from: a, logSums: aSums)
        func logSoftmax(_ m: Matrix, _ row: Int) -> [Double] {
            let values = m.toArray()[row * vocabulary..<(row + 1) * vocabulary].map(Double.init)
            let largest = values.max() ?? 0
            let sum = values.reduce(0) { $0 + exp($1 - largest) }
            return values.map { $0 - largest - log(sum) }
        }
        for row in 0..<rows {
            let (p, q) = (logSoftmax(a, row), logSoftmax(b, row))
            // float32 exponentials of numbers up to 50: a relative error of 50 · 2⁻²⁴ each.
            #expect(abs(entropies[row] + p[Int(targets[row])]) < 3e-6 * max(1, abs(p[Int(targets[row])])))
            let kl = zip(p, q).reduce(0) { $0 + exp($1.0) * ($1.0 - $1.1) }
            #expect(abs(divergences[row] - kl) < 1e-5 * max(1, kl))
            #expect(same[row] == 0)
        }
    }

    @Test(arguments: [1, 3, 64, 200])
    func `The largest cosine with another row does not depend on the blocks`(block: Int) {
        let engine = ComputeEngine(threads: 2)
        let (rows, width) = (131, 17)
        let w = random(rows, width, scale: 3, seed: 5)
        var elements = w.toArray()
        // A row of zeros, and two equal rows.
        for j in 0..<width {
            elements[4 * width + j] = 0
            elements[9 * width + j] = elements[100 * width + j]
        }
        w.assign(elements)
        let found = engine.nearestCosines(w, most: 1, blockRows: block).map { $0[0].cosine }
        func cosine(_ i: Int, _ k: Int) -> Double {
            var (dot, a, b) = (0.0, 0.0, 0.0)
            for j in 0..<width {
                let (x, y) = (Double(elements[i * width + j]), Double(elements[k * width + j]))
                dot += x * y
                a += x * x
                b += y * y
            }
            return a * b == 0 ? 0 : dot / (a * b).squareRoot()
        }
        for i in 0..<rows {
            let largest = (0..<rows).filter { $0 != i }.map { cosine(i, $0) }.max() ?? 0
            #expect(abs(Double(found[i]) - largest) < 1e-6)
        }
        #expect(found[4] == 0 && abs(found[9] - 1) < 1e-6)
        let alone = engine.nearestCosines(random(1, 3, scale: 1, seed: 1), most: 1)
        #expect(alone.count == 1 && alone[0].isEmpty)
    }

    @Test func `Groups of rows in which a column has entries are counted once each`() {
        let engine = ComputeEngine(threads: 1)
        let elements: [Float] = [1, 0, 0, 2, 0, 1, 3, 0, 0, 0, 0, 4, 5, 0, 0]
        let latents = SparseLatents(rows: 5, columns: 3, elements: elements)
        let order = ColumnOrder(columns: 3)
        engine.orderByColumn(latents, into: order)
        #expect(engine.distinctGroups(order, groups: [0, 0, 1, 1, 4]) == [3, 0, 2])
        #expect(engine.distinctGroups(order, groups: [7, 7, 7, 7, 7]) == [1, 0, 1])
    }
}

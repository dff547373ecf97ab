import Engine
import Foundation
import Testing

/// The operations of linear probes against their plain meanings in Double.
@Suite struct ProbeOperationTests {
    static let sizes = [(0, 3), (1, 1), (5, 26), (64, 7), (65, 26), (200, 3)]

    @Test(arguments: sizes)
    func `the class loss and its gradient`(size: (Int, Int)) {
        let (rows, columns) = size
        var random = CounterRandom(seed: 3)
        // Far out on both sides too, where e^z would overflow.
        let z = (0..<rows * columns).map { at -> Float in
            let size: Float = at % 11 == 0 ? 200 : 8
            return size * (random.uniform() - 0.5)
        }
        let labels = (0..<rows).map { _ in Int32(random.below(columns + 1)) - 1 }
        let weights = (0..<columns).map { _ in random.uniform() * 20 }
        var loss = 0.0
        var gradient: [Double] = []
        for b in 0..<rows {
            for j in 0..<columns {
                let x = Double(z[b * columns + j]), y = labels[b] == Int32(j) ? 1.0 : 0, p = Double(weights[j])
                let positive = x > 30 ? x : log1p(Foundation.exp(x)), negative = x < -30 ? -x : log1p(Foundation.exp(-x))
                loss += (1 - y) * positive + p * y * negative
                let sigmoid = 1 / (1 + Foundation.exp(-x))
                gradient.append(((1 - y) * sigmoid - p * y * (1 - sigmoid)) / Double(rows * columns))
            }
        }
        for threads in [1, 2] {
            let engine = ComputeEngine(threads: threads)
            let logits = Matrix(rows: rows, columns: columns, elements: z)
            let found = engine.classLoss(
                logits, labels: labels, positiveWeights: Matrix(rows: 1, columns: columns, elements: weights),
                gradient: logits)
            // Each term is a few float32 operations: some ulp of itself.
            #expect(abs(found - loss / Double(max(1, rows * columns))) <= 1e-6 * max(1, abs(loss)))
            for (a, b) in zip(logits.toArray(), gradient) {
                #expect(abs(Double(a) - b) <= 1e-6 * abs(b) + 1e-12)
            }
        }
    }

    @Test func `signs are added, that of 0 is 0`() {
        let engine = ComputeEngine(threads: 2)
        let out = Matrix(rows: 1, columns: 5, elements: [1, 1, 1, 1, 1])
        engine.addSigns(
            of: Matrix(rows: 1, columns: 5, elements: [-3, -0.0, 0, 1e-30, 7]), scale: 0.25, to: out)
        #expect(out.toArray() == [0.75, 1, 1, 1.25, 1.25])
    }

    @Test(arguments: [(1, 1), (7, 5), (300, 40)])
    func `rows and columns of sparse latents are those of the dense matrix`(size: (Int, Int)) {
        let (rows, columns) = size
        var random = CounterRandom(seed: 8)
        let dense = (0..<rows * columns).map { _ -> Float in random.uniform() < 0.3 ? random.uniform() + 0.1 : 0 }
        let latents = SparseLatents(rows: rows, columns: columns, elements: dense)
        let engine = ComputeEngine(threads: 2)

        let order = (0..<rows + 3).map { _ in Int32(random.below(rows)) }
        let gathered = SparseLatents(columns: columns)
        engine.gatherRows(latents, order[1...], into: gathered)
        let rowsWanted = order[1...].flatMap { row -> [Float] in
            Array(dense[Int(row) * columns..<(Int(row) + 1) * columns])
        }
        #expect(gathered.toDenseArray() == rowsWanted)

        let chosen = (0..<min(6, columns + 1)).map { _ -> Int32 in Int32(random.below(columns)) }
        let some = Matrix(rows: rows, columns: chosen.count)
        engine.gatherColumns(latents, chosen, into: some)
        let columnsWanted = (0..<rows).flatMap { b -> [Float] in chosen.map { dense[b * columns + Int($0)] } }
        #expect(some.toArray() == columnsWanted)

        let all = SparseLatents(columns: columns)
        for _ in 0..<3 { all.append(latents) }
        all.append(SparseLatents(columns: columns))
        let thrice = dense + dense + dense
        #expect(all.toDenseArray() == thrice)
    }
}

import Engine
import Testing

/// Selections against sorting and filtering.
@Suite struct SparseSelectionTests {
    static let sizes = [(1, 1), (3, 15), (5, 16), (4, 17), (7, 70), (33, 300), (2, 3000)]

    /// Rows of numbers around 0; every fifth one repeats, so that there are ties.
    static func numbers(_ rows: Int, _ columns: Int, seed: UInt64 = 1) -> [Float] {
        var random = CounterRandom(seed: seed)
        return (0..<rows * columns).map { $0 % 5 == 0 ? 0.25 : random.uniform() - 0.5 }
    }

    static func dense(_ rows: Int, _ columns: Int, _ z: [Float], _ keep: (Int, Int) -> Bool) -> [Float] {
        (0..<rows * columns).map { keep($0 / columns, $0 % columns) ? z[$0] : 0 }
    }

    @Test(arguments: sizes, Kernels.available)
    func `what is above its threshold is selected, in order`(size: (Int, Int), isa: Kernels.ISA) {
        let (rows, columns) = size
        let engine = ComputeEngine(threads: 3, isa: isa)
        let numbers = SparseSelectionTests.numbers(rows, columns)
        let z = Matrix(rows: rows, columns: columns, elements: numbers)
        let latents = SparseLatents(columns: columns)
        let positive = numbers.count { $0 > 0 }
        for room in [rows * columns, positive] {
            #expect(engine.select(from: z, atMost: room, into: latents) == positive)
            #expect(
                latents.toDenseArray()
                    == SparseSelectionTests.dense(rows, columns, numbers) { numbers[$0 * columns + $1] > 0 })
        }
        // Too many: counted only, and the next selection is none the worse for it.
        for room in [positive - 1, -1] {
            #expect(engine.select(from: z, atMost: room, into: latents) == positive)
            #expect(latents.count == 0)
        }

        let limits = (0..<columns).map { Float($0 % 7) * 0.05 }
        let theta = Matrix(rows: 1, columns: columns, elements: limits)
        #expect(
            engine.select(from: z, above: theta, atMost: rows * columns, into: latents)
                == numbers.indices.count { numbers[$0] > limits[$0 % columns] })
        let expected = SparseSelectionTests.dense(rows, columns, numbers) { numbers[$0 * columns + $1] > limits[$1] }
        #expect(latents.toDenseArray() == expected)
        engine.select(from: z, above: theta, into: latents)
        #expect(latents.toDenseArray() == expected)
        for row in 0..<rows {
            let found = latents.entries(ofRow: row).map(\.column)
            #expect(found == found.sorted())
        }
        engine.selectWindow(from: z, around: theta, width: 0.25, into: latents)
        #expect(
            latents.toDenseArray()
                == SparseSelectionTests.dense(rows, columns, numbers) {
                    abs((numbers[$0 * columns + $1] - limits[$1]) / 0.25) < 0.5
                })
        engine.gate(z, above: theta)
        #expect(z.toArray() == expected)
    }

    @Test(arguments: sizes, [1, 2, 6, 40])
    func `top-k keeps the largest positive of each row, ties to the lower column`(size: (Int, Int), k: Int) {
        let (rows, columns) = size
        let engine = ComputeEngine(threads: 2)
        let numbers = SparseSelectionTests.numbers(rows, columns)
        let z = Matrix(rows: rows, columns: columns, elements: numbers)
        let latents = SparseLatents(columns: columns)
        for scaled in [false, true] {
            let factors = (0..<columns).map { scaled ? 0.5 + Float($0 % 4) * 0.25 : 1 }
            engine.selectLargest(
                k, perRowOf: z, times: scaled ? Matrix(rows: 1, columns: columns, elements: factors) : nil,
                into: latents)
            func score(_ b: Int, _ i: Int) -> Float { numbers[b * columns + i] * factors[i] }
            let kept = (0..<rows).map { b in
                Set(
                    (0..<columns).filter { score(b, $0) > 0 }.sorted { (score(b, $0), -$0) > (score(b, $1), -$1) }
                        .prefix(k))
            }
            #expect(
                latents.toDenseArray() == SparseSelectionTests.dense(rows, columns, numbers) { kept[$0].contains($1) })
            let list = (0..<columns).filter { $0 % 2 == 1 }
            engine.selectLargest(
                k, perRowOf: z, among: list.map { Int32($0) },
                times: scaled ? Matrix(rows: 1, columns: columns, elements: factors) : nil, signed: true, into: latents)
            let signed = (0..<rows).map { b in Set(list.sorted { (score(b, $0), -$0) > (score(b, $1), -$1) }.prefix(k))
            }
            #expect(
                latents.toDenseArray() == SparseSelectionTests.dense(rows, columns, numbers) { signed[$0].contains($1) }
            )
        }
    }

    @Test(arguments: sizes, [0, 1, 7, 100, 1_000_000])
    func `batch top-k keeps exactly the largest of the batch, ties to the earlier place`(size: (Int, Int), count: Int) {
        let (rows, columns) = size
        let numbers = SparseSelectionTests.numbers(rows, columns, seed: 3)
        let z = Matrix(rows: rows, columns: columns, elements: numbers)
        let latents = SparseLatents(columns: columns)
        for scaled in [false, true] {
            let factors = (0..<columns).map { scaled ? 0.5 + Float($0 % 4) * 0.25 : 1 }
            func score(_ at: Int) -> Float { numbers[at] * factors[at % columns] }
            let order = numbers.indices.filter { score($0) > 0 }.sorted { (score($0), -$0) > (score($1), -$1) }.prefix(
                count)
            let kept = Set(order)
            // A hint, good or bad, changes nothing.
            for (threads, hint) in [(1, Float(0)), (2, 0.2), (5, 0.4), (2, 9)] {
                let smallest = ComputeEngine(threads: threads).selectLargest(
                    count, inBatch: z, times: scaled ? Matrix(rows: 1, columns: columns, elements: factors) : nil,
                    near: hint, into: latents)
                #expect(smallest == order.last.map(score))
                #expect(
                    latents.toDenseArray()
                        == SparseSelectionTests.dense(rows, columns, numbers) { kept.contains($0 * columns + $1) })
            }
        }
    }

    @Test func `the k-th largest of any floats is exact`() {
        var random = CounterRandom(seed: 9)
        for count in [1, 2, 17, 500] {
            let numbers = (0..<count).map { _ in (random.uniform() - 0.5) * Float(1 << random.below(20)) }
            let z = Matrix(rows: 1, columns: count, elements: numbers)
            let latents = SparseLatents(columns: count)
            for k in Set([1, count / 2, count - 1, count]) where k > 0 {
                ComputeEngine(threads: 1).selectLargest(
                    k, perRowOf: z, among: (0..<Int32(count)).map { $0 }, signed: true, into: latents)
                let order = numbers.indices.sorted { (numbers[$0], -$0) > (numbers[$1], -$1) }.prefix(k)
                #expect(latents.entries(ofRow: 0).map(\.column) == order.sorted())
            }
        }
    }

    @Test func `a dead latent's shortfall is what it lacks to its threshold`() {
        let z = Matrix(rows: 2, columns: 3, elements: [0.5, -1, 2, 0.1, 0.2, 0.3])
        let theta = Matrix(rows: 1, columns: 3, elements: [1, 1, 1])
        let latents = SparseLatents(columns: 3)
        ComputeEngine(threads: 1).selectShortfall(from: z, below: theta, columns: [0, 2], into: latents)
        #expect(latents.toDenseArray() == [0.5, 0, 0, 0.9, 0, 0.7])
    }

    @Test func `latents survive being written as matrices`() {
        let numbers = SparseSelectionTests.numbers(9, 40).map { max($0, 0) }
        let latents = SparseLatents(rows: 9, columns: 40, elements: numbers)
        let parts = latents.toMatrices()
        let back = SparseLatents(columns: 40)
        #expect(back.assign(counts: parts.counts, columns: parts.columns, values: parts.values))
        #expect(back.toDenseArray() == numbers)
        #expect(!SparseLatents(columns: 3).assign(counts: parts.counts, columns: parts.columns, values: parts.values))
    }
}

import Engine
import Testing

/// Products of prefixes, sparse and dense, against loops in Double.
@Suite struct PrefixProductTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var rows: Int, columns: Int, width: Int
        var bounds: [Int]
        var testDescription: String { "[\(rows), \(columns)], width \(width), prefixes \(bounds)" }
    }

    /// One latent, one prefix, prefixes of one latent, more than a strip of width and than a block of columns.
    static let cases = [
        Case(rows: 1, columns: 1, width: 1, bounds: [1]), Case(rows: 3, columns: 20, width: 15, bounds: [20]),
        Case(rows: 17, columns: 33, width: 16, bounds: [1, 2, 32, 33]),
        Case(rows: 40, columns: 70, width: 300, bounds: [5, 30, 70]),
        Case(rows: 70, columns: 2000, width: 7, bounds: [62, 187, 437, 937, 2000]),
    ]

    struct Results: Equatable {
        var decoded: [[Float]] = []
        var gradient: [Float] = []
        var atEntries: [Float] = []
        var begun: [Bool] = []
    }

    static func matrix(_ rows: Int, _ columns: Int, _ seed: UInt64) -> Matrix {
        var random = CounterRandom(seed: seed)
        return Matrix(
            rows: rows, columns: columns, elements: (0..<rows * columns).map { _ in random.uniform() - 0.5 })
    }

    static func sparse(_ one: Case, threads: Int) -> Results {
        let engine = ComputeEngine(threads: threads)
        let s = SparseProductTests.Sample(one.rows, one.columns, one.width)
        let bias = matrix(1, one.width, 8)
        var results = Results()
        let out = one.bounds.map { _ in Matrix(rows: one.rows, columns: one.width) }
        engine.prefixProducts(s.latents, s.w, bias: bias, bounds: one.bounds, into: out)
        results.decoded = out.map { $0.toArray() }

        let x = one.bounds.indices.map { matrix(one.rows, one.width, 20 + UInt64($0)) }
        let values = LatentValues()
        engine.product(x, transposed: s.w, at: s.latents, bounds: one.bounds, into: values)
        results.atEntries = values.toArray()

        let order = ColumnOrder(columns: one.columns), byColumn = LatentValues()
        engine.orderByColumn(s.latents, into: order)
        engine.permute(s.latents, by: order, into: byColumn)
        let gradient = Matrix(rows: one.columns, columns: one.width)
        engine.fill(gradient, with: 7)
        let begun = LatentMarks((0..<one.columns).map { $0 % 2 == 0 })
        engine.transposedProduct(byColumn, order, x, bounds: one.bounds, into: gradient, begun: begun)
        results.begun = begun.toArray()
        results.gradient = gradient.toArray()
        return results
    }

    /// `atEntries` holds every place here; rows of the gradient are all set.
    static func dense(_ one: Case, threads: Int) -> Results {
        let engine = ComputeEngine(threads: threads)
        let s = SparseProductTests.Sample(one.rows, one.columns, one.width)
        let f = Matrix(rows: one.rows, columns: one.columns, elements: s.dense)
        var results = Results()
        let out = one.bounds.map { _ in Matrix(rows: one.rows, columns: one.width) }
        for matrix in out { engine.fill(matrix, with: .nan) }
        engine.prefixProducts(f, s.w, bias: matrix(1, one.width, 8), bounds: one.bounds, into: out)
        results.decoded = out.map { $0.toArray() }
        let x = one.bounds.indices.map { matrix(one.rows, one.width, 20 + UInt64($0)) }
        let gradient = Matrix(rows: one.columns, columns: one.width)
        engine.fill(gradient, with: .nan)
        engine.product(transposed: f, x, bounds: one.bounds, into: gradient)
        results.gradient = gradient.toArray()
        let entries = Matrix(rows: one.rows, columns: one.columns)
        engine.fill(entries, with: .nan)
        engine.product(x, transposed: s.w, bounds: one.bounds, into: entries, accumulate: false)
        results.atEntries = entries.toArray()
        return results
    }

    @Test(arguments: cases)
    func `both forms equal their meanings`(one: Case) {
        let s = SparseProductTests.Sample(one.rows, one.columns, one.width), d = one.width, F = one.columns
        let w = s.w.toArray().map { Double($0) }, f = s.dense.map { Double($0) }
        let bias = PrefixProductTests.matrix(1, d, 8).toArray().map { Double($0) }
        let x = one.bounds.indices.map { j in
            PrefixProductTests.matrix(one.rows, d, 20 + UInt64(j)).toArray().map { Double($0) }
        }
        let group = (0..<F).map { i in one.bounds.firstIndex { i < $0 } ?? 0 }
        let sparse = PrefixProductTests.sparse(one, threads: 2), dense = PrefixProductTests.dense(one, threads: 2)

        for (j, bound) in one.bounds.enumerated() {
            let expected = (0..<one.rows * d).map { at in
                (0..<bound).reduce(bias[at % d]) { $0 + f[at / d * F + $1] * w[$1 * d + at % d] }
            }
            #expect(SparseProductTests.close(sparse.decoded[j], expected), "prefix \(j)")
            #expect(SparseProductTests.close(dense.decoded[j], expected), "prefix \(j)")
        }
        let entries = (0..<one.rows * F).map { at in
            (0..<d).reduce(0) { $0 + x[group[at % F]][at / F * d + $1] * w[at % F * d + $1] }
        }
        #expect(SparseProductTests.close(dense.atEntries, entries))
        #expect(SparseProductTests.close(sparse.atEntries, entries.indices.filter { f[$0] > 0 }.map { entries[$0] }))
        #expect(sparse.atEntries.count == f.count { $0 > 0 })
        let gradient = (0..<F * d).map { at in
            (0..<one.rows).reduce(0) { $0 + f[$1 * F + at / d] * x[group[at / d]][$1 * d + at % d] }
        }
        #expect(SparseProductTests.close(dense.gradient, gradient))
        let fires = (0..<F).map { i in (0..<one.rows).contains { f[$0 * F + i] > 0 } }
        // What was there before stays: 7 under rows that had begun, and in rows of latents that are silent.
        let kept = (0..<F * d).map { fires[$0 / d] && $0 / d % 2 == 1 ? gradient[$0] : 7 + gradient[$0] }
        #expect(SparseProductTests.close(sparse.gradient, kept))
        #expect(sparse.begun == (0..<F).map { fires[$0] || $0 % 2 == 0 })
    }

    @Test(arguments: cases)
    func `a product may be added to another`(one: Case) {
        let engine = ComputeEngine(threads: 2)
        let s = SparseProductTests.Sample(one.rows, one.columns, one.width)
        let x = one.bounds.map { _ in PrefixProductTests.matrix(one.rows, one.width, 3) }
        let set = Matrix(rows: one.rows, columns: one.columns), added = Matrix(rows: one.rows, columns: one.columns)
        engine.fill(added, with: 2)
        engine.product(x, transposed: s.w, bounds: one.bounds, into: set, accumulate: false)
        engine.product(x, transposed: s.w, bounds: one.bounds, into: added, accumulate: true)
        #expect(SparseProductTests.close(added.toArray(), set.toArray().map { Double($0) + 2 }))
    }

    @Test(arguments: cases)
    func `the bits do not depend on the thread count`(one: Case) {
        for threads in [2, 7] {
            #expect(PrefixProductTests.sparse(one, threads: 1) == PrefixProductTests.sparse(one, threads: threads))
            #expect(PrefixProductTests.dense(one, threads: 1) == PrefixProductTests.dense(one, threads: threads))
        }
    }
}

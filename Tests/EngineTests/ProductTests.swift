import Engine
import TestSupport
import Testing

@Suite struct ProductTests {
    /// The dense meaning of a product, in Double.
    static func plain(_ m: Int, _ n: Int, _ k: Int, _ a: (Int, Int) -> Float, _ b: (Int, Int) -> Float) -> [Double] {
        var c = [Double](repeating: 0, count: m * n)
        for i in 0..<m { for j in 0..<n { for p in 0..<k { c[i * n + j] += Double(a(i, p)) * Double(b(p, j)) } } }
        return c
    }

    @Test(arguments: [(1, 1, 1), (3, 5, 7), (65, 130, 33), (300, 700, 20), (2100, 40, 3)])
    func `all three orientations equal the plain product`(m: Int, n: Int, k: Int) {
        var random = CounterRandom(seed: 1)
        let a = (0..<m * k).map { _ in random.uniform() - 0.5 }, b = (0..<k * n).map { _ in random.uniform() - 0.5 }
        let expected = ProductTests.plain(m, n, k, { a[$0 * k + $1] }, { b[$0 * n + $1] })
        let at = (0..<m * k).map { a[($0 % m) * k + $0 / m] }, bt = (0..<k * n).map { b[($0 % k) * n + $0 / k] }
        let engine = ComputeEngine(threads: 3)
        let c = Matrix(rows: m, columns: n)
        func check() {
            let error = zip(c.toArray(), expected).map { abs(Double($0) - $1) }.max()!
            // A float32 sum of k products below 1/4 each is off by at most k^2 half-ulps of 1/4.
            #expect(error <= Double(k * k) * 0x1p-26 + 1e-7)
        }
        let A = Matrix(rows: m, columns: k, elements: a), B = Matrix(rows: k, columns: n, elements: b)
        engine.product(A, B, into: c)
        check()
        engine.product(A, transposed: Matrix(rows: n, columns: k, elements: bt), into: c)
        check()
        engine.product(transposed: Matrix(rows: k, columns: m, elements: at), B, into: c)
        check()
        // Begun with a row: what that row adds, to the rounding of one more sum.
        let row = Matrix(rows: 1, columns: n, elements: (0..<n).map { Float($0 % 7) - 3 })
        engine.product(A, transposed: Matrix(rows: n, columns: k, elements: bt), plus: row, into: c)
        let added = zip(c.toArray(), expected.indices.map { expected[$0] + Double($0 % n % 7) - 3 })
        #expect(added.allSatisfy { abs(Double($0) - $1) <= Double(k * k) * 0x1p-26 + Double(k) * 0x1p-22 + 1e-7 })
    }

    @Test(arguments: [(1, 1), (1024, 1024), (1, 1 << 20), (700, 3001)])
    func `a matrix begins as zeros, aligned, however large`(rows: Int, columns: Int) {
        let matrix = Matrix(rows: rows, columns: columns)
        #expect(matrix.withBytes { UInt(bitPattern: $0.baseAddress) } % 64 == 0)
        #expect(matrix.toArray().allSatisfy { $0 == 0 })
        matrix.assign([Float](repeating: 1, count: rows * columns))
        #expect(ComputeEngine(threads: 2).sum(matrix) == Double(rows * columns))
    }

    @Test func `the bits do not depend on the thread count`() {
        var random = CounterRandom(seed: 2)
        let a = Matrix(rows: 700, columns: 96, elements: (0..<700 * 96).map { _ in random.uniform() })
        let b = Matrix(rows: 900, columns: 96, elements: (0..<900 * 96).map { _ in random.uniform() })
        let results = [1, 2, 7].map { threads in
            let c = Matrix(rows: 700, columns: 900)
            ComputeEngine(threads: threads).product(a, transposed: b, into: c)
            return c.toArray().map(\.bitPattern)
        }
        #expect(results[0] == results[1])
        #expect(results[0] == results[2])
    }
}

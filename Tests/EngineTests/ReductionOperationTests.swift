import Engine
import Testing

@Suite struct ReductionOperationTests {
    let engine = ComputeEngine(threads: 3)

    /// Two float64 sums of n terms, in whatever order, differ by at most n roundings of their size each.
    func close(_ got: Double, _ terms: [Double]) -> Bool {
        let size = terms.reduce(0) { $0 + abs($1) }
        return abs(got - terms.reduce(0, +)) <= Double(2 * terms.count) * 0x1p-53 * size
    }

    @Test(arguments: operationShapes)
    func `sums of a whole matrix are the plain ones`(rows: Int, columns: Int) {
        let a = noiseMatrix(rows, columns, seed: 1, scale: 100), b = noiseMatrix(rows, columns, seed: 2)
        let x = a.toArray().map(Double.init), y = b.toArray().map(Double.init)
        #expect(close(engine.sum(a), x))
        #expect(close(engine.sumOfSquares(a), x.map { $0 * $0 }))
        #expect(close(engine.dot(a, b), zip(x, y).map(*)))
        #expect(close(engine.squaredDistance(a, b), zip(x, y).map { ($0 - $1) * ($0 - $1) }))
        #expect(engine.countAbove(a, 3) == x.count { $0 > 3 })
        #expect(engine.countAbove(a) == x.count { $0 > 0 })
    }

    @Test(arguments: operationShapes)
    func `sums of columns are the plain ones, row after row`(rows: Int, columns: Int) {
        let a = noiseMatrix(rows, columns, seed: 3, scale: 100)
        let x = a.toArray().map(Double.init), out = Matrix(rows: 1, columns: columns)
        var sums = [Double](repeating: 0, count: columns), squares = sums
        for i in x.indices {
            sums[i % columns] += x[i]
            squares[i % columns] += x[i] * x[i]
        }
        #expect(engine.columnSums(a) == sums)
        #expect(engine.columnSquaredSums(a) == squares)
        engine.columnSums(a, into: out)
        #expect(out.toArray() == sums.map { Float($0) })
        engine.columnMeans(a, into: out)
        #expect(out.toArray() == sums.map { Float($0 * (1 / Double(max(1, rows)))) })
        engine.fill(out, with: 1)
        engine.columnSums(a, into: out, scale: -0.5, accumulate: true)
        #expect(out.toArray() == sums.map { Float(1 - 0.5 * $0) })
        engine.columnSquaredSums(a, into: out, scale: 2)
        #expect(out.toArray() == squares.map { Float(2 * $0) })
    }

    @Test(arguments: operationShapes)
    func `numbers of each row are the plain ones`(rows: Int, columns: Int) {
        let a = noiseMatrix(rows, columns, seed: 4, scale: 10), b = noiseMatrix(rows, columns, seed: 5)
        let out = Matrix(rows: 1, columns: rows), x = a.toArray().map(Double.init), y = b.toArray().map(Double.init)
        func check(_ name: String, _ term: (Double, Double) -> Double, _ finish: (Double) -> Double = { $0 }) {
            for (row, got) in out.toArray().enumerated() {
                let range = row * columns..<(row + 1) * columns
                let terms = range.map { term(x[$0], y[$0]) }
                let expected = finish(terms.reduce(0, +)), size = finish(terms.reduce(0) { $0 + abs($1) })
                // float64 inside, so one float32 rounding and next to nothing else.
                #expect(abs(Double(got) - expected) <= abs(expected) * 0x1p-24 + size * 0x1p-35, "\(name) \(row)")
            }
        }
        engine.rowSums(a, into: out)
        check("sums", { x, _ in x })
        engine.rowNorms(a, into: out)
        check("norms", { x, _ in x * x }, { $0.squareRoot() })
        for (row, got) in engine.rowSquaredNorms(a).enumerated() {
            let expected = x[row * columns..<(row + 1) * columns].reduce(0) { $0 + Double($1) * Double($1) }
            #expect(abs(got - expected) <= expected * 0x1p-40, "squared norms \(row)")
        }
        engine.rowDots(a, b, into: out)
        check("dots", { $0 * $1 })
        engine.rowSquaredDistances(a, b, into: out)
        check("distances", { ($0 - $1) * ($0 - $1) })
        engine.rowMaxima(a, into: out)
        #expect(out.toArray() == (0..<rows).map { Float(x[$0 * columns..<($0 + 1) * columns].max()!) })
    }

    @Test func `the first number that is not finite is found by row and column`() {
        let a = noiseMatrix(700, 301, seed: 6)
        #expect(engine.firstNonFinite(in: a) == nil)
        for (row, column, value) in [(650, 7, Float.nan), (300, 300, -.infinity), (300, 2, .infinity), (0, 0, .nan)] {
            var x = a.toArray()
            x[row * 301 + column] = value
            a.assign(x)
            let found = engine.firstNonFinite(in: a)
            #expect(found?.row == row && found?.column == column)
        }
        #expect(engine.firstNonFinite(in: Matrix(rows: 0, columns: 3)) == nil)
    }

    @Test func `softmax rows are positive and sum to 1, in place too`() {
        let a = noiseMatrix(70, 1003, seed: 7, scale: 60), out = Matrix(rows: 70, columns: 1003)
        engine.softmaxRows(a, into: out)
        let sums = Matrix(rows: 1, columns: 70)
        engine.rowSums(out, into: sums)
        // 1,003 roundings of the float32 sum, and one of each element.
        #expect(sums.toArray().allSatisfy { abs($0 - 1) <= 1003 * 0x1p-24 })
        engine.softmaxRows(a, into: a)
        #expect(a.toArray() == out.toArray())
    }

    @Test func `the bits do not depend on the thread count`() {
        let a = noiseMatrix(900, 701, seed: 8), b = noiseMatrix(900, 701, seed: 9)
        expectSameBitsOnAnyThreads("sums") { engine in
            [engine.sum(a), engine.sumOfSquares(a), engine.squaredDistance(a, b), engine.dot(a, b)].flatMap {
                [Float(bitPattern: UInt32(truncatingIfNeeded: $0.bitPattern)),
                 Float(bitPattern: UInt32(truncatingIfNeeded: $0.bitPattern >> 32))]
            }
        }
        expectSameBitsOnAnyThreads("columns") { engine in
            let out = Matrix(rows: 1, columns: 701)
            engine.columnSums(a, into: out)
            return out.toArray()
        }
        expectSameBitsOnAnyThreads("rows") { engine in
            let out = Matrix(rows: 900, columns: 701), norms = Matrix(rows: 1, columns: 900)
            engine.softmaxRows(a, into: out)
            engine.normalizeRows(out, norms: norms)
            return out.toArray() + norms.toArray()
        }
        expectSameBitsOnAnyThreads("scatter") { engine in
            let out = Matrix(rows: 10, columns: 701)
            engine.scatterAddRows(a, (0..<900).map { $0 % 10 }, into: out)
            return out.toArray()
        }
    }
}

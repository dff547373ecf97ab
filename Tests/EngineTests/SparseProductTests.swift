import Engine
import Testing

/// The products of sparse latents against dense matrices in Double.
@Suite struct SparseProductTests {
    struct Sample {
        let rows: Int, columns: Int, width: Int
        let dense: [Float]
        let latents: SparseLatents
        let w: Matrix
        let x: Matrix

        init(_ rows: Int, _ columns: Int, _ width: Int, density: Float = 0.2, seed: UInt64 = 4) {
            var random = CounterRandom(seed: seed)
            (self.rows, self.columns, self.width) = (rows, columns, width)
            dense = (0..<rows * columns).map { _ in random.uniform() < density ? random.uniform() + 0.01 : 0 }
            latents = SparseLatents(rows: rows, columns: columns, elements: dense)
            w = Matrix(
                rows: columns, columns: width, elements: (0..<columns * width).map { _ in random.uniform() - 0.5 })
            x = Matrix(rows: rows, columns: width, elements: (0..<rows * width).map { _ in random.uniform() - 0.5 })
        }
    }

    static let sizes = [(1, 1, 1), (3, 20, 15), (17, 33, 16), (40, 70, 300), (5, 2000, 7)]

    static func close(_ a: [Float], _ b: [Double]) -> Bool {
        // Sums of at most 2,000 products below 1: a float32 sum is off by far less than 1e-4 of their size.
        zip(a, b).allSatisfy { abs(Double($0) - $1) <= 2e-6 * max(1, abs($1)) * 8 }
    }

    @Test(arguments: sizes)
    func `decode, weight gradients and value gradients equal their dense meanings`(size: (Int, Int, Int)) {
        let s = Sample(size.0, size.1, size.2)
        let engine = ComputeEngine(threads: 2)
        let W = s.w.toArray().map { Double($0) }, X = s.x.toArray().map { Double($0) }, f = s.dense.map { Double($0) }

        let out = Matrix(rows: s.rows, columns: s.width)
        engine.product(
            s.latents, s.w, bias: Matrix(rows: 1, columns: s.width, elements: (0..<s.width).map { Float($0) }),
            into: out)
        #expect(
            SparseProductTests.close(
                out.toArray(),
                (0..<s.rows * s.width).map { at in
                    (0..<s.columns).reduce(Double(at % s.width)) {
                        $0 + f[at / s.width * s.columns + $1] * W[$1 * s.width + at % s.width]
                    }
                }))

        let values = LatentValues()
        engine.product(s.x, transposed: s.w, at: s.latents, into: values)
        let at = s.dense.indices.filter { s.dense[$0] > 0 }
        #expect(values.count == at.count)
        #expect(
            SparseProductTests.close(
                values.toArray(),
                at.map { place in
                    (0..<s.width).reduce(0) {
                        $0 + X[place / s.columns * s.width + $1] * W[place % s.columns * s.width + $1]
                    }
                }))

        let order = ColumnOrder(columns: s.columns)
        engine.orderByColumn(s.latents, into: order)
        let byColumn = LatentValues()
        engine.permute(s.latents, by: order, into: byColumn)
        let gradient = Matrix(rows: s.columns, columns: s.width)
        engine.fill(gradient, with: 7)
        let begun = LatentMarks((0..<s.columns).map { $0 % 2 == 0 })
        engine.transposedProduct(byColumn, order, s.x, into: gradient, begun: begun)
        let expected = (0..<s.columns * s.width).map { at -> Double in
            let i = at / s.width, fires = (0..<s.rows).contains { f[$0 * s.columns + i] > 0 }
            let start = fires && i % 2 == 1 ? 0.0 : 7
            return (0..<s.rows).reduce(start) { $0 + f[$1 * s.columns + i] * X[$1 * s.width + at % s.width] }
        }
        #expect(SparseProductTests.close(gradient.toArray(), expected))
        for i in 0..<s.columns {
            let count = (0..<s.rows).count { f[$0 * s.columns + i] > 0 }
            #expect(order.count(ofColumn: i) == count)
            #expect(begun.toArray()[i] == (i % 2 == 0 || count > 0))
        }
        let sums = Matrix(rows: 1, columns: s.columns)
        engine.columnSums(byColumn, order, into: sums)
        #expect(
            SparseProductTests.close(
                sums.toArray(), (0..<s.columns).map { i in (0..<s.rows).reduce(0) { $0 + f[$1 * s.columns + i] } }))
        engine.columnSquaredSums(byColumn, order, into: sums)
        #expect(
            SparseProductTests.close(
                sums.toArray(),
                (0..<s.columns).map { i in (0..<s.rows).reduce(0) { $0 + f[$1 * s.columns + i] * f[$1 * s.columns + i] }
                }))
    }

    @Test(arguments: sizes, Kernels.available)
    func `reconstruction is decode, difference, scale and products, one after the other`(
        size: (Int, Int, Int), isa: Kernels.ISA
    ) {
        let s = Sample(size.0, size.1, size.2), window = Sample(size.0, size.1, size.2, density: 0.1, seed: 6)
        let engine = ComputeEngine(threads: 3, isa: isa)
        let bias = Matrix(rows: 1, columns: s.width, elements: (0..<s.width).map { 0.1 * Float($0 % 5) })
        func matrix() -> Matrix { Matrix(rows: s.rows, columns: s.width) }
        let error = matrix(), gradient = matrix(), plainError = matrix(), plainGradient = matrix()
        engine.product(s.latents, s.w, bias: bias, into: plainError)
        engine.subtract(plainError, s.x, into: plainError)
        engine.scale(plainError, by: 0.25, into: plainGradient)
        let first = LatentValues(), second = LatentValues(), plain = LatentValues()
        let figures = Figures()
        let squares = figures[engine.reconstruct(
            s.latents, s.w, bias: bias, of: s.x, scale: 0.25, error: error, outputGradient: gradient,
            places: [(s.latents, first), (window.latents, second)], into: figures)]
        // Bit for bit: a decoded element sums the same rows in the same order.
        #expect(error.toArray() == plainError.toArray() && gradient.toArray() == plainGradient.toArray())
        let exact = plainError.toArray().reduce(0) { $0 + Double($1) * Double($1) }
        #expect(abs(squares - exact) <= 1e-12 * exact)
        for (pattern, found) in [(s.latents, first), (window.latents, second)] {
            engine.product(plainGradient, transposed: s.w, at: pattern, into: plain)
            // The two differ in the order of a sum of `width` terms of size about one.
            let far = zip(found.toArray(), plain.toArray()).contains { abs($0 - $1) > 1e-6 * Float(s.columns) }
            #expect(found.count == plain.count && !far)
        }
    }

    @Test func `reconstruction has the same bits on any number of threads`() {
        let s = Sample(60, 500, 300)
        let bias = Matrix(rows: 1, columns: s.width)
        func run(_ threads: Int) -> ([Float], [Float], Double) {
            let error = Matrix(rows: s.rows, columns: s.width), gradient = Matrix(rows: s.rows, columns: s.width)
            let values = LatentValues()
            let figures = Figures()
            let squares = figures[ComputeEngine(threads: threads).reconstruct(
                s.latents, s.w, bias: bias, of: s.x, scale: 0.25, error: error, outputGradient: gradient,
                places: [(s.latents, values)], into: figures)]
            return (gradient.toArray(), values.toArray(), squares)
        }
        let one = run(1)
        for threads in [2, 7] { #expect(run(threads) == one) }
    }

    @Test func `values are looked up in other latents, sparse or dense, by any row map`() {
        let engine = ComputeEngine(threads: 2)
        let s = Sample(12, 40, 3), other = Sample(12, 40, 3, density: 0.5, seed: 8)
        let dense = Matrix(rows: 12, columns: 40, elements: other.dense)
        let map: [Int32] = (0..<12).map { $0 % 4 == 0 ? -1 : $0 - 1 }
        let own = LatentValues(), a = LatentValues(), b = LatentValues()
        engine.copyValues(of: s.latents, into: own)
        let figures = Figures()
        for rowMap in [nil, map] {
            let first = figures[engine.lookUp(other.latents, rowMap: rowMap, at: s.latents, own: own, into: a, figures)]
            let second = figures[engine.lookUp(dense, rowMap: rowMap, at: s.latents, own: own, into: b, figures)]
            #expect(a.toArray() == b.toArray() && first == second)
            let places = s.dense.indices.filter { s.dense[$0] > 0 }
            let expected = places.map { place -> Float in
                let row = rowMap.map { Int($0[place / 40]) } ?? place / 40
                return row < 0 ? s.dense[place] : other.dense[row * 40 + place % 40]
            }
            #expect(a.toArray() == expected)
            #expect(
                abs(
                    figures[engine.squaresBeside(other.latents, rowMap: rowMap, rows: 12, figures)]
                        - figures[engine.squaresBeside(dense, rowMap: rowMap, rows: 12, figures)]) < 1e-9)
        }
    }
}

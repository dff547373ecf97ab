import CKernels
import Engine
import Testing

@Suite struct OptimizerTests {
    /// Adam for one weight in Double, the obvious way.
    struct Plain {
        var w: Double, m = 0.0, v = 0.0
        mutating func update(_ g: Double, _ n: Int, lr: Double, b1: Double, b2: Double, eps: Double) {
            m = b1 * m + (1 - b1) * g
            v = b2 * v + (1 - b2) * g * g
            let mHat = m / (1 - power(b1, n)), vHat = v / (1 - power(b2, n))
            w -= lr * mHat / (vHat.squareRoot() + eps)
        }
        func power(_ x: Double, _ n: Int) -> Double { (0..<n).reduce(1) { product, _ in product * x } }
    }

    static func update(_ n: Int, beta1: Float) -> AdamUpdate {
        AdamUpdate(count: n, learningRate: 0.01, beta1: beta1, beta2: 0.999, epsilon: 1e-8, gradientScale: 0.5)
    }

    @Test(arguments: [Float(0), 0.9])
    func `five updates are the plain ones on every path at every size`(beta1: Float) {
        for isa in Kernels.available {
            let engine = ComputeEngine(threads: 1, isa: isa)
            for n in kernelSizes(Kernels.table(isa)!.lanes) {
                let start = noise(n, seed: 1)
                let w = Matrix(rows: 1, columns: n, elements: start), v = Matrix(rows: 1, columns: n)
                let m = beta1 == 0 ? nil : Matrix(rows: 1, columns: n)
                var plain = start.map { Plain(w: Double($0)) }
                for step in 1...5 {
                    let g = noise(n, seed: UInt64(step + 1))
                    engine.adam(
                        w, gradient: Matrix(rows: 1, columns: n, elements: g), firstMoment: m, secondMoment: v,
                        OptimizerTests.update(step, beta1: beta1))
                    for i in 0..<n {
                        plain[i].update(
                            0.5 * Double(g[i]), step, lr: 0.01, b1: Double(beta1), b2: Double(Float(0.999)), eps: 1e-8)
                    }
                }
                // Five roundings of the weight (half an ulp of 1 each) and of a step of 0.01, some ulps each.
                let bound = 5 * 0x1p-24 + 5 * 0.01 * 0x1p-20
                let worst = zip(w.toArray(), plain).map { abs(Double($0) - $1.w) }.max() ?? 0
                #expect(worst <= bound, "\(isa) \(n)")
            }
        }
    }

    /// Rows come and go; an untouched one has a gradient of zeros in the dense meaning.
    @Test(arguments: [Float(0), 0.9])
    func `rows that are put off end where dense updates bring them`(beta1: Float) {
        let rows = 7, d = 19, engine = ComputeEngine(threads: 2)
        func run(lazily: Bool) -> ([Float], [Float]) {
            let w = Matrix(rows: rows, columns: d, elements: noise(rows * d, seed: 3))
            let v = Matrix(rows: rows, columns: d), m = beta1 == 0 ? nil : Matrix(rows: rows, columns: d)
            var state = TouchedRows(
                touched: LatentMarks([Bool](repeating: true, count: rows)), lastUpdate: IndexMatrix(rows: 1, columns: rows))
            for step in 1...30 {
                let touched = (0..<rows).map { (step * 7 + $0 * 5) % 11 < 3 || step == 30 }
                // What an untouched row's storage holds must not be read.
                let g = noise(rows * d, seed: UInt64(step)).enumerated().map { i, x in
                    touched[i / d] ? x : (lazily ? .nan : 0)
                }
                state.touched = LatentMarks(touched)
                engine.adam(
                    w, gradient: Matrix(rows: rows, columns: d, elements: g), firstMoment: m, secondMoment: v,
                    OptimizerTests.update(step, beta1: beta1), rows: lazily ? state : nil)
                engine.stamp(Int32(step), where: state.touched, in: state.lastUpdate)
            }
            return (w.toArray(), v.toArray())
        }
        let lazy = run(lazily: true), dense = run(lazily: false)
        for i in lazy.0.indices {
            // At most 30 steps of 0.01 / sqrt(0.001)-ish apart by rounding of v: 30 ulps of a step of 0.3.
            #expect(abs(lazy.0[i] - dense.0[i]) <= 30 * 0.3 * 0x1p-23)
            #expect(abs(lazy.1[i] - dense.1[i]) <= dense.1[i] * 64 * 0x1p-24)
        }
    }

    @Test func `a row that is not touched keeps its bits when there is no first moment`() {
        let engine = ComputeEngine(threads: 1), start = noise(40, seed: 5)
        let w = Matrix(rows: 4, columns: 10, elements: start), v = Matrix(rows: 4, columns: 10)
        engine.adam(
            w, gradient: Matrix(rows: 4, columns: 10, elements: noise(40, seed: 6)), firstMoment: nil, secondMoment: v,
            OptimizerTests.update(1, beta1: 0),
            rows: TouchedRows(touched: LatentMarks([true, false, true, false]), lastUpdate: IndexMatrix(rows: 1, columns: 4)), unitRows: true)
        let after = w.toArray()
        #expect(Array(after[10..<20]) == Array(start[10..<20]))
        #expect(Array(after[30...]) == Array(start[30...]))
        for row in [0, 2] {
            let norm = after[row * 10..<row * 10 + 10].reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
            #expect(abs(norm - 1) <= 0x1p-22)  // ten entries, each rounded twice by half an ulp
        }
    }

    @Test func `norms and parallel parts are the plain ones`() {
        let engine = ComputeEngine(threads: 3), rows = 5, d = 33
        let g = noise(rows * d, seed: 8), w = noise(rows * d, seed: 9), mask = [true, false, true, true, false]
        let G = Matrix(rows: rows, columns: d, elements: g), W = Matrix(rows: rows, columns: d, elements: w)
        var square = 0.0
        for i in 0..<rows * d where mask[i / d] { square += Double(g[i]) * Double(g[i]) }
        #expect(abs(engine.sumOfSquares(G, rows: LatentMarks(mask)) - square) <= square * 1e-13)
        let vector = Matrix(rows: 1, columns: 5, elements: [1, 2, 3, 4, 5])
        #expect(engine.sumOfSquares(vector, rows: LatentMarks(mask)) == 26)
        #expect(engine.sumOfSquares(vector) == 55)

        engine.removeParallel(from: G, along: W, rows: LatentMarks(mask))
        let after = G.toArray()
        for row in 0..<rows {
            let range = row * d..<row * d + d
            let dot = range.reduce(0.0) { $0 + Double(g[$1]) * Double(w[$1]) }
            let length = range.reduce(0.0) { $0 + Double(w[$1]) * Double(w[$1]) }
            for i in range {
                let expected = mask[row] ? Double(g[i]) - dot / length * Double(w[i]) : Double(g[i])
                #expect(abs(Double(after[i]) - expected) <= 4 * 0x1p-24)  // entries below 2, rounded twice
            }
        }
        let zeros = Matrix(rows: 1, columns: 3)
        engine.normalizeRows(zeros)
        #expect(zeros.toArray() == [0, 0, 0])
    }

    @Test func `the bits do not depend on the thread count`() {
        let rows = 700, d = 300
        let results = [1, 2, 7].map { threads in
            let engine = ComputeEngine(threads: threads)
            let w = Matrix(rows: rows, columns: d, elements: noise(rows * d, seed: 1))
            let v = Matrix(rows: rows, columns: d)
            let g = Matrix(rows: rows, columns: d, elements: noise(rows * d, seed: 2))
            let rowsTouched = TouchedRows(
                touched: LatentMarks((0..<rows).map { $0 % 3 != 0 }), lastUpdate: IndexMatrix(rows: 1, columns: rows))
            engine.removeParallel(from: g, along: w, rows: rowsTouched.touched)
            engine.adam(
                w, gradient: g, firstMoment: nil, secondMoment: v, OptimizerTests.update(3, beta1: 0),
                rows: rowsTouched, unitRows: true)
            return (w.toArray().map(\.bitPattern), engine.sumOfSquares(g, rows: rowsTouched.touched).bitPattern)
        }
        #expect(results[0] == results[1])
        #expect(results[0] == results[2])
    }
}

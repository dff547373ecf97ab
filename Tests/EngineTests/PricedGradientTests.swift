import Engine
import Testing

/// The priced term's gradient, and the rows it is taken of, against their dense meaning in Double.
@Suite struct PricedGradientTests {
    /// Latents that fire on each token, rows that lean on each other, masses and rates.
    struct Bench {
        let latents: SparseLatents
        let masses: [Float]
        let rates: [Float]
        let decoder: [Float]
        let width: Int
        let columns: Int

        /// - Parameter fired: how many latents fire on each token.
        init(fired: [Int], columns: Int, width: Int, isFree: Bool) {
            var random = CounterRandom(seed: 3, stream: UInt64(columns))
            var dense = [Float](repeating: 0, count: fired.count * columns)
            for (token, count) in fired.enumerated() {
                for column in random.sample(count, of: columns) { dense[token * columns + column] = 0.5 + random.uniform() }
            }
            latents = SparseLatents(rows: fired.count, columns: columns, elements: dense)
            masses = (0..<latents.count).map { _ in random.uniform() }
            // Some rates are equal: such latents are no pair.
            rates = (0..<columns).map { _ in Float(random.below(40)) / 64 }
            self.columns = columns
            self.width = width
            var rows: [Float] = []
            for _ in 0..<columns {
                var row = (0..<width).map { _ in random.uniform() - 0.35 }
                let norm = row.reduce(0) { $0 + $1 * $1 }.squareRoot(), wanted = isFree ? 0.5 + random.uniform() : 1
                for j in row.indices { row[j] *= wanted / norm }
                rows += row
            }
            decoder = rows
        }

        func run(threads: Int, isFree: Bool, isa: Kernels.ISA? = nil) -> (out: [Float], sums: PricedSums) {
            let engine = ComputeEngine(threads: threads, isa: isa)
            let w = Matrix(rows: columns, columns: width, elements: decoder)
            let rate = Matrix(rows: 1, columns: columns, elements: rates)
            let norms = Matrix(rows: 1, columns: columns)
            engine.rowNorms(w, into: norms)
            engine.inverses(norms, into: norms)
            let values = LatentValues()
            engine.fill(values, like: latents, with: 0)
            values.assign(masses)
            let out = Matrix(rows: columns, columns: width)
            engine.fill(out, with: 1)
            let sums = engine.addPricedGradient(
                of: latents, masses: values, rates: rate, w, inverseNorms: isFree ? norms : nil, scale: 0.5, into: out,
                workspace: PricedWorkspace())
            return (out.toArray(), sums)
        }

        func plain(isFree: Bool) -> (out: [Double], sums: PricedSums) {
            var out = [Double](repeating: 1, count: columns * width), sums = PricedSums()
            let rows = (0..<columns).map { i in decoder[i * width..<(i + 1) * width].map { Double($0) } }
            func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
            var at = 0
            for token in 0..<latents.rows {
                let entries = latents.entries(ofRow: token)
                for (k, first) in entries.enumerated() {
                    for second in entries where rates[first.column] < rates[second.column] {
                        let m = Double(masses[at + k]), a = rows[first.column], b = rows[second.column]
                        let n = isFree ? dot(a, a).squareRoot() : 1, o = isFree ? dot(b, b).squareRoot() : 1
                        let c = dot(a, b) / (n * o)
                        sums.mass += m
                        if c <= 0 { continue }
                        sums.pairs += 1
                        sums.energy += m * c * c
                        for j in 0..<width {
                            let slope = isFree ? (b[j] / o - c * a[j] / n) / n : b[j]
                            out[first.column * width + j] += 0.5 * 2 * m * c * slope
                        }
                    }
                }
                at += entries.count
            }
            return (out, sums)
        }
    }

    static let shapes: [([Int], Int, Int)] = [
        ([0, 1, 2, 5, 24, 25, 3], 60, 7),
        // Several strips of rows and of the width.
        ([100, 33, 70, 0, 64], 150, 300),
        // Several rounds: more than 2¹⁹ pairs.
        ([Int](repeating: 200, count: 40), 256, 8),
    ]

    @Test(arguments: shapes, [false, true])
    func `equals the loops over all pairs`(shape: ([Int], Int, Int), isFree: Bool) {
        let bench = Bench(fired: shape.0, columns: shape.1, width: shape.2, isFree: isFree)
        let (out, sums) = bench.run(threads: 2, isFree: isFree), (expected, plain) = bench.plain(isFree: isFree)
        let largest = expected.map { abs($0 - 1) }.max() ?? 0
        let worst = zip(out, expected).map { abs(Double($0) - $1) }.max() ?? 0
        // Sums of up to some thousand float32 products.
        #expect(worst <= 4e-6 * max(largest, 1), "\(worst) of \(largest)")
        #expect(sums.pairs == plain.pairs && plain.pairs > 0)
        #expect(abs(sums.energy - plain.energy) <= 1e-5 * plain.energy)
        #expect(abs(sums.mass - plain.mass) <= 1e-5 * plain.mass)
        #expect(sums.angle > sums.leaning && sums.leaning > 0)
    }

    @Test(arguments: shapes)
    func `the bits do not depend on the thread count`(shape: ([Int], Int, Int)) {
        let bench = Bench(fired: shape.0, columns: shape.1, width: shape.2, isFree: true)
        let one = bench.run(threads: 1, isFree: true)
        for threads in [2, 7] {
            let other = bench.run(threads: threads, isFree: true)
            #expect(one.out == other.out && one.sums == other.sums)
        }
    }

    @Test(arguments: Kernels.available)
    func `every instruction set finds the same`(isa: Kernels.ISA) {
        let bench = Bench(fired: [30, 12, 40], columns: 60, width: 37, isFree: true)
        let here = bench.run(threads: 1, isFree: true, isa: isa), best = bench.run(threads: 1, isFree: true)
        #expect(zip(here.out, best.out).allSatisfy { abs($0 - $1) <= 2e-5 * max(1, abs($1)) })
        #expect(here.sums.pairs == best.sums.pairs)
    }

    @Test func `a row that is too long is drawn from, and counts for more`() {
        let engine = ComputeEngine(threads: 1)
        let bench = Bench(fired: [10, 3, 8, 0], columns: 20, width: 2, isFree: false)
        let dense = Matrix(rows: 4, columns: 20, elements: bench.latents.toDenseArray())
        let sparse = SparseLatents(columns: 20), other = SparseLatents(columns: 20)
        var seen = [Int](repeating: 0, count: 20)
        for stream in 0..<2000 {
            var random = CounterRandom(seed: 1, stream: UInt64(stream)), again = random
            let factors = engine.takeRows([0, 1, 3], of: bench.latents, most: 4, random: &random, into: sparse)
            #expect(factors == engine.takeRows([0, 1, 3], of: dense, most: 4, random: &again, into: other))
            #expect(sparse.toDenseArray() == other.toDenseArray())
            #expect(factors == [Float(10 * 9) / Float(4 * 3), 1, 1])
            #expect(sparse.entries(ofRow: 1).map(\.column) == bench.latents.entries(ofRow: 1).map(\.column))
            let taken = sparse.entries(ofRow: 0).map(\.column)
            #expect(taken.count == 4 && taken == taken.sorted() && Set(taken).count == 4)
            for column in taken { seen[column] += 1 }
        }
        // Each of the ten 800 times; a standard deviation is 22.
        for (column, _) in bench.latents.entries(ofRow: 0) { #expect(abs(seen[column] - 800) < 110) }
    }

    @Test func `rates are means over batches, and the same from both forms`() {
        let engine = ComputeEngine(threads: 2)
        let bench = Bench(fired: [10, 3, 8, 0], columns: 20, width: 2, isFree: false)
        let dense = Matrix(rows: 4, columns: 20, elements: bench.latents.toDenseArray()), order = ColumnOrder(columns: 20)
        engine.orderByColumn(bench.latents, into: order)
        let first = Matrix(rows: 1, columns: 20), second = Matrix(rows: 1, columns: 20), own = Matrix(rows: 1, columns: 20)
        engine.firingRates(order, rows: 4, before: nil, decay: 0.9, into: first)
        engine.firingRates(dense, before: nil, decay: 0.9, into: own)
        let counts = (0..<20).map { i in (0..<4).count { dense.toArray()[$0 * 20 + i] > 0 } }
        #expect(first.toArray() == counts.map { Float($0) / 4 } && own.toArray() == first.toArray())
        first.assign([Float](repeating: 0.5, count: 20))
        engine.firingRates(order, rows: 4, before: first, decay: 0.9, into: second)
        engine.firingRates(dense, before: first, decay: 0.9, into: own)
        #expect(second.toArray() == counts.map { Float(0.45 + (1 - 0.9) * Double($0) / 4) })
        #expect(second.toArray() == own.toArray())
    }
}

import Engine
import Testing

/// Nearest rows within random chunks, and the gradient of their squared cosines.
@Suite struct NearestRowsTests {
    static func sample(_ rows: Int, _ width: Int, seed: UInt64 = 3) -> Matrix {
        var random = CounterRandom(seed: seed)
        return Matrix(
            rows: rows, columns: width, elements: (0..<rows * width).map { _ in 3 * (random.uniform() - 0.5) })
    }

    static func cosine(_ w: [Double], _ d: Int, _ i: Int, _ j: Int) -> Double {
        func dot(_ a: Int, _ b: Int) -> Double { (0..<d).reduce(0) { $0 + w[a * d + $1] * w[b * d + $1] } }
        let scale = (dot(i, i) * dot(j, j)).squareRoot()
        return scale > 0 ? dot(i, j) / scale : 0
    }

    @Test func `chunks hold every row once, ascending, and differ in size by one at most`() {
        for (count, size) in [(1, 8192), (10, 10), (10, 3), (1000, 64), (24, 7)] {
            var random = CounterRandom(seed: 9), same = CounterRandom(seed: 9), other = CounterRandom(seed: 10)
            let chunks = randomChunks(of: count, size: size, using: &random)
            #expect(chunks.flatMap { $0 }.sorted() == (0..<Int32(count)).map { $0 })
            #expect(chunks.allSatisfy { $0 == $0.sorted() && $0.count <= size })
            let sizes = chunks.map(\.count)
            #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
            #expect(chunks == randomChunks(of: count, size: size, using: &same))
            if chunks.count > 1 { #expect(chunks != randomChunks(of: count, size: size, using: &other)) }
        }
    }

    /// More rows than a block of 256, so that pairs within a block, across blocks and in a last short one all occur.
    @Test(arguments: [(1, 4, 8), (5, 3, 8), (40, 7, 12), (700, 5, 700), (700, 9, 300)], [false, true])
    func `the nearest row is the one of largest cosine`(shape: (rows: Int, width: Int, chunk: Int), bySize: Bool) {
        let w = NearestRowsTests.sample(shape.rows, shape.width), numbers = w.toArray().map { Double($0) }
        var random = CounterRandom(seed: 1)
        let chunks = randomChunks(of: shape.rows, size: shape.chunk, using: &random)
        let nearest = NearestRows(rows: shape.rows)
        ComputeEngine(threads: 2).findNearestRows(w, in: chunks, bySize: bySize, into: nearest)
        var squares = 0.0
        for chunk in chunks {
            for i in chunk.map({ Int($0) }) {
                let others = chunk.map { Int($0) }.filter { $0 != i }
                let cosines = others.map { NearestRowsTests.cosine(numbers, shape.width, i, $0) }
                let largest = (bySize ? cosines.map { abs($0) } : cosines).max()
                let found = nearest.nearest(to: i)
                #expect((found == nil) == others.isEmpty)
                guard let found, let largest else { continue }
                // Two candidates may round to the same float32, so the row found is judged by its own cosine.
                let own = NearestRowsTests.cosine(numbers, shape.width, i, found.row)
                #expect(others.contains(found.row) && abs(own - Double(found.cosine)) <= 1e-6)
                #expect((bySize ? abs(own) : own) >= largest - 1e-6)
                squares += own * own
            }
        }
        #expect(abs(nearest.sumOfSquares - squares) <= 1e-5 * max(1, squares))
    }

    @Test func `of equal rows the lower is the nearest, and a row of zeros has cosine 0`() {
        // 600 rows: the first of each block, and copies of row 2 in the same and in later blocks.
        let w = NearestRowsTests.sample(600, 6)
        var elements = w.toArray()
        for copy in [7, 300, 599] {
            for k in 0..<6 { elements[copy * 6 + k] = elements[2 * 6 + k] }
        }
        for k in 0..<6 { elements[100 * 6 + k] = 0 }
        w.assign(elements)
        let nearest = NearestRows(rows: 600)
        let engine = ComputeEngine(threads: 2)
        engine.findNearestRows(w, in: [(0..<600).map { Int32($0) }], into: nearest)
        #expect(nearest.nearest(to: 2)?.row == 7)
        for copy in [7, 300, 599] { #expect(nearest.nearest(to: copy)?.row == 2) }
        #expect(nearest.nearest(to: 100)?.cosine == 0)
        let gradient = Matrix(rows: 600, columns: 6)
        let begun = LatentMarks(latents: 600)
        engine.addNearestGradient(w, nearest, scale: 1, into: gradient, begun: begun)
        #expect(gradient.toArray().allSatisfy { $0.isFinite } && begun.toArray().allSatisfy { $0 })
    }

    @Test(arguments: [(2, 3, 8), (40, 7, 12), (300, 5, 300)])
    func `the gradient is the derivative of the sum of squared cosines`(
        shape: (rows: Int, width: Int, chunk: Int)
    ) {
        let (rows, d) = (shape.rows, shape.width)
        let w = NearestRowsTests.sample(rows, d), numbers = w.toArray().map { Double($0) }
        var random = CounterRandom(seed: 1)
        let nearest = NearestRows(rows: rows)
        let engine = ComputeEngine(threads: 2)
        engine.findNearestRows(w, in: randomChunks(of: rows, size: shape.chunk, using: &random), into: nearest)
        let gradient = Matrix(rows: rows, columns: d)
        engine.fill(gradient, with: 4)
        // A row that had begun keeps what it held.
        let begun = LatentMarks((0..<rows).map { $0 % 3 == 0 })
        engine.addNearestGradient(w, nearest, scale: 0.5, into: gradient, begun: begun)
        let partner = (0..<rows).map { nearest.nearest(to: $0)?.row }
        // The pairs that hold row i, with the others' rows as they are.
        func energy(_ w: [Double], of i: Int) -> Double {
            (0..<rows).reduce(0) { sum, k in
                guard let j = partner[k], k == i || j == i else { return sum }
                let cosine = NearestRowsTests.cosine(w, d, k, j)
                return sum + cosine * cosine
            }
        }
        let h = 1e-5, found = gradient.toArray()
        for at in 0..<rows * d {
            var up = numbers, down = numbers
            up[at] += h
            down[at] -= h
            let i = at / d
            let slope = 0.5 * (energy(up, of: i) - energy(down, of: i)) / (2 * h) + (i % 3 == 0 ? 4 : 0)
            // float32 against Double: entries up to 10, from cosines rounded to 6e-8 over norms from 0.5 up.
            #expect(abs(Double(found[at]) - slope) <= 1e-5 * max(1, abs(slope)), "\(at)")
        }
    }

    @Test func `the bits do not depend on the thread count`() {
        let w = NearestRowsTests.sample(1100, 33)
        func run(_ threads: Int) -> [Float] {
            let engine = ComputeEngine(threads: threads)
            var random = CounterRandom(seed: 1)
            let nearest = NearestRows(rows: 1100)
            engine.findNearestRows(w, in: randomChunks(of: 1100, size: 600, using: &random), into: nearest)
            let gradient = Matrix(rows: 1100, columns: 33)
            let begun = LatentMarks(latents: 1100)
            engine.addNearestGradient(w, nearest, scale: 1, into: gradient, begun: begun)
            return gradient.toArray()
        }
        #expect(run(1) == run(2) && run(1) == run(7))
    }
}

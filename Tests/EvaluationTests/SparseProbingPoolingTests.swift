import Engine
import Testing

@Suite struct SparseProbingPoolingTests {
    private static let segments = [3, 0, 1, 5]
    private static let width = 7

    /// About half zeros, the rest in (0, 1).
    private static func values(seed: UInt64) -> [Float] {
        var random = CounterRandom(seed: seed)
        return (0..<9 * width).map { _ in max(0, random.uniform() * 2 - 1) }
    }

    /// What pooling means, in plain Swift.
    private static func plain(_ x: [Float], _ pooling: Pooling) -> [Float] {
        var out: [Float] = [], row = 0
        for count in segments {
            for column in 0..<width {
                let of = (row..<row + count).map { x[$0 * width + column] }
                let sum = of.reduce(0, +)
                out.append(of.isEmpty ? 0 : pooling == .mean ? sum / Float(count) : of.max() ?? 0)
            }
            row += count
        }
        return out
    }

    @Test(arguments: Pooling.allCases, [1, 2]) func `dense rows are pooled as the plain sum says`(
        pooling: Pooling, threads: Int
    ) {
        let engine = ComputeEngine(threads: threads), x = Self.values(seed: 1)
        let out = Matrix(rows: Self.segments.count, columns: Self.width)
        engine.pool(Matrix(rows: 9, columns: Self.width, elements: x), segments: Self.segments, by: pooling, into: out)
        #expect(out.toArray() == Self.plain(x, pooling))
    }

    @Test(arguments: Pooling.allCases) func `sparse rows are pooled as dense ones, piece by piece`(pooling: Pooling) {
        let engine = ComputeEngine(threads: 1), x = Self.values(seed: 2)
        let all = SparseLatents(columns: Self.width)
        let head = SparseLatents(rows: 3, columns: Self.width, elements: Array(x[..<(3 * Self.width)]))
        let tail = SparseLatents(rows: 6, columns: Self.width, elements: Array(x[(3 * Self.width)...]))
        engine.pool(head, segments: [3], by: pooling, appendingTo: all)
        engine.pool(tail, segments: [0, 1, 5], by: pooling, appendingTo: all)
        #expect(all.rows == 4)
        #expect(all.toDenseArray() == Self.plain(x, pooling))
    }

    @Test func `what a probe reads of chosen rows is what the dense matrix says`() {
        let engine = ComputeEngine(threads: 1), x = Self.values(seed: 3)
        let sparse = SparseLatents(columns: Self.width)
        sparse.append(Matrix(rows: 9, columns: Self.width, elements: x))
        #expect(sparse.toDenseArray() == x)
        let rows: [Int32] = [8, 2, 2, 0], columns = [1, 4, 6]
        let gathered = rows.flatMap { row in columns.map { x[Int(row) * Self.width + $0] } }
        #expect(engine.gather(columns, ofRows: rows, of: sparse) == gathered)

        let w = (0...Self.width).map { Float($0) - 3 }
        let weights = Matrix(rows: 1, columns: Self.width + 1, elements: w)
        let scores = engine.linear(sparse, rows: rows[...], weights: weights)
        let pulls: [Float] = [1, -2, 0.5, 3]
        let gradient = Matrix(rows: 1, columns: Self.width + 1)
        engine.linearGradient(sparse, rows: rows[...], pulls, into: gradient)
        let means = engine.columnMeans(of: sparse, rows: rows)
        for (row, score) in zip(rows, scores) {
            let wanted = (0..<Self.width).reduce(w[Self.width]) { $0 + x[Int(row) * Self.width + $1] * w[$1] }
            // Seven additions in another order.
            #expect(abs(score - wanted) <= 1e-5)
        }
        for column in 0..<Self.width {
            let of = rows.map { x[Int($0) * Self.width + column] }
            #expect(abs(gradient.toArray()[column] - zip(of, pulls).reduce(0) { $0 + $1.0 * $1.1 }) <= 1e-5)
            #expect(abs(means[column] - of.reduce(0) { $0 + Double($1) } / 4) <= 1e-12)
        }
        #expect(gradient.toArray()[Self.width] == 2.5)
    }
}

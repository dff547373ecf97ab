import Engine
import Foundation
import TestSupport
import Testing

/// What describing latents asks of the engine, against plain twins, on several numbers of threads.
@Suite struct `Operations that describe latents` {
    private static let rows = 300, columns = 70

    /// About a third of the entries, with many ties; column 3 is empty, column 4 full.
    private static let dense: [Float] = {
        var random = CounterRandom(seed: 9)
        return (0..<rows * columns).map { at in
            let value = Float(1 + random.below(40)) / 8 * (random.uniform() < 0.1 ? 1000 : 1)
            if at % columns == 3 { return 0 }
            return at % columns == 4 || random.uniform() < 0.3 ? value : 0
        }
    }()

    private static func latents(_ engine: ComputeEngine) -> (SparseLatents, ColumnOrder) {
        let latents = SparseLatents(rows: rows, columns: columns, elements: dense), order = ColumnOrder(columns: columns)
        engine.orderByColumn(latents, into: order)
        return (latents, order)
    }

    @Test(arguments: [1, 2, 7])
    func `the largest entries of a column are the first of the sorted ones`(threads: Int) {
        let engine = ComputeEngine(threads: threads)
        let (latents, order) = Self.latents(engine)
        for most in [0, 1, 5, 200, 1000] {
            let found = engine.largestEntries(of: latents, order, most: most)
            for column in 0..<Self.columns {
                func value(_ row: Int) -> Float { Self.dense[row * Self.columns + column] }
                let fired = (0..<Self.rows).filter { value($0) > 0 }
                let sorted = fired.sorted { one, other in
                    value(one) != value(other) ? value(one) > value(other) : one < other
                }
                let rows = Array(sorted.prefix(most))
                #expect(found[column].map { $0.row } == rows)
                #expect(found[column].map { $0.value } == rows.map(value))
            }
        }
    }

    @Test func `single entries are found by column and row`() {
        let engine = ComputeEngine(threads: 1)
        let (latents, order) = Self.latents(engine)
        for (column, range) in [(0, 0..<300), (3, 0..<300), (4, 17..<18), (69, 290..<300), (12, 40..<40), (7, 0..<24)] {
            #expect(
                engine.values(of: latents, order, column: column, rows: range)
                    == range.map { Self.dense[$0 * Self.columns + column] })
        }
    }

    @Test(arguments: [1, 3])
    func `logarithmic counts are those of each value's bin, and bins widen until there is room`(threads: Int) throws {
        let engine = ComputeEngine(threads: threads)
        let (latents, order) = Self.latents(engine)
        for (most, width) in [(1000, 0.1), (20, 0.4)] {
            let found = engine.logarithmicCounts(of: latents, order, most: most)
            #expect(found[3] == nil)
            for column in 0..<Self.columns where column != 3 {
                let counts = try #require(found[column])
                let values = (0..<Self.rows).map { Double(Self.dense[$0 * Self.columns + column]) }.filter { $0 > 0 }
                #expect(counts.counts.reduce(0, +) == values.count && counts.counts.count <= most)
                #expect(counts.width <= width && counts.counts.first != 0 && counts.counts.last != 0)
                for (bin, count) in counts.counts.enumerated() {
                    let from = counts.start + Double(bin) * counts.width
                    // Values are eighths: none lies as near to an edge as rounding reaches, but for powers of ten.
                    let inside = values.filter { log10($0) >= from - 1e-9 && log10($0) < from + counts.width - 1e-9 }
                    #expect(inside.count == count)
                }
            }
        }
    }

    @Test(arguments: [1, 16, 1000])
    func `the nearest rows are those of the largest cosines`(block: Int) throws {
        let engine = ComputeEngine(threads: 2), rows = 53, width = 9
        var random = CounterRandom(seed: 4)
        let w = Matrix(rows: rows, columns: width)
        engine.fillNormal(w, mean: 0, standardDeviation: 2, using: &random)
        let elements = w.toArray()
        func cosine(_ i: Int, _ k: Int) -> Double {
            var (dot, a, b) = (0.0, 0.0, 0.0)
            for j in 0..<width {
                let (x, y) = (Double(elements[i * width + j]), Double(elements[k * width + j]))
                dot += x * y
                a += x * x
                b += y * y
            }
            return dot / (a * b).squareRoot()
        }
        let found = engine.nearestCosines(w, most: 4, blockRows: block)
        for i in 0..<rows {
            let sorted = (0..<rows).filter { $0 != i }.sorted { cosine(i, $0) > cosine(i, $1) }.prefix(4)
            #expect(found[i].map { $0.row } == Array(sorted))
            // Two roundings to float32 of unit vectors of nine components.
            for near in found[i] { #expect(abs(Double(near.cosine) - cosine(i, near.row)) < 1e-6) }
        }
        #expect(engine.nearestCosines(w, most: 1000).allSatisfy { $0.count == rows - 1 })
        let alone = Matrix(rows: 1, columns: 3, elements: [1, 2, 3])
        #expect(engine.nearestCosines(alone, most: 5).map { $0.count } == [0])
    }
}

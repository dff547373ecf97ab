import Engine
import Testing

@Suite struct TopKTests {
    /// Sort and take: larger first, then the lower column; NaN last; -0 and 0 are equal.
    static func plain(_ row: ArraySlice<Float>, _ k: Int) -> [Int32] {
        let numbers = Array(row)
        return numbers.indices.sorted { i, j in
            let a = numbers[i], b = numbers[j]
            if a.isNaN || b.isNaN { return a.isNaN == b.isNaN ? i < j : b.isNaN }
            return a == b ? i < j : a > b
        }.prefix(k).map { Int32($0) }
    }

    func check(_ rows: Int, _ columns: Int, _ k: Int, _ elements: [Float], _ name: String) {
        let a = Matrix(rows: rows, columns: columns, elements: elements)
        let values = Matrix(rows: rows, columns: k), indices = IndexMatrix(rows: rows, columns: k)
        for threads in [1, 2, 7] {
            ComputeEngine(threads: threads).topKPerRow(a, k, values: values, indices: indices)
            let got = indices.toArray()
            for row in 0..<rows {
                let line = elements[row * columns..<(row + 1) * columns]
                #expect(Array(got[row * k..<(row + 1) * k]) == TopKTests.plain(line, k), "\(name) row \(row)")
            }
            let chosen = got.enumerated().map { elements[$0.offset / max(1, k) * columns + Int($0.element)].bitPattern }
            #expect(values.toArray().map(\.bitPattern) == chosen, "\(name)")
        }
    }

    @Test(arguments: [(1, 1), (5, 1), (5, 5), (40, 0), (1024, 32), (1025, 1024), (5000, 1), (5000, 64), (5000, 1500)])
    func `chosen are those that a stable sort puts first`(columns: Int, k: Int) {
        check(20, columns, k, noise(20 * columns, seed: 1), "noise")
        // Few different values: ties everywhere.
        check(5, columns, k, noise(5 * columns, seed: 2).map { ($0 * 4).rounded() / 4 }, "ties")
        check(5, columns, k, noise(5 * columns, seed: 3).map { max($0 - 0.9, 0) }, "mostly zeros")
        let ramp = (0..<columns).map { Float($0) }
        check(2, columns, k, ramp + ramp.reversed(), "ramps")
        check(1, columns, k, [Float](repeating: -.infinity, count: columns), "all -infinity")
        check(1, columns, k, [Float](repeating: .nan, count: columns), "all NaN")
    }

    @Test(arguments: [1, 30, 700])
    func `NaN is chosen only when numbers run out, and both zeros are equal`(k: Int) {
        var x = noise(3000, seed: 4)
        for i in x.indices where i % 3 != 0 { x[i] = .nan }
        for i in stride(from: 0, to: 3000, by: 9) { x[i] = i % 2 == 0 ? 0 : -0.0 }
        x[2997] = -.infinity
        x[6] = .infinity
        check(1, 3000, k, x, "some NaN")
        check(1, 1000, k, [Float](repeating: .nan, count: 990) + [1, -.infinity, 2, 3, 4, 5, 6, 7, 8, 9], "late numbers")
    }
}

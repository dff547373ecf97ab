import DeviceFakes
import Testing

/// The k largest of each row.
struct LargestKernelTests {
    struct Largest {
        var k: Int
        var factors: [Float]?
        var list: [Int32]?
        var everything = false

        func chosen(_ z: [Float], _ rows: Int, _ columns: Int, cached: Bool) -> TestEntries {
            var result = TestEntries(columns: columns, rows: [])
            inAllOrders {
                result = run(z, rows, columns, cached: cached)
                return result.words
            }
            return result
        }

        private func run(_ z: [Float], _ rows: Int, _ columns: Int, cached: Bool) -> TestEntries {
            let count = list?.count ?? columns, words = (count + 31) / 32, z = z.array
            let bits = [UInt32](repeating: .max, count: rows * words).array
            let counts = [Int32](repeating: -1, count: rows).array
            KernelTests.run(
                "top_k_bits", grid: (max(1, rows), 1, 1), shared: cached ? 4 * count : 0,
                [
                    .array(z), slot(factors), slot(list), .int(everything ? 1 : 0), .int(rows), .int(columns), .int(count),
                    .int(k), .int(cached ? 1 : 0), .array(bits), .array(counts),
                ])
            let starts = scanned(counts, rows), n = Int(starts.values[rows])
            let indices = [Int32](repeating: -1, count: n).array, values = [Float](repeating: .nan, count: n).array
            KernelTests.run(
                "select_fill", grid: (max(1, rows), 1, 1),
                [
                    .array(z), .null, .null, slot(list), .int(rows), .int(columns), .int(count), .array(bits),
                    .array(starts), .int(n), .array(indices), .array(values), .null,
                ])
            return TestEntries(columns: columns, starts: starts.values, indices: indices.values, values: values.values)
        }

        func plain(_ z: [Float], _ rows: Int, _ columns: Int) -> TestEntries {
            TestEntries(
                columns: columns,
                rows: (0..<rows).map { b in
                    let list = list?.map { Int($0) } ?? Array(0..<columns)
                    let all: [(place: Int, score: Float)] = list.indices.compactMap { place in
                        let own = z[b * columns + list[place]], score = own * (factors?[list[place]] ?? 1)
                        return everything || (self.list == nil ? score : own) > 0 ? (place, score) : nil
                    }
                    return sorted(all).prefix(k).map(\.place).sorted().map { (list[$0], z[b * columns + list[$0]]) }
                })
        }
    }

    /// Largest first, of equals the lower place, NaN last.
    static func sorted(_ all: [(place: Int, score: Float)]) -> [(place: Int, score: Float)] {
        all.sorted { a, b in
            if a.score.isNaN || b.score.isNaN {
                return a.score.isNaN == b.score.isNaN ? a.place < b.place : b.score.isNaN
            }
            return a.score != b.score ? a.score > b.score : a.place < b.place
        }
    }

    /// Few different numbers, so that many are equal; every third row holds less than 0 only, every fourth one number.
    private func inputs(_ rows: Int, _ columns: Int, steps: Float, seed: UInt64 = 6) -> [Float] {
        var z = numbers(rows * columns, seed: seed).map { ($0 * steps).rounded(.toNearestOrAwayFromZero) / steps }
        for b in 0..<rows {
            for i in 0..<columns where b % 3 == 2 { z[b * columns + i] -= 2 }
            for i in 0..<columns where b % 4 == 3 { z[b * columns + i] = 0.5 }
        }
        return z
    }

    private func check(_ largest: Largest, _ z: [Float], _ rows: Int, _ columns: Int) {
        let wanted = largest.plain(z, rows, columns)
        for cached in [true, false] {
            // As words: -0 and 0 are told apart, and NaN is equal to itself.
            #expect(
                largest.chosen(z, rows, columns, cached: cached).words == wanted.words,
                "\(largest.k) of [\(rows), \(columns)]")
        }
    }

    @Test func perRow() {
        for (rows, columns) in awkwardShapes {
            let rows = min(rows, 8)
            for k in Set([0, 1, 5, columns / 2, columns + 3]) {
                check(Largest(k: k), inputs(rows, columns, steps: 4), rows, columns)
            }
            check(Largest(k: 3), inputs(rows, columns, steps: 1e6), rows, columns)
        }
    }

    @Test func longRows() {
        check(Largest(k: 100), inputs(1, 9000, steps: 50), 1, 9000)
        check(Largest(k: 40), inputs(1, 9000, steps: 1e6), 1, 9000)
    }

    @Test func byScoresWithFactors() {
        let factors = numbers(257, seed: 4).map { abs($0) }
        check(Largest(k: 7, factors: factors), inputs(5, 257, steps: 1e6), 5, 257)
        // A score that underflows to 0 is not above it.
        check(Largest(k: 2, factors: [1e-30, 1, 1e-30]), [1e-30, 0, 2], 1, 3)
    }

    @Test func amongSomeColumns() {
        for columns in [1, 33, 257, 600] {
            let list = (0..<Int32(columns)).filter { $0 % 3 != 1 }
            let z = inputs(5, columns, steps: 4), factors = numbers(columns, seed: 4).map { abs($0) + 0.1 }
            for everything in [true, false] {
                check(Largest(k: 6, factors: factors, list: list, everything: everything), z, 5, columns)
                check(Largest(k: 6, list: list, everything: everything), z, 5, columns)
            }
        }
        // In a list it is z that has to be positive.
        check(Largest(k: 2, factors: [1e-30, 1, 1e-30], list: [0, 1, 2]), [1e-30, 0, 1e-30], 1, 3)
        check(Largest(k: 2, list: []), [1, 2, 3], 1, 3)
    }

    @Test func notNumbersInfinitiesAndZeros() {
        let z: [Float] = [.nan, 1, .infinity, -0.0, 0, -.infinity, -1, .nan, 2, -.nan]
        for k in 0...11 {
            check(Largest(k: k), z, 1, 10)
            check(Largest(k: k, list: (0..<10).map { $0 }, everything: true), z, 1, 10)
        }
    }

    @Test func noRows() { check(Largest(k: 2), [], 0, 5) }

    // Sorted --------------------------------------------------------------------------------------------------------

    private func checkSorted(_ a: [Float], _ rows: Int, _ columns: Int, k: Int) {
        var wanted: [UInt32] = [], columnsWanted: [UInt32] = []
        for b in 0..<rows {
            for (place, score) in LargestKernelTests.sorted((0..<columns).map { ($0, a[b * columns + $0]) }).prefix(k) {
                wanted.append(score.bitPattern)
                columnsWanted.append(UInt32(place))
            }
        }
        var padded = 1
        while padded < k { padded *= 2 }
        for cached in [true, false] {
            let got = inAllOrders {
                let values = [Float](repeating: -7, count: rows * k).array
                let indices = [Int32](repeating: -7, count: rows * k).array
                run(
                    "top_k_sorted", grid: (rows, 1, 1), shared: 8 * padded + (cached ? 4 * columns : 0),
                    [
                        .array(a.array), .int(rows), .int(columns), .int(k), .int(padded), .int(cached ? 1 : 0),
                        .array(values), .array(indices),
                    ])
                return values.values.map(\.bitPattern) + indices.values.map { UInt32(bitPattern: $0) }
            }
            #expect(got == wanted + columnsWanted, "\(k) of [\(rows), \(columns)]")
        }
    }

    @Test func sortedRows() {
        for (rows, columns) in awkwardShapes {
            let rows = min(rows, 4)
            for k in Set([1, 5, 33, columns]) where k <= columns && k <= 257 {
                checkSorted(inputs(rows, columns, steps: 4), rows, columns, k: k)
            }
        }
        let z: [Float] = [.nan, 1, .infinity, -0.0, 0, -.infinity, -1, .nan, 2, -.nan]
        for k in 1...10 { checkSorted(z, 1, 10, k: k) }
    }
}

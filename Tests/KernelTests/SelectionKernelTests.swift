import DeviceFakes
import Testing

/// From pre-activations to entries, by a rule.
struct SelectionKernelTests {
    enum Rule: Int { case above, window, shortfall }

    /// A selection as the engine launches it.
    struct Selection {
        var rule = Rule.above
        var limits: [Float]?
        var factors: [Float]?
        var list: [Int32]?
        var limit: Float = 0
        var width: Float = 0
        var room: Int?

        func chosen(_ z: [Float], _ rows: Int, _ columns: Int) -> TestEntries {
            var result = TestEntries(columns: columns, rows: [])
            inAllOrders {
                result = run(z, rows, columns)
                return result.words
            }
            return result
        }

        private func run(_ z: [Float], _ rows: Int, _ columns: Int) -> TestEntries {
            let count = list?.count ?? columns, words = (count + 31) / 32, z = z.array
            let bits = [UInt32](repeating: .max, count: rows * words).array
            let counts = [Int32](repeating: -1, count: rows).array
            KernelTests.run(
                "select_bits", grid: (max(1, rows), 1, 1),
                [
                    .array(z), slot(limits), slot(factors), slot(list), .int(rule.rawValue), .float(limit), .float(width),
                    .int(rows), .int(columns), .int(count), .array(bits), .array(counts),
                ])
            let starts = scanned(counts, rows), n = Int(starts.values[rows])
            let room = room ?? n, held = min(n, room)
            let indices = [Int32](repeating: -1, count: held).array
            let values = [Float](repeating: .nan, count: held).array
            KernelTests.run(
                "select_fill", grid: (max(1, rows), 1, 1),
                [
                    .array(z), slot(rule == .shortfall ? limits : nil), .null, slot(list), .int(rows), .int(columns),
                    .int(count), .array(bits), .array(starts), .int(room), .array(indices), .array(values), .null,
                ])
            return TestEntries(columns: columns, starts: starts.values, indices: indices.values, values: values.values)
        }

        func plain(_ z: [Float], _ rows: Int, _ columns: Int) -> TestEntries {
            TestEntries(
                columns: columns,
                rows: (0..<rows).map { b in
                    (list ?? (0..<Int32(columns)).map { $0 }).compactMap { column in
                        let i = Int(column), own = z[b * columns + i], bound = limits?[i] ?? limit
                        let score = factors.map { own * $0[i] } ?? own
                        switch rule {
                        case .above: return score > bound ? (i, own) : nil
                        case .window:
                            let u = (score - bound) / width
                            return u > -0.5 && u < 0.5 ? (i, own) : nil
                        case .shortfall: return own < bound ? (i, bound - own) : nil
                        }
                    }
                })
        }
    }

    /// Pre-activations with a NaN, an infinity and zeros among them; every third row has nothing above -2.
    private func inputs(_ rows: Int, _ columns: Int) -> [Float] {
        var z = numbers(rows * columns, seed: 5)
        for b in 0..<rows where b % 3 == 2 { for i in 0..<columns { z[b * columns + i] -= 3 } }
        for (at, value) in [Float.nan, .infinity, 0, -0.0, -.infinity].enumerated() where z.count > 20 { z[3 * at] = value }
        return z
    }

    private func check(_ selection: Selection, _ rows: Int, _ columns: Int) {
        let z = inputs(rows, columns)
        #expect(selection.chosen(z, rows, columns) == selection.plain(z, rows, columns))
    }

    @Test func aboveZeroAndAboveThresholds() {
        for (rows, columns) in awkwardShapes {
            check(Selection(), rows, columns)
            check(Selection(limits: numbers(columns, seed: 8)), rows, columns)
            check(Selection(factors: numbers(columns, seed: 9).map { abs($0) }, limit: 0.25), rows, columns)
        }
    }

    @Test func insideAWindow() {
        for (rows, columns) in awkwardShapes {
            check(Selection(rule: .window, limits: numbers(columns, seed: 8), width: 0.4), rows, columns)
        }
        // The edges themselves are outside.
        let z: [Float] = [0.5, 0.4999, -0.5, -0.4999, 0]
        let found = Selection(rule: .window, limits: [0, 0, 0, 0, 0], width: 1).chosen(z, 1, 5)
        #expect(found.indices == [1, 3, 4])
    }

    @Test func bothOfOneReading() {
        for (rows, columns) in awkwardShapes {
            let z = inputs(rows, columns), limits = numbers(columns, seed: 8), words = (columns + 31) / 32
            let bits = (0..<2).map { _ in [UInt32](repeating: .max, count: rows * words).array }
            let counts = (0..<2).map { _ in [Int32](repeating: -1, count: rows).array }
            let got = inAllOrders {
                KernelTests.run(
                    "select_bits_and_window", grid: (rows, 1, 1),
                    [
                        .array(z.array), .array(limits.array), .float(0.4), .int(rows), .int(columns), .array(bits[0]),
                        .array(counts[0]), .array(bits[1]), .array(counts[1]),
                    ])
                return (0..<2).flatMap { bits[$0].values + counts[$0].values.map { UInt32(bitPattern: $0) } }
            }
            let wanted = [Rule.above, .window].flatMap { rule -> [UInt32] in
                let found = Selection(rule: rule, limits: limits, width: 0.4).plain(z, rows, columns)
                var bits = [UInt32](repeating: 0, count: rows * words)
                for b in 0..<rows {
                    for k in found.range(b) {
                        let column = Int(found.indices[k])
                        bits[b * words + column / 32] |= 1 << UInt32(column % 32)
                    }
                }
                return bits + (0..<rows).map { UInt32(found.range($0).count) }
            }
            #expect(got == wanted)
        }
    }

    @Test func shortfallsInSomeColumns() {
        for (rows, columns) in awkwardShapes {
            let list = (0..<Int32(columns)).filter { $0 % 3 != 1 }
            check(Selection(rule: .shortfall, limits: numbers(columns, seed: 8), list: list), rows, columns)
        }
        check(Selection(rule: .shortfall, limits: [1, 1, 1], list: []), 2, 3)
    }

    @Test func longRows() {
        // More words than a block has threads.
        check(Selection(limit: 0.9), 2, 8193)
        check(Selection(rule: .window, limits: numbers(17000, seed: 8), width: 0.1), 1, 17000)
    }

    @Test func noRows() { check(Selection(), 0, 5) }

    @Test func whatIsBeyondTheRoomIsCountedAndNotWritten() {
        let z = [Float](repeating: 1, count: 3 * 300)
        for room in [0, 1, 299, 300, 450, 900, 2000] {
            let found = Selection(room: room).chosen(z, 3, 300)
            #expect(found.starts == [0, 300, 600, 900])
            #expect(found.indices == (0..<900).map { Int32($0 % 300) }.prefix(room).map { $0 })
            #expect(found.values.allSatisfy { $0 == 1 })
        }
    }

    @Test func scans() {
        for n in [0, 1, 31, 32, 33, 257, 4096, 4097, 9000] {
            let counts = numbers(n, seed: 2).map { Int32(abs($0 * 1000)) }
            let got = inAllOrders { scanned(counts.array, n).values }
            var wanted: [Int64] = [0]
            for count in counts { wanted.append((wanted.last ?? 0) + Int64(count)) }
            #expect(got == wanted)
        }
        // Sums beyond 32 bits.
        let large = [Int32](repeating: 500_000, count: 9000)
        #expect(scanned(large.array, 9000).values.last == 4_500_000_000)
    }
}

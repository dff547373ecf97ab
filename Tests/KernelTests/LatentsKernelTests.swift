import DeviceFakes
import Testing

/// One number for each latent.
struct LatentsKernelTests {
    @Test func sumsOfColumns() {
        for (columns, rows) in awkwardShapes + [(3, 300)] {
            let entries = TestEntries(rows: rows, columns: columns, share: 0.3), order = OrderKernelTests.plain(entries)
            let values = order.positions.map { entries.values[Int($0)] }, before = numbers(columns, seed: 6)
            for (squared, scale, accumulates) in [(false, 1.0, false), (false, 0.1, true), (true, 1, false)] {
                let got = inAllOrders {
                    let out = before.array
                    run(
                        "entry_column_sums", grid: ((columns + 7) / 8, 1, 1),
                        [
                            .array(values.array), .array(order.starts.array), .int(columns), .int(squared ? 1 : 0),
                            .unsigned(UInt32(truncatingIfNeeded: scale.bitPattern)),
                            .unsigned(UInt32(scale.bitPattern >> 32)), .int(accumulates ? 1 : 0), .array(out),
                        ])
                    return out.values
                }
                let wanted = (0..<columns).map { i in
                    values[Int(order.starts[i])..<Int(order.starts[i + 1])].reduce(0) {
                        $0 + (squared ? Double($1) * Double($1) : Double($1))
                    } * scale + (accumulates ? Double(before[i]) : 0)
                }
                expectClose(got, wanted, within: 6e-8)
            }
        }
    }

    @Test func marksOfColumnsWithEntries() {
        let starts: [Int64] = [0, 0, 2, 2, 3, 3]
        for (accumulates, wanted) in [(false, [0, 1, 0, 1, 0]), (true, [1, 1, 0, 1, 0])] {
            let marks = [UInt8](arrayLiteral: 1, 0, 0, 1, 0).array
            run(
                "mark_columns", grid: (2, 1, 1), threads: 32,
                [.array(starts.array), .int(5), .int(accumulates ? 1 : 0), .array(marks)])
            #expect(marks.values == wanted.map { UInt8($0) })
        }
    }

    @Test func countsOfDenseColumns() {
        for (columns, rows) in awkwardShapes + [(3, 300)] {
            var f = numbers(rows * columns, seed: 7)
            for i in 0..<columns where i % 3 == 1 { for b in 0..<rows { f[b * columns + i] = b % 2 == 0 ? -1 : .nan } }
            let counts = inAllOrders {
                let counts = [Int32](repeating: 0, count: columns).array
                run(
                    "count_columns_above", grid: ((columns + 255) / 256, (rows + 127) / 128, 1),
                    [.array(f.array), .int(rows), .int(columns), .array(counts)])
                return counts.values
            }
            #expect(counts == (0..<columns).map { i in Int32((0..<rows).count { f[$0 * columns + i] > 0 }) })
        }
    }

    @Test func firingRates() {
        let counts: [Int32] = [0, 3, 7, 100, 2], decay = 0.99
        var starts: [Int64] = [0]
        for count in counts { starts.append((starts.last ?? 0) + Int64(count)) }
        let before = numbers(5, seed: 3).map { abs($0) }
        for (starts, list) in [(starts, nil), (nil, counts)] as [([Int64]?, [Int32]?)] {
            for before in [nil, before] {
                let out = [Float](repeating: .nan, count: 5).array
                run(
                    "firing_rates",
                    [
                        slot(starts), slot(list), .int(5), .int(100), slot(before),
                        .unsigned(UInt32(truncatingIfNeeded: decay.bitPattern)), .unsigned(UInt32(decay.bitPattern >> 32)),
                        .array(out),
                    ])
                expectClose(
                    out.values,
                    (0..<5).map { i in
                        let now = Double(counts[i]) / 100
                        return before.map { decay * Double($0[i]) + (1 - decay) * now } ?? now
                    }, within: 6e-8)
            }
        }
    }
}

import DeviceFakes
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What happens at entries, one by one.
struct EntriesKernelTests {
    /// A pattern of n entries over 20 columns, with two other numbers an entry.
    private struct Case {
        let n: Int
        let indices: [Int32]
        let values, a, b, factors: [Float]

        init(_ n: Int) {
            self.n = n
            indices = numbers(n, seed: 2).map { Int32(abs($0) * 20) }
            values = numbers(n, seed: 3)
            a = numbers(n, seed: 4)
            b = numbers(n, seed: 5)
            factors = numbers(20, seed: 6)
        }

        func factor(_ k: Int) -> Float { factors[Int(indices[k])] }

        /// The last argument after a run, beginning from `from`.
        func result(_ kernel: String, from: [Float], _ slots: (Case) -> [Slot]) -> [Float] {
            inAllOrders {
                let out = from.array
                run(kernel, grid: (2, 1, 1), threads: 64, slots(self) + [.int(n), .array(out)])
                return out.values
            }
        }
    }

    @Test func entryByEntry() {
        for n in awkwardSizes + [0] {
            let it = Case(n), all = 0..<n
            expectSame(
                it.result("gate_values", from: it.a) {
                    [.array($0.values.array), .array($0.indices.array), .array($0.factors.array)]
                },
                all.map { it.values[$0] > it.factor($0) ? it.values[$0] : 0 })
            expectSame(
                it.result("fill_above", from: it.a) {
                    [.array($0.values.array), .array($0.indices.array), .array($0.factors.array), .float(2.5)]
                },
                all.map { it.values[$0] > it.factor($0) ? 2.5 : 0 })
            expectSame(
                it.result("add_factors", from: it.a) { [.array($0.factors.array), .float(0.3), .array($0.indices.array)] },
                all.map { it.a[$0] + 0.3 * it.factor($0) })
            expectSame(
                it.result("scale_by_factors", from: it.a) {
                    [.array($0.factors.array), .float(-0.3), .array($0.indices.array)]
                },
                all.map { it.a[$0] * (-0.3 * it.factor($0)) })
            expectSame(
                it.result("add_difference", from: it.a) { [.array($0.values.array), .array($0.b.array), .float(0.7)] },
                all.map { it.a[$0] + 0.7 * (it.values[$0] - it.b[$0]) })
            expectSame(
                it.result("add_products", from: it.a) { [.array($0.values.array), .array($0.b.array), .float(0.7)] },
                all.map { it.a[$0] + 0.7 * it.values[$0] * it.b[$0] })
            expectSame(
                it.result("add_factor_products", from: it.a) {
                    [.array($0.b.array), .array($0.factors.array), .float(0.7), .array($0.indices.array)]
                },
                all.map { it.a[$0] + 0.7 * it.factor($0) * it.b[$0] })
        }
    }

    @Test func notNumbersAtAGate() {
        let values: [Float] = [.nan, 1, .infinity], limits: [Float] = [0, .nan, 0]
        for (kernel, more) in [("gate_values", [Slot]()), ("fill_above", [.float(1)])] {
            let out = [Float](repeating: 9, count: 3).array
            run(
                kernel,
                [.array(values.array), .array([Int32(0), 1, 2].array), .array(limits.array)] + more + [.int(3), .array(out)])
            #expect(out.values == [0, 0, kernel == "gate_values" ? .infinity : 1])
        }
    }

    @Test func tanhs() {
        for n in awkwardSizes {
            let it = Case(n)
            let got = inAllOrders {
                let t = it.a.array, slope = it.a.array
                run(
                    "tanh_of_values", grid: (2, 1, 1), threads: 64,
                    [
                        .array(it.values.array), .array(it.factors.array), .float(3), .array(it.indices.array), .int(n),
                        .array(t), .array(slope),
                    ])
                return t.values + slope.values
            }
            let u = (0..<n).map { Double(3 * it.factor($0) * it.values[$0]) }
            expectClose(got, u.map { tanh($0) } + u.map { 1 - tanh($0) * tanh($0) }, within: 1e-6)
        }
    }

    @Test func sums() {
        for n in awkwardSizes + [0, 4096, 4097, 10000] {
            let v = numbers(n, seed: 9), blocks = (n + 4095) / 4096
            let got = inAllOrders {
                let parts = [Double](repeating: .nan, count: 2 * blocks).array, out = [Double](repeating: .nan, count: 2).array
                if blocks > 0 { run("value_sums", grid: (blocks, 1, 1), [.array(v.array), .int(n), .array(parts)]) }
                run("sum_parts", grid: (2, 1, 1), [.array(parts), .int(blocks), .int(2), .array(out)])
                return out.values
            }
            let sum = v.reduce(0) { $0 + Double($1) }, squares = v.reduce(0) { $0 + Double($1) * Double($1) }
            #expect(abs(got[0] - sum) <= 1e-13 * Double(n) + 1e-15 && abs(got[1] - squares) <= 1e-13 * Double(n) + 1e-15)
        }
    }

    @Test func partsOfManyRows() {
        let parts = numbers(3 * 700, seed: 4).map { Double($0) }
        let got = inAllOrders {
            let out = [Double](repeating: .nan, count: 3).array
            run("sum_parts", grid: (3, 1, 1), [.array(parts.array), .int(700), .int(3), .array(out)])
            return out.values
        }
        for w in 0..<3 {
            let sum = (0..<700).reduce(0) { $0 + parts[3 * $1 + w] }
            #expect(abs(got[w] - sum) < 1e-11)
        }
    }

    @Test func entriesAtPlaces() {
        for n in awkwardSizes + [0] {
            let it = Case(50), places = numbers(n, seed: 7).map { Int32(abs($0) * 50) }
            let columns = [Int32](repeating: -1, count: n).array, values = [Float](repeating: .nan, count: n).array
            run(
                "gather_entries", grid: (2, 1, 1), threads: 64,
                [
                    .array(it.indices.array), .array(it.values.array), .array(places.array), .int(n), .array(columns),
                    .array(values),
                ])
            #expect(columns.values == places.map { it.indices[Int($0)] })
            expectSame(values.values, places.map { it.values[Int($0)] })
        }
    }

    @Test func rowByRow() {
        for (columns, rows) in awkwardShapes {
            let entries = TestEntries(rows: rows, columns: columns, share: 0.4), starts = entries.starts.array
            let grid = ((rows + 7) / 8, 1, 1), factors = numbers(rows, seed: 3).map { $0 > 0.5 ? 1 : $0 }
            let scaled = inAllOrders {
                let v = entries.values.array
                run("scale_entry_rows", grid: grid, [.array(starts), .array(factors.array), .int(rows), .array(v)])
                return v.values
            }
            expectSame(
                scaled,
                (0..<rows).flatMap { b in entries.range(b).map { entries.values[$0] * factors[b] } })

            let counts = [Int32](repeating: -1, count: rows).array
            run("entry_row_counts", grid: (2, 1, 1), threads: 32, [.array(starts), .int(rows), .array(counts)])
            #expect(counts.values == (0..<rows).map { Int32(entries.range($0).count) })

            var values = entries.values
            if values.count > 3 { values[3] = .nan }
            for factors in [nil, numbers(columns, seed: 8)] {
                let least = inAllOrders {
                    let out = [Float](repeating: 9, count: rows).array
                    run(
                        "smallest_of_rows", grid: grid,
                        [
                            .array(starts), .array(entries.indices.array), .array(values.array), slot(factors), .int(rows),
                            .array(out),
                        ])
                    return out.values
                }
                expectSame(
                    least,
                    (0..<rows).map { b in
                        entries.range(b).reduce(.infinity) { min($0, values[$1] * (factors?[Int(entries.indices[$1])] ?? 1)) }
                    })
            }
        }
    }
}

import DeviceFakes
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Latents as a dense matrix.
struct DenseLatentsKernelTests {
    private func dense(_ entries: TestEntries) -> [Float] {
        var dense = [Float](repeating: 0, count: entries.rows * entries.columns)
        for b in 0..<entries.rows {
            for k in entries.range(b) { dense[b * entries.columns + Int(entries.indices[k])] = entries.values[k] }
        }
        return dense
    }

    @Test func scattered() {
        for (columns, rows) in awkwardShapes {
            let entries = TestEntries(rows: rows, columns: columns, share: 0.3)
            for misaligned in [false, true] {
                let got = inAllOrders {
                    let out = DeviceArray([Float](repeating: 7, count: rows * columns), misaligned: misaligned)
                    run(
                        "scatter_entries", grid: (rows, 1, 1),
                        [
                            .array(entries.starts.array), .array(entries.indices.array), .array(entries.values.array),
                            .int(rows), .int(columns), .array(out),
                        ])
                    return out.values
                }
                expectSame(got, dense(entries))
            }
        }
    }

    @Test func gates() {
        for (columns, rows) in awkwardShapes {
            var z = numbers(rows * columns, seed: 3)
            if z.count > 5 { z[5] = .nan }
            for limits in [nil, numbers(columns, seed: 4)] {
                let got = inAllOrders {
                    let out = z.array
                    run("gate_above", grid: (rows, 1, 1), [.array(out), slot(limits), .int(rows), .int(columns)])
                    return out.values
                }
                expectSame(got, z.indices.map { z[$0] > limits?[$0 % columns] ?? 0 ? z[$0] : 0 })
            }
            let g = numbers(rows * columns, seed: 5)
            let got = inAllOrders {
                let out = g.array
                run("gate_where_fired", grid: (rows, 1, 1), [.array(out), .array(z.array), .int(rows), .int(columns)])
                return out.values
            }
            expectSame(got, z.indices.map { z[$0] > 0 ? g[$0] : 0 })
        }
    }

    private func checkDifferences(_ rows: Int, _ columns: Int, beforeRows: Int, rowMap: [Int32]?, inPlace: Bool) {
        let f = numbers(rows * columns, seed: 1), before = numbers(beforeRows * columns, seed: 2)
        let factors = numbers(columns, seed: 3)
        var wanted: [Float] = [], sums: [Double] = []
        for b in 0..<rows {
            let row = rowMap.map { Int($0[b]) } ?? b, has = row >= 0 && row < beforeRows
            var sum = 0.0
            for i in 0..<columns {
                let difference = has ? f[b * columns + i] - before[row * columns + i] : 0
                wanted.append(factors[i] + 0.3 * difference)
                sum += Double(difference) * Double(difference)
            }
            sums.append(sum)
        }
        var got: [Float] = []
        let squares = inAllOrders {
            let old = before.array, out = inPlace ? old : [Float](repeating: 7, count: rows * columns).array
            let squares = [Double](repeating: .nan, count: rows).array
            run(
                "differences", grid: (rows, 1, 1),
                [
                    .array(f.array), .array(old), slot(rowMap), .array(factors.array), .float(0.3), .int(rows),
                    .int(beforeRows), .int(columns), .array(out), .array(squares),
                ])
            got = Array(out.values.prefix(rows * columns))
            return squares.values
        }
        expectSame(got, wanted)
        for (square, sum) in zip(squares, sums) { #expect(abs(square - sum) <= 1e-12 * max(1, sum)) }
    }

    @Test func differences() {
        for (columns, rows) in awkwardShapes {
            checkDifferences(rows, columns, beforeRows: rows, rowMap: nil, inPlace: true)
            checkDifferences(rows, columns, beforeRows: rows / 2, rowMap: nil, inPlace: false)
            let map = (0..<rows).map { Int32(($0 * 5) % (rows + 2)) - 1 }
            checkDifferences(rows, columns, beforeRows: rows, rowMap: map, inPlace: false)
        }
    }

    @Test func tanhGradients() {
        for (columns, rows) in awkwardShapes + [(3, 300)] {
            let f = numbers(rows * columns, seed: 1), g = numbers(rows * columns, seed: 2)
            let factors = numbers(columns, seed: 3), norms = numbers(columns, seed: 4)
            let wide = (columns + 255) / 256, segments = (rows + 127) / 128
            var total = 0.0
            let got = inAllOrders {
                let out = g.array, sums = norms.array
                let slopes = [Double](repeating: .nan, count: segments * columns).array
                let tanhs = [Double](repeating: .nan, count: segments * wide).array, all = [Double.nan].array
                run(
                    "add_tanh_gradient", grid: (wide, segments, 1),
                    [
                        .array(f.array), .array(factors.array), .float(3), .float(0.2), .int(rows), .int(columns), .array(out),
                        .array(slopes), .array(tanhs),
                    ])
                run(
                    "add_slopes", grid: (1, 1, 1), threads: 64,
                    [.array(slopes), .int(segments), .int(columns), .float(0.2), .array(sums)])
                run("sum_parts", [.array(tanhs), .int(segments * wide), .int(1), .array(all)])
                total = all.values[0]
                return out.values + sums.values
            }
            var gradient = g.map { Double($0) }, slopes = norms.map { Double($0) }, sum = 0.0
            for at in f.indices {
                let i = at % columns, t = tanh(Double(3 * factors[i] * f[at]))
                gradient[at] += Double(0.2 as Float) * Double(factors[i]) * (1 - t * t)
                slopes[i] += Double(0.2 as Float) * Double(f[at]) * (1 - t * t)
                sum += t
            }
            expectClose(Array(got.prefix(g.count)), gradient, within: 1e-6)
            expectClose(Array(got.suffix(columns)), slopes, within: 1e-6)
            #expect(abs(total - sum) <= 1e-6 * Double(f.count))
        }
    }
}

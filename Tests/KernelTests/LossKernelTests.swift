import DeviceFakes
import Testing

struct LossKernelTests {
    private static let shapes = [(1, 1), (3, 31), (2, 32), (7, 33), (4, 257), (2, 1028)]

    private func logSum(_ row: some Sequence<Float>) -> Double {
        let row = row.map { Double($0) }, largest = row.max() ?? 0
        return largest + logarithm(row.reduce(0) { $0 + exponential($1 - largest) })
    }

    @Test func sumsOfExponentials() {
        for (rows, columns) in Self.shapes {
            for size in [1, 30, 3000] as [Float] {
                let z = numbers(rows * columns).map { size * $0 }
                for misaligned in [false, true] {
                    let got = inAllOrders {
                        let x = DeviceArray(z, misaligned: misaligned), out = DeviceArray([Double](repeating: .nan, count: rows))
                        run("loss_log_sum_exps", grid: (2, 1, 1), [.array(x), .array(out), .int(rows), .int(columns)])
                        return out.values
                    }
                    for r in 0..<rows {
                        let wanted = logSum(z[r * columns..<(r + 1) * columns])
                        #expect(abs(got[r] - wanted) <= 3e-7 * max(1, size / 10).double, "\(got[r]) for \(wanted)")
                    }
                }
            }
        }
    }

    @Test func aBadLogitIsABadSum() {
        let z = DeviceArray([1, .nan, 2, 1, .infinity, 2, 3, -.infinity, 3] as [Float])
        let out = DeviceArray([0.0, 0, 0])
        run("loss_log_sum_exps", [.array(z), .array(out), .int(3), .int(3)])
        #expect(out.values[0].isNaN && out.values[1].isNaN && abs(out.values[2] - 3 - logarithm(2)) < 1e-15)
    }

    @Test func crossEntropiesAndDivergences() {
        for (rows, columns) in Self.shapes {
            let a = numbers(rows * columns).map { 8 * $0 }
            var b = numbers(rows * columns, seed: 2).map { 8 * $0 }
            for j in 0..<columns { b[j] = a[j] }  // The first row is the same: a divergence of 0.
            let row = { (x: [Float], r: Int) in x[r * columns..<(r + 1) * columns] }
            let aSums = (0..<rows).map { logSum(row(a, $0)) }, bSums = (0..<rows).map { logSum(row(b, $0)) }
            let targets = (0..<rows).map { Int32(($0 * 37 + columns - 1) % columns) }
            let got = inAllOrders {
                let x = DeviceArray(a), y = DeviceArray(b), t = DeviceArray(targets)
                let s = DeviceArray(aSums), u = DeviceArray(bSums)
                let losses = DeviceArray([Double](repeating: .nan, count: rows)), apart = DeviceArray(losses.values)
                run("loss_cross_entropies", threads: 32, [.array(x), .array(t), .array(s), .array(losses), .int(rows), .int(columns)])
                run(
                    "loss_divergences", grid: (2, 1, 1),
                    [.array(x), .array(s), .array(y), .array(u), .array(apart), .int(rows), .int(columns)])
                return losses.values + apart.values
            }
            for r in 0..<rows {
                #expect(got[r] == aSums[r] - Double(a[r * columns + Int(targets[r])]))
                let wanted = zip(row(a, r), row(b, r)).reduce(0) { sum, pair in
                    let p = exponential(Double(pair.0) - aSums[r])
                    return sum + p * (Double(pair.0) - aSums[r] - Double(pair.1) + bSums[r])
                }
                #expect(r == 0 ? got[rows] == 0 : abs(got[rows + r] - wanted) < 5e-6, "\(got[rows + r]) for \(wanted)")
            }
        }
    }

    /// The device's logarithm, through a row of one logit: log Σ exp of it and of others far below is exact.
    @Test func logarithmsOfWholeNumbers() {
        for n in [1, 2, 3, 7, 10, 100, 1000, 4097] {
            let z = DeviceArray([Float](repeating: 0, count: n)), out = DeviceArray([0.0])
            run("loss_log_sum_exps", [.array(z), .array(out), .int(1), .int(n)])
            let wanted = logarithm(Double(n))
            #expect(abs(out.values[0] - wanted) <= 2 * wanted.ulp)
        }
    }
}

extension Float {
    fileprivate var double: Double { Double(self) }
}

import DeviceFakes
import Testing

/// What device.cuh and its host twin promise.
struct DialectTests {
    @Test func operationsOfAWarp() {
        let got = inAllOrders {
            let out = DeviceArray([Int32](repeating: -1, count: 320))
            run("check_warp", threads: 32, [.array(out)])
            return out.values
        }
        let row = { (at: Int) in Array(got[32 * at..<32 * at + 32]) }
        let lanes = { (value: (Int) -> Int) in (0..<32).map { Int32(value($0)) } }
        #expect(row(0) == lanes { _ in 50 })
        #expect(row(1) == lanes { ($0 + 3) % 32 * 10 })
        #expect(row(2) == lanes { $0 < 3 ? $0 * 10 : $0 * 10 - 30 })
        #expect(row(3) == lanes { $0 > 28 ? $0 * 10 : $0 * 10 + 30 })
        #expect(row(4) == lanes { ($0 ^ 5) * 10 })
        #expect(row(5) == lanes { $0 % 8 + 3 < 8 ? $0 * 10 + 30 : $0 * 10 })
        let thirds = (0..<32).reduce(UInt32(0)) { $1 % 3 == 0 ? $0 | 1 << UInt32($1) : $0 }
        #expect(row(6) == lanes { _ in Int(Int32(bitPattern: thirds)) })
        #expect(row(7) == lanes { _ in 2 })
        #expect(row(8) == lanes { _ in 4 + 40 + 3100 + 320_000 })
        #expect(row(9) == lanes { $0 < 16 ? 150 : 160 })
    }

    @Test func theLogarithm() {
        var x: [Double] = [
            1, 2, 0.5, 0.7071067811865475, 0.7071067811865476, 1.4142135623730951, 1 + 1e-15, 1 - 1e-15, 1e300, .leastNonzeroMagnitude,
            .leastNormalMagnitude / 3,
        ]
        for n in numbers(3000) { x.append(exponential(Double(n) * 600)) }
        for n in numbers(3000, seed: 2) { x.append(1 + Double(n) * 0.3) }
        let input = DeviceArray(x), out = DeviceArray([Double](repeating: 0, count: x.count))
        run("check_log", grid: (2, 1, 1), [.array(input), .array(out), .int(x.count)])
        for (x, y) in zip(x, out.values) { #expect(abs(y - logarithm(x)) <= 2 * logarithm(x).ulp, "log \(x)") }

        let odd = DeviceArray([0, -0.0, -1, .infinity, -.infinity, .nan]), results = DeviceArray([Double](repeating: 0, count: 6))
        run("check_log", [.array(odd), .array(results), .int(6)])
        let y = results.values
        #expect(y[0] == -.infinity && y[1] == -.infinity && y[2].isNaN && y[3] == .infinity && y[4].isNaN && y[5].isNaN)
    }

    /// Relative to the exact value, in units of float32's last place; the rounding of an argument of 88 alone is 44 of them.
    @Test func activations() {
        let x = numbers(4000).map { 12 * $0 } + [0, 88, -88, 1e-30, 20, -20]
        let wanted: [(Int, (Double) -> Double, Double)] = [
            (0, { $0 / (1 + exponential(-1.5957691216057308 * ($0 + 0.044715 * $0 * $0 * $0))) }, 100),
            (1, { $0 / 2 * complementOfError(-$0 / 2.0.squareRoot()) }, 100),
            (2, { $0 / (1 + exponential(-$0)) }, 8), (3, { exponential($0) }, 2), (4, { hyperbolicTangent($0) }, 3),
        ]
        for (which, function, ulps) in wanted {
            let input = DeviceArray(x), out = DeviceArray([Float](repeating: 0, count: x.count))
            run("check_function", grid: (2, 1, 1), [.array(input), .array(out), .int(x.count), .int(which)])
            for (x, y) in zip(x, out.values) {
                let w = function(Double(x))
                // A gate's denominator overflows before its quotient is below the smallest number: 0 then, as on the CPU.
                let floor = which < 3 ? abs(Double(x)) * 0x1p-127 : 0x1p-149
                #expect(abs(Double(y) - w) <= ulps * 0x1p-23 * abs(w) + floor, "function \(which) of \(x): \(y), not \(w)")
            }
        }
    }
}

import DeviceFakes
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

struct ElementwiseKernelTests {
    private static let special: [Float] = [
        .nan, .infinity, -.infinity, 0, -0.0, .leastNonzeroMagnitude, 88.7, 89.5, -103, -105, 0.6249, 0.6251, -3, 1e-20, 20,
    ]

    /// One input, in place or not, aligned or not, on one block or many.
    private func check(_ kernel: String, with parameters: [Float] = [], _ wanted: (Float) -> Double, within: Double) {
        for n in awkwardSizes + [1030] {
            let a = numbers(n).enumerated().map { i, x in n > 100 && i < Self.special.count ? Self.special[i] : 4 * x }
            for (misaligned, grid) in [(false, 1), (true, 3)] {
                let got = inAllOrders {
                    let input = DeviceArray(a, misaligned: misaligned), out = DeviceArray([Float](repeating: 7, count: n))
                    run(
                        kernel, grid: (grid, 1, 1), threads: 64,
                        [.array(input), .array(out), .int(1), .int(n)] + parameters.map { .float($0) })
                    return out.values
                }
                for (x, y) in zip(a, got) {
                    let w = wanted(x)
                    let isGood = w.isNaN ? y.isNaN : Double(y) == w || abs(Double(y) - w) <= within * abs(w) + 2e-45
                    #expect(isGood, "\(kernel)(\(x)) = \(y), not \(w)")
                }
                let inPlace = DeviceArray(a, misaligned: misaligned)
                run(
                    kernel, grid: (grid, 1, 1), threads: 64,
                    [.array(inPlace), .array(inPlace), .int(n), .int(1)] + parameters.map { .float($0) })
                expectSame(inPlace.values, got)
            }
        }
    }

    @Test func ofOneMatrix() {
        check("element_copy", { Double($0) }, within: 0)
        check("element_scale", with: [-1.7], { Double(-1.7 as Float * $0) }, within: 0)
        check("element_relu", { $0.isNaN ? .nan : Double($0 <= 0 ? 0 : $0) }, within: 0)
        check("element_clamp", with: [-0.5, 1.25], { $0.isNaN ? .nan : Double(min(max($0, -0.5), 1.25)) }, within: 0)
    }

    @Test func functions() {
        let ulp = 0x1p-23
        check("element_exp", { let e = exp(Double($0)); return e > Double(Float.greatestFiniteMagnitude) ? .infinity : e }, within: 2 * ulp)
        check("element_tanh", { tanh(Double($0)) }, within: 3 * ulp)
        check("element_soft_cap", with: [30], { 30 * tanh(Double($0) / 30) }, within: 6 * ulp)
    }

    @Test func ofTwoMatrices() {
        let wanted: [(String, [Float], (Float, Float) -> Float)] = [
            ("element_add", [], { $0 + $1 }), ("element_subtract", [], { $0 - $1 }), ("element_multiply", [], { $0 * $1 }),
            ("element_add_scaled", [0.3], { $0.addingProduct(0.3, $1) }),
        ]
        for (kernel, parameters, function) in wanted {
            for n in awkwardSizes {
                let a = numbers(n, seed: 3), b = numbers(n, seed: 4)
                for misaligned in [false, true] {
                    let got = inAllOrders {
                        let x = DeviceArray(a), y = DeviceArray(b, misaligned: misaligned), out = DeviceArray(a)
                        run(
                            kernel, grid: (2, 1, 1), threads: 32,
                            [.array(x), .array(y), .array(out), .int(n), .int(1)] + parameters.map { .float($0) })
                        return out.values
                    }
                    expectSame(got, zip(a, b).map(function))
                }
            }
        }
    }

    @Test func filling() {
        let out = DeviceArray(numbers(33))
        run("element_fill", threads: 32, [.array(out), .int(3), .int(11), .float(2.5)])
        #expect(out.values == [Float](repeating: 2.5, count: 33))
        let none = DeviceArray<Float>([])
        run("element_fill", threads: 32, [.array(none), .int(0), .int(11), .float(2.5)])
    }
}

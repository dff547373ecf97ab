import CKernels
import Engine
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Named apart from the kernels' own exp and tanh.
private func exactExp(_ x: Double) -> Double { exp(x) }
private func exactTanh(_ x: Double) -> Double { tanh(x) }

@Suite struct KernelMathTests {
    /// Floats spread over every exponent and both signs, and those where something happens.
    static let inputs: [Float] = {
        var all = stride(from: UInt32(0), to: 0x7F80_0000, by: 20011).map { Float(bitPattern: $0) }
        all += stride(from: Float(-104), to: 89, by: 0.0071)
        all += [0.625, Float(0.625).nextDown, 88.72283, 88.72284, -87.33654, -87.33655, -103.97208, -103.97210, 89, -104]
        return all + all.map { -$0 } + [.infinity, -.infinity, .nan]
    }()

    /// The worst distance from the exact value over all inputs and paths.
    func worst(
        _ run: (ck_kernels, [Float], inout [Float], Int) -> Void, exact: (Double) -> Double
    ) -> (ulps: Double, at: Float, isa: Kernels.ISA) {
        var worst = (ulps: 0.0, at: Float(0), isa: Kernels.ISA.scalar)
        for isa in Kernels.available {
            let x = KernelMathTests.inputs
            var out = [Float](repeating: 0, count: x.count)
            run(Kernels.table(isa)!, x, &out, x.count)
            for i in x.indices {
                let expected = exact(Double(x[i]))
                let distance = out[i].isNaN != expected.isNaN ? .infinity : out[i].ulps(from: expected)
                if distance > worst.ulps { worst = (distance, x[i], isa) }
            }
        }
        return worst
    }

    @Test func `exp is within 2 ulp everywhere, subnormals and infinities included`() {
        let found = worst { k, x, out, n in k.exp(x, &out, n) } exact: { exactExp($0) }
        #expect(found.ulps <= 2, "\(found)")
    }

    @Test func `tanh is within 3 ulp everywhere`() {
        let found = worst { k, x, out, n in k.tanh(x, &out, n) } exact: { exactTanh($0) }
        #expect(found.ulps <= 3, "\(found)")
    }

    @Test func `gelu is its formula`() {
        let root = (2 / Double.pi).squareRoot()
        for isa in Kernels.available {
            let x = KernelMathTests.inputs.filter(\.isFinite)
            var out = x
            Kernels.table(isa)!.gelu_tanh(x, &out, x.count)
            for i in x.indices {
                let v = Double(x[i])
                let u = root * (v + 0.044715 * v * v * v)
                // x/2 (1 + tanh u) in the form that does not cancel.
                let exact = v / (1 + exactExp(-2 * u))
                // exp's argument, up to 104 in size, is three roundings from -2u: as many half-ulps, relative, as it is
                // large; then 2 ulp of exp and a half each of the sum and the quotient.
                let relative = 0x1p-23 * (4 + 2 * min(104, max(0, -2 * u) + abs(2 * u)))
                // Where exp(-2u) is past the largest float, 2^128, the quotient is 0 and misses less than |x| 2^-128.
                let bound = relative * abs(exact) + abs(v) * 0x1p-128 + 0x1p-149
                #expect(abs(Double(out[i]) - exact) <= bound, "\(isa) x=\(v)")
            }
        }
    }

    @Test func `softmax is its formula, also where exp would overflow`() {
        forEveryPath { kernels, isa, n in
            let x = noise(n, seed: 10, scale: 200)
            var out = [Float](repeating: 7, count: n + 1)
            kernels.softmax(x, &out, n)
            let largest = Double(x.max() ?? 0), e = x.map { exactExp(Double($0) - largest) }, sum = e.reduce(0, +)
            for i in 0..<n {
                // The difference rounds (at most 200 half-ulps relative after exp), then 2 ulp, the sum's n and 2 more.
                #expect(
                    abs(Double(out[i]) - e[i] / sum) <= e[i] / sum * 0x1p-24 * Double(n + 410) + 0x1p-140,
                    "\(isa) n=\(n) i=\(i)")
            }
            #expect(out[n] == 7)
        }
    }

    /// The last part of a row goes through other instructions than the rest; it must not show.
    @Test func `an element's result does not depend on its place`() {
        forEveryPath { kernels, isa, n in
            let x = [Float](repeating: 0.7, count: n)
            var e = x, t = x, g = x
            kernels.exp(x, &e, n)
            kernels.tanh(x, &t, n)
            kernels.gelu_tanh(x, &g, n)
            #expect(Set(e).count <= 1 && Set(t).count <= 1 && Set(g).count <= 1, "\(isa) n=\(n)")
        }
    }
}

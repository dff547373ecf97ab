import CKernels
import Engine
import Foundation
import Testing

/// The forward's kernels on every path, against plain twins in Double.
@Suite struct TransformerKernelTests {
    /// How far `out` is from the plain values, over their largest size (at least `floor`).
    static func error(_ out: some Sequence<Float>, _ plain: [Double], floor: Double = 1e-30) -> Double {
        let size = plain.reduce(floor) { max($0, abs($1)) }
        return zip(out, plain).reduce(0) { max($0, abs(Double($1.0) - $1.1)) } / size
    }

    static func plainNorm(_ x: [Float], _ w: [Float], _ epsilon: Float) -> [Double] {
        let mean = x.reduce(0) { $0 + Double($1) * Double($1) } / Double(x.count)
        return zip(x, w).map { Double($0) / (mean + Double(epsilon)).squareRoot() * (1 + Double($1)) }
    }

    @Test func `rms_norm is the plain norm, and add_rms_norm adds its very bits`() {
        forEveryPath { k, isa, n in
            let x = noise(n, seed: 1, scale: 3), w = noise(n, seed: 2), start = noise(n, seed: 3)
            var out = [Float](repeating: 77, count: n + 20), sum = start + [Float](repeating: 77, count: 20)
            k.rms_norm(x, w, 1, 1e-6, &out, n)
            k.add_rms_norm(x, w, 1, 1e-6, &sum, n)
            // The mean of up to 1,013 squares in a dozen accumulators, a root, a division, two products: ten roundings.
            #expect(Self.error(out[..<n], Self.plainNorm(x, w, 1e-6)) <= 10 * 0x1p-24, "\(isa) n=\(n)")
            #expect((0..<n).allSatisfy { sum[$0] == start[$0] + out[$0] }, "\(isa) n=\(n)")
            #expect(out[n...].allSatisfy { $0 == 77 } && sum[n...].allSatisfy { $0 == 77 }, "\(isa) n=\(n)")
        }
    }

    @Test func `rms_norm of zeros is zero, because of epsilon`() {
        forEveryPath { k, isa, n in
            let zeros = [Float](repeating: 0, count: n)
            var out = noise(n, seed: 1)
            k.rms_norm(zeros, zeros, 1, 1e-6, &out, n)
            #expect(out == zeros, "\(isa) n=\(n)")
        }
    }

    @Test func `gated_gelu is the plain product, in place too`() {
        forEveryPath { k, isa, n in
            let gate = noise(n, seed: 1, scale: 8), up = noise(n, seed: 2)
            var out = gate + [Float](repeating: 77, count: 20)
            k.gated_gelu(out, up, &out, n)
            for i in 0..<n {
                let g = Double(gate[i]), inner = (2 / Double.pi).squareRoot() * (g + 0.044715 * g * g * g)
                let plain = g / (1 + exp(-2 * inner)) * Double(up[i])
                // exp's argument is rounded: its error is the argument's size, at most 100 here for negative gates.
                let bound = abs(plain) * (8 + abs(2 * inner)) * 0x1p-23 + 1e-38
                #expect(abs(Double(out[i]) - plain) <= bound, "\(isa) n=\(n) gate=\(g)")
            }
            #expect(out[n...].allSatisfy { $0 == 77 }, "\(isa) n=\(n)")
        }
    }

    @Test func `rotate_halves turns pairs`() {
        forEveryPath { k, isa, n in
            let x = noise(2 * n, seed: 1), angles = noise(n, seed: 2, scale: 3)
            let c = angles.map { Float(cos(Double($0))) }, s = angles.map { Float(sin(Double($0))) }
            var out = x + [Float](repeating: 77, count: 20)
            k.rotate_halves(&out, c, s, n)
            var plain = [Double](repeating: 0, count: 2 * n)
            for i in 0..<n {
                let a = Double(x[i]), b = Double(x[n + i]), cosine = Double(c[i]), sine = Double(s[i])
                plain[i] = a * cosine - b * sine
                plain[n + i] = b * cosine + a * sine
            }
            #expect(Self.error(out[..<(2 * n)], plain, floor: 1) <= 3 * 0x1p-24, "\(isa) n=\(n)")
            #expect(out[(2 * n)...].allSatisfy { $0 == 77 }, "\(isa) n=\(n)")
        }
    }

    @Test func `soft_cap is the plain cap`() {
        forEveryPath { k, isa, n in
            let x = noise(n, seed: 1, scale: 120)
            var out = [Float](repeating: 77, count: n + 20)
            k.soft_cap(x, 30, &out, n)
            let plain = x.map { 30 * tanh(Double($0) / 30) }
            #expect(Self.error(out[..<n], plain, floor: 30) <= 5 * 0x1p-24, "\(isa) n=\(n)")
            #expect(out[n...].allSatisfy { $0 == 77 }, "\(isa) n=\(n)")
        }
    }

    @Test(arguments: [Float(0), 50, 2])
    func `capped_softmax is the plain softmax of capped scores`(cap: Float) {
        forEveryPath { k, isa, n in
            let x = noise(n, seed: 1, scale: 40)
            var out = x + [Float](repeating: 77, count: 20)
            k.capped_softmax(&out, 0.25, cap, n)
            let scores = x.map { element in
                let scaled = Double(element) * 0.25
                return cap > 0 ? Double(cap) * tanh(scaled / Double(cap)) : scaled
            }
            let largest = scores.max() ?? 0, exponentials = scores.map { exp($0 - largest) }
            let sum = exponentials.reduce(0, +), plain = exponentials.map { $0 / sum }
            // A score near 10 carries a few roundings of 6e-7 each, which exp makes relative errors.
            #expect(Self.error(out[..<n], plain) <= 4e-6, "\(isa) n=\(n)")
            #expect(out[n...].allSatisfy { $0 == 77 }, "\(isa) n=\(n)")
        }
    }
}

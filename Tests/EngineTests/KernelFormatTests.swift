import CKernels
import Engine
import Testing

/// A number format by its definition: so many bits of exponent and fraction, value by value in Double.
struct TinyFormat: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var exponentBits: Int
    var fractionBits: Int

    static let all = [
        TinyFormat(testDescription: "f16", exponentBits: 5, fractionBits: 10),
        TinyFormat(testDescription: "bf16", exponentBits: 8, fractionBits: 7),
    ]
    var bias: Int { 1 << (exponentBits - 1) - 1 }
    func power(_ n: Int) -> Double { Double(sign: .plus, exponent: n, significand: 1) }

    func value(_ bits: UInt16) -> Double {
        let sign = bits >> 15 == 1 ? -1.0 : 1.0
        let exponent = Int(bits >> fractionBits) & (1 << exponentBits - 1)
        let fraction = Double(Int(bits) & (1 << fractionBits - 1)) * power(-fractionBits)
        if exponent == 1 << exponentBits - 1 { return fraction == 0 ? sign * .infinity : .nan }
        return exponent == 0 ? sign * fraction * power(1 - bias) : sign * (1 + fraction) * power(exponent - bias)
    }

    /// The nearest value of the format, ties to even.
    func nearest(_ x: Double) -> Double {
        if !x.isFinite || x == 0 { return x }
        let quantum = power(max(Int(x.exponent), 1 - bias) - fractionBits)
        let rounded = (x / quantum).rounded(.toNearestOrEven) * quantum
        return abs(rounded) >= power(bias + 1) ? (x < 0 ? -.infinity : .infinity) : rounded
    }

    func toFloat(_ kernels: ck_kernels, _ x: UnsafeRawPointer, _ out: UnsafeMutablePointer<Float>, _ n: Int) {
        exponentBits == 5 ? kernels.f16_to_f32(x, out, n) : kernels.bf16_to_f32(x, out, n)
    }
    func fromFloat(_ kernels: ck_kernels, _ x: UnsafePointer<Float>, _ out: UnsafeMutableRawPointer, _ n: Int) {
        exponentBits == 5 ? kernels.f32_to_f16(x, out, n) : kernels.f32_to_bf16(x, out, n)
    }
}

@Suite struct KernelFormatTests {
    @Test(arguments: TinyFormat.all)
    func `all 65,536 values widen exactly and come back as they were`(format: TinyFormat) {
        let bits = (0...UInt16.max).map { $0 }
        for isa in Kernels.available {
            let kernels = Kernels.table(isa)!
            var wide = [Float](repeating: 0, count: bits.count), back = bits
            format.toFloat(kernels, bits, &wide, bits.count)
            format.fromFloat(kernels, wide, &back, bits.count)
            for b in bits {
                let expected = format.value(b), got = wide[Int(b)]
                if expected.isNaN {
                    #expect(got.isNaN && format.value(back[Int(b)]).isNaN, "\(isa) \(b)")
                } else {
                    #expect(Double(got) == expected && got.sign == (b >> 15 == 1 ? .minus : .plus), "\(isa) \(b)")
                    #expect(back[Int(b)] == b, "\(isa) \(b)")
                }
            }
        }
    }

    @Test(arguments: TinyFormat.all)
    func `a float32 becomes the nearest value, ties to even`(format: TinyFormat) {
        // Every value, the point half way to the next, their neighbours, and numbers from everywhere.
        var inputs = (0..<UInt16(0x7F80)).flatMap { b -> [Float] in
            let low = format.value(b), high = format.value(b + 1)
            if !high.isFinite { return [Float(low)] }
            let middle = Float((low + high) / 2)
            return [Float(low), middle, middle.nextUp, middle.nextDown]
        }
        var random = CounterRandom(seed: 11)
        inputs += (0..<50_000).map { _ in Float(bitPattern: UInt32(truncatingIfNeeded: random.next())) }
        inputs += [65504, 65519.996, 65520, 65536, .greatestFiniteMagnitude, .infinity, .nan, .leastNonzeroMagnitude]
        inputs += inputs.map { -$0 }
        for isa in Kernels.available {
            var out = [UInt16](repeating: 0, count: inputs.count)
            format.fromFloat(Kernels.table(isa)!, inputs, &out, inputs.count)
            var wrong = 0
            for (x, b) in zip(inputs, out) {
                let got = format.value(b), expected = format.nearest(Double(x))
                if x.isNaN ? !got.isNaN : (got != expected || (b >> 15 == 1) != (x.sign == .minus)) { wrong += 1 }
            }
            #expect(wrong == 0, "\(isa)")
        }
    }

    @Test(arguments: TinyFormat.all)
    func `any size, any alignment, nothing past the end`(format: TinyFormat) {
        forEveryPath { kernels, isa, n in
            let x = noise(n, seed: 12)
            var bytes = [UInt8](repeating: 0xAA, count: 2 * n + 3), out = [Float](repeating: 77, count: n + 1)
            bytes.withUnsafeMutableBytes { raw in
                guard let base = raw.baseAddress else { return }
                format.fromFloat(kernels, x, base + 1, n)
                format.toFloat(kernels, base + 1, &out, n)
            }
            #expect(Array(out.dropLast()) == x.map { Float(format.nearest(Double($0))) }, "\(isa) n=\(n)")
            #expect(out[n] == 77 && bytes[0] == 0xAA && bytes[2 * n + 1] == 0xAA && bytes[2 * n + 2] == 0xAA, "\(isa) n=\(n)")
        }
    }
}

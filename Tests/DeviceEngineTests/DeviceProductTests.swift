import Engine
import Testing

@Suite struct DeviceProductTests {
    /// nvidia.md, section 7, over the largest entry.
    static func tolerance(_ precision: Precision, _ k: Int) -> Double {
        switch precision {
        case .float32: 2e-6 * max(1, Double(k) / 64).squareRoot()
        case .tf32: 2e-3
        case .bf16: 1.5e-2
        }
    }

    @Test(arguments: Precision.allCases)
    func `products are the processor's within the precision`(precision: Precision) throws {
        let bench = try DeviceBench(precision)
        for (m, n, k) in [(1, 1, 1), (3, 5, 7), (33, 70, 41), (64, 128, 96)] {
            let a = noise(m, k, seed: 1), b = noise(n, k, seed: 2), row = noise(1, n, seed: 3)
            let c = noise(m, n, seed: 4)
            func pair(_ body: (ComputeEngine, Matrix) -> Void) -> Double {
                let one = Matrix(rows: m, columns: n, elements: c.toArray()), two = Matrix(rows: m, columns: n, elements: c.toArray())
                body(bench.device, one)
                body(bench.host, two)
                return difference(one.toArray(), two.toArray())
            }
            let bT = Matrix(rows: k, columns: n), aT = Matrix(rows: k, columns: m)
            bench.host.transpose(b, into: bT)
            bench.host.transpose(a, into: aT)
            let most = DeviceProductTests.tolerance(precision, k)
            #expect(pair { $0.product(a, transposed: b, into: $1) } <= most)
            #expect(pair { $0.product(a, transposed: b, into: $1, accumulate: true, scale: -0.5) } <= most)
            #expect(pair { $0.product(a, transposed: b, plus: row, into: $1) } <= most)
            #expect(pair { $0.product(a, bT, into: $1) } <= most)
            #expect(pair { $0.product(transposed: aT, bT, into: $1, accumulate: true) } <= most)
            // A window on rows.
            if m > 2 {
                let part = Matrix(rows: m - 2, columns: n), other = Matrix(rows: m - 2, columns: n)
                bench.device.product(a.rows(1..<m - 1), transposed: b, into: part)
                bench.host.product(a.rows(1..<m - 1), transposed: b, into: other)
                #expect(difference(part.toArray(), other.toArray()) <= most)
            }
        }
    }

    @Test func `a rounded precision is seen in the result`() throws {
        let a = noise(16, 256, seed: 5), b = noise(16, 256, seed: 6), expected = Matrix(rows: 16, columns: 16)
        ComputeEngine(threads: 1).product(a, transposed: b, into: expected)
        for (precision, least) in [(Precision.tf32, 1e-5), (.bf16, 1e-4)] {
            let out = Matrix(rows: 16, columns: 16)
            try DeviceBench(precision).device.product(a, transposed: b, into: out)
            #expect(difference(out.toArray(), expected.toArray()) >= least)
        }
    }

    @Test func `an operand of several stored matrices is rounded once`() throws {
        let bench = try DeviceBench(.bf16), a = noise(5, 12, seed: 1), out = Matrix(rows: 5, columns: 9)
        let parts = [4, 2, 3].map { bench.host.pack(noise($0, 12, seed: $0), as: .float16) }
        #expect(bench.device.product(a, transposedFinite: parts, into: out))
        let before = try #require(bench.device.traffic)
        #expect(bench.device.product(a, transposedFinite: parts, into: out))
        let after = try #require(bench.device.traffic)
        #expect(after.launches == before.launches + 1 && after.products == before.products + 3)
        let expected = Matrix(rows: 5, columns: 9)
        #expect(bench.host.product(a, transposedFinite: parts, into: expected))
        #expect(difference(out.toArray(), expected.toArray()) <= DeviceProductTests.tolerance(.bf16, 12))
    }

    @Test func `what the host writes afterwards is what the device reads next`() throws {
        let bench = try DeviceBench(), a = noise(4, 8, seed: 1), b = noise(4, 8, seed: 2), c = Matrix(rows: 4, columns: 4)
        bench.device.product(a, transposed: b, into: c)
        let first = c.toArray()
        a.assign([Float](repeating: 0, count: 32))
        bench.device.product(a, transposed: b, into: c)
        #expect(c.toArray() == [Float](repeating: 0, count: 16))
        #expect(first != c.toArray())
        // What lies on both sides is not copied again.
        let before = try #require(bench.device.traffic)
        bench.device.product(a, transposed: b, into: c)
        let after = try #require(bench.device.traffic)
        #expect(after.copiesIn == before.copiesIn && after.products == before.products + 1)
    }
}

import CKernels
import Engine
import Testing

@Suite struct KernelRowTests {
    static let rows = 40, padding = 3

    @Test(arguments: [0, 1, 2, 17])
    func `gather-axpy adds the chosen rows in one pass`(count: Int) {
        forEveryPath { kernels, isa, d in
            let stride = d + KernelRowTests.padding
            let w = noise(KernelRowTests.rows * stride, seed: 13), v = noise(count, seed: 14), start = noise(d, seed: 15)
            let index = (0..<count).map { Int32(($0 * 7) % KernelRowTests.rows) }
            var y = start + [77, 77]
            kernels.gather_axpy(v, index, count, w, stride, &y, d)
            for j in 0..<d {
                var exact = Double(start[j]), size = abs(exact)
                for (i, row) in index.enumerated() {
                    let term = Double(v[i]) * Double(w[Int(row) * stride + j])
                    exact += term
                    size += abs(term)
                }
                // Two roundings a row, each at most half an ulp of a partial sum.
                #expect(abs(Double(y[j]) - exact) <= Double(2 * count) * 0x1p-24 * size, "\(isa) d=\(d) j=\(j)")
            }
            #expect(y[d] == 77 && y[d + 1] == 77)
            // The same bits as one row after the other.
            var plain = start
            for (i, row) in index.enumerated() {
                w.withUnsafeBufferPointer { kernels.axpy(v[i], $0.baseAddress! + Int(row) * stride, &plain, d) }
            }
            #expect(Array(y[..<d]) == plain, "\(isa) d=\(d)")
        }
    }

    @Test(arguments: [0, 1, 2, 4, 5, 17])
    func `the strip gathers are gather-axpy, onto what is there or onto zero`(count: Int) {
        forEveryPath { kernels, isa, d in
            let stride = d + KernelRowTests.padding
            let w = noise(KernelRowTests.rows * stride, seed: 13), v = noise(count, seed: 14), start = noise(d, seed: 15)
            let index = (0..<count).map { Int32(($0 * 7) % KernelRowTests.rows) }
            // A large d, too, so that whole passes of every width run; aligned to a vector and not.
            for shift in [0, 1] {
                let space = UnsafeMutableRawPointer.allocate(byteCount: 4 * (d + 3), alignment: 64)
                    .assumingMemoryBound(to: Float.self)
                defer { space.deallocate() }
                let y = space + shift
                var plain = start
                kernels.gather_axpy(v, index, count, w, stride, &plain, d)
                for j in 0..<d { y[j] = start[j] }
                y[d] = 77
                kernels.gather_strip(v, index, count, w, stride, y, d)
                #expect((0..<d).allSatisfy { y[$0] == plain[$0] } && y[d] == 77, "\(isa) d=\(d)")
                plain = [Float](repeating: 0, count: d)
                kernels.gather_axpy(v, index, count, w, stride, &plain, d)
                kernels.gather_strip_new(v, index, count, w, stride, y, d)
                #expect((0..<d).allSatisfy { y[$0] == plain[$0] } && y[d] == 77, "\(isa) d=\(d)")
            }
        }
    }

    @Test(arguments: [0, 1, 3, 4, 11])
    func `gather-dot-add adds each chosen row's product`(count: Int) {
        forEveryPath { kernels, isa, d in
            let stride = d + KernelRowTests.padding
            let w = noise(KernelRowTests.rows * stride, seed: 16), x = noise(d, seed: 17)
            let index = (0..<count).map { Int32(($0 * 17 + 3) % KernelRowTests.rows) }
            var out = [Float](repeating: 2, count: count) + [77]
            kernels.gather_dot_add(x, d, index, count, w, stride, &out)
            for i in 0..<count {
                let terms = (0..<d).map { Double(x[$0]) * Double(w[Int(index[i]) * stride + $0]) }
                let size = terms.reduce(2) { $0 + abs($1) }
                // A float32 sum of d terms: each partial sum is rounded once.
                #expect(
                    abs(Double(out[i]) - 2 - terms.reduce(0, +)) <= Double(d + 1) * 0x1p-24 * size, "\(isa) d=\(d)")
            }
            #expect(out[count] == 77)
        }
    }

    @Test func `residual is a difference, its multiple and its square`() {
        forEveryPath { kernels, isa, d in
            let x = noise(d, seed: 31), start = noise(d, seed: 32)
            var e = start + [77], g = [Float](repeating: 5, count: d) + [77]
            let squares = kernels.residual(x, 0.125, &e, &g, d)
            let plain = (0..<d).map { start[$0] - x[$0] }
            #expect(e == plain + [77] && g == plain.map { 0.125 * $0 } + [77], "\(isa) d=\(d)")
            let exact = plain.reduce(0) { $0 + Double($1) * Double($1) }
            #expect(abs(squares - exact) <= 1e-13 * exact)
        }
    }

    @Test(arguments: [0, 1, 2, 3, 4, 5, 11])
    func `gather-dot is dot of each chosen row, bit for bit`(count: Int) {
        forEveryPath { kernels, isa, d in
            let stride = d + KernelRowTests.padding
            let w = noise(KernelRowTests.rows * stride, seed: 16), x = noise(d, seed: 17)
            let index = (0..<count).map { Int32(($0 * 17 + 3) % KernelRowTests.rows) }
            var out = [Float](repeating: 77, count: count + 1)
            kernels.gather_dot(x, d, index, count, w, stride, &out)
            for i in 0..<count {
                let expected = w.withUnsafeBufferPointer { kernels.dot(x, $0.baseAddress! + Int(index[i]) * stride, d) }
                #expect(out[i] == expected, "\(isa) d=\(d)")
            }
            #expect(out[count] == 77)
        }
    }
}

@Suite struct KernelChooseTests {
    /// Thresholds that keep all, about half, few and none; NaN and equal elements are never kept.
    @Test(arguments: [-2 as Float, 0, 0.9, 2])
    func `count and compress agree with a filter`(threshold: Float) {
        forEveryPath { kernels, isa, n in
            var x = noise(n, seed: 18)
            for i in stride(from: 0, to: n, by: 5) { x[i] = threshold }
            for i in stride(from: 2, to: n, by: 7) { x[i] = .nan }
            let kept = x.indices.filter { x[$0] > threshold }
            #expect(kernels.count_above(x, threshold, n) == kept.count, "\(isa) n=\(n)")
            for capacity in Set([0, kept.count / 2, max(0, kept.count - 1), kept.count, kept.count + 1, n]) {
                var index = [Int32](repeating: -7, count: capacity + 20), value = [Float](repeating: 77, count: capacity + 20)
                let count = kernels.compress_above(x, threshold, n, 100, &index, &value, capacity)
                let written = min(count, capacity)
                #expect(count == kept.count, "\(isa) n=\(n)")
                #expect(Array(index[..<written]) == kept[..<written].map { Int32($0 + 100) }, "\(isa) n=\(n)")
                #expect(Array(value[..<written]) == kept[..<written].map { x[$0] }, "\(isa) n=\(n)")
                #expect(index[capacity...].allSatisfy { $0 == -7 } && value[capacity...].allSatisfy { $0 == 77 })
            }
        }
    }
}

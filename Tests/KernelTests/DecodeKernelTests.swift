import Testing

struct DecodeKernelTests {
    /// d: below, at and beyond a strip, multiples of 4 and not.
    private static let shapes = [(1, 1, 1), (3, 31, 33), (5, 32, 32), (4, 33, 257), (3, 40, 516), (2, 257, 514)]
    private static let top = Int(Int32.max)

    private func decoded(
        _ f: SparseSample, _ w: [Float], _ before: [Float], pitch: Int, _ range: Range<Int>, _ d: Int
    ) -> [Double] {
        var out = [Double](repeating: 0, count: f.rows * d)
        for b in 0..<f.rows {
            for j in 0..<d {
                var sum = before.isEmpty ? 0 : Double(before[b * pitch + j])
                for e in f.entries(b) where range.contains(Int(f.indices[e])) {
                    sum += Double(f.values[e]) * Double(w[Int(f.indices[e]) * d + j])
                }
                out[b * d + j] = sum
            }
        }
        return out
    }

    @Test func decode() {
        for (rows, columns, d) in Self.shapes {
            let f = SparseSample(rows: rows, columns: columns), w = numbers(columns * d, seed: 8), bias = numbers(d, seed: 9)
            for (before, isHalf) in [([], false), (bias, false), (bias, true)] as [([Float], Bool)] {
                let stored = halves(w)
                let got = inAllOrders {
                    let offset = DeviceArray(before), out = DeviceArray([Float](repeating: .nan, count: rows * d))
                    let rowStarts = DeviceArray(f.rowStarts), indices = DeviceArray(f.indices), values = DeviceArray(f.values)
                    let wide = DeviceArray(w), half = DeviceArray(stored)
                    run(
                        isHalf ? "decode_bf16" : "decode", grid: (rows, pieces(d, of: 512), 1), threads: 128,
                        [.array(rowStarts), .array(indices), .array(values), isHalf ? .array(half) : .array(wide),
                         before.isEmpty ? .null : .array(offset), .int(0), .int(0), .int(Self.top), .array(out), .int(rows),
                         .int(d)])
                    return out.values
                }
                expectClose(got, decoded(f, isHalf ? widened(stored) : w, before, pitch: 0, 0..<columns, d), within: 2e-6)
            }
        }
    }

    /// One launch a prefix, each from the one before: the CPU's order of sums exactly.
    @Test func prefixes() {
        let d = 516, f = SparseSample(rows: 4, columns: 100), w = numbers(100 * d, seed: 8), bias = numbers(d, seed: 9)
        let rowStarts = DeviceArray(f.rowStarts), indices = DeviceArray(f.indices), values = DeviceArray(f.values)
        let rows = DeviceArray(w), offset = DeviceArray(bias)
        for bounds in [[100], [1, 3, 64, 100]] {
            let got = inAllOrders {
                var all: [Float] = [], before = offset, pitch = 0, low = 0
                for high in bounds {
                    let out = DeviceArray([Float](repeating: .nan, count: 4 * d))
                    run(
                        "decode", grid: (4, 2, 1), threads: 128,
                        [.array(rowStarts), .array(indices), .array(values), .array(rows), .array(before), .int(pitch),
                         .int(low), .int(high), .array(out), .int(4), .int(d)])
                    all += out.values
                    (before, pitch, low) = (out, d, high)
                }
                return all
            }
            var wanted: [Float] = []
            for high in bounds {
                for b in 0..<4 {
                    for j in 0..<d {
                        var sum = bias[j]
                        for e in f.entries(b) where Int(f.indices[e]) < high {
                            sum = sum.addingProduct(f.values[e], w[Int(f.indices[e]) * d + j])
                        }
                        wanted.append(sum)
                    }
                }
            }
            expectSame(got, wanted)
        }
    }

    private func dots(_ x: [Float], _ pattern: SparseSample, _ w: [Float], _ d: Int) -> [Double] {
        (0..<pattern.rows).flatMap { b in
            pattern.entries(b).map { e in
                (0..<d).reduce(0.0) { $0 + Double(x[b * d + $1]) * Double(w[Int(pattern.indices[e]) * d + $1]) }
            }
        }
    }

    @Test func reconstruct() {
        for (rows, columns, d) in Self.shapes {
            for isHalf in [false, true] { reconstruct(rows, columns, d, isHalf) }
        }
    }

    private func reconstruct(_ rows: Int, _ columns: Int, _ d: Int, _ isHalf: Bool) {
        let f = SparseSample(rows: rows, columns: columns), other = SparseSample(rows: rows, columns: columns, every: 3, seed: 11)
        let stored = halves(numbers(columns * d, seed: 8)), w = isHalf ? widened(stored) : numbers(columns * d, seed: 8)
        let bias = numbers(d, seed: 9), x = numbers(rows * d, seed: 10), strips = pieces(d, of: 512)
        let scale: Float = 0.37
        var sum = 0.0, squares: [Double] = []
        let got = inAllOrders {
            let rowStarts = DeviceArray(f.rowStarts), indices = DeviceArray(f.indices), values = DeviceArray(f.values)
            let starts2 = DeviceArray(other.rowStarts), indices2 = DeviceArray(other.indices)
            let wide = DeviceArray(w), half = DeviceArray(stored), offset = DeviceArray(bias), target = DeviceArray(x)
            let error = DeviceArray([Float](repeating: .nan, count: rows * d))
            let gradient = DeviceArray([Float](repeating: .nan, count: rows * d))
            let shadow = DeviceArray([UInt16](repeating: 7, count: rows * d))
            let parts = DeviceArray([Double](repeating: .nan, count: rows * strips))
            let parts1 = DeviceArray([Float](repeating: .nan, count: f.count * strips))
            let parts2 = DeviceArray([Float](repeating: .nan, count: other.count * strips))
            run(
                isHalf ? "reconstruct_bf16" : "reconstruct", grid: (rows, strips, 1), threads: 128,
                [.array(rowStarts), .array(indices), .array(values), isHalf ? .array(half) : .array(wide), .array(offset),
                 .array(target), .float(scale), .array(error), .array(gradient), isHalf ? .array(shadow) : .null, .array(parts), .array(rowStarts),
                 .array(indices), .array(parts1), .array(starts2), .array(indices2), .array(parts2), .int(rows), .int(d)])
            let first = DeviceArray([Float](repeating: .nan, count: f.count))
            let second = DeviceArray([Float](repeating: .nan, count: other.count))
            run("entry_sums", grid: (2, 1, 1), [.array(parts1), .array(rowStarts), .int(rows), .int(strips), .array(first)])
            run("entry_sums", [.array(parts2), .array(starts2), .int(rows), .int(strips), .array(second)])
            let total = DeviceArray([3.0])
            run("reduce_finish", [.array(parts), .array(total), .int(rows * strips), .int(0), .int(0)])
            #expect(!isHalf || shadow.values == halves(gradient.values))
            (sum, squares) = (total.values[0], squares + [total.values[0]])
            return error.values + gradient.values + first.values + second.values
        }
        #expect(Set(squares).count == 1)
        let output = decoded(f, w, bias, pitch: 0, 0..<columns, d)
        let error = (0..<rows * d).map { output[$0] - Double(x[$0]) }, n = rows * d
        expectClose(Array(got[..<n]), error, within: 2e-6)
        expectClose(Array(got[n..<2 * n]), error.map { $0 * Double(scale) }, within: 2e-6)
        let exact = got[..<n].reduce(0.0) { $0 + Double($1) * Double($1) }
        #expect(abs(sum - exact) <= 1e-13 * exact)
        let gradient = Array(got[n..<2 * n])
        expectClose(Array(got[(2 * n)..<(2 * n + f.count)]), dots(gradient, f, w, d), within: 2e-6)
        expectClose(Array(got[(2 * n + f.count)...]), dots(gradient, other, w, d), within: 2e-6)
    }

    /// Places at entries of two groups, each with its own left side; one strip goes straight to the result.
    @Test func entryDots() {
        for (rows, columns, d) in Self.shapes {
            let pattern = SparseSample(rows: rows, columns: columns), bound = (columns + 1) / 2
            let stored = halves(numbers(columns * d, seed: 8)), strips = pieces(d, of: 512)
            let x = [numbers(rows * d, seed: 2), numbers(rows * d, seed: 3)]
            for isHalf in [false, true] {
                let w = isHalf ? widened(stored) : numbers(columns * d, seed: 8)
                let got = inAllOrders {
                    let starts = DeviceArray(pattern.rowStarts), indices = DeviceArray(pattern.indices)
                    let wide = DeviceArray(w), half = DeviceArray(stored)
                    let parts = DeviceArray([Float](repeating: .nan, count: pattern.count * strips))
                    for (j, range) in [(0, bound), (bound, Self.top)].enumerated() {
                        let left = DeviceArray(x[j])
                        run(
                            isHalf ? "entry_dots_bf16" : "entry_dots", grid: (rows, strips, 1), threads: 128,
                            [.array(left), .array(starts), .array(indices), isHalf ? .array(half) : .array(wide),
                             .int(range.0), .int(range.1), .array(parts), .int(rows), .int(d)])
                    }
                    if strips == 1 { return parts.values }
                    let out = DeviceArray([Float](repeating: .nan, count: pattern.count))
                    run("entry_sums", [.array(parts), .array(starts), .int(rows), .int(strips), .array(out)])
                    return out.values
                }
                let wanted = zip(dots(x[0], pattern, w, d), dots(x[1], pattern, w, d)).enumerated().map { e, both in
                    Int(pattern.indices[e]) < bound ? both.0 : both.1
                }
                expectClose(got, wanted, within: 2e-6)
            }
        }
    }
}

import Testing

struct GradientKernelTests {
    private static let shapes = [(1, 1, 1), (5, 33, 31), (32, 31, 33), (33, 32, 257), (4, 40, 516), (12, 9, 1030)]

    /// Bits of the CPU's order: tokens rising, fused, from the row on where it was begun.
    @Test func transposedProduct() {
        for (rows, columns, d) in Self.shapes {
            let f = SparseSample(rows: rows, columns: columns), values = f.permuted(f.values)
            let stored = halves(numbers(rows * d, seed: 8)), before = numbers(columns * d, seed: 9)
            let marks = (0..<columns).map { UInt8($0 % 2) }
            let visits = (0..<columns).map { Int32(columns - 1 - $0) }
            for (isHalf, isNew, isVisited) in [(false, true, false), (false, false, true), (true, false, false), (false, true, true)] {
                let x = isHalf ? widened(stored) : numbers(rows * d, seed: 8)
                let strips = pieces(d, of: 512)
                var squares: [Double] = []
                let got = inAllOrders {
                    let norms = DeviceArray([Double](repeating: .nan, count: columns * strips))
                    let starts = DeviceArray(f.starts), tokens = DeviceArray(f.tokens), entries = DeviceArray(values)
                    let wide = DeviceArray(x), half = DeviceArray(stored), out = DeviceArray(before)
                    let begun = DeviceArray(marks), order = DeviceArray(visits)
                    // As two groups of latents where no order is given.
                    let middle = columns / 2
                    for (first, count) in isVisited ? [(0, columns)] : [(0, middle), (middle, columns - middle)] where count > 0 {
                        run(
                            isHalf ? "transposed_product_bf16" : "transposed_product",
                            grid: (count, strips, 1), threads: 128,
                            [.array(starts), .array(tokens), .array(entries), isHalf ? .array(half) : .array(wide),
                             .array(out), isNew ? .null : .array(begun), isVisited ? .array(order) : .null, .int(first),
                             .int(count), isVisited ? .null : .array(norms), .int(d)])
                    }
                    squares = isVisited ? [] : norms.values
                    return out.values
                }
                for at in squares.indices {
                    let (i, left) = (at / strips, at % strips * 512), hasRow = !f.inColumn(i).isEmpty || !isNew && marks[i] != 0
                    let exact = !hasRow ? 0 : (left..<min(d, left + 512)).reduce(0.0) { $0 + Double(got[i * d + $1]) * Double(got[i * d + $1]) }
                    #expect(abs(squares[at] - exact) <= 1e-14 * exact)
                }
                var wanted = before
                for i in 0..<columns where !f.inColumn(i).isEmpty {
                    for j in 0..<d {
                        var sum = !isNew && marks[i] != 0 ? before[i * d + j] : 0
                        for k in f.inColumn(i) { sum = sum.addingProduct(values[k], x[Int(f.tokens[k]) * d + j]) }
                        wanted[i * d + j] = sum
                    }
                }
                expectSame(got, wanted)
            }
        }
    }

    @Test func visits() {
        for columns in awkwardSizes + [1000] {
            let counts = numbers(columns, seed: 3).map { $0 > 0.9 ? Int64($0 * 5000) : max(0, Int64($0 * 9)) }
            let starts = counts.reduce(into: [Int64(0)]) { $0.append(($0.last ?? 0) + $1) }
            let got = inAllOrders {
                let input = DeviceArray(starts), out = DeviceArray([Int32](repeating: -1, count: columns))
                run("visit_order", [.array(input), .int(columns), .array(out)])
                return out.values
            }
            func size(_ i: Int) -> Int { 64 - counts[i].leadingZeroBitCount }
            let wanted = (0..<columns).sorted { size($0) != size($1) ? size($0) > size($1) : $0 < $1 }
            #expect(got == wanted.map(Int32.init))
        }
    }

    @Test func doubles() {
        for count in awkwardSizes + [1024, 2500] {
            let parts = numbers(count, seed: 3).map(Double.init), blocks = pieces(count, of: 1024)
            let got = inAllOrders {
                let input = DeviceArray(parts), out = DeviceArray([Double](repeating: .nan, count: blocks))
                run("sum_doubles", grid: (blocks, 1, 1), [.array(input), .int(count), .array(out)])
                return out.values
            }
            for (block, sum) in got.enumerated() {
                #expect(abs(sum - parts[(block * 1024)..<min(count, block * 1024 + 1024)].reduce(0, +)) < 1e-12)
            }
        }
    }

    @Test func combinedRows() {
        for (count, d) in [(1, 1), (31, 33), (128, 32), (129, 257), (300, 514)] {
            let rows = numbers(count * d, seed: 3), v = numbers(count, seed: 4), before = numbers(d, seed: 5)
            let marks = (0..<count).map { UInt8($0 % 3 == 1 ? 0 : 1) }
            for adds in [0, 1] {
                let got = inAllOrders {
                    let matrix = DeviceArray(rows), factors = DeviceArray(v), marked = DeviceArray(marks)
                    let blocks = pieces(count, of: 128), out = DeviceArray(before)
                    let parts = DeviceArray([Float](repeating: .nan, count: blocks * d))
                    run(
                        "combine_rows", grid: (blocks, pieces(d, of: 512), 1), threads: 128,
                        [.array(matrix), .array(factors), .array(marked), .float(-1.5), .array(parts), .int(count), .int(d)])
                    run(
                        "combined_sums", grid: (pieces(d, of: 256), 1, 1),
                        [.array(parts), .int(blocks), .int(adds), .array(out), .int(d)])
                    return out.values
                }
                let wanted = (0..<d).map { j in
                    (0..<count).reduce(adds == 1 ? Double(before[j]) : 0) {
                        $0 + (marks[$1] != 0 ? -1.5 * Double(v[$1]) * Double(rows[$1 * d + j]) : 0)
                    }
                }
                expectClose(got, wanted, within: 2e-6)
            }
        }
    }

    @Test func scaledRows() {
        for (count, d) in [(1, 1), (31, 33), (6, 32), (5, 257), (7, 516)] {
            let w = numbers(count * d, seed: 3), before = numbers(count * d, seed: 4), marks = (0..<count).map { UInt8($0 % 2) }
            let factors = (0..<count).map { $0 % 3 == 2 ? Float(0) : Float($0) - 1.5 }
            let norms = (0..<count).map { [Float(1.25), 0, .nan, 3][$0 % 4] }
            let got = inAllOrders {
                let rows = DeviceArray(w), factor = DeviceArray(factors), norm = DeviceArray(norms)
                let out = DeviceArray(before), begun = DeviceArray(marks)
                run(
                    "add_scaled_rows", grid: (count, 1, 1), threads: 128,
                    [.array(rows), .array(factor), .array(norm), .array(out), .array(begun), .int(count), .int(d)])
                return out.values + begun.values.map(Float.init)
            }
            var wanted = before, marked = marks
            for i in 0..<count where factors[i] != 0 && norms[i] > 0 {
                for j in i * d..<(i + 1) * d {
                    wanted[j] = (marks[i] != 0 ? before[j] : 0).addingProduct(factors[i] / norms[i], w[j])
                }
                marked[i] = 1
            }
            expectSame(got, wanted + marked.map(Float.init))
        }
    }
}

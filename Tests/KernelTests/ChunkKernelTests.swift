import Testing

struct ChunkKernelTests {
    @Test func inverseNorms() {
        for (rows, d) in [(1, 1), (3, 31), (4, 32), (5, 33), (3, 257), (2, 1030)] {
            var a = numbers(rows * d, seed: 2)
            if rows > 2 { a.replaceSubrange(d..<2 * d, with: [Float](repeating: 0, count: d)) }
            let got = inAllOrders {
                let matrix = DeviceArray(a), out = DeviceArray([Float](repeating: -1, count: rows))
                run("inverse_norms", grid: (rows, 1, 1), [.array(matrix), .int(rows), .int(d), .array(out)])
                return out.values
            }
            for i in 0..<rows {
                let square = (0..<d).reduce(0.0) { $0 + Double(a[i * d + $1]) * Double(a[i * d + $1]) }
                let wanted = square > 0 ? Float(1 / square.squareRoot()) : 0
                #expect(abs(got[i] - wanted) <= wanted.ulp)
            }
        }
    }

    @Test func unitRows() {
        for (rows, d) in [(1, 1), (31, 33), (9, 32), (3, 516)] {
            let w = numbers(rows * d, seed: 2), inverse = numbers(rows, seed: 3), chunk = (0..<rows).map { Int32(rows - 1 - $0) }
            for isChunk in [false, true] {
                let got = inAllOrders {
                    let matrix = DeviceArray(w), factors = DeviceArray(inverse), places = DeviceArray(chunk)
                    let out = DeviceArray([Float](repeating: .nan, count: rows * d))
                    run(
                        "unit_rows", grid: (rows, 1, 1), threads: 128,
                        [.array(matrix), .array(factors), isChunk ? .array(places) : .null, .int(rows), .array(out), .int(d)])
                    return out.values
                }
                expectSame(got, (0..<rows * d).map { at in
                    let i = isChunk ? rows - 1 - at / d : at / d
                    return inverse[i] * w[i * d + at % d]
                })
            }
        }
    }

    /// Ties, −0 beside 0, NaN and −∞ among the cosines; a chunk of one row.
    @Test func places() {
        for count in awkwardSizes {
            for (first, bySize) in [(0, false), (0, true), (count / 2, false), (count / 3, true)] {
                let height = min(5, count - first)
                var cosines = numbers(height * (count + 3), seed: 6).map { ($0 * 8).rounded() / 8 }
                for at in stride(from: 0, to: cosines.count, by: 11) { cosines[at] = [.nan, -.infinity, -0.0, 0][at / 11 % 4] }
                if height > 1 { for at in 0..<count { cosines[count + 3 + at] = [.nan, -.infinity][at % 2] } }
                if height > 2 { for at in 0..<count { cosines[2 * (count + 3) + at] = [-0.0, 0][at % 2] } }
                let chunk = (0..<count).map { Int32($0 * 2 + 1) }, rows = 2 * count + 1
                for isChunk in [false, true] {
                    let got = inAllOrders {
                        let matrix = DeviceArray(cosines), members = DeviceArray(chunk)
                        let index = DeviceArray([Int32](repeating: -7, count: rows)), cosine = DeviceArray([Float](repeating: 7, count: rows))
                        run(
                            "nearest_places", grid: (height, 1, 1),
                            [.array(matrix), .int(count + 3), .int(first), .int(height), .int(count), isChunk ? .array(members) : .null,
                             .int(bySize ? 1 : 0), .array(index), .array(cosine)])
                        return index.values.map(Float.init) + cosine.values
                    }
                    var index = [Float](repeating: -7, count: rows), cosine = [Float](repeating: 7, count: rows)
                    for r in 0..<height {
                        var best: Int?, value: Float = 0
                        for place in 0..<count where place != first + r {
                            let c = cosines[r * (count + 3) + place], size = bySize ? abs(c) : c
                            if !(size > -.infinity) || best != nil && !(size > (bySize ? abs(value) : value)) { continue }
                            (best, value) = (place, c)
                        }
                        let own = isChunk ? Int(chunk[first + r]) : first + r
                        index[own] = best.map { isChunk ? Float(chunk[$0]) : Float($0) } ?? -1
                        cosine[own] = value
                    }
                    expectSame(got, index + cosine)
                }
            }
        }
    }

    @Test func diagonal() {
        let matrix = DeviceArray(numbers(5 * 9))
        run("fill_diagonal", [.array(matrix), .int(5), .int(9), .int(6), .float(-.infinity)])
        expectSame(matrix.values, numbers(5 * 9).enumerated().map { at, x in at % 9 == 6 + at / 9 ? -.infinity : x })
    }

    private struct Nearest {
        let index: [Int32], cosine: [Float], inverse: [Float], weights: [Float]

        init(_ rows: Int) {
            let draw = numbers(rows, seed: 31)
            // Row 0 is chosen by many; some rows are alone.
            index = (0..<rows).map { i in
                let other = i % 3 == 0 ? 0 : Int((draw[i] + 1) / 2 * Float(rows))
                return other == i || i % 5 == 4 ? -1 : Int32(other)
            }
            cosine = numbers(rows, seed: 32).enumerated().map { $0 % 7 == 3 ? -abs($1) : abs($1) }
            inverse = numbers(rows, seed: 33).map { abs($0) + 0.2 }
            weights = (0..<rows).map { $0 % 4 == 1 ? 0 : Float($0 % 6) / 4 + 0.25 }
        }

        func counts(_ i: Int, _ weighted: Bool) -> Bool { index[i] >= 0 && (!weighted || weights[i] > 0) }
        func choosers(_ j: Int, _ weighted: Bool) -> [Int] { index.indices.filter { counts($0, weighted) && Int(index[$0]) == j } }
    }

    /// Starts and members of who chose whom, on the device.
    private func choosers(_ index: DeviceArray<Int32>, _ weights: Slot, _ rows: Int) -> (DeviceArray<Int64>, DeviceArray<Int32>) {
        let counts = DeviceArray([UInt32](repeating: 0, count: rows)), starts = DeviceArray([Int64](repeating: -1, count: rows + 2))
        let loose = DeviceArray([Int32](repeating: -1, count: rows)), sorted = DeviceArray([Int32](repeating: -1, count: rows))
        let grid = (pieces(rows, of: 256), 1, 1)
        run("chooser_counts", grid: grid, [.array(index), weights, .int(rows), .array(counts)])
        run("mirror_starts", [.array(counts), .int(rows), .array(starts)])
        run("chooser_fill", grid: grid, [.array(index), weights, .int(rows), .array(starts), .array(counts), .array(loose)])
        run("chooser_sort", grid: (rows, 1, 1), threads: 128, [.array(starts), .int(rows), .array(loose), .array(sorted)])
        return (starts, sorted)
    }

    @Test func gradient() {
        for (rows, d) in [(1, 1), (31, 33), (32, 32), (257, 5), (20, 516)] {
            let nearest = Nearest(rows), w = numbers(rows * d, seed: 8), before = numbers(rows * d, seed: 9)
            let marks = (0..<rows).map { UInt8($0 % 2) }, scale: Float = 0.7
            for weighted in [false, true] {
                let got = inAllOrders {
                    let matrix = DeviceArray(w), index = DeviceArray(nearest.index), cosine = DeviceArray(nearest.cosine)
                    let inverse = DeviceArray(nearest.inverse), weights = DeviceArray(nearest.weights)
                    let out = DeviceArray(before), begun = DeviceArray(marks)
                    let weight: Slot = weighted ? .array(weights) : .null
                    let (starts, members) = choosers(index, weight, rows)
                    run(
                        "nearest_gradient", grid: (rows, 1, 1), threads: 128,
                        [.array(matrix), .array(index), .array(cosine), .array(inverse), .float(scale), weight, .array(starts),
                         .array(members), .array(out), .array(begun), .int(rows), .int(d)])
                    return out.values + begun.values.map(Float.init)
                }
                var wanted = before, marked = marks
                for i in 0..<rows {
                    let pairs = (nearest.counts(i, weighted) ? [(i, Int(nearest.index[i]))] : [])
                        + nearest.choosers(i, weighted).map { ($0, $0) }
                    if pairs.isEmpty { continue }
                    var row = (0..<d).map { marks[i] != 0 ? before[i * d + $0] : 0 }, along: Float = 0
                    for (k, other) in pairs {
                        let share = weighted ? scale * nearest.weights[k] : scale, c = nearest.cosine[k]
                        let factor = 2 * share * c * nearest.inverse[i] * nearest.inverse[other]
                        along -= 2 * share * c * c * nearest.inverse[i] * nearest.inverse[i]
                        for j in 0..<d { row[j] = row[j].addingProduct(factor, w[other * d + j]) }
                    }
                    for j in 0..<d { wanted[i * d + j] = row[j].addingProduct(along, w[i * d + j]) }
                    marked[i] = 1
                }
                expectSame(got, wanted + marked.map(Float.init))
            }
        }
    }

    @Test func norms() {
        for rows in awkwardSizes {
            let nearest = Nearest(rows), factors = numbers(rows, seed: 12).map { abs($0) }
            let inverse = nearest.inverse.enumerated().map { $0 % 4 == 0 ? Float(0) : $1 }
            var sums: [Double] = []
            let got = inAllOrders {
                let index = DeviceArray(nearest.index), cosine = DeviceArray(nearest.cosine), norm = DeviceArray(inverse)
                let factor = DeviceArray(factors), weights = DeviceArray([Float](repeating: .nan, count: rows))
                let parts = DeviceArray([Double](repeating: .nan, count: rows)), marks = DeviceArray([UInt8](repeating: 0, count: rows))
                let squares = DeviceArray([Float](repeating: .nan, count: rows)), others = DeviceArray([UInt8](repeating: 0, count: rows))
                let grid = (pieces(rows, of: 256), 1, 1)
                run(
                    "nearest_weights", grid: grid,
                    [.array(index), .array(cosine), .array(norm), .array(factor), .int(rows), .array(weights), .array(parts), .array(marks)])
                let (starts, members) = choosers(index, .array(weights), rows)
                run(
                    "nearest_squares", grid: grid,
                    [.array(cosine), .array(weights), .array(starts), .array(members), .int(rows), .array(squares)])
                run("mark_nearest", grid: grid, [.array(index), .int(rows), .array(others)])
                #expect(others.values == nearest.index.map { $0 >= 0 ? 1 : 0 })
                sums.append(parts.values.reduce(0, +))
                return weights.values + squares.values + marks.values.map(Float.init)
            }
            func norm(_ i: Int) -> Float { inverse[i] > 0 ? factors[i] / inverse[i] : 0 }
            var weights = [Float](repeating: 0, count: rows), squares = weights, marks = weights, sum = 0.0
            for i in 0..<rows where nearest.index[i] >= 0 && nearest.cosine[i] > 0 {
                let j = Int(nearest.index[i]), both = norm(i) + norm(j)
                if !(both > 0) { continue }
                weights[i] = both
                sum += Double(both) * Double(nearest.cosine[i]) * Double(nearest.cosine[i])
                squares[i] += nearest.cosine[i] * nearest.cosine[i]
                (marks[i], marks[j]) = (1, 1)
            }
            for i in 0..<rows where weights[i] > 0 { squares[Int(nearest.index[i])] += nearest.cosine[i] * nearest.cosine[i] }
            expectSame(got, weights + squares + marks)
            for found in sums { #expect(abs(found - sum) <= 1e-14 * sum) }
        }
    }

    @Test func scaledColumns() {
        for (rows, columns) in [(1, 1), (3, 33), (5, 257)] {
            let f = numbers(rows * columns, seed: 2), factors = numbers(columns, seed: 3), before = numbers(rows * columns, seed: 4)
            let got = inAllOrders {
                let matrix = DeviceArray(f), factor = DeviceArray(factors), g = DeviceArray(before)
                run("add_scaled_columns", grid: (2, 1, 1), [.array(matrix), .array(factor), .float(-0.3), .array(g), .int(rows), .int(columns)])
                return g.values
            }
            expectSame(got, before.indices.map { at -> Float in
                let product = -0.3 * factors[at % columns] * f[at]
                return before[at] + product
            })
        }
    }
}

import DeviceFakes
import Testing

struct RowKernelTests {
    /// Rows and columns that find most mistakes; a column count that is a multiple of 4 takes the wide path.
    private static let shapes = [(1, 1), (3, 31), (2, 32), (33, 4), (5, 257), (4, 1028)]

    private func overRows(
        _ kernel: String, _ a: [Float], _ more: [[Float]], rows: Int, columns: Int, wanted: (Int, Int) -> Float
    ) {
        for misaligned in [false, true] {
            let got = inAllOrders {
                let x = DeviceArray(a, misaligned: misaligned), vectors = more.map { DeviceArray($0) }
                let out = DeviceArray([Float](repeating: 9, count: a.count))
                run(
                    kernel, grid: (2, 2, 1), threads: 64,
                    [.array(x)] + vectors.map { .array($0) } + [.array(out), .int(rows), .int(columns)])
                return out.values
            }
            expectSame(got, (0..<a.count).map { wanted($0 / columns, $0 % columns) })
        }
    }

    @Test func vectorsWithMatrices() {
        for (rows, columns) in Self.shapes {
            let a = numbers(rows * columns), v = numbers(columns, seed: 2), w = numbers(columns, seed: 3)
            let f = numbers(rows, seed: 4)
            overRows("row_add", a, [v], rows: rows, columns: columns) { a[$0 * columns + $1] + v[$1] }
            overRows("row_subtract", a, [v], rows: rows, columns: columns) { a[$0 * columns + $1] - v[$1] }
            overRows("row_scale_columns", a, [v], rows: rows, columns: columns) { a[$0 * columns + $1] * v[$1] }
            overRows("row_scale", a, [f], rows: rows, columns: columns) { f[$0] * a[$0 * columns + $1] }
            overRows("row_scale_shift", a, [v, w], rows: rows, columns: columns) {
                w[$1].addingProduct(a[$0 * columns + $1], v[$1])
            }
        }
    }

    private func place(
        _ source: [Float], _ from: [Int32]?, _ to: [Int32]?, count: Int, columns: Int, targetRows: Int, scale: Float
    ) -> [Float] {
        inAllOrders {
            let s = DeviceArray(source), out = DeviceArray([Float](repeating: 5, count: targetRows * columns))
            let f = from.map { DeviceArray($0) }, t = to.map { DeviceArray($0) }
            run(
                "row_place", grid: (3, 2, 1), threads: 32,
                [
                    .array(s), f.map { .array($0) } ?? .null, .array(out), t.map { .array($0) } ?? .null, .int(count),
                    .int(columns), .float(scale),
                ])
            return out.values
        }
    }

    @Test func rowsByTheirNumbers() {
        for columns in [1, 31, 32, 257] {
            let a = numbers(7 * columns), row = { (i: Int) in a[i * columns..<(i + 1) * columns] }
            let five = [Float](repeating: 5, count: columns)
            let gathered = place(a, [6, 0, 0, 3], nil, count: 4, columns: columns, targetRows: 4, scale: 1)
            expectSame(gathered, Array(row(6) + row(0) + row(0) + row(3)))
            let scaled = place(a, [2], nil, count: 1, columns: columns, targetRows: 1, scale: 0.3)
            expectSame(scaled, row(2).map { $0 * 0.3 })
            let scattered = place(a, nil, [2, 0], count: 2, columns: columns, targetRows: 4, scale: 1)
            expectSame(scattered, Array(row(1) + five + row(0) + five))
            let moved = place(a, [4, 5], [3, 1], count: 2, columns: columns, targetRows: 4, scale: 1)
            expectSame(moved, Array(five + row(5) + five + row(4)))
            #expect(place(a, [], nil, count: 0, columns: columns, targetRows: 1, scale: 1) == five)
        }
    }

    @Test func rowsThatMeetAreAddedInTheirOrder() {
        for columns in [3, 32, 65] {
            let a = numbers(6 * columns), start = numbers(4 * columns, seed: 9)
            let got = inAllOrders {
                let x = DeviceArray(a), out = DeviceArray(start)
                let starts = DeviceArray([0, 3, 3, 5] as [Int32]), sources = DeviceArray([0, 2, 5, 4, 1] as [Int32])
                let targets = DeviceArray([3, 0, 1] as [Int32])
                run(
                    "row_scatter_add", grid: (2, 1, 1), threads: 32,
                    [.array(x), .array(starts), .array(sources), .array(targets), .array(out), .int(3), .int(columns)])
                return out.values
            }
            var wanted = start
            for (target, sources) in [(3, [0, 2, 5]), (1, [4, 1])] {
                for source in sources { for j in 0..<columns { wanted[target * columns + j] += a[source * columns + j] } }
            }
            expectSame(got, wanted)
        }
    }

    @Test func clearing() {
        let wanted: [UInt8] = [1, 1, 0, 0, 1], begun: [UInt8] = [0, 1, 0, 1, 0]
        for columns in [1, 8, 33] {
            let a = numbers(5 * columns)
            let cases: [([UInt8]?, [UInt8]?, Set<Int>)] = [
                (wanted, begun, [0, 4]), (nil, begun, [0, 2, 4]), (wanted, nil, [0, 1, 4]), (nil, nil, [0, 1, 2, 3, 4]),
            ]
            for (wanted, begun, cleared) in cases {
                let got = inAllOrders {
                    let out = DeviceArray(a), w = wanted.map { DeviceArray($0) }, b = begun.map { DeviceArray($0) }
                    run(
                        "row_clear", grid: (2, 1, 1), threads: 32,
                        [
                            .array(out), w.map { .array($0) } ?? .null, b.map { .array($0) } ?? .null, .int(5), .int(columns),
                        ])
                    return out.values
                }
                expectSame(got, a.enumerated().map { cleared.contains($0 / columns) ? 0 : $1 })
            }
        }
    }

    @Test func normsOfOne() {
        for (rows, columns) in Self.shapes {
            var a = numbers(rows * columns)
            if rows > 2 { for j in 0..<columns { a[columns + j] = 0 } }
            let marks = (0..<rows).map { UInt8($0 % 4 == 3 ? 0 : 1) }
            var before = [Double](repeating: 7, count: rows), wanted = a.map { Double($0) }
            for r in 0..<rows where marks[r] == 1 {
                before[r] = a[r * columns..<(r + 1) * columns].reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
                if before[r] > 0 { for j in 0..<columns { wanted[r * columns + j] /= before[r] } }
            }
            let got = inAllOrders {
                let x = DeviceArray(a), m = DeviceArray(marks), norms = DeviceArray([Float](repeating: 7, count: rows))
                run("row_normalize", grid: (2, 1, 1), [.array(x), .array(m), .array(norms), .int(rows), .int(columns)])
                return x.values + norms.values
            }
            expectClose(Array(got.prefix(rows * columns)), wanted, within: 2e-7)
            expectClose(Array(got.suffix(rows)), before, within: 1e-7)
            let whole = DeviceArray(a)
            run("row_normalize", [.array(whole), .null, .null, .int(rows), .int(columns)])
            if rows == 1 { expectSame(whole.values, Array(got.prefix(columns))) }
        }
    }

    @Test func centringAndStandardising() {
        for (rows, columns) in Self.shapes {
            let a = numbers(rows * columns).map { 3 * $0 + 1 }
            var centred: [Double] = [], standard: [Double] = []
            for r in 0..<rows {
                let row = a[r * columns..<(r + 1) * columns].map { Double($0) }
                let mean = row.reduce(0, +) / Double(columns)
                let variance = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(columns)
                centred += row.map { $0 - mean }
                standard += row.map { ($0 - mean) / (variance + 1e-3).squareRoot() }
            }
            for misaligned in [false, true] {
                let gotCentred = inAllOrders {
                    let x = DeviceArray(a, misaligned: misaligned), out = DeviceArray(a)
                    run("row_center", grid: (2, 1, 1), [.array(x), .array(out), .int(rows), .int(columns)])
                    return out.values
                }
                expectClose(gotCentred, centred, within: 3e-7)
                let gotStandard = inAllOrders {
                    let x = DeviceArray(a, misaligned: misaligned)
                    run("row_standardize", [.array(x), .array(x), .int(rows), .int(columns), .float(1e-3)])
                    return x.values
                }
                expectClose(gotStandard, standard, within: 2e-6)
            }
        }
    }

    @Test func transposes() {
        for (rows, columns) in [(1, 1), (31, 33), (64, 32), (1, 257), (70, 65)] {
            let a = numbers(rows * columns)
            for grid in [(1, 1, 1), (3, 2, 1)] {
                let got = inAllOrders {
                    let x = DeviceArray(a), out = DeviceArray([Float](repeating: 0, count: a.count))
                    run("row_transpose", grid: grid, [.array(x), .array(out), .int(rows), .int(columns)])
                    return out.values
                }
                expectSame(got, (0..<a.count).map { a[$0 % rows * columns + $0 / rows] })
            }
        }
    }
}

import DeviceFakes
import Testing

struct ReductionKernelTests {
    private static let sizes = awkwardSizes + [16383, 16384, 40001]

    /// The partials of one kernel and their sum, in every order, on every grid the same bits.
    private func total(_ kernel: String, _ arrays: [[Float]], count: Int, threshold: Float? = nil) -> Double {
        var totals: Set<Double> = []
        for (grid, misaligned) in [(1, false), (2, true)] {
            totals.formUnion(
                inAllOrders {
                    let inputs = arrays.map { DeviceArray($0, misaligned: misaligned) }
                    let pieces = (count + 16383) / 16384
                    let partials = DeviceArray([Double](repeating: .nan, count: pieces))
                    let figures = DeviceArray([1.0, 2.0, 3.0])
                    var slots = inputs.map { Slot.array($0) } + [.array(partials), .int(1), .int(count)]
                    if let threshold { slots.append(.float(threshold)) }
                    run(kernel, grid: (grid, 1, 1), slots)
                    run("reduce_finish", [.array(partials), .array(figures), .int(pieces), .int(1), .int(0)])
                    #expect(figures.values[0] == 1 && figures.values[2] == 3)
                    return [figures.values[1]]
                })
        }
        #expect(totals.count == 1, "\(kernel) of \(count): \(totals)")
        return totals.first ?? .nan
    }

    @Test func numbersOfAWholeMatrix() {
        for n in Self.sizes {
            let a = numbers(n), b = numbers(n, seed: 2)
            let near = { (got: Double, wanted: Double) in abs(got - wanted) <= 1e-13 * Double(n) }
            #expect(near(total("reduce_sum", [a], count: n), a.reduce(0) { $0 + Double($1) }))
            #expect(near(total("reduce_dot", [a, b], count: n), zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }))
            #expect(
                near(
                    total("reduce_squared_distance", [a, b], count: n),
                    zip(a, b).reduce(0) { $0 + (Double($1.0) - Double($1.1)) * (Double($1.0) - Double($1.1)) }))
            #expect(total("reduce_count_above", [a], count: n, threshold: 0.25) == Double(a.count { $0 > 0.25 }))
        }
        #expect(total("reduce_count_above", [[.nan, 0, -1, 2, .infinity]], count: 5, threshold: 0) == 2)
    }

    @Test func aTotalCanBeAddedTo() {
        let partials = DeviceArray((0..<700).map { Double($0) }), figures = DeviceArray([0.5])
        run("reduce_finish", [.array(partials), .array(figures), .int(700), .int(0), .int(1)])
        #expect(figures.values == [0.5 + 699 * 350])
        run("reduce_finish", [.array(partials), .array(figures), .int(0), .int(0), .int(0)])
        #expect(figures.values == [0])
    }

    @Test func aTotalOfSquares() {
        let values = (0..<700).map { Double($0 % 7) - 3 }
        let got = inAllOrders {
            let partials = DeviceArray(values), figures = DeviceArray([1.0, 2.0, 3.0])
            run("reduce_finish_squares", [.array(partials), .array(figures), .int(700), .int(1), .int(0)])
            return figures.values
        }
        // Whole numbers: exact in any order.
        #expect(got == [1, values.reduce(0) { $0 + $1 * $1 }, 3])
    }

    @Test func aPlaceIsAFigure() {
        for (bits, wanted) in [(UInt64(0), -1.0), (~UInt64(0), 0), (~UInt64(5_000_000_000), 5e9)] {
            let got = inAllOrders {
                let place = DeviceArray([bits]), figures = DeviceArray([7.0, 8.0])
                run("reduce_place", threads: 32, [.array(place), .array(figures), .int(1)])
                return figures.values
            }
            #expect(got == [7, wanted])
        }
    }

    @Test func squaresOfMarkedRows() {
        for (rows, columns) in [(1, 1), (37, 1), (9, 31), (5, 132), (3, 257)] {
            let a = numbers(rows * columns), marks = (0..<rows).map { UInt8($0 % 3 == 1 ? 0 : 1) }
            let got = inAllOrders {
                let x = DeviceArray(a), m = DeviceArray(marks), partials = DeviceArray([Double](repeating: .nan, count: rows))
                run(
                    "reduce_marked_rows", grid: (2, 1, 1), threads: 64,
                    [.array(x), .array(m), .array(partials), .int(rows), .int(columns)])
                return partials.values
            }
            for r in 0..<rows {
                let wanted = a[r * columns..<(r + 1) * columns].reduce(0) { $0 + Double($1) * Double($1) }
                #expect(marks[r] == 0 ? got[r] == 0 : abs(got[r] - wanted) <= 1e-13 * (1 + wanted))
            }
        }
    }

    private func firstNonFinite(_ a: [Float]) -> Int? {
        let got = inAllOrders {
            let x = DeviceArray(a), place = DeviceArray([UInt64(0)])
            run("reduce_first_nonfinite", grid: (2, 1, 1), threads: 32, [.array(x), .array(place), .int(1), .int(a.count)])
            return place.values
        }
        return got[0] == 0 ? nil : Int(~got[0])
    }

    @Test func theFirstThatIsNotFinite() {
        for n in Self.sizes {
            var a = numbers(n)
            #expect(firstNonFinite(a) == nil)
            a[n - 1] = .nan
            #expect(firstNonFinite(a) == n - 1)
            a[n / 2] = -.infinity
            #expect(firstNonFinite(a) == n / 2)
            a[0] = .nan
            #expect(firstNonFinite(a) == 0)
        }
    }

    @Test func whetherAnythingIsNegative() {
        func found(_ a: [Float]) -> Int32 {
            inAllOrders {
                let x = DeviceArray(a), flag = DeviceArray([Int32(0)])
                run("reduce_any_negative", grid: (2, 1, 1), threads: 32, [.array(x), .array(flag), .int(a.count), .int(1)])
                return flag.values
            }[0]
        }
        for n in awkwardSizes {
            var a = numbers(n).map { abs($0) }
            a[0] = -0.0
            #expect(found(a) == 0)
            for bad in [-1e-30, .nan] as [Float] {
                a[n - 1] = bad
                #expect(found(a) == 1)
            }
        }
    }

    @Test func columns() {
        for (rows, columns) in [(1, 1), (63, 31), (64, 257), (65, 32), (200, 5)] {
            let a = numbers(rows * columns), start = numbers(columns, seed: 5)
            let chunks = (rows + 63) / 64, scale = 0.3
            for squares in [0, 1] {
                for accumulate in [0, 1] {
                    let got = inAllOrders {
                        let x = DeviceArray(a), partials = DeviceArray([Double](repeating: .nan, count: chunks * columns))
                        let out = DeviceArray(start), wide = DeviceArray([Double](repeating: .nan, count: columns))
                        run(
                            "reduce_column_partials", grid: (1, 2, 1), threads: 64,
                            [.array(x), .array(partials), .int(rows), .int(columns), .int(squares)])
                        run(
                            "reduce_column_finish", grid: (2, 1, 1), threads: 64,
                            [
                                .array(partials), .array(out), .array(wide), .int(chunks), .int(columns),
                                .unsigned(UInt32(truncatingIfNeeded: scale.bitPattern)),
                                .unsigned(UInt32(scale.bitPattern >> 32)), .int(accumulate),
                            ])
                        return wide.values + out.values.map { Double($0) }
                    }
                    for j in 0..<columns {
                        let own = (0..<rows).map { Double(a[$0 * columns + j]) }
                        let sum = own.reduce(0) { $0 + (squares == 1 ? $1 * $1 : $1) }
                        #expect(abs(got[j] - sum) < 1e-13 * Double(rows))
                        let wanted = scale * sum + (accumulate == 1 ? Double(start[j]) : 0)
                        #expect(abs(got[columns + j] - wanted) <= 1e-7 * (1 + abs(wanted)))
                    }
                }
            }
        }
    }

    private static let shapes = [(1, 1), (3, 31), (2, 32), (7, 33), (4, 257), (2, 1028)]

    /// A number a row from a block a row, against a Double loop.
    private func perRow(_ kernel: String, _ a: [Float], _ c: [Float]?, _ shape: (Int, Int), _ wanted: ([Float], [Float]) -> Double) {
        let (rows, columns) = shape
        for misaligned in [false, true] {
            let got = inAllOrders {
                let x = DeviceArray(a, misaligned: misaligned), y = c.map { DeviceArray($0) }
                let out = DeviceArray([Float](repeating: .nan, count: rows))
                run(
                    kernel, grid: (2, 1, 1),
                    [.array(x)] + (y.map { [.array($0)] } ?? []) + [.array(out), .int(rows), .int(columns)])
                return out.values
            }
            let expected = (0..<rows).map { r in
                let range = r * columns..<(r + 1) * columns
                return wanted(Array(a[range]), c.map { Array($0[range]) } ?? [])
            }
            expectClose(got, expected, within: 1e-7)
        }
    }

    @Test func rows() {
        for shape in Self.shapes {
            let a = numbers(shape.0 * shape.1), c = numbers(shape.0 * shape.1, seed: 8)
            perRow("reduce_row_sums", a, nil, shape) { row, _ in row.reduce(0) { $0 + Double($1) } }
            perRow("reduce_row_dots", a, c, shape) { zip($0, $1).reduce(0) { $0 + Double($1.0) * Double($1.1) } }
            perRow("reduce_row_squared_distances", a, c, shape) {
                zip($0, $1).reduce(0) { $0 + (Double($1.0) - Double($1.1)) * (Double($1.0) - Double($1.1)) }
            }
            perRow("reduce_row_maxima", a, nil, shape) { row, _ in Double(row.max() ?? 0) }
            let (rows, columns) = shape
            let norms = inAllOrders {
                let x = DeviceArray(a), norms = DeviceArray([Float](repeating: 0, count: rows))
                let squares = DeviceArray([Double](repeating: 0, count: rows))
                run("reduce_row_norms", [.array(x), .array(norms), .array(squares), .int(rows), .int(columns)])
                run("reduce_row_norms", [.array(x), .null, .array(squares), .int(rows), .int(columns)])
                return squares.values + norms.values.map { Double($0) }
            }
            for r in 0..<rows {
                let square = a[r * columns..<(r + 1) * columns].reduce(0) { $0 + Double($1) * Double($1) }
                #expect(abs(norms[r] - square) <= 1e-13 * (1 + square))
                #expect(abs(norms[rows + r] - square.squareRoot()) <= 1e-7 * square.squareRoot())
            }
            let counts = inAllOrders {
                let x = DeviceArray(a), out = DeviceArray([Int32](repeating: -1, count: rows))
                run("reduce_row_counts", [.array(x), .array(out), .int(rows), .int(columns), .float(0.1)])
                return out.values
            }
            #expect(counts == (0..<rows).map { r in Int32(a[r * columns..<(r + 1) * columns].count { $0 > 0.1 }) })
        }
    }

    @Test func theLargestPassesOverNaN() {
        let out = DeviceArray([Float](repeating: 0, count: 3))
        let x = DeviceArray([.nan, -3, -2, .nan, .nan, .nan, -.infinity, .nan, -.infinity] as [Float])
        run("reduce_row_maxima", [.array(x), .array(out), .int(3), .int(3)])
        #expect(out.values == [-2, -.infinity, -.infinity])
        let none = DeviceArray<Float>([])
        run("reduce_row_maxima", [.array(none), .array(out), .int(3), .int(0)])
        #expect(out.values == [Float](repeating: -.infinity, count: 3))
    }

    /// The CPU's own loop.
    private func peak(_ row: [Float], _ byMagnitude: Bool) -> (Int32, Float) {
        var best = 0
        for j in 1..<max(1, row.count) {
            if byMagnitude ? abs(row[j]) > abs(row[best]) : row[j] > row[best] { best = j }
        }
        return (Int32(best), row[best])
    }

    @Test func peaksOfRows() {
        for columns in awkwardSizes {
            var a = numbers(6 * columns).map { ($0 * 8).rounded() / 8 }  // ties
            for j in 0..<columns { a[columns + j] = j % 2 == 0 ? 0 : -0.0 }
            a[2 * columns] = .nan
            if columns > 2 { a[3 * columns + 1] = .nan }
            for j in 0..<columns { a[4 * columns + j] = -.infinity }
            for byMagnitude in [false, true] {
                let got = inAllOrders {
                    let x = DeviceArray(a), places = DeviceArray([Int32](repeating: -1, count: 6))
                    let values = DeviceArray([Float](repeating: 0, count: 6))
                    run(
                        "reduce_row_peaks", grid: (2, 1, 1),
                        [.array(x), .array(places), .array(values), .int(6), .int(columns), .int(byMagnitude ? 1 : 0)])
                    return places.values + values.values.map { Int32(bitPattern: $0.bitPattern) }
                }
                for r in 0..<6 {
                    let wanted = peak(Array(a[r * columns..<(r + 1) * columns]), byMagnitude)
                    #expect(got[r] == wanted.0, "row \(r) of \(columns), \(byMagnitude)")
                    #expect(got[6 + r] == Int32(bitPattern: wanted.1.bitPattern))
                }
            }
        }
    }

    @Test func softmax() {
        for (rows, columns) in Self.shapes {
            let a = numbers(rows * columns).map { 20 * $0 }
            var wanted: [Double] = []
            for r in 0..<rows {
                let row = a[r * columns..<(r + 1) * columns].map { Double($0) }, largest = row.max() ?? 0
                let e = row.map { exponential($0 - largest) }, sum = e.reduce(0, +)
                wanted += e.map { $0 / sum }
            }
            for misaligned in [false, true] {
                let got = inAllOrders {
                    let x = DeviceArray(a, misaligned: misaligned)
                    run("reduce_softmax", grid: (2, 1, 1), [.array(x), .array(x), .int(rows), .int(columns)])
                    return x.values
                }
                expectClose(got, wanted, within: 1e-6)
            }
        }
    }
}

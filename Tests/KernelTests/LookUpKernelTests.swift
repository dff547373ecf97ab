import DeviceFakes
import Testing

/// Entries beside other latents.
struct LookUpKernelTests {
    private struct Case {
        let pattern, source: TestEntries
        let own: [Float]
        let rowMap: [Int32]?

        var sourceRows: Int { source.rows }

        var dense: [Float] {
            var dense = [Float](repeating: 0, count: source.rows * source.columns)
            for b in 0..<source.rows {
                for k in source.range(b) { dense[b * source.columns + Int(source.indices[k])] = source.values[k] }
            }
            return dense
        }

        /// The row of the source beside row b, if there is one.
        func beside(_ b: Int) -> Int? {
            let row = rowMap.map { Int($0[b]) } ?? b
            return row >= 0 && row < sourceRows ? row : nil
        }

        var plain: [Float] {
            (0..<pattern.rows).flatMap { b in
                pattern.range(b).map { k in
                    beside(b).map { dense[$0 * source.columns + Int(pattern.indices[k])] } ?? own[k]
                }
            }
        }

        /// Of the whole rows beside.
        func checkSquares(_ got: [Double]) {
            for b in 0..<pattern.rows {
                let values = beside(b).map { source.range($0).map { source.values[$0] } } ?? []
                let sum = values.reduce(0) { $0 + Double($1) * Double($1) }
                #expect(abs(got[b] - sum) <= 1e-12 * max(1, sum))
            }
        }
    }

    private func forEachCase(_ body: (Case) -> Void) {
        for (columns, rows) in awkwardShapes {
            for sourceRows in [rows, rows / 2, rows + 3] {
                let pattern = TestEntries(rows: rows, columns: columns, share: 0.3)
                let source = TestEntries(rows: sourceRows, columns: columns, share: 0.5, seed: 40)
                let map = (0..<rows).map { Int32(($0 * 5) % (sourceRows + 2)) - 1 }
                for rowMap in [nil, map] {
                    body(Case(pattern: pattern, source: source, own: numbers(pattern.count, seed: 50), rowMap: rowMap))
                }
            }
        }
    }

    /// Of what was found, in rows that have one beside them.
    private func expectSquares(_ it: Case, _ squares: [Double], _ found: [Float]) {
        for b in 0..<it.pattern.rows {
            let sum = it.beside(b) == nil ? 0 : it.pattern.range(b).reduce(0) { $0 + Double(found[$1]) * Double(found[$1]) }
            #expect(abs(squares[b] - sum) <= 1e-12 * max(1, sum))
        }
    }

    @Test func ofSparseLatents() {
        forEachCase { it in
            let rows = it.pattern.rows, grid = ((rows + 7) / 8, 1, 1)
            var squares: [Double] = []
            let got = inAllOrders {
                let out = [Float](repeating: .nan, count: it.pattern.count).array
                let sums = [Double](repeating: .nan, count: rows).array
                run(
                    "look_up", grid: grid,
                    [
                        .array(it.pattern.starts.array), .array(it.pattern.indices.array), .array(it.own.array),
                        .array(it.source.starts.array), .array(it.source.indices.array), .array(it.source.values.array),
                        slot(it.rowMap), .int(rows), .int(it.sourceRows), .array(out), .array(sums),
                    ])
                squares = sums.values
                return out.values
            }
            expectSame(got, it.plain)
            expectSquares(it, squares, got)
        }
    }

    @Test func ofADenseMatrix() {
        forEachCase { it in
            let rows = it.pattern.rows, grid = ((rows + 7) / 8, 1, 1)
            var squares: [Double] = []
            let got = inAllOrders {
                let out = [Float](repeating: .nan, count: it.pattern.count).array
                let sums = [Double](repeating: .nan, count: rows).array
                run(
                    "look_up_dense", grid: grid,
                    [
                        .array(it.pattern.starts.array), .array(it.pattern.indices.array), .array(it.own.array),
                        .array(it.dense.array), slot(it.rowMap), .int(rows), .int(it.sourceRows), .int(it.pattern.columns),
                        .array(out), .array(sums),
                    ])
                squares = sums.values
                return out.values
            }
            expectSame(got, it.plain)
            expectSquares(it, squares, got)
        }
    }

    @Test func gathered() {
        let pattern = TestEntries(rows: 9, columns: 33, share: 0.3), source = numbers(9 * 33, seed: 2)
        let out = [Float](repeating: .nan, count: pattern.count).array
        run(
            "look_up_dense", grid: (2, 1, 1),
            [
                .array(pattern.starts.array), .array(pattern.indices.array), .null, .array(source.array), .null, .int(9),
                .int(9), .int(33), .array(out), .null,
            ])
        expectSame(
            out.values,
            (0..<9).flatMap { b in pattern.range(b).map { source[b * 33 + Int(pattern.indices[$0])] } })
    }

    @Test func squaresOfWhatStandsBeside() {
        forEachCase { it in
            let rows = it.pattern.rows
            let sparse = inAllOrders {
                let sums = [Double](repeating: .nan, count: rows).array
                run(
                    "squares_beside", grid: ((rows + 7) / 8, 1, 1),
                    [
                        .array(it.source.starts.array), .array(it.source.values.array), slot(it.rowMap), .int(rows),
                        .int(it.sourceRows), .array(sums),
                    ])
                return sums.values
            }
            let dense = inAllOrders {
                let sums = [Double](repeating: .nan, count: rows).array
                run(
                    "squares_beside_dense", grid: (rows, 1, 1),
                    [
                        .array(it.dense.array), slot(it.rowMap), .int(rows), .int(it.sourceRows), .int(it.source.columns),
                        .array(sums),
                    ])
                return sums.values
            }
            for got in [sparse, dense] { it.checkSquares(got) }
        }
    }
}

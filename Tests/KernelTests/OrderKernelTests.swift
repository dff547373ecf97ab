import DeviceFakes
import Testing

/// Entries by column.
struct OrderKernelTests {
    struct Order: Equatable {
        var starts: [Int64]
        var tokens: [Int32]
        var positions: [Int32]
    }

    static func built(_ entries: TestEntries) -> Order {
        let rows = entries.rows, columns = entries.columns, n = entries.count, groups = (rows + 31) / 32
        let starts = entries.starts.array, indices = entries.indices.array
        let turned = [UInt32](repeating: 0, count: groups * columns).array
        let before = [Int32](repeating: -1, count: groups * columns).array
        let counts = [Int32](repeating: -1, count: columns).array
        let tokens = [Int32](repeating: -1, count: n).array, positions = [Int32](repeating: -1, count: n).array
        let byRow = (max(1, (rows + 7) / 8), 1, 1)
        run("order_turn", grid: byRow, [.array(starts), .array(indices), .int(rows), .int(columns), .array(turned)])
        run(
            "order_count", grid: ((columns + 255) / 256, 1, 1),
            [.array(turned), .int(groups), .int(columns), .array(before), .array(counts)])
        let columnStarts = scanned(counts, columns)
        run(
            "order_fill", grid: byRow,
            [
                .array(starts), .array(indices), .int(rows), .int(columns), .array(turned), .array(before),
                .array(columnStarts), .array(tokens), .array(positions),
            ])
        return Order(starts: columnStarts.values, tokens: tokens.values, positions: positions.values)
    }

    static func plain(_ entries: TestEntries) -> Order {
        var byColumn = [[(Int32, Int32)]](repeating: [], count: entries.columns)
        for b in 0..<entries.rows {
            for k in entries.range(b) { byColumn[Int(entries.indices[k])].append((Int32(b), Int32(k))) }
        }
        var starts: [Int64] = [0]
        for column in byColumn { starts.append((starts.last ?? 0) + Int64(column.count)) }
        return Order(starts: starts, tokens: byColumn.flatMap { $0.map(\.0) }, positions: byColumn.flatMap { $0.map(\.1) })
    }

    private func check(_ entries: TestEntries) {
        var got = Order(starts: [], tokens: [], positions: [])
        inAllOrders {
            got = OrderKernelTests.built(entries)
            return got.tokens + got.positions
        }
        #expect(got == OrderKernelTests.plain(entries))
    }

    @Test func orders() {
        for (columns, rows) in awkwardShapes + [(1, 257), (40, 600)] {
            check(TestEntries(rows: rows, columns: columns, share: 0.3))
        }
        // All, none, no rows.
        check(TestEntries(columns: 33, rows: (0..<40).map { _ in (0..<33).map { ($0, 1) } }))
        check(TestEntries(columns: 33, rows: [[], [], []]))
        check(TestEntries(columns: 33, rows: []))
    }

    @Test func numbersMoveAlong() {
        let entries = TestEntries(rows: 33, columns: 65, share: 0.4), order = OrderKernelTests.plain(entries)
        let got = inAllOrders {
            let out = [Float](repeating: .nan, count: entries.count).array
            run(
                "permute_values", grid: (2, 1, 1), threads: 32,
                [.array(entries.values.array), .array(order.positions.array), .int(entries.count), .array(out)])
            return out.values
        }
        expectSame(got, order.positions.map { entries.values[Int($0)] })
    }
}

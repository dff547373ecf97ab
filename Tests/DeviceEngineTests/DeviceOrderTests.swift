import Engine
import Testing

/// Column order and what is one number for each latent.
@Suite struct DeviceOrderTests {
    @Test(arguments: DeviceBench.shapes + [(600, 9)])
    func `entries come into the processor's column order`(shape: (Int, Int)) throws {
        let (rows, columns) = shape, bench = try DeviceBench()
        for share in [Float(0.3), -1] {
            let pair = SparsePair(bench, rows, columns, seed: 1, share: share)
            let orders = (0..<2).map { _ in ColumnOrder(columns: columns) }
            let places = (0..<2).map { _ in LatentValues() }, moved = (0..<2).map { _ in LatentValues() }
            for (i, engine) in [bench.device, bench.host].enumerated() {
                let pattern = pair.pattern(engine), numbers = LatentValues()
                engine.orderByColumn(pattern, into: orders[i])
                engine.copyValues(of: pattern, into: numbers)
                numbers.assign((0..<numbers.count).map { Float($0) })
                engine.permute(numbers, by: orders[i], into: places[i])
                engine.permute(pattern, by: orders[i], into: moved[i])
            }
            #expect(orders[0].count == orders[1].count && orders[0].columns == columns)
            #expect((0..<columns).allSatisfy { orders[0].count(ofColumn: $0) == orders[1].count(ofColumn: $0) })
            #expect(places[0].toArray() == places[1].toArray())
            #expect(moved[0].toArray() == moved[1].toArray())
            // Which rows they are in.
            for column in 0..<min(columns, 40) {
                let one = bench.host.values(of: pair.device, orders[0], column: column, rows: 0..<rows)
                #expect(one == bench.host.values(of: pair.host, orders[1], column: column, rows: 0..<rows))
            }
        }
    }

    @Test(arguments: DeviceBench.shapes)
    func `sums, marks and rates of columns are the processor's`(shape: (Int, Int)) throws {
        let (rows, columns) = shape, bench = try DeviceBench(), pair = SparsePair(bench, rows, columns, seed: 2)
        let dense = pair.z, before = Matrix(rows: 1, columns: columns, elements: noise(columns, seed: 3))
        let marked = (0..<columns).map { $0 % 4 == 0 }
        var sums: [[[Float]]] = [[], []], exact: [[[Float]]] = [[], []], marks: [[[Bool]]] = [[], []]
        for (i, engine) in [bench.device, bench.host].enumerated() {
            let order = ColumnOrder(columns: columns), values = LatentValues()
            let out = Matrix(rows: 1, columns: columns, elements: before.toArray())
            engine.orderByColumn(pair.pattern(engine), into: order)
            engine.permute(pair.values(engine, seed: 4), by: order, into: values)
            engine.columnSums(values, order, into: out)
            sums[i].append(out.toArray())
            engine.columnSums(values, order, scale: -0.7, into: out, accumulate: true)
            sums[i].append(out.toArray())
            engine.columnSquaredSums(values, order, into: out)
            sums[i].append(out.toArray())
            for old in [nil, before] {
                engine.firingRates(order, rows: rows, before: old, decay: 0.9, into: out)
                exact[i].append(out.toArray())
                engine.firingRates(dense, before: old, decay: 0.9, into: out)
                exact[i].append(out.toArray())
            }
            // In place.
            engine.firingRates(order, rows: rows, before: out, decay: 0.5, into: out)
            exact[i].append(out.toArray())
            let seen = LatentMarks(marked)
            engine.markColumns(order, in: seen, accumulate: true)
            marks[i].append(seen.toArray())
            engine.markColumns(order, in: seen)
            marks[i].append(seen.toArray())
        }
        for (one, two) in zip(sums[0], sums[1]) { #expect(difference(one, two) <= 2e-6) }
        #expect(exact[0] == exact[1])
        #expect(marks[0] == marks[1])
    }

    @Test func `no entries, no rows`() throws {
        let bench = try DeviceBench(), order = ColumnOrder(columns: 70), latents = SparseLatents(columns: 70)
        bench.device.orderByColumn(SparsePair(bench, 40, 70, seed: 1).device, into: order)
        for rows in [5, 0] {
            bench.device.select(from: Matrix(rows: rows, columns: 70), above: nil, into: latents)
            bench.device.orderByColumn(latents, into: order)
            #expect(order.count == 0 && (0..<70).allSatisfy { order.count(ofColumn: $0) == 0 })
            let values = LatentValues(), out = Matrix(rows: 1, columns: 70, elements: noise(70, seed: 1))
            bench.device.permute(latents, by: order, into: values)
            bench.device.columnSums(values, order, into: out)
            #expect(values.count == 0 && out.toArray() == [Float](repeating: 0, count: 70))
        }
    }

    @Test func `an order copies nothing`() throws {
        let bench = try DeviceBench(), pair = SparsePair(bench, 64, 500, seed: 5)
        let order = ColumnOrder(columns: 500), values = LatentValues(), out = Matrix(rows: 1, columns: 500)
        let moved = bench.again {
            bench.device.orderByColumn(pair.device, into: order)
            bench.device.permute(pair.device, by: order, into: values)
            bench.device.columnSums(values, order, into: out)
            bench.device.firingRates(order, rows: 64, before: out, decay: 0.9, into: out)
        }
        #expect(moved == (0, 0))
    }
}

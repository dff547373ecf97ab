import Engine
import Testing

/// Selections on the device choose the processor's entries, in its order, with its bits.
@Suite struct DeviceSelectionTests {
    @Test(arguments: DeviceBench.shapes)
    func `what a rule selects is the processor's`(shape: (Int, Int)) throws {
        let (rows, columns) = shape, bench = try DeviceBench()
        let z = rough(rows, columns, seed: 1, strange: true)
        let limits = Matrix(rows: 1, columns: columns, elements: noise(columns, seed: 2).map { abs($0) / 2 })
        let some = (0..<columns).filter { $0 % 3 == 1 || $0 == columns - 1 }.map { Int32($0) }
        for thresholds in [nil, limits] {
            let chosen = bench.both(columns) { $0.select(from: z, above: thresholds, into: $1) }
            #expect(chosen.device == chosen.host)
            for most in [Int.max, chosen.host.columns.count, chosen.host.columns.count - 1, -1] {
                var counts: [Int] = []
                let bounded = bench.both(columns) {
                    counts.append($0.select(from: z, above: thresholds, atMost: most, into: $1))
                }
                #expect(bounded.device == bounded.host && counts[0] == counts[1])
            }
        }
        let window = bench.both(columns) { $0.selectWindow(from: z, around: limits, width: 0.4, into: $1) }
        #expect(window.device == window.host)
        for list in [some, [], (0..<columns).map { Int32($0) }] {
            let short = bench.both(columns) { $0.selectShortfall(from: z, below: limits, columns: list, into: $1) }
            #expect(short.device == short.host)
        }
    }

    @Test(arguments: DeviceBench.shapes)
    func `the largest of each row are the processor's`(shape: (Int, Int)) throws {
        let (rows, columns) = shape, bench = try DeviceBench()
        let z = rough(rows, columns, seed: 3, strange: true)
        let factors = Matrix(rows: 1, columns: columns, elements: noise(columns, seed: 4).map { 0.25 + abs($0) })
        let some = (0..<columns).filter { $0 % 3 != 1 }.map { Int32($0) }
        for k in [0, 1, 2, 7, 40, 9000] {
            for scales in [nil, factors] {
                let found = bench.both(columns) { $0.selectLargest(k, perRowOf: z, times: scales, into: $1) }
                #expect(found.device == found.host)
                for (list, signed) in [(some, false), (some, true), ([], true), ([], false)] {
                    let among = bench.both(columns) {
                        $0.selectLargest(k, perRowOf: z, among: list, times: scales, signed: signed, into: $1)
                    }
                    #expect(among.device == among.host)
                }
            }
        }
    }

    @Test(arguments: DeviceBench.shapes)
    func `the largest in sorted order are the processor's`(shape: (Int, Int)) throws {
        let (rows, columns) = shape, bench = try DeviceBench(), z = rough(rows, columns, seed: 5, strange: true)
        for k in Set([1, 2, 31, columns].map { min($0, columns) }) {
            let values = (0..<2).map { _ in Matrix(rows: rows, columns: k) }
            let places = (0..<2).map { _ in IndexMatrix(rows: rows, columns: k) }
            bench.device.topKPerRow(z, k, values: values[0], indices: places[0])
            bench.host.topKPerRow(z, k, values: values[1], indices: places[1])
            #expect(places[0].toArray() == places[1].toArray())
            #expect(values[0].toArray().map(\.bitPattern) == values[1].toArray().map(\.bitPattern))
            // A window on rows.
            if rows > 2 {
                let part = Matrix(rows: 1, columns: k), place = IndexMatrix(rows: 1, columns: k)
                bench.device.topKPerRow(z.rows(2..<3), k, values: part, indices: place)
                #expect(place.toArray() == Array(places[1].toArray()[2 * k..<3 * k]))
            }
        }
    }

    @Test(arguments: DeviceBench.shapes)
    func `the largest of a batch are the processor's, whatever the hint`(shape: (Int, Int)) throws {
        let (rows, columns) = shape, bench = try DeviceBench(), z = rough(rows, columns, seed: 6, strange: true)
        let factors = Matrix(rows: 1, columns: columns, elements: noise(columns, seed: 7).map { 0.25 + abs($0) })
        for count in [-1, 0, 1, 5, rows * columns / 10, rows * columns / 2, 2 * rows * columns, Int.max] {
            for scales in [nil, factors] {
                var limits: [Float?] = []
                let found = bench.both(columns) {
                    limits.append($0.selectLargest(count, inBatch: z, times: scales, into: $1))
                }
                #expect(found.device == found.host && limits[0] == limits[1])
                // Good ones and bad; of a large batch some.
                let hints = [(limits[1] ?? 1) * 0.99, limits[1] ?? 1, 0.01, 0.3, .infinity, .nan, -1]
                for hint in hints.prefix(rows * columns > 10_000 ? 2 : 7) {
                    let latents = SparseLatents(columns: columns)
                    let limit = bench.device.selectLargest(count, inBatch: z, times: scales, near: hint, into: latents)
                    #expect(limit == limits[1] && Entries(latents) == found.host)
                }
            }
        }
    }

    @Test func `where nothing is above 0 nothing is selected`() throws {
        let bench = try DeviceBench(), latents = SparseLatents(columns: 40)
        for rows in [0, 7] {
            let z = Matrix(rows: rows, columns: 40, elements: [Float](repeating: -1, count: rows * 40))
            func isEmpty() -> Bool { latents.rows == rows && latents.count == 0 && latents.toDenseArray().allSatisfy { $0 == 0 } }
            // Something is there before.
            func refill() { bench.device.select(from: rough(9, 40, seed: 1), above: nil, into: latents) }
            refill()
            #expect(bench.device.select(from: z, atMost: 10, into: latents) == 0 && isEmpty())
            refill()
            bench.device.selectLargest(3, perRowOf: z, into: latents)
            #expect(isEmpty())
            for hint in [Float(0), 0.5] {
                refill()
                #expect(bench.device.selectLargest(3, inBatch: z, near: hint, into: latents) == nil && isEmpty())
            }
        }
    }

    @Test func `z stays where it is, and only counts come back`() throws {
        let bench = try DeviceBench(), z = rough(64, 500, seed: 8), latents = SparseLatents(columns: 500)
        let limits = Matrix(rows: 1, columns: 500, elements: [Float](repeating: 0.1, count: 500))
        #expect(bench.again { bench.device.select(from: z, above: limits, into: latents) } == (0, 8))
        #expect(bench.again { bench.device.selectWindow(from: z, around: limits, width: 0.1, into: latents) } == (0, 8))
        #expect(bench.again { bench.device.selectLargest(5, perRowOf: z, into: latents) } == (0, 8))
        let limit = bench.device.selectLargest(300, inBatch: z, into: latents) ?? 0
        // The count of what was set aside; then the edge and the count.
        #expect(bench.again { bench.device.selectLargest(300, inBatch: z, near: limit * 0.99, into: latents) } == (0, 8 + 24))
        let values = Matrix(rows: 64, columns: 5), places = IndexMatrix(rows: 64, columns: 5)
        #expect(bench.again { bench.device.topKPerRow(z, 5, values: values, indices: places) } == (0, 0))
    }
}

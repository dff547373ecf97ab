import DeviceFakes
import Testing

/// The largest entries of a whole batch, launched as the engine does.
struct BatchLargestKernelTests {
    private struct Batch {
        let z: [Float]
        let rows: Int
        let columns: Int
        var factors: [Float]?

        /// The lower edge of the bin in which the count-th largest score lies: what may be passed over.
        func floor(_ count: Int) -> Float {
            let histogram = [UInt32](repeating: 0, count: 2048).array, state = [UInt32](repeating: .max, count: 4).array
            run(
                "score_histogram", grid: (3, 1, 1),
                [.array(z.array), slot(factors), .int(rows), .int(columns), .array(histogram)])
            run("pick_key", [.array(histogram), .int(0), .int(count), .array(state)])
            #expect(histogram.values.allSatisfy { $0 == 0 })
            return max(0, key(state.values[0]).nextDown)
        }

        func key(_ key: UInt32) -> Float { Float(bitPattern: key >> 31 == 1 ? key & 0x7FFF_FFFF : ~key) }

        /// What is kept, and the smallest score of it; nil where fewer than `count` scores exceed the floor.
        func largest(_ count: Int, above floor: Float) -> (TestEntries, Float?, found: Int) {
            let words = (columns + 31) / 32, z = z.array
            let bits = [UInt32](repeating: .max, count: rows * words).array
            let counts = [Int32](repeating: -1, count: rows).array
            run(
                "select_bits", grid: (rows, 1, 1),
                [
                    .array(z), .null, slot(factors), .null, .int(0), .float(floor), .float(0), .int(rows), .int(columns),
                    .int(columns), .array(bits), .array(counts),
                ])
            let starts = scanned(counts, rows), n = Int(starts.values[rows])
            let candidates = [Int32](repeating: -1, count: n).array, keys = [UInt32](repeating: 0, count: n).array
            run(
                "select_fill", grid: (rows, 1, 1),
                [
                    .array(z), .null, slot(factors), .null, .int(rows), .int(columns), .int(columns), .array(bits),
                    .array(starts), .int(n), .array(candidates), .null, .array(keys),
                ])
            let histogram = [UInt32](repeating: 0, count: 2048).array, state = [UInt32](repeating: .max, count: 4).array
            for round in 0..<3 {
                run(
                    "key_histogram", grid: (2, 1, 1),
                    [.array(keys), .int(n), .int(round), .array(state), .array(histogram)])
                run("pick_key", [.array(histogram), .int(round), .int(count), .array(state)])
            }
            let equal = [Int32](repeating: -1, count: rows).array, grid = ((rows + 7) / 8, 1, 1)
            run("batch_equals", grid: grid, [.array(keys), .array(starts), .int(rows), .array(state), .array(equal)])
            let equalStarts = scanned(equal, rows)
            run(
                "batch_counts", grid: grid,
                [.array(keys), .array(starts), .int(rows), .array(state), .array(equalStarts), .array(counts)])
            let rowStarts = scanned(counts, rows), kept = Int(rowStarts.values[rows])
            let indices = [Int32](repeating: -1, count: kept).array, values = [Float](repeating: .nan, count: kept).array
            run(
                "batch_fill", grid: grid,
                [
                    .array(z), .int(rows), .int(columns), .array(candidates), .array(keys), .array(starts), .array(state),
                    .array(equalStarts), .array(rowStarts), .array(indices), .array(values),
                ])
            #expect(state.values[3] == UInt32(n))
            return (
                TestEntries(
                    columns: columns, starts: rowStarts.values, indices: indices.values, values: values.values),
                kept == 0 ? nil : key(state.values[0]), n
            )
        }

        func plain(_ count: Int) -> (TestEntries, Float?) {
            let scores = z.indices.map { z[$0] * (factors?[$0 % columns] ?? 1) }
            let best = LargestKernelTests.sorted(z.indices.filter { scores[$0] > 0 }.map { ($0, scores[$0]) }).prefix(count)
            let kept = Set(best.map(\.place))
            return (
                TestEntries(
                    columns: columns,
                    rows: (0..<rows).map { b in
                        (0..<columns).filter { kept.contains(b * columns + $0) }.map { ($0, z[b * columns + $0]) }
                    }), best.last?.score
            )
        }

        func check(_ count: Int) {
            let wanted = plain(count)
            // A floor that is the edge's bin, one below nearly all, and none.
            for floor in Set([floor(count), 1e-3, 0]) {
                var got = largest(count, above: floor)
                inAllOrders {
                    got = largest(count, above: floor)
                    return got.0.words
                }
                if got.found < min(count, largest(count, above: 0).found) { continue }
                #expect(got.0 == wanted.0, "\(count) of [\(rows), \(columns)]")
                #expect(got.1 == wanted.1)
            }
        }
    }

    @Test func ties() {
        for (rows, columns) in [(1, 1), (3, 31), (9, 33), (4, 257)] {
            let z = numbers(rows * columns, seed: 7).map { ($0 * 3).rounded() / 3 }
            for count in Set([1, 4, rows * columns / 3, rows * columns]) where count > 0 {
                Batch(z: z, rows: rows, columns: columns).check(count)
            }
        }
    }

    @Test func scores() {
        let z = numbers(9 * 70, seed: 8), factors = numbers(70, seed: 9).map { abs($0) + 0.01 }
        for count in [1, 40, 200] { Batch(z: z, rows: 9, columns: 70, factors: factors).check(count) }
    }

    @Test func infinitiesAndNoNumbers() {
        var z = numbers(4 * 33, seed: 10)
        z[2] = .infinity
        z[40] = .nan
        z[41] = -.infinity
        z[42] = .leastNonzeroMagnitude
        for count in [1, 2, 60, 132] { Batch(z: z, rows: 4, columns: 33).check(count) }
    }

    @Test func noneAboveZero() {
        let got = Batch(z: [Float](repeating: -1, count: 66), rows: 2, columns: 33).largest(5, above: 0)
        #expect(got.0 == TestEntries(columns: 33, rows: [[], []]))
        #expect(got.1 == nil)
    }

    @Test func theFloorIsBelowTheEdgeAndNotFarBelow() {
        let z = numbers(20 * 100, seed: 11), batch = Batch(z: z, rows: 20, columns: 100)
        let floor = batch.floor(100), edge = batch.plain(100).1 ?? 0
        #expect(floor < edge && floor > 0.7 * edge)
        #expect(batch.largest(100, above: floor).found < 400)
    }
}

import Testing

/// A batch in which nothing fires, and pairs that are none: arrays without an element, of which nothing may be read.
struct SilentBatchTests {
    private let rows = 3, F = 70, d = 33
    private let f = SparseSample.silent(rows: 3, columns: 70)
    private let top = Int(Int32.max)

    private func floats(_ count: Int) -> DeviceArray<Float> { DeviceArray([Float](repeating: 7, count: count)) }
    private var noInts: DeviceArray<Int32> { DeviceArray([]) }

    @Test func decodes() {
        let starts = DeviceArray(f.rowStarts), indices = noInts, values = floats(0), w = DeviceArray(numbers(F * d))
        let bias = DeviceArray(numbers(d)), x = DeviceArray(numbers(rows * d, seed: 2)), out = floats(rows * d)
        run(
            "decode", grid: (rows, 1, 1), threads: 128,
            [.array(starts), .array(indices), .array(values), .array(w), .array(bias), .int(0), .int(0), .int(top), .array(out),
             .int(rows), .int(d)])
        expectSame(out.values, (0..<rows).flatMap { _ in numbers(d) })
        let error = floats(rows * d), gradient = floats(rows * d), parts = floats(0), none = floats(0)
        let squares = DeviceArray([Double](repeating: .nan, count: rows))
        run(
            "reconstruct", grid: (rows, 1, 1), threads: 128,
            [.array(starts), .array(indices), .array(values), .array(w), .array(bias), .array(x), .float(2), .array(error),
             .array(gradient), .null, .array(squares), .array(starts), .array(indices), .array(parts), .null, .null, .null,
             .int(rows), .int(d)])
        let target = x.values
        expectSame(error.values, (0..<rows * d).map { numbers(d)[$0 % d] - target[$0] })
        run("entry_sums", [.array(parts), .array(starts), .int(rows), .int(1), .array(none)])
        run(
            "entry_dots", grid: (rows, 1, 1), threads: 128,
            [.array(x), .array(starts), .array(indices), .array(w), .int(0), .int(top), .array(parts), .int(rows), .int(d)])
    }

    @Test func leavesRowsAlone() {
        let starts = DeviceArray(f.starts), tokens = noInts, values = floats(0), x = DeviceArray(numbers(rows * d))
        let out = floats(F * d), squares = DeviceArray([Double](repeating: .nan, count: F)), visits = DeviceArray([Int32](repeating: -1, count: F))
        run(
            "transposed_product", grid: (F, 1, 1), threads: 128,
            [.array(starts), .array(tokens), .array(values), .array(x), .array(out), .null, .null, .int(0), .int(F), .array(squares), .int(d)])
        #expect(out.values.allSatisfy { $0 == 7 } && squares.values.allSatisfy { $0 == 0 })
        run("visit_order", [.array(starts), .int(F), .array(visits)])
        #expect(visits.values == (0..<Int32(70)).map { $0 })
    }

    @Test func findsNoPairs() {
        let starts = DeviceArray(f.starts), rowStarts = DeviceArray(f.rowStarts), ints = noInts, none = floats(0), scales = floats(F)
        let found = DeviceArray([UInt32](repeating: 7, count: F)), places = DeviceArray([UInt32](repeating: 7, count: F)), staged = DeviceArray([UInt32(0)])
        run(
            "find_pairs", grid: (F, 1, 1), threads: 128, shared: 4 * 128 + 2,
            [.array(starts), .array(ints), .array(ints), .array(rowStarts), .array(ints), .array(none), .array(scales), .int(0),
             .float(0), .null, .int(0), .int(F), .int(128), .array(found), .array(places), .array(staged), .array(ints), .array(none),
             .unsigned(0), .null, .int(0)])
        let pairStarts = DeviceArray([Int64](repeating: -1, count: F + 1)), finals = DeviceArray([UInt32](repeating: 7, count: F))
        run("pair_starts", [.array(found), .int(F), .int(1), .array(pairStarts), .array(finals)])
        #expect(staged.values == [0] && pairStarts.values.allSatisfy { $0 == 0 })
        run(
            "collect_pairs", grid: (9, 1, 1),
            [.array(found), .array(places), .array(finals), .int(F), .array(ints), .array(none), .array(ints), .array(none)])
        let counts = DeviceArray([UInt32](repeating: 0, count: F)), mirrored = DeviceArray([Int64](repeating: -1, count: F + 2))
        run("mirror_counts", [.array(ints), .array(pairStarts), .int(F), .array(counts)])
        run("mirror_starts", [.array(counts), .int(F), .array(mirrored)])
        #expect(mirrored.values.allSatisfy { $0 == 0 })
        run("mirror_fill", grid: (9, 1, 1), [.array(ints), .array(pairStarts), .int(F), .array(mirrored), .array(counts), .array(ints), .array(ints)])
        run("mirror_sort", grid: (F, 1, 1), threads: 128, [.array(mirrored), .int(F), .array(ints), .array(ints), .array(ints), .array(ints)])
        let w = DeviceArray(numbers(F * d)), out = floats(F * d)
        run(
            "pair_rows_higher", grid: (F, 1, 1),
            [.array(w), .array(pairStarts), .array(ints), .array(none), .array(none), .float(1), .array(out), .int(F), .int(d)])
        run(
            "pair_rows_lower", grid: (F, 1, 1), threads: 128,
            [.array(w), .array(mirrored), .array(ints), .array(ints), .array(none), .array(none), .float(1), .array(out), .int(F), .int(d)])
        #expect(out.values.allSatisfy { $0 == 7 })
        let sums = DeviceArray([7.0, 7, 7]), parts = DeviceArray<Double>([])
        run("pair_totals", threads: 96, [.array(parts), .int(0), .array(sums)])
        #expect(sums.values == [0, 0, 0])
        // A pattern without entries, and one whose latents have no partners.
        let pattern = SparseSample(rows: rows, columns: F), patternStarts = DeviceArray(pattern.rowStarts), places2 = DeviceArray(pattern.indices)
        for kernel in ["cosine_gradient", "containment_gradient"] {
            for isSilent in [false, true] {
                let g = floats(isSilent ? 0 : pattern.count)
                run(
                    kernel, grid: (rows, 1, 1), threads: 128, shared: 24,
                    [.array(rowStarts), .array(ints), .array(none), isSilent ? .array(rowStarts) : .array(patternStarts),
                     isSilent ? .array(ints) : .array(places2), .array(pairStarts), .array(ints), .array(none), .array(none),
                     .array(mirrored), .array(ints), .array(ints), .array(scales), .float(1), .array(g), .int(rows), .int(F)])
                #expect(g.values.allSatisfy { $0 == 7 })
            }
        }
    }

    @Test func pricesNothing() {
        let starts = DeviceArray(f.starts), rowStarts = DeviceArray(f.rowStarts), ints = noInts, none = floats(0), rates = floats(F)
        let rooms = DeviceArray([Int64](repeating: -1, count: rows + 1)), parts = DeviceArray<Double>([]), w = DeviceArray(numbers(F * d)), out = floats(F * d)
        run("priced_rooms", [.array(rowStarts), .int(0), .int(rows), .array(rooms)])
        #expect(rooms.values == [0, 0, 0, 0])
        run(
            "priced_order", grid: (rows, 1, 1), threads: 128,
            [.array(rowStarts), .array(ints), .array(none), .array(rates), .int(0), .array(ints), .array(none), .array(none), .array(ints)])
        run(
            "priced_pairs", grid: (rows, 2, 1),
            [.array(rowStarts), .int(0), .int(0), .array(w), .int(d), .null, .float(1), .null, .null, .int(0), .int(0), .float(1), .float(0),
             .array(rooms), .array(ints), .array(none), .array(none), .array(ints), .array(ints), .array(ints), .array(ints), .array(none),
             .array(parts)])
        run(
            "priced_rows", grid: (F, 1, 1), threads: 128,
            [.array(starts), .array(ints), .array(ints), .array(rowStarts), .int(0), .int(rows), .array(ints), .array(ints), .array(ints),
             .array(none), .array(w), .array(out), .int(d)])
        #expect(out.values.allSatisfy { $0 == 7 })
    }
}

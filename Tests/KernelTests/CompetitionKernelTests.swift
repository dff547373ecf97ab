import Testing

struct CompetitionKernelTests {
    private struct Found: Equatable {
        var starts: [Int64] = [], partners: [Int32] = [], coefficients: [Float] = [], histogram: [UInt32] = []
        var total = 0
    }

    private func find(
        _ f: SparseSample, scales: [Float], contained: Bool, limit: Float, segment: Int, room: Int, bins: Int, visits: Bool = false
    ) -> Found {
        let F = f.columns, segments = pieces(F, of: segment), lists = F * segments
        let starts = DeviceArray(f.starts), tokens = DeviceArray(f.tokens), positions = DeviceArray(f.positions)
        let rowStarts = DeviceArray(f.rowStarts), indices = DeviceArray(f.indices), values = DeviceArray(f.values)
        let factors = DeviceArray(scales), found = DeviceArray([UInt32](repeating: .max, count: lists))
        let places = DeviceArray([UInt32](repeating: .max, count: lists)), staged = DeviceArray([UInt32(0)])
        let partners = DeviceArray([Int32](repeating: -1, count: room)), coefficients = DeviceArray([Float](repeating: .nan, count: room))
        let histogram = DeviceArray([UInt32](repeating: 0, count: bins))
        // In an order of visits at once, or by two launches, the second with no more shared memory than its latents need.
        let middle = F / 2, order = DeviceArray((0..<F).map { Int32($0 % 2 == 0 ? $0 / 2 : F - 1 - $0 / 2) })
        for (first, count) in visits ? [(0, F)] : [(0, middle), (middle, F - middle)] where count > 0 {
            let width = min(segment, pieces(F - first + (first == 0 ? 0 : 63), of: 64) * 64)
            run(
                "find_pairs", grid: (count, segments, 1), threads: 128, shared: 4 * width + width / 64,
                [.array(starts), .array(tokens), .array(positions), .array(rowStarts), .array(indices), .array(values),
                 .array(factors), .int(contained ? 1 : 0), .float(limit), visits ? .array(order) : .null, .int(first), .int(F), .int(segment), .array(found),
                 .array(places), .array(staged), .array(partners), .array(coefficients), .unsigned(UInt32(room)),
                 bins == 0 ? .null : .array(histogram), .int(bins)])
        }
        let pairStarts = DeviceArray([Int64](repeating: -1, count: F + 1)), finals = DeviceArray([UInt32](repeating: .max, count: lists))
        run("pair_starts", [.array(found), .int(F), .int(segments), .array(pairStarts), .array(finals)])
        var result = Found(starts: pairStarts.values, histogram: histogram.values)
        result.total = Int(result.starts[F])
        #expect(result.total == Int(staged.values[0]))
        if result.total > room { return result }
        let own = DeviceArray([Int32](repeating: -1, count: result.total)), numbers = DeviceArray([Float](repeating: .nan, count: result.total))
        run(
            "collect_pairs", grid: (pieces(lists, of: 8), 1, 1),
            [.array(found), .array(places), .array(finals), .int(lists), .array(partners), .array(coefficients), .array(own),
             .array(numbers)])
        result.partners = own.values
        result.coefficients = numbers.values
        return result
    }

    /// The same sums and roundings: tokens rising, fused.
    private func expected(_ f: SparseSample, scales: [Float], contained: Bool, limit: Float, bins: Int) -> Found {
        var result = Found(starts: [0], histogram: [UInt32](repeating: 0, count: bins))
        for i in 0..<f.columns {
            var sums = [Float](repeating: 0, count: f.columns)
            for k in f.inColumn(i) {
                let at = Int(f.positions[k])
                for e in at + 1..<max(at + 1, Int(f.rowStarts[Int(f.tokens[k]) + 1])) {
                    sums[Int(f.indices[e])] = sums[Int(f.indices[e])].addingProduct(f.values[at], f.values[e])
                }
            }
            for j in i + 1..<max(i + 1, f.columns) where sums[j] != 0 {
                let c = contained ? min(1, sums[j] * max(scales[i], scales[j])) : sums[j] * scales[i] * scales[j]
                if c > 0 && bins > 0 { result.histogram[min(bins - 1, Int(c * Float(bins)))] += 1 }
                if !(c > limit) { continue }
                result.partners.append(Int32(j))
                result.coefficients.append(c)
            }
            result.starts.append(Int64(result.partners.count))
        }
        result.total = result.partners.count
        return result
    }

    @Test func coactivations() {
        for (rows, columns) in [(1, 1), (2, 31), (7, 33), (70, 65), (5, 257)] {
            let f = SparseSample(rows: rows, columns: columns, every: 2)
            for contained in [false, true] {
                let scales = (0..<columns).map { i -> Float in
                    let square = f.inColumn(i).reduce(0) { $0 + f.values[Int(f.positions[$1])] * f.values[Int(f.positions[$1])] }
                    return square == 0 ? 0 : contained ? 1 / square : 1 / square.squareRoot()
                }
                for (limit, segment, bins) in [(Float(0.3), 320, 0), (0, 64, 10), (0.95, 128, 3)] {
                    let wanted = expected(f, scales: scales, contained: contained, limit: limit, bins: bins)
                    _ = inAllOrders {
                        let got = find(
                            f, scales: scales, contained: contained, limit: limit, segment: segment, room: wanted.total + 5,
                            bins: bins, visits: segment == 128)
                        #expect(got == wanted)
                        return got.coefficients
                    }
                    if wanted.total > 1 {
                        // Too little room: the number is right, nothing is written beyond it.
                        let short = find(
                            f, scales: scales, contained: contained, limit: limit, segment: segment, room: wanted.total / 2, bins: bins)
                        #expect(short.total == wanted.total && short.starts == wanted.starts)
                    }
                }
            }
        }
    }

    @Test func firingPairs() {
        for rows in awkwardSizes {
            let f = SparseSample(rows: rows, columns: 40), starts = DeviceArray(f.rowStarts), out = DeviceArray([Int64(-1)])
            run("firing_pairs", [.array(starts), .int(rows), .array(out)])
            #expect(out.values[0] == (0..<rows).reduce(Int64(0)) { $0 + Int64(f.entries($1).count * (f.entries($1).count - 1) / 2) })
        }
    }

    @Test func mirror() {
        for latents in awkwardSizes {
            let pairs = PairSample(latents: latents)
            let got = inAllOrders {
                let arrays = PairSample.Arrays(pairs), counts = DeviceArray([UInt32](repeating: 0, count: latents))
                let starts = DeviceArray([Int64](repeating: -1, count: latents + 2))
                let firsts = DeviceArray([Int32](repeating: -1, count: pairs.count)), loose = DeviceArray([Int32](repeating: -1, count: pairs.count))
                let partners = DeviceArray([Int32](repeating: -1, count: pairs.count)), origin = DeviceArray([Int32](repeating: -1, count: pairs.count))
                run("mirror_counts", grid: (3, 1, 1), [.array(arrays.partners), .array(arrays.starts), .int(latents), .array(counts)])
                run("mirror_starts", [.array(counts), .int(latents), .array(starts)])
                run(
                    "mirror_fill", grid: (pieces(latents, of: 8), 1, 1),
                    [.array(arrays.partners), .array(arrays.starts), .int(latents), .array(starts), .array(counts), .array(firsts),
                     .array(loose)])
                run(
                    "mirror_sort", grid: (latents, 1, 1), threads: 128,
                    [.array(starts), .int(latents), .array(firsts), .array(loose), .array(partners), .array(origin)])
                return starts.values.map(Int32.init) + partners.values + origin.values
            }
            #expect(got == pairs.mirrorStarts.map(Int32.init) + pairs.mirrorPartners + pairs.mirrorPairs)
        }
    }

    @Test func rowsOfPairs() {
        for (latents, d) in [(1, 1), (31, 33), (32, 32), (40, 257), (20, 1030), (9, 516)] {
            for isHalf in [false, true] { rowsOfPairs(latents, d, isHalf) }
        }
    }

    private func rowsOfPairs(_ latents: Int, _ d: Int, _ isHalf: Bool) {
        let pairs = PairSample(latents: latents), stored = halves(numbers(latents * d, seed: 8))
        let w = isHalf ? widened(stored) : numbers(latents * d, seed: 8), before = numbers(latents * d, seed: 9)
        let scale: Float = 0.21, ending = isHalf ? "_bf16" : ""
        let got = inAllOrders {
            let arrays = PairSample.Arrays(pairs), wide = DeviceArray(w), half = DeviceArray(stored), out = DeviceArray(before)
            let rows: Slot = isHalf ? .array(half) : .array(wide)
            let dots = DeviceArray([Float](repeating: .nan, count: pairs.count)), alone = DeviceArray([Float](repeating: .nan, count: pairs.count))
            run(
                "pair_dots" + ending, grid: (latents, 1, 1),
                [rows, .array(arrays.starts), .array(arrays.partners), .array(alone), .int(latents), .int(d)])
            run(
                "pair_rows_higher" + ending, grid: (latents, 1, 1),
                [rows, .array(arrays.starts), .array(arrays.partners), .array(arrays.coefficients), .array(dots), .float(scale),
                 .array(out), .int(latents), .int(d)])
            expectSame(alone.values, dots.values)
            run(
                "pair_rows_lower" + ending, grid: (latents, pieces(d, of: 512), 1), threads: 128,
                [rows, .array(arrays.mirrorStarts), .array(arrays.mirrorPartners), .array(arrays.mirrorPairs),
                 .array(arrays.coefficients), .array(dots), .float(scale), .array(out), .int(latents), .int(d)])
            return dots.values + out.values
        }
        func dot(_ i: Int, _ j: Int) -> Double { (0..<d).reduce(0.0) { $0 + Double(w[i * d + $1]) * Double(w[j * d + $1]) } }
        let exact = (0..<latents).flatMap { i in pairs.of(i).map { dot(i, Int(pairs.partners[$0])) } }
        expectClose(Array(got[..<pairs.count]), exact, within: 2e-6)
        let dots = Array(got[..<pairs.count])
        // Bits of the order: the row, its higher partners, its lower ones.
        var wanted = before
        for i in 0..<latents {
            for p in pairs.of(i) {
                let factor = scale * pairs.coefficients[p] * dots[p], j = Int(pairs.partners[p])
                for k in 0..<d { wanted[i * d + k] = wanted[i * d + k].addingProduct(factor, w[j * d + k]) }
            }
        }
        for j in 0..<latents {
            for m in pairs.mirrored(j) {
                let p = Int(pairs.mirrorPairs[m]), i = Int(pairs.mirrorPartners[m])
                let factor = scale * pairs.coefficients[p] * dots[p]
                for k in 0..<d { wanted[j * d + k] = wanted[j * d + k].addingProduct(factor, w[i * d + k]) }
            }
        }
        expectSame(Array(got[pairs.count...]), wanted)
    }

    @Test func sums() {
        for count in awkwardSizes + [4096, 9000] {
            let c = numbers(count, seed: 3).map(abs), dots = numbers(count, seed: 4), blocks = pieces(count, of: 4096)
            let got = inAllOrders {
                let first = DeviceArray(c), second = DeviceArray(dots), out = DeviceArray([Double](repeating: .nan, count: 3))
                let parts = DeviceArray([Double](repeating: .nan, count: 3 * blocks))
                run("pair_sums", grid: (blocks, 1, 1), [.array(first), .array(second), .int(count), .array(parts)])
                run("pair_totals", threads: 96, [.array(parts), .int(blocks), .array(out)])
                return out.values
            }
            let wanted = (0..<count).reduce(into: [0.0, 0, 0]) {
                $0[0] += Double(c[$1]) * Double(dots[$1]) * Double(dots[$1])
                $0[1] += Double(c[$1])
                $0[2] += Double(abs(dots[$1]))
            }
            for k in 0..<3 { #expect(abs(got[k] - wanted[k]) <= 1e-13 * wanted[k]) }
        }
    }

    /// Both gradients through c; the pattern also holds entries that do not fire.
    @Test func throughCoefficients() {
        for (rows, latents) in [(1, 1), (3, 31), (4, 32), (5, 33), (3, 257)] {
            let pairs = PairSample(latents: latents, every: 3), f = SparseSample(rows: rows, columns: latents)
            let pattern = SparseSample(rows: rows, columns: latents, every: 2, seed: 14)
            let dots = numbers(pairs.count, seed: 5), before = numbers(pattern.count, seed: 6), dense = f.dense
            // Equal norms among them: there the first of a pair is the smaller.
            let inverse = numbers(latents, seed: 7).enumerated().map { $0 % 3 == 0 ? Float(0.5) : abs($1) + 0.1 }
            for kernel in ["cosine_gradient", "containment_gradient"] {
                let got = inAllOrders {
                    let arrays = PairSample.Arrays(pairs), rowStarts = DeviceArray(f.rowStarts), indices = DeviceArray(f.indices)
                    let values = DeviceArray(f.values), starts = DeviceArray(pattern.rowStarts), places = DeviceArray(pattern.indices)
                    let products = DeviceArray(dots), factors = DeviceArray(inverse), g = DeviceArray(before)
                    run(
                        kernel, grid: (rows, 1, 1), threads: 128, shared: 8 * pieces(latents, of: 32),
                        [.array(rowStarts), .array(indices), .array(values), .array(starts), .array(places), .array(arrays.starts),
                         .array(arrays.partners), .array(arrays.coefficients), .array(products), .array(arrays.mirrorStarts),
                         .array(arrays.mirrorPartners), .array(arrays.mirrorPairs), .array(factors), .float(1.5), .array(g),
                         .int(rows), .int(latents)])
                    return g.values
                }
                func part(_ b: Int, _ i: Int, _ j: Int, _ p: Int, isFirst: Bool) -> Double {
                    let own = Double(dense[b * latents + i]), other = Double(dense[b * latents + j]), c = Double(pairs.coefficients[p])
                    let n = Double(inverse[i]), m = Double(inverse[j]), square = Double(dots[p]) * Double(dots[p])
                    if kernel == "cosine_gradient" { return square * (other * n * m - c * own * n * n) }
                    if c >= 1 { return 0 }
                    let isSmaller = n > m || n == m && isFirst
                    return square * (isSmaller ? other - 2 * c * own : other) * max(n, m)
                }
                let wanted = (0..<rows).flatMap { b in
                    pattern.entries(b).map { e -> Double in
                        let i = Int(pattern.indices[e])
                        var sum = 0.0
                        for m in pairs.mirrored(i) {
                            sum += part(b, i, Int(pairs.mirrorPartners[m]), Int(pairs.mirrorPairs[m]), isFirst: false)
                        }
                        for p in pairs.of(i) { sum += part(b, i, Int(pairs.partners[p]), p, isFirst: true) }
                        return Double(before[e]) + 1.5 * sum
                    }
                }
                expectClose(got, wanted, within: 2e-6)
            }
        }
    }
}

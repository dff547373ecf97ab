import Engine
import Testing

/// Lists of pairs: the processor's pairs in its order, and what they give.
@Suite struct DevicePairTests {
    static let shapes = [(1, 1, 3), (3, 31, 5), (20, 64, 8), (33, 70, 33), (12, 300, 17), (6, 600, 4)]

    struct Found {
        var isComplete = false
        var firsts: [Int] = [], seconds: [Int] = []
        var coefficients: [Float] = [], dots: [Float] = []
        var histogram: [Int] = []
        var sums = CompetitionSums()
        var gradient: [Float] = [], entries: [[Float]] = []

        mutating func take(_ pairs: LatentPairs) {
            for index in 0..<pairs.count {
                let pair = pairs.pair(index)
                firsts.append(pair.first)
                seconds.append(pair.second)
                coefficients.append(pair.coefficient)
                dots.append(pairs.dot(index))
            }
        }
    }

    private func expectSame(_ found: (device: Found, host: Found), sums: Double = 2e-6, gradients: Double = 4e-6) {
        let (device, host) = found
        #expect(device.isComplete == host.isComplete)
        #expect(device.firsts == host.firsts && device.seconds == host.seconds)
        #expect(difference(device.coefficients, host.coefficients) <= 2e-6)
        #expect(difference(device.dots, host.dots) <= sums)
        #expect(device.histogram == host.histogram)
        #expect(device.sums.pairs == host.sums.pairs && isNear(device.sums.energy, host.sums.energy, within: sums))
        #expect(
            isNear(device.sums.coefficients, host.sums.coefficients) && isNear(device.sums.dots, host.sums.dots, within: sums))
        #expect(difference(device.gradient, host.gradient) <= gradients)
        #expect(device.entries.count == host.entries.count)
        for (one, two) in zip(device.entries, host.entries) { #expect(difference(one, two) <= gradients) }
    }

    /// Everything that a step does with a list.
    private func list(
        _ side: PairBench.Side, _ coefficient: PairCoefficient, _ limit: Float, _ pairs: LatentPairs, bins: Int
    ) -> Found {
        var found = Found()
        let engine = side.engine, scales = side.scales(coefficient)
        let histogram = bins > 0 ? CoefficientHistogram(bins: bins) : nil
        found.isComplete = engine.coactivations(
            of: side.latents, side.order, coefficient, scales: scales, above: limit, into: pairs, histogram: histogram)
        found.histogram = histogram?.counts ?? []
        engine.mirror(pairs)
        let out = Matrix(
            rows: side.w.rows, columns: side.w.columns, elements: noise(side.w.count, seed: 10).map { $0 / 8 })
        engine.addPairGradient(side.w, of: pairs, scale: 0.7, into: out)
        found.gradient = out.toArray()
        let g = LatentValues()
        for pattern in [side.latents, wide(side)] {
            engine.fill(g, like: pattern, with: 0.125)
            switch coefficient {
            case .cosine:
                engine.addCosineGradient(of: pairs, latents: side.latents, inverseNorms: scales, scale: 0.3, at: pattern, to: g)
            case .containment:
                engine.addContainmentGradient(
                    of: pairs, latents: side.latents, inverseSquares: scales, scale: 0.3, at: pattern, to: g)
            }
            found.entries.append(g.toArray())
        }
        found.sums = engine.pairSums(pairs)
        found.take(pairs)
        // The dots alone are the same.
        let other = LatentPairs(latents: pairs.latents)
        _ = engine.coactivations(of: side.latents, side.order, coefficient, scales: scales, above: limit, into: other)
        engine.pairDots(side.w, of: other)
        #expect((0..<other.count).map { other.dot($0) } == found.dots)
        return found
    }

    /// More places than fire.
    private func wide(_ side: PairBench.Side) -> SparseLatents {
        let pattern = SparseLatents(columns: side.f.columns)
        side.engine.select(from: Matrix(rows: side.f.rows, columns: side.f.columns, elements: side.p.toArray()), above: nil, into: pattern)
        return pattern
    }

    @Test(arguments: shapes, [PairCoefficient.cosine, .containment])
    func `pairs, sums and gradients are the processor's`(shape: (Int, Int, Int), coefficient: PairCoefficient) throws {
        let pairs = try PairBench((rows: shape.0, columns: shape.1, width: shape.2))
        let settings: [(Float, Int)] = shape.1 < 100 ? [(0.31, 7), (0, 0), (0.95, 0), (2, 3)] : [(0.31, 7), (0, 0)]
        for (limit, bins) in settings {
            let found = pairs.both { list($0, coefficient, limit, LatentPairs(latents: pairs.columns), bins: bins) }
            expectSame(found)
            if limit == 2 { #expect(found.device.firsts.isEmpty) }
            if shape.1 >= 64 && limit == 0 { #expect(found.device.firsts.count > 50) }
        }
    }

    @Test func `rounded rows give pairs' dots and gradients within their precision`() throws {
        let pairs = try PairBench((rows: 33, columns: 70, width: 40), precision: .bf16)
        let found = pairs.both { list($0, .cosine, 0.1, LatentPairs(latents: 70), bins: 0) }
        expectSame(found, sums: 1.5e-2, gradients: 1.5e-2)
        #expect(difference(found.device.dots, found.host.dots) > 1e-5)
    }

    @Test func `a batch in which nothing fires has no pairs`() throws {
        for shape in [(0, 40, 6), (12, 40, 6)] {
            let pairs = try PairBench((rows: shape.0, columns: shape.1, width: shape.2), share: -1)
            #expect(pairs.sparse.host.count == 0)
            let found = pairs.both { list($0, .cosine, 0, LatentPairs(latents: 40), bins: 4) }
            expectSame(found)
            #expect(found.device.firsts.isEmpty && found.device.isComplete && found.device.gradient.count == 240)
        }
    }

    @Test func `a list that outgrows its first room is found again, whole, and counted once`() throws {
        let pairs = try PairBench((rows: 4, columns: 150, width: 5), share: 0.45)
        let found = pairs.both { side in
            let list = LatentPairs(latents: 150)
            let one = self.list(side, .cosine, 0, list, bins: 5)
            // More pairs than entries, which was the first guess.
            #expect(list.count > 4 * side.latents.count)
            let two = self.list(side, .cosine, 0, list, bins: 5)
            #expect(one.firsts == two.firsts && one.coefficients == two.coefficients && one.histogram == two.histogram)
            return two
        }
        expectSame(found)
    }

    @Test func `latents that are more than shared memory has sums for are found segment by segment`() throws {
        let pairs = try PairBench((rows: 12, columns: 300, width: 5))
        for most in [64, 128] {
            let found = pairs.both { side in
                let list = LatentPairs(latents: 300)
                list.mostColumns = most
                return self.list(side, .cosine, 0.2, list, bins: 5)
            }
            expectSame(found)
            #expect(found.device.firsts.count > 50)
        }
    }

    @Test func `more pairs than may be are refused, and none are left`() throws {
        let bench = try PairBench((rows: 12, columns: 100, width: 5))
        let exact = bench.both { side in
            let pairs = LatentPairs(latents: 100), scales = side.scales(.cosine)
            func find(_ most: Int) -> Bool {
                side.engine.coactivations(of: side.latents, side.order, scales: scales, above: 0.2, most: most, into: pairs)
            }
            #expect(find(.max))
            let count = pairs.count
            #expect(count > 100)
            for most in [0, 1, count - 1] {
                #expect(!find(most) && pairs.count == 0)
                side.engine.mirror(pairs)
                side.engine.pairDots(side.w, of: pairs)
                #expect(side.engine.pairSums(pairs) == CompetitionSums())
            }
            let small = LatentPairs(latents: 100)
            #expect(!side.engine.coactivations(of: side.latents, side.order, scales: scales, above: 0.2, most: 5, into: small))
            #expect(small.count == 0 && small.capacity <= 16)
            #expect(find(count) && pairs.count == count)
            return count
        }
        #expect(exact.device == exact.host)
    }

    @Test func `what progress throws ends the search, and leaves no pairs`() throws {
        struct Enough: Error {}
        let bench = try PairBench((rows: 12, columns: 100, width: 5)), side = PairBench.Side(bench, bench.bench.device)
        let pairs = LatentPairs(latents: 100), scales = side.scales(.cosine)
        var told: [Double] = []
        #expect(throws: Enough.self) {
            try side.engine.coactivations(of: side.latents, side.order, scales: scales, above: 0.2, into: pairs) {
                told.append($0)
                if told.count == 2 { throw Enough() }
            }
        }
        #expect(told.first == 0 && told.count == 2 && pairs.count == 0)
        #expect(side.engine.coactivations(of: side.latents, side.order, scales: scales, above: 0.2, into: pairs) && pairs.count > 0)
    }

    @Test func `a step's work with a list waits for its count and its sums, and copies no list`() throws {
        let bench = try PairBench((rows: 20, columns: 150, width: 17)), side = PairBench.Side(bench, bench.bench.device)
        let engine = side.engine, pairs = LatentPairs(latents: 150), scales = side.scales(.cosine)
        let out = Matrix(rows: 150, columns: 17), g = LatentValues()
        engine.fill(out, with: 0)
        engine.fill(g, like: side.latents, with: 0)
        func step() {
            _ = engine.coactivations(of: side.latents, side.order, scales: scales, above: 0.3, into: pairs)
            engine.mirror(pairs)
            engine.addPairGradient(side.w, of: pairs, scale: 1, into: out)
            engine.addCosineGradient(of: pairs, latents: side.latents, inverseNorms: scales, scale: 1, at: side.latents, to: g)
            _ = engine.pairSums(pairs)
        }
        step()
        let before = try #require(engine.traffic)
        engine.keepingOnDevice(step)
        let after = try #require(engine.traffic)
        #expect(after.bytesIn == before.bytesIn && after.bytesOut == before.bytesOut + 8 + 24)
        #expect(after.waits <= before.waits + 2)
    }

    @Test func `how many fire together is counted where the entries are`() throws {
        for shape in [(1, 1, 1), (33, 70, 1), (300, 40, 1)] {
            let pairs = try PairBench((rows: shape.0, columns: shape.1, width: shape.2))
            let found = pairs.both { $0.engine.firingPairs(of: $0.latents) }
            #expect(found.device == found.host)
        }
    }

    @Test func `dots of named rows are the processor's`() throws {
        for (rows, width, count) in [(1, 1, 1), (40, 33, 100), (64, 128, 5000), (5, 3, 0)] {
            let bench = try DeviceBench(), numbers = noise(rows * width, seed: 3)
            let first = (0..<count).map { Int32($0 * 7 % rows) }, second = (0..<count).map { Int32(($0 * $0 + 1) % rows) }
            let found = bench.device.pairDots(Matrix(rows: rows, columns: width, elements: numbers), first, second)
            let expected = bench.host.pairDots(Matrix(rows: rows, columns: width, elements: numbers), first, second)
            #expect(difference(found.map { Float($0) }, expected.map { Float($0) }) <= 2e-6)
        }
    }
}

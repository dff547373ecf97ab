import Engine
import Testing

/// The priced term, and the sets that its nesting asks.
@Suite struct DevicePricedTests {
    struct Found {
        var sums = PricedSums()
        var out: [Float] = []
        var counts: [Int] = [], common: [Int] = []
    }

    private func price(_ side: PairBench.Side, isFree: Bool, nesting: (power: Float, chance: Float)?, isDense: Bool) -> Found {
        var found = Found()
        let engine = side.engine, columns = side.f.columns, w = side.w
        // Some rates are equal: such latents are no pair.
        let rates = Matrix(rows: 1, columns: columns, elements: (0..<columns).map { Float($0 * 31 % 40) / 64 })
        let norms = Matrix(rows: 1, columns: columns), masses = LatentValues(), sets = FiringSets()
        engine.rowNorms(w, into: norms)
        engine.inverses(norms, into: norms)
        engine.fill(masses, like: side.latents, with: 0)
        masses.assign(noise(masses.count, seed: 12).map(abs))
        if isDense { engine.fireSets(side.f, into: sets) } else { engine.fireSets(side.order, rows: side.f.rows, into: sets) }
        let out = Matrix(rows: columns, columns: w.columns, elements: noise(w.count, seed: 13).map { $0 / 4 })
        found.sums = engine.addPricedGradient(
            of: side.latents, masses: masses, rates: rates,
            nesting: nesting.map { PricedNesting(sets, power: $0.power, chance: $0.chance) }, w,
            inverseNorms: isFree ? norms : nil, scale: 0.3, into: out, workspace: PricedWorkspace())
        found.out = out.toArray()
        found.counts = (0..<columns).map { sets.count(of: $0) }
        found.common = (1..<max(2, columns)).map { columns > 1 ? sets.common($0 - 1, $0) : 0 }
        return found
    }

    private func expectSame(_ device: Found, _ host: Found) {
        #expect(device.sums.pairs == host.sums.pairs)
        #expect(isNear(device.sums.energy, host.sums.energy) && isNear(device.sums.mass, host.sums.mass))
        #expect(isNear(device.sums.angle, host.sums.angle) && isNear(device.sums.leaning, host.sums.leaning))
        #expect(difference(device.out, host.out) <= 4e-6)
        #expect(device.counts == host.counts && device.common == host.common)
    }

    @Test(arguments: [(1, 1, 3), (3, 31, 5), (33, 70, 33), (40, 130, 8), (3, 600, 6)], [false, true])
    func `sums and rows are the processor's`(shape: (Int, Int, Int), isFree: Bool) throws {
        let pairs = try PairBench((rows: shape.0, columns: shape.1, width: shape.2))
        let settings: [((Float, Float)?, Bool)] = [(nil, false), ((1, 0), true), ((2, 1), false), ((0.5, 0.25), true)]
        for (nesting, isDense) in settings {
            let found = pairs.both { price($0, isFree: isFree, nesting: nesting.map { ($0.0, $0.1) }, isDense: isDense) }
            expectSame(found.device, found.host)
            if shape.1 >= 70 { #expect(found.device.sums.pairs > 100) }
        }
    }

    @Test func `several rounds add up, and tokens where nothing fires add nothing`() throws {
        // 2¹⁹ places a round: three tokens of some 550 entries.
        let many = try PairBench((rows: 7, columns: 1400, width: 3), share: 0.45)
        let found = many.both { price($0, isFree: false, nesting: nil, isDense: false) }
        #expect(many.sparse.host.count > 3000)
        expectSame(found.device, found.host)
        for rows in [0, 6] {
            let none = try PairBench((rows: rows, columns: 40, width: 6), share: -1)
            let silent = none.both { price($0, isFree: true, nesting: (1, 0), isDense: true) }
            expectSame(silent.device, silent.host)
            #expect(silent.device.sums == PricedSums())
        }
    }

    @Test func `rows and lists stay on the device`() throws {
        let pairs = try PairBench((rows: 33, columns: 200, width: 24)), side = PairBench.Side(pairs, pairs.bench.device)
        let engine = side.engine, rates = Matrix(rows: 1, columns: 200, elements: (0..<200).map { Float($0) / 256 })
        let masses = LatentValues(), out = Matrix(rows: 200, columns: 24), workspace = PricedWorkspace(), sets = FiringSets()
        engine.fill(masses, like: side.latents, with: 0.5)
        func step() {
            engine.fireSets(side.order, rows: 33, into: sets)
            _ = engine.addPricedGradient(
                of: side.latents, masses: masses, rates: rates, nesting: PricedNesting(sets, power: 2), side.w,
                inverseNorms: nil, scale: 1, into: out, workspace: workspace)
        }
        step()
        let before = try #require(engine.traffic)
        engine.keepingOnDevice(step)
        let after = try #require(engine.traffic)
        #expect(after.bytesIn == before.bytesIn && after.bytesOut - before.bytesOut == 40)
    }
}

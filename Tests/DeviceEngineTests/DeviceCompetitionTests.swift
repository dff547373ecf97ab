import Engine
import Testing

/// The blockwise form of the competition term, for each kind of operand.
@Suite struct DeviceCompetitionTests {
    struct Found {
        var sums = CompetitionSums()
        var decoder: [Float] = [], latents: [Float] = []
        var histogram: [Int] = [], marks: [Bool] = [], kept: [KeptPair] = []
    }

    enum Kind: CaseIterable { case cosine, containment, potentialOfDense, potentialOfSparse }

    private func operands(_ side: PairBench.Side, _ kind: Kind) -> CompetitionOperands {
        switch kind {
        case .cosine: .activations(side.f, .cosine, scales: side.scales(.cosine))
        case .containment: .activations(side.f, .containment, scales: side.scales(.containment))
        case .potentialOfDense:
            .potential(.dense(side.f), side.p, inverseNorms: side.scales(.cosine), inversePotentials: side.inversePotentials)
        case .potentialOfSparse:
            .potential(
                .sparse(side.byColumn, side.order), side.p, inverseNorms: side.scales(.cosine),
                inversePotentials: side.inversePotentials)
        }
    }

    /// - Parameter share: 1 lists every block, nil as it comes, 1 << 40 none.
    private func compete(
        _ side: PairBench.Side, _ kind: Kind, limit: Float, share: Int?, through: Bool, figures: Bool
    ) -> Found {
        var found = Found()
        let columns = side.f.columns, workspace = CompetitionWorkspace(latents: columns)
        if let share { workspace.listedShare = share }
        let decoder = Matrix(rows: columns, columns: side.w.columns), gradient = Matrix(rows: side.f.rows, columns: columns)
        let histogram = figures ? CoefficientHistogram(bins: 9) : nil, marks = figures ? LatentMarks(latents: columns) : nil
        let kept = figures ? KeptPairs(latents: columns, keeping: .all(most: .max - 1)) : nil
        // The second time adds to the first: nothing is left in the workspace.
        for _ in 0..<(through ? 2 : 1) {
            kept?.clear()
            found.sums = side.engine.competition(
                of: operands(side, kind), side.w, above: limit, weight: 0.4, decoderGradient: decoder,
                latentGradient: through ? gradient : nil, workspace: workspace, histogram: histogram, marks: marks,
                keeping: kept)
        }
        found.decoder = decoder.toArray()
        found.latents = gradient.toArray()
        found.histogram = histogram?.counts ?? []
        found.marks = marks?.toArray() ?? []
        found.kept = kept?.pairs ?? []
        if !figures { return found }
        // Sums alone are the same.
        let alone = side.engine.competition(
            of: operands(side, kind), side.w, above: limit, weight: 0, decoderGradient: nil, latentGradient: nil,
            workspace: workspace)
        #expect(alone.pairs == found.sums.pairs && isNear(alone.energy, found.sums.energy, within: 1e-5))
        return found
    }

    private func expectSame(_ device: Found, _ host: Found) {
        #expect(device.sums.pairs == host.sums.pairs && device.histogram == host.histogram && device.marks == host.marks)
        #expect(isNear(device.sums.energy, host.sums.energy) && isNear(device.sums.dots, host.sums.dots))
        #expect(isNear(device.sums.coefficients, host.sums.coefficients))
        #expect(difference(device.decoder, host.decoder) <= 4e-6)
        #expect(difference(device.latents, host.latents) <= 4e-6)
        #expect(device.kept.map(\.first) == host.kept.map(\.first) && device.kept.map(\.second) == host.kept.map(\.second))
        #expect(difference(device.kept.map(\.coefficient), host.kept.map(\.coefficient)) <= 2e-6)
        #expect(difference(device.kept.map(\.dot), host.kept.map(\.dot)) <= 2e-6)
    }

    /// Below one block, one block and a little, no multiple of 4, and a last block that is all that is left.
    @Test(arguments: [(1, 1, 3), (20, 33, 5), (12, 300, 8), (6, 513, 3)], Kind.allCases)
    func `sums and gradients are the processor's, listed or by products`(shape: (Int, Int, Int), kind: Kind) throws {
        let pairs = try PairBench((rows: shape.0, columns: shape.1, width: shape.2))
        for (share, figures) in [(1, false), (nil, true), (1 << 40, false)] as [(Int?, Bool)] {
            let found = pairs.both { compete($0, kind, limit: 0.31, share: share, through: false, figures: figures) }
            expectSame(found.device, found.host)
            if shape.1 > 300 { #expect(found.device.sums.pairs > 100) }
        }
        if kind == .potentialOfDense || kind == .potentialOfSparse { return }
        for figures in [false, true] {
            let found = pairs.both { compete($0, kind, limit: 0.31, share: nil, through: true, figures: figures) }
            expectSame(found.device, found.host)
            if shape.1 > 300 { #expect(found.device.latents.contains { $0 != 0 }) }
        }
    }

    @Test(arguments: Kind.allCases)
    func `a batch in which nothing fires, or of no tokens, has no pairs`(kind: Kind) throws {
        for rows in [0, 12] {
            let pairs = try PairBench((rows: rows, columns: 40, width: 6), share: -1)
            let found = pairs.both { compete($0, kind, limit: 0.1, share: nil, through: false, figures: true) }
            expectSame(found.device, found.host)
            #expect(found.device.sums == CompetitionSums())
        }
    }

    /// Every pair that fires together passes, however its coefficient is rounded.
    @Test(arguments: [Precision.tf32, .bf16])
    func `rounded products give sums and gradients within the precision`(precision: Precision) throws {
        let pairs = try PairBench((rows: 12, columns: 300, width: 24), precision: precision)
        for (kind, through) in [(Kind.cosine, true), (.cosine, false), (.potentialOfSparse, false)] {
            let found = pairs.both { compete($0, kind, limit: 0, share: 1 << 40, through: through, figures: false) }
            let most = precision == .tf32 ? 2e-3 : 1.5e-2, (device, host) = found
            #expect(device.sums.pairs == host.sums.pairs && isNear(device.sums.energy, host.sums.energy, within: most))
            #expect(difference(device.decoder, host.decoder) <= most && difference(device.latents, host.latents) <= most)
            #expect(difference(device.decoder, host.decoder) > 1e-5)
        }
    }

    @Test func `with a gradient through c a step waits for its sums alone, and copies no block`() throws {
        let pairs = try PairBench((rows: 6, columns: 600, width: 3)), side = PairBench.Side(pairs, pairs.bench.device)
        let workspace = CompetitionWorkspace(latents: 600), what = operands(side, .cosine)
        let decoder = Matrix(rows: 600, columns: 3), gradient = Matrix(rows: 6, columns: 600)
        func step(_ latentGradient: Matrix?) {
            _ = side.engine.competition(
                of: what, side.w, above: 0.3, weight: 1, decoderGradient: decoder, latentGradient: latentGradient,
                workspace: workspace)
        }
        step(gradient)
        step(nil)
        for (through, waits) in [(gradient as Matrix?, 1), (nil, 4)] {
            let before = try #require(side.engine.traffic)
            side.engine.keepingOnDevice { step(through) }
            let after = try #require(side.engine.traffic)
            #expect(after.bytesIn == before.bytesIn && after.bytesOut - before.bytesOut <= 256)
            #expect(after.waits - before.waits <= waits)
        }
    }

    @Test func `what progress throws ends the work between two blocks`() throws {
        struct Enough: Error {}
        let pairs = try PairBench((rows: 8, columns: 600, width: 4)), side = PairBench.Side(pairs, pairs.bench.device)
        var told: [Double] = []
        #expect(throws: Enough.self) {
            _ = try side.engine.competition(
                of: operands(side, .cosine), side.w, above: 0.3, weight: 1, decoderGradient: nil, latentGradient: nil,
                workspace: CompetitionWorkspace(latents: 600)
            ) {
                told.append($0)
                if told.count == 3 { throw Enough() }
            }
        }
        #expect(told == [0, 256.0 / 600, 512.0 / 600])
    }
}

import Engine
import Testing

/// Co-activation and its gradients, sparse and blockwise dense, against full matrices in Double.
@Suite struct SparseCompetitionTests {
    struct Full {
        var pairs: [(Int, Int, Double, Double)] = []
        var energy = 0.0
        var decoder: [Double]
        var latents: [Double]
        var histogram = [Int](repeating: 0, count: 20)

        /// λ = 1. `potentials [B, F]`: c by these, without a gradient through c.
        init(
            _ s: SparseProductTests.Sample, above limit: Double, _ coefficient: PairCoefficient = .cosine,
            potentials: [Float]? = nil
        ) {
            let F = s.columns, d = s.width
            let f = s.dense.map { Double($0) }, w = s.w.toArray().map { Double($0) }
            decoder = [Double](repeating: 0, count: F * d)
            latents = [Double](repeating: 0, count: s.rows * F)
            func inner(_ a: [Double], _ i: Int, _ b: [Double], _ j: Int) -> Double {
                (0..<s.rows).reduce(0) { $0 + a[$1 * F + i] * b[$1 * F + j] }
            }
            func cosine(_ i: Int, _ p: [Double], _ j: Int) -> Double {
                let product = inner(f, i, p, j)
                return product > 0 ? product / (inner(f, i, f, i) * inner(p, j, p, j)).squareRoot() : 0
            }
            let square = (0..<F).map { inner(f, $0, f, $0) }, reach = potentials?.map { Double($0) }
            for i in 0..<F {
                for j in 0..<F where j != i && (reach != nil || square[i] > 0 && square[j] > 0) {
                    let c: Double
                    if let reach {
                        c = max(cosine(i, reach, j), cosine(j, reach, i))
                    } else if coefficient == .containment {
                        c = min(1, inner(f, i, f, j) / min(square[i], square[j]))
                    } else {
                        c = cosine(i, f, j)
                    }
                    if i < j && c > 0 { histogram[min(19, Int(c * 20))] += 1 }
                    if c <= limit { continue }
                    let dot = (0..<d).reduce(0) { $0 + w[i * d + $1] * w[j * d + $1] }
                    if i < j {
                        pairs.append((i, j, c, dot))
                        energy += c * dot * dot
                    }
                    for k in 0..<d { decoder[i * d + k] += 4 * c * dot * w[j * d + k] }
                    if reach != nil || coefficient == .containment && c == 1 { continue }
                    for b in 0..<s.rows {
                        let own = f[b * F + i], other = f[b * F + j]
                        let slope: Double
                        if coefficient == .containment {
                            slope = (other - (square[i] < square[j] ? 2 * c * own : 0)) / min(square[i], square[j])
                        } else {
                            slope = other / (square[i] * square[j]).squareRoot() - c * own / square[i]
                        }
                        latents[b * F + i] += 2 * dot * dot * slope
                    }
                }
            }
        }
    }

    /// 1/‖f_i‖, or 1/‖f_i‖² for containment.
    static func scales(
        _ s: SparseProductTests.Sample, _ engine: ComputeEngine, _ coefficient: PairCoefficient = .cosine
    ) -> Matrix {
        let norms = Matrix(rows: 1, columns: s.columns)
        engine.columnSquaredSums(Matrix(rows: s.rows, columns: s.columns, elements: s.dense), into: norms)
        switch coefficient {
        case .cosine: engine.inverseSquareRoots(norms, into: norms)
        case .containment: engine.inverses(norms, into: norms)
        }
        return norms
    }

    /// max|a − b| over max|b|, or over 1 if that is larger.
    static func worst(_ a: [Float], _ b: [Double]) -> Double {
        (zip(a, b).map { abs(Double($0) - $1) }.max() ?? 0) / max(b.map { abs($0) }.max() ?? 1, 1)
    }

    /// Everything fires on everything: 44,850 pairs, of which 1,000 may be held.
    @Test func `a list that would pass its bound is given up before it grows`() {
        let engine = ComputeEngine(threads: 2), columns = 300
        let latents = SparseLatents(
            rows: 4, columns: columns, elements: [Float](repeating: 1, count: 4 * columns))
        let order = ColumnOrder(columns: columns), scales = Matrix(rows: 1, columns: columns)
        engine.orderByColumn(latents, into: order)
        scales.assign([Float](repeating: 0.5, count: columns))
        let pairs = LatentPairs(latents: columns)
        #expect(!engine.coactivations(of: latents, order, scales: scales, above: 0.2, most: 1000, into: pairs))
        #expect(pairs.count == 0 && pairs.capacity <= 1000)
        #expect(engine.coactivations(of: latents, order, scales: scales, above: 0.2, into: pairs))
        #expect(pairs.count == columns * (columns - 1) / 2)
    }

    @Test func `what progress throws ends the search, and leaves no pairs`() throws {
        struct Enough: Error {}
        let engine = ComputeEngine(threads: 2), columns = 1500
        let s = SparseProductTests.Sample(20, columns, 4, density: 0.1)
        let order = ColumnOrder(columns: columns), scales = SparseCompetitionTests.scales(s, engine, .cosine)
        engine.orderByColumn(s.latents, into: order)
        let pairs = LatentPairs(latents: columns)
        var told: [Double] = []
        #expect(throws: Enough.self) {
            try engine.coactivations(of: s.latents, order, scales: scales, above: 0.1, into: pairs) {
                told.append($0)
                if told.count == 2 { throw Enough() }
            }
        }
        #expect(told.first == 0 && told.count == 2 && pairs.count == 0)
        // What was begun does not show in what comes after.
        #expect(engine.coactivations(of: s.latents, order, scales: scales, above: 0.1, into: pairs))
        let fresh = LatentPairs(latents: columns)
        #expect(engine.coactivations(of: s.latents, order, scales: scales, above: 0.1, into: fresh))
        #expect(pairs.count == fresh.count && fresh.count > 1000)
    }

    @Test(
        arguments: [(20, 30, 8, 0.3 as Float), (30, 600, 5, 0.05), (9, 65, 17, 0.5)],
        [PairCoefficient.cosine, .containment])
    func `pairs, energy and gradients equal the full matrices`(
        size: (rows: Int, columns: Int, width: Int, density: Float), coefficient: PairCoefficient
    ) {
        let columns = size.columns
        let s = SparseProductTests.Sample(size.rows, columns, size.width, density: size.density)
        let limit: Float = 0.31
        let full = Full(s, above: Double(limit), coefficient)
        #expect(full.pairs.count > 10)
        if coefficient == .containment {
            // Some at the bound, where c has no slope, and some below it.
            #expect(full.pairs.contains { $0.2 == 1 } && full.pairs.contains { $0.2 < 1 })
        }
        let engine = ComputeEngine(threads: 3)
        let scales = SparseCompetitionTests.scales(s, engine, coefficient)
        let order = ColumnOrder(columns: columns)
        engine.orderByColumn(s.latents, into: order)

        let pairs = LatentPairs(latents: columns)
        let histogram = CoefficientHistogram(bins: 20)
        let complete = engine.coactivations(
            of: s.latents, order, coefficient, scales: scales, above: limit, into: pairs, histogram: histogram)
        #expect(complete && histogram.counts == full.histogram)
        #expect(pairs.count == full.pairs.count)
        engine.pairDots(s.w, of: pairs)
        for (index, expected) in full.pairs.enumerated() {
            let found = pairs.pair(index)
            #expect(found.first == expected.0 && found.second == expected.1)
            #expect(
                abs(Double(found.coefficient) - expected.2) < 1e-6 && abs(Double(pairs.dot(index)) - expected.3) < 1e-6)
        }
        #expect(abs(engine.pairSums(pairs).energy - full.energy) <= 1e-5 * full.energy)
        engine.mirror(pairs)
        let gradient = Matrix(rows: columns, columns: size.width)
        engine.addPairGradient(s.w, of: pairs, scale: 4, into: gradient)
        // Sums of hundreds of float32 products.
        #expect(SparseCompetitionTests.worst(gradient.toArray(), full.decoder) < 1e-5)
        let values = LatentValues()
        engine.fill(values, like: s.latents, with: 0)
        switch coefficient {
        case .cosine:
            engine.addCosineGradient(
                of: pairs, latents: s.latents, inverseNorms: scales, scale: 2, at: s.latents, to: values)
        case .containment:
            engine.addContainmentGradient(
                of: pairs, latents: s.latents, inverseSquares: scales, scale: 2, at: s.latents, to: values)
        }
        let places = s.dense.indices.filter { s.dense[$0] > 0 }
        #expect(SparseCompetitionTests.worst(values.toArray(), places.map { full.latents[$0] }) < 1e-5)

        // The blockwise form, with its blocks listed and with products throughout.
        let f = Matrix(rows: s.rows, columns: columns, elements: s.dense)
        for share in [1, .max / columns / columns] {
            for through in [false, true] {
                expectBlockwise(s, full, limit, .activations(f, coefficient, scales: scales), engine, share, through)
            }
        }
    }

    /// p of a quarter of all places, and f of some latents silent: a potential may have no f beside it, and an f no p.
    static func potentials(_ s: SparseProductTests.Sample, _ engine: ComputeEngine) -> (Matrix, Matrix) {
        var random = CounterRandom(seed: 9)
        let numbers = s.dense.indices.map { at -> Float in
            let near = s.dense[at - at % s.columns + (at % s.columns + 7) % s.columns]
            return at % s.columns % 9 == 4 ? 0 : random.uniform() < 0.25 ? random.uniform() : near * random.uniform()
        }
        let p = Matrix(rows: s.rows, columns: s.columns, elements: numbers)
        let norms = Matrix(rows: 1, columns: s.columns)
        engine.columnSquaredSums(p, into: norms)
        engine.inverseSquareRoots(norms, into: norms)
        return (p, norms)
    }

    @Test(arguments: [(20, 30, 8, 0.3), (30, 600, 5, 0.05), (9, 65, 17, 0.5)])
    func `potentials compete as the full matrices say, f sparse or dense`(
        rows: Int, columns: Int, width: Int, density: Float
    ) {
        let s = SparseProductTests.Sample(rows, columns, width, density: density)
        let limit: Float = 0.43
        let engine = ComputeEngine(threads: 3)
        let (p, inversePotentials) = SparseCompetitionTests.potentials(s, engine)
        let full = Full(s, above: Double(limit), potentials: p.toArray())
        #expect(full.pairs.count > 10)
        let silent = (0..<columns).filter { i in (0..<rows).allSatisfy { s.dense[$0 * columns + i] == 0 } }
        if columns == 600 {
            #expect(full.pairs.contains { pair in silent.contains { $0 == pair.0 || $0 == pair.1 } })
        }
        let order = ColumnOrder(columns: columns)
        engine.orderByColumn(s.latents, into: order)
        let values = LatentValues()
        engine.permute(s.latents, by: order, into: values)
        let f = Matrix(rows: rows, columns: columns, elements: s.dense)
        let scales = SparseCompetitionTests.scales(s, engine)
        for firing in [CompetitionOperands.Firing.dense(f), .sparse(values, order)] {
            let operands = CompetitionOperands.potential(
                firing, p, inverseNorms: scales, inversePotentials: inversePotentials)
            for share in [1, .max / columns / columns] {
                expectBlockwise(s, full, limit, operands, engine, share, false)
            }
        }
    }

    private func expectBlockwise(
        _ s: SparseProductTests.Sample, _ full: Full, _ limit: Float, _ operands: CompetitionOperands,
        _ engine: ComputeEngine, _ share: Int, _ through: Bool
    ) {
        let columns = s.columns
        let decoder = Matrix(rows: columns, columns: s.width)
        let latents = through ? Matrix(rows: s.rows, columns: columns) : nil
        let kept = KeptPairs(latents: columns, keeping: .all(most: .max - 1))
        let bins = CoefficientHistogram(bins: 20), marks = LatentMarks(latents: columns)
        let workspace = CompetitionWorkspace(latents: columns)
        workspace.listedShare = share
        let sums = engine.competition(
            of: operands, s.w, above: limit, weight: 1, decoderGradient: decoder, latentGradient: latents,
            workspace: workspace, histogram: bins, marks: marks, keeping: kept)
        #expect(sums.pairs == full.pairs.count && bins.counts == full.histogram)
        #expect(kept.pairs.map { Int($0.first) * columns + Int($0.second) } == full.pairs.map { $0.0 * columns + $0.1 })
        let competing = Set(full.pairs.flatMap { [$0.0, $0.1] })
        #expect(marks.toArray() == (0..<columns).map { competing.contains($0) })
        #expect(abs(sums.energy - full.energy) <= 1e-5 * full.energy)
        #expect(abs(sums.coefficients - full.pairs.reduce(0) { $0 + $1.2 }) <= 1e-5 * sums.coefficients)
        #expect(abs(sums.dots - full.pairs.reduce(0) { $0 + abs($1.3) }) <= 1e-5 * sums.dots)
        #expect(SparseCompetitionTests.worst(decoder.toArray(), full.decoder) < 1e-5)
        if let latents { #expect(SparseCompetitionTests.worst(latents.toArray(), full.latents) < 1e-5) }
        // Without gradients the sums are the same.
        let again = engine.competition(
            of: operands, s.w, above: limit, weight: 0, decoderGradient: nil, latentGradient: nil,
            workspace: workspace)
        #expect(again.pairs == sums.pairs && abs(again.energy - sums.energy) <= 1e-5 * sums.energy)
    }

    /// Method.md's limit: at equal magnitudes a cosine is √(share of the parent's tokens that are the child's).
    @Test func `containment sees a rare latent inside a common one, where the cosine is below the threshold`() {
        var dense = [Float](repeating: 0, count: 120 * 2)
        for b in 0..<100 { dense[2 * b] = 3 }
        for b in 40..<45 { dense[2 * b + 1] = 3 }
        let latents = SparseLatents(rows: 120, columns: 2, elements: dense)
        let engine = ComputeEngine(threads: 1)
        let order = ColumnOrder(columns: 2)
        engine.orderByColumn(latents, into: order)
        let squares = Matrix(rows: 1, columns: 2, elements: [900, 45]), norms = Matrix(rows: 1, columns: 2)
        engine.inverseSquareRoots(squares, into: norms)
        engine.inverses(squares, into: squares)
        let pairs = LatentPairs(latents: 2)
        _ = engine.coactivations(of: latents, order, .cosine, scales: norms, above: 0.2, into: pairs)
        // √0.05.
        #expect(abs(pairs.pair(0).coefficient - 0.2236068) < 1e-6)
        _ = engine.coactivations(of: latents, order, .cosine, scales: norms, above: 0.3, into: pairs)
        #expect(pairs.count == 0)
        _ = engine.coactivations(of: latents, order, .containment, scales: squares, above: 0.3, into: pairs)
        #expect(pairs.count == 1 && abs(pairs.pair(0).coefficient - 1) < 1e-6)
    }

    @Test func `potentials and containment have the same bits on any number of threads`() {
        let s = SparseProductTests.Sample(30, 600, 5, density: 0.1)
        let results = [1, 2, 7].map { threads in
            let engine = ComputeEngine(threads: threads)
            let (p, inversePotentials) = SparseCompetitionTests.potentials(s, engine)
            let order = ColumnOrder(columns: 600), values = LatentValues()
            engine.orderByColumn(s.latents, into: order)
            engine.permute(s.latents, by: order, into: values)
            let f = Matrix(rows: 30, columns: 600, elements: s.dense)
            let norms = SparseCompetitionTests.scales(s, engine)
            let all: [CompetitionOperands] = [
                .potential(.sparse(values, order), p, inverseNorms: norms, inversePotentials: inversePotentials),
                .potential(.dense(f), p, inverseNorms: norms, inversePotentials: inversePotentials),
                .activations(f, .containment, scales: SparseCompetitionTests.scales(s, engine, .containment)),
            ]
            return all.map { operands in
                let gradient = Matrix(rows: 600, columns: 5)
                let sums = engine.competition(
                    of: operands, s.w, above: 0.31, weight: 1, decoderGradient: gradient, latentGradient: nil,
                    workspace: CompetitionWorkspace(latents: 600))
                return gradient.toArray() + [Float(sums.energy)]
            }
        }
        for other in results { #expect(other == results[0]) }
    }

    @Test(arguments: [1, Int.max / 1_000_000])
    func `the blockwise form has the same bits on any number of threads`(share: Int) {
        let s = SparseProductTests.Sample(30, 600, 5, density: 0.4)
        let f = Matrix(rows: 30, columns: 600, elements: s.dense)
        let results = [1, 2, 7].map { threads in
            let engine = ComputeEngine(threads: threads)
            let gradient = Matrix(rows: 600, columns: 5), workspace = CompetitionWorkspace(latents: 600)
            workspace.listedShare = share
            let sums = engine.competition(
                of: .activations(f, .cosine, scales: SparseCompetitionTests.scales(s, engine)), s.w, above: 0.31,
                weight: 1, decoderGradient: gradient, latentGradient: nil, workspace: workspace)
            return (gradient.toArray(), sums)
        }
        #expect(results[0].1.pairs > 1000)
        for other in results { #expect(other.0 == results[0].0 && other.1 == results[0].1) }
    }

    @Test func `too many pairs are refused, and nothing is left behind`() {
        let s = SparseProductTests.Sample(20, 700, 4, density: 0.3)
        let engine = ComputeEngine(threads: 2)
        let inverse = SparseCompetitionTests.scales(s, engine)
        let order = ColumnOrder(columns: 700)
        engine.orderByColumn(s.latents, into: order)
        let pairs = LatentPairs(latents: 700)
        #expect(!engine.coactivations(of: s.latents, order, scales: inverse, above: 0, most: 5, into: pairs))
        #expect(pairs.count == 0)
        #expect(engine.coactivations(of: s.latents, order, scales: inverse, above: 0.3, into: pairs))
        #expect(pairs.count == Full(s, above: 0.3).pairs.count)
    }

    @Test func `a pair that no block of sums has seen before is found on every path`() {
        let s = SparseProductTests.Sample(50, 200, 6, density: 0.1)
        let order = ColumnOrder(columns: 200)
        let results = Kernels.available.map { isa in
            let engine = ComputeEngine(threads: 1, isa: isa)
            engine.orderByColumn(s.latents, into: order)
            let pairs = LatentPairs(latents: 200)
            _ = engine.coactivations(
                of: s.latents, order, scales: SparseCompetitionTests.scales(s, engine), above: 0.2,
                into: pairs)
            return (0..<pairs.count).map { [pairs.pair($0).first, pairs.pair($0).second] }
        }
        for other in results { #expect(other == results[0]) }
    }
}

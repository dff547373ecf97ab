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

        /// λ = 1.
        init(_ s: SparseProductTests.Sample, above limit: Double) {
            let F = s.columns, d = s.width
            let f = s.dense.map { Double($0) }, w = s.w.toArray().map { Double($0) }
            decoder = [Double](repeating: 0, count: F * d)
            latents = [Double](repeating: 0, count: s.rows * F)
            func inner(_ i: Int, _ j: Int) -> Double { (0..<s.rows).reduce(0) { $0 + f[$1 * F + i] * f[$1 * F + j] } }
            let square = (0..<F).map { inner($0, $0) }
            for i in 0..<F {
                for j in 0..<F where j != i && square[i] > 0 && square[j] > 0 {
                    let c = inner(i, j) / (square[i] * square[j]).squareRoot()
                    if i < j && c > 0 { histogram[min(19, Int(c * 20))] += 1 }
                    if c <= limit { continue }
                    let dot = (0..<d).reduce(0) { $0 + w[i * d + $1] * w[j * d + $1] }
                    if i < j {
                        pairs.append((i, j, c, dot))
                        energy += c * dot * dot
                    }
                    for k in 0..<d { decoder[i * d + k] += 4 * c * dot * w[j * d + k] }
                    for b in 0..<s.rows {
                        latents[b * F + i] +=
                            2 * dot * dot
                            * (f[b * F + j] / (square[i] * square[j]).squareRoot() - c * f[b * F + i] / square[i])
                    }
                }
            }
        }
    }

    static func inverseNorms(_ s: SparseProductTests.Sample, _ engine: ComputeEngine) -> Matrix {
        let norms = Matrix(rows: 1, columns: s.columns)
        engine.columnSquaredSums(Matrix(rows: s.rows, columns: s.columns, elements: s.dense), into: norms)
        engine.inverseSquareRoots(norms, into: norms)
        return norms
    }

    /// max|a − b| over max|b|, or over 1 if that is larger.
    static func worst(_ a: [Float], _ b: [Double]) -> Double {
        (zip(a, b).map { abs(Double($0) - $1) }.max() ?? 0) / max(b.map { abs($0) }.max() ?? 1, 1)
    }

    @Test(arguments: [(20, 30, 8, 0.3), (30, 600, 5, 0.05), (9, 65, 17, 0.5)])
    func `pairs, energy and gradients equal the full matrices`(rows: Int, columns: Int, width: Int, density: Float) {
        let s = SparseProductTests.Sample(rows, columns, width, density: density)
        let limit: Float = 0.31
        let full = Full(s, above: Double(limit))
        #expect(full.pairs.count > 10)
        let engine = ComputeEngine(threads: 3)
        let inverse = SparseCompetitionTests.inverseNorms(s, engine)
        let order = ColumnOrder(columns: columns)
        engine.orderByColumn(s.latents, into: order)

        let pairs = LatentPairs(latents: columns)
        let histogram = CoefficientHistogram(bins: 20)
        let complete = engine.coactivations(
            of: s.latents, order, inverseNorms: inverse, above: limit, into: pairs, histogram: histogram)
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
        let gradient = Matrix(rows: columns, columns: width)
        engine.addPairGradient(s.w, of: pairs, scale: 4, into: gradient)
        // Sums of hundreds of float32 products.
        #expect(SparseCompetitionTests.worst(gradient.toArray(), full.decoder) < 1e-5)
        let values = LatentValues()
        engine.fill(values, like: s.latents, with: 0)
        engine.addCosineGradient(
            of: pairs, latents: s.latents, inverseNorms: inverse, scale: 2, at: s.latents, to: values)
        let places = s.dense.indices.filter { s.dense[$0] > 0 }
        #expect(SparseCompetitionTests.worst(values.toArray(), places.map { full.latents[$0] }) < 1e-5)

        // The blockwise form, with its blocks listed and with products throughout.
        for share in [1, .max / columns / columns] {
            for through in [false, true] { expectBlockwise(s, full, limit, inverse, engine, share, through) }
        }
    }

    private func expectBlockwise(
        _ s: SparseProductTests.Sample, _ full: Full, _ limit: Float, _ inverse: Matrix, _ engine: ComputeEngine,
        _ share: Int, _ through: Bool
    ) {
        let columns = s.columns
        let f = Matrix(rows: s.rows, columns: columns, elements: s.dense)
        let decoder = Matrix(rows: columns, columns: s.width)
        let latents = through ? Matrix(rows: s.rows, columns: columns) : nil
        var seen = [[Int]](repeating: [], count: ComputeEngine.competitionGroups(of: columns))
        let bins = CoefficientHistogram(bins: 20)
        let workspace = CompetitionWorkspace(latents: columns)
        workspace.listedShare = share
        let sums = seen.withUnsafeMutableBufferPointer { seen in
            nonisolated(unsafe) let seen = seen
            return engine.competition(
                of: f, inverseNorms: inverse, s.w, above: limit, weight: 1, decoderGradient: decoder,
                latentGradient: latents, workspace: workspace, histogram: bins,
                visit: { group, i, j, _, _ in seen[group].append(i * columns + j) })
        }
        #expect(sums.pairs == full.pairs.count && bins.counts == full.histogram)
        #expect(seen.flatMap { $0 } == full.pairs.map { $0.0 * columns + $0.1 })
        #expect(abs(sums.energy - full.energy) <= 1e-5 * full.energy)
        #expect(abs(sums.coefficients - full.pairs.reduce(0) { $0 + $1.2 }) <= 1e-5 * sums.coefficients)
        #expect(abs(sums.dots - full.pairs.reduce(0) { $0 + abs($1.3) }) <= 1e-5 * sums.dots)
        #expect(SparseCompetitionTests.worst(decoder.toArray(), full.decoder) < 1e-5)
        if let latents { #expect(SparseCompetitionTests.worst(latents.toArray(), full.latents) < 1e-5) }
        // Without gradients the sums are the same.
        let again = engine.competition(
            of: f, inverseNorms: inverse, s.w, above: limit, weight: 0, decoderGradient: nil, latentGradient: nil,
            workspace: workspace)
        #expect(again.pairs == sums.pairs && abs(again.energy - sums.energy) <= 1e-5 * sums.energy)
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
                of: f, inverseNorms: SparseCompetitionTests.inverseNorms(s, engine), s.w, above: 0.31, weight: 1,
                decoderGradient: gradient, latentGradient: nil, workspace: workspace)
            return (gradient.toArray(), sums)
        }
        #expect(results[0].1.pairs > 1000)
        for other in results { #expect(other.0 == results[0].0 && other.1 == results[0].1) }
    }

    @Test func `too many pairs are refused, and nothing is left behind`() {
        let s = SparseProductTests.Sample(20, 700, 4, density: 0.3)
        let engine = ComputeEngine(threads: 2)
        let inverse = SparseCompetitionTests.inverseNorms(s, engine)
        let order = ColumnOrder(columns: 700)
        engine.orderByColumn(s.latents, into: order)
        let pairs = LatentPairs(latents: 700)
        #expect(!engine.coactivations(of: s.latents, order, inverseNorms: inverse, above: 0, most: 5, into: pairs))
        #expect(pairs.count == 0)
        #expect(engine.coactivations(of: s.latents, order, inverseNorms: inverse, above: 0.3, into: pairs))
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
                of: s.latents, order, inverseNorms: SparseCompetitionTests.inverseNorms(s, engine), above: 0.2,
                into: pairs)
            return (0..<pairs.count).map { [pairs.pair($0).first, pairs.pair($0).second] }
        }
        for other in results { #expect(other == results[0]) }
    }
}

import Engine
import Testing

@Suite struct `Pairs that are kept` {
    private let engine = ComputeEngine(threads: 3)

    /// A hundred latents, so four groups, that all fire together; each row is one number, 1 to 100.
    private func kept(_ rule: KeptPairs.Rule) -> KeptPairs {
        let n = 100, latents = SparseLatents(rows: 2, columns: n, elements: [Float](repeating: 1, count: 2 * n))
        let order = ColumnOrder(columns: n), pairs = LatentPairs(latents: n), scales = Matrix(rows: 1, columns: n)
        let w = Matrix(rows: n, columns: 1, elements: (0..<n).map { Float($0 + 1) })
        engine.orderByColumn(latents, into: order)
        engine.fill(scales, with: Float(0.5).squareRoot())
        #expect(engine.coactivations(of: latents, order, scales: scales, above: 0.1, most: .max, into: pairs))
        engine.pairDots(w, of: pairs)
        let kept = KeptPairs(latents: n, keeping: rule)
        engine.keep(pairs, in: kept)
        #expect(pairs.toArray().count == n * (n - 1) / 2)
        if case .all(let most) = rule, most >= pairs.count { #expect(kept.pairs == pairs.toArray()) }
        return kept
    }

    @Test func `are all, in order, and more than may be where there are more`() {
        let all = kept(.all(most: 5000))
        #expect(all.pairs.count == 4950 && all.pairs[0].first == 0 && all.pairs[0].second == 1 && all.pairs[4949].first == 98)
        #expect(kept(.all(most: 10)).pairs.count > 10)
        all.clear()
        #expect(all.pairs.isEmpty)
    }

    @Test func `are the strongest over all groups`() {
        let strongest = kept(.strongest(5)).pairs
        // w_i · w_j = (i + 1)(j + 1): 9,900, 9,800, 9,702, 9,700, 9,603.
        #expect(strongest.map { [$0.first, $0.second] } == [[98, 99], [97, 99], [97, 98], [96, 99], [96, 98]])
        #expect(kept(.strongest(0)).pairs.isEmpty)
    }

    @Test func `are the first of equals`() {
        let n = 70, w = Matrix(rows: n, columns: 1, elements: [Float](repeating: 1, count: n))
        let f = Matrix(rows: 1, columns: n, elements: [Float](repeating: 1, count: n))
        let scales = Matrix(rows: 1, columns: n), kept = KeptPairs(latents: n, keeping: .strongest(3))
        engine.fill(scales, with: 1)
        let sums = engine.competition(
            of: .activations(f, .cosine, scales: scales), w, above: 0.5, weight: 0, decoderGradient: nil,
            latentGradient: nil, workspace: CompetitionWorkspace(latents: n), keeping: kept)
        #expect(sums.pairs == n * (n - 1) / 2)
        #expect(kept.pairs.map { [$0.first, $0.second] } == [[0, 1], [0, 2], [0, 3]])
    }
}

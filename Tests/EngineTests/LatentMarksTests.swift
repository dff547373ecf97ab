import Engine
import Testing

@Suite struct `Marks of latents` {
    private let engine = ComputeEngine(threads: 2)

    @Test func `are joined, taken away, counted and listed`() {
        let one = LatentMarks([true, false, true, false, false]), other = LatentMarks([false, false, true, true, false])
        let out = LatentMarks(latents: 5)
        #expect(engine.count(out) == 0 && engine.indices(of: out).isEmpty)
        engine.mark(one, in: out)
        engine.mark(other, in: out)
        #expect(out.toArray() == [true, false, true, true, false])
        #expect(engine.count(out) == 3 && engine.indices(of: out) == [0, 2, 3])
        engine.unmark(one, in: out)
        #expect(engine.indices(of: out) == [3])
        engine.mark([4, 0, 4], in: out)
        #expect(engine.indices(of: out) == [0, 3, 4])
        // Who is read stays as it was.
        #expect(one.toArray() == [true, false, true, false, false] && engine.indices(of: other) == [2, 3])
        out.markAll()
        #expect(engine.count(out) == 5)
        out.clear()
        #expect(engine.count(out) == 0)
    }

    @Test func `choose rows that are summed, scaled and cleared`() {
        let w = Matrix(rows: 3, columns: 2, elements: [3, 4, 0, 0, 6, 8]), norms = Matrix(rows: 1, columns: 3)
        norms.assign([-1, -1, -1])
        #expect(engine.sumOfSquares(w, rows: LatentMarks([true, true, false])) == 25)
        engine.normalizeRows(w, rows: LatentMarks([false, true, true]), norms: norms)
        #expect(w.toArray() == [3, 4, 0, 0, Float(1.0 / 10) * 6, Float(1.0 / 10) * 8])
        // Those that are not chosen are not measured either.
        #expect(norms.toArray() == [-1, 0, 10])
        engine.clearRows(w, where: LatentMarks([true, true, false]), notBegun: LatentMarks([false, true, false]))
        #expect(w.toArray().prefix(2) == [0, 0] && w.toArray()[4] > 0)
        engine.clearRows(w, notBegun: LatentMarks([true, true, false]))
        #expect(w.toArray() == [0, 0, 0, 0, 0, 0])
    }
}

@Suite struct `Pairs that are kept` {
    private let engine = ComputeEngine(threads: 3)

    /// A hundred latents, so four groups, that all fire together; rows of length 1 and a growing angle.
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

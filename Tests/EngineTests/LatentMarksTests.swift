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

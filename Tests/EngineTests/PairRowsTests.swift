import Engine
import TestSupport
import Testing

@Suite struct `Pairs of rows` {
    @Test func `are multiplied, on any number of threads alike`() {
        let w = Matrix(rows: 4, columns: 3, elements: [1, 2, 3, 4, 5, 6, -1, 0, 1, 0.5, 0, 2])
        let first: [Int32] = [0, 0, 2], second: [Int32] = [1, 3, 2]
        // 4 + 10 + 18, 0.5 + 6, 1 + 1: exact in float64.
        for threads in [1, 2, 7] { #expect(ComputeEngine(threads: threads).pairDots(w, first, second) == [32, 6.5, 2]) }
        #expect(ComputeEngine(threads: 2).pairDots(w, [], []).isEmpty)
    }
}

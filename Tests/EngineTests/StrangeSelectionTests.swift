import Engine
import Testing

/// Selections from numbers that are none, or so small that nothing is left of their scores.
@Suite struct StrangeSelectionTests {
    /// Of the seven columns 1 and 4 are no numbers.
    static let row: [Float] = [-3, .nan, 2, -0.5, .nan, -.infinity, 0]

    @Test(arguments: [(1, [2]), (2, [2, 6]), (5, [0, 2, 3, 5, 6]), (6, [0, 1, 2, 3, 5, 6]), (7, [0, 1, 2, 3, 4, 5, 6])])
    func `NaN is below everything and is taken last`(k: Int, expected: [Int]) {
        let row = StrangeSelectionTests.row, z = Matrix(rows: 3, columns: 7, elements: row + row + row)
        let latents = SparseLatents(columns: 7)
        ComputeEngine(threads: 1).selectLargest(k, perRowOf: z, among: Array(0..<7), signed: true, into: latents)
        for row in 0..<3 { #expect(latents.entries(ofRow: row).map(\.column) == expected) }
    }

    @Test func `a row of NaN gives as many as were asked for, the lower columns`() {
        let z = Matrix(rows: 2, columns: 200, elements: [Float](repeating: .nan, count: 400))
        let latents = SparseLatents(columns: 200)
        ComputeEngine(threads: 1).selectLargest(3, perRowOf: z, among: Array(0..<200), signed: true, into: latents)
        for row in 0..<2 { #expect(latents.entries(ofRow: row).map(\.column) == [0, 1, 2]) }
    }

    @Test func `a score that underflows is not above 0`() {
        let z = Matrix(rows: 2, columns: 3, elements: [1e-30, 0.5, 1, -1, 0.25, 1])
        let factors = Matrix(rows: 1, columns: 3, elements: [1e-30, 1, 0])
        let latents = SparseLatents(columns: 3)
        for hint in [Float(0), 0.1] {
            let least = ComputeEngine(threads: 1).selectLargest(4, inBatch: z, times: factors, near: hint, into: latents)
            #expect(least == 0.25)
            #expect(latents.toDenseArray() == [0, 0.5, 0, 0, 0.25, 0])
        }
    }
}

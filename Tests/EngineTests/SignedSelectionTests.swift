import Engine
import Testing

/// Choices of published SAEs, and the bound on their weights, against their plain meaning; the same on any number of threads.
@Suite struct SignedSelectionTests {
    /// Both signs, ties, zeros.
    private func numbers(_ rows: Int, _ columns: Int) -> Matrix {
        Matrix(rows: rows, columns: columns, elements: (0..<rows * columns).map { Float(($0 * 7919 + 13) % 41 - 20) / 4 })
    }

    private func chosen(_ latents: SparseLatents) -> [[Int: Float]] {
        (0..<latents.rows).map { row in Dictionary(uniqueKeysWithValues: latents.entries(ofRow: row).map { ($0.column, $0.value) }) }
    }

    @Test(arguments: [1, 2, 4], [0, 1, 5, 60, 200]) func `largest magnitudes keep their sign`(threads: Int, k: Int) {
        let engine = ComputeEngine(threads: threads), z = numbers(37, 60), all = z.toArray()
        let factors = (0..<60).map { Float($0 % 3) / 2 + 0.5 }
        for scaled in [false, true] {
            let latents = SparseLatents(columns: 60)
            engine.selectLargestMagnitudes(
                k, perRowOf: z, times: scaled ? Matrix(rows: 1, columns: 60, elements: factors) : nil, into: latents)
            for (row, found) in chosen(latents).enumerated() {
                let values = Array(all[row * 60..<row * 60 + 60])
                let sizes = values.indices.map { abs(values[$0] * (scaled ? factors[$0] : 1)) }
                let kept = values.indices.filter { sizes[$0] > 0 }.sorted { (sizes[$1], $0) < (sizes[$0], $1) }.prefix(k)
                #expect(found == Dictionary(uniqueKeysWithValues: kept.map { ($0, values[$0]) }))
            }
        }
    }

    @Test(arguments: [1, 2, 4, 15, 60]) func `of each group the largest, where it is above 0`(groups: Int) {
        let engine = ComputeEngine(threads: 2), z = numbers(37, 60), all = z.toArray(), size = 60 / groups
        let latents = SparseLatents(columns: 60)
        engine.selectGroupMaxima(groups: groups, perRowOf: z, into: latents)
        for (row, found) in chosen(latents).enumerated() {
            var wanted: [Int: Float] = [:]
            for group in 0..<groups {
                let columns = group * size..<(group + 1) * size
                guard let best = columns.map({ all[row * 60 + $0] }).max(), best > 0 else { continue }
                if let first = columns.first(where: { all[row * 60 + $0] == best }) { wanted[first] = best }
            }
            #expect(found == wanted)
        }
    }

    @Test func `the first number beyond a bound, NaN and infinity among them`() {
        let engine = ComputeEngine(threads: 2)
        for (bad, bound): (Float, Float) in [(.nan, 9), (.infinity, .infinity), (-.infinity, 9), (10, 9), (-10, 9), (-.nan, .infinity)] {
            let a = numbers(5, 60)
            #expect(engine.first(beyond: 9, in: a) == nil)
            var all = a.toArray()
            (all[130], all[250]) = (bad, bad)
            a.assign(all)
            let found = engine.first(beyond: bound, in: a)
            #expect(found?.row == 2 && found?.column == 10)
        }
        #expect(engine.first(beyond: 5, in: numbers(5, 60)) == nil && engine.first(beyond: 4.9, in: numbers(5, 60)) != nil)
    }
}

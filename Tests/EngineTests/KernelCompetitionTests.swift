import CKernels
import Engine
import Testing

/// The competition term's kernels against the same loops in Swift.
@Suite struct KernelCompetitionTests {
    /// c of every place, rounded as the kernels say.
    static func scaled(_ x: [Float], _ factors: [Float], _ scale: Float) -> [Float] {
        zip(x, factors).map { ($0 * scale) * $1 }
    }

    @Test(arguments: [0 as Float, 0.2, 2])
    func `scaled places above a limit are counted and written in order`(limit: Float) {
        forEveryPath { kernels, isa, n in
            let x = noise(n, seed: 31), factors = noise(n, seed: 32).map { abs($0) }
            let c = KernelCompetitionTests.scaled(x, factors, 1.5)
            let kept = c.indices.filter { c[$0] > limit }
            #expect(kernels.count_scaled_above(x, factors, 1.5, limit, n) == kept.count, "\(isa) n=\(n)")
            var index = [Int32](repeating: -1, count: kept.count + 1)
            var value = [Float](repeating: 77, count: kept.count + 1)
            #expect(kernels.compress_scaled_above(x, factors, 1.5, limit, n, 5, &index, &value) == kept.count)
            #expect(index == kept.map { Int32($0 + 5) } + [-1] && value == kept.map { c[$0] } + [77], "\(isa) n=\(n)")
        }
    }

    @Test(arguments: [false, true])
    func `only marked blocks are taken, and what was taken is cleared`(contained: Bool) {
        forEveryPath { kernels, isa, n in
            let factors = noise(n, seed: 33).map { abs($0) }
            let blocks = (n + 63) / 64
            let start = noise(n, seed: 34).map { abs($0) }
            var sums = start
            var marks = (0..<blocks).map { UInt8($0 % 2) }
            var index = [Int32](repeating: -1, count: n), value = [Float](repeating: 0, count: n)
            let first = blocks > 3 ? 2 : 0
            // Between the factors for containment, so that either may be the larger; above them for the cosine.
            let scale: Float = contained ? 0.5 : 2
            let take = contained ? kernels.take_marked_contained : kernels.take_marked
            let count = take!(&sums, &marks, factors, scale, 0.3, first, n, &index, &value)
            let c =
                contained
                ? zip(start, factors).map { min(1, $0 * max(scale, $1)) }
                : KernelCompetitionTests.scaled(start, factors, scale)
            let taken = { (i: Int) in i / 64 >= first && i / 64 % 2 == 1 }
            let kept = c.indices.filter { taken($0) && c[$0] > 0.3 }
            #expect(Array(index[..<count]) == kept.map { Int32($0) }, "\(isa) n=\(n)")
            #expect(Array(value[..<count]) == kept.map { c[$0] })
            #expect(sums == start.indices.map { taken($0) ? 0 : start[$0] })
            #expect(marks == (0..<blocks).map { $0 >= first ? 0 : UInt8($0 % 2) })
        }
    }

    @Test func `containment is bounded by 1, and of two directions the larger is taken`() {
        forEveryPath { kernels, isa, n in
            let x = noise(n, seed: 41).map { 3 * abs($0) }, y = noise(n, seed: 42)
            let u = noise(n, seed: 43).map { abs($0) }, v = noise(n, seed: 44)
            var contained = x
            kernels.contain(&contained, u, 0.5, n)
            #expect(contained == x.indices.map { min(1, x[$0] * max(0.5, u[$0])) }, "\(isa) n=\(n)")
            var larger = x
            kernels.larger_scaled(&larger, u, 0.25, y, v, 2, n)
            #expect(larger == x.indices.map { max((x[$0] * 0.25) * u[$0], (y[$0] * 2) * v[$0]) }, "\(isa) n=\(n)")
        }
    }

    @Test func `what fires after an entry is added to the sums of its columns, and their blocks are marked`() {
        // Three rows of a token each: columns ascending.
        let rows: [[Int32]] = [[3, 70, 200], [3, 70], [1, 3, 199]]
        let value: [Float] = [1, 2, 3, 4, 5, 6, 7, 8]
        let starts = [0, 3, 5, 8]
        for isa in Kernels.available {
            let kernels = Kernels.table(isa)!
            var sums = [Float](repeating: 0, count: 201), marks = [UInt8](repeating: 0, count: 4)
            // Latent 3's entries: places 0, 3 and 6.
            kernels.add_partners([0, 3, 6], [0, 1, 2], 3, starts, rows.flatMap { $0 }, value, &sums, &marks)
            var expected = [Float](repeating: 0, count: 201)
            expected[70] = 1 * 2 + 4 * 5
            expected[200] = 1 * 3
            expected[199] = 7 * 8
            #expect(sums == expected && marks == [0, 1, 0, 1], "\(isa)")
            kernels.add_partners([], [], 0, starts, [], value, &sums, &marks)
            #expect(sums == expected)
        }
    }

    @Test(arguments: [0 as Float, 0.2])
    func `masking keeps what passes, and sums it in float64`(limit: Float) {
        forEveryPath { kernels, isa, n in
            let x = noise(n, seed: 35), dots = noise(n, seed: 36), factors = noise(n, seed: 37).map { abs($0) }
            let c = KernelCompetitionTests.scaled(x, factors, 1.5)
            var products = x, squares = dots, sums = [1.0, 2, 3, 4]
            kernels.mask_pairs(&products, &squares, factors, 1.5, limit, n, &sums)
            let kept = c.indices.filter { c[$0] > limit }
            #expect(products == c.indices.map { c[$0] > limit ? c[$0] * dots[$0] : 0 }, "\(isa) n=\(n)")
            #expect(squares == c.indices.map { c[$0] > limit ? dots[$0] * dots[$0] * 1.5 * factors[$0] : 0 })
            #expect(sums[0] == 1 + Double(kept.count))
            let energy = kept.reduce(0) { $0 + Double(c[$1]) * Double(dots[$1]) * Double(dots[$1]) }
            // A thousand float64 roundings.
            #expect(abs(sums[1] - 2 - energy) < 1e-11)
            #expect(abs(sums[2] - 3 - kept.reduce(0) { $0 + Double(c[$1]) }) < 1e-11)
            #expect(abs(sums[3] - 4 - kept.reduce(0) { $0 + Double(abs(dots[$1])) }) < 1e-11)
        }
    }
}

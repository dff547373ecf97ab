import Engine
import Testing

@Suite struct DeviceReductionTests {
    let bench: DeviceBench
    init() throws { bench = try DeviceBench() }

    private func isClose(_ a: [Double], _ b: [Double], _ terms: Int) -> Bool {
        a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) <= 1e-14 * Double(max(1, terms)) }
    }

    @Test func `sums are the processor's to float64`() throws {
        // More than one piece of 16,384 in the last.
        for (rows, columns) in awkwardShapes + [(130, 300)] {
            let a = noise(rows, columns, seed: 1), b = noise(rows, columns, seed: 2), n = rows * columns
            let marks = LatentMarks((0..<rows).map { $0 % 3 != 1 })
            func numbers(_ engine: ComputeEngine) -> [Double] {
                [
                    engine.sum(a), engine.sumOfSquares(a), engine.dot(a, b), engine.squaredDistance(a, b),
                    rows > 0 ? engine.sumOfSquares(a, rows: marks) : 0, Double(engine.countAbove(a, 0.2)),
                ]
            }
            let expected = numbers(bench.host)
            #expect(isClose(numbers(bench.device), expected, n))
            let before = try #require(bench.device.traffic)
            _ = numbers(bench.device)
            let after = try #require(bench.device.traffic)
            #expect(after.bytesIn == before.bytesIn && after.bytesOut - before.bytesOut <= 6 * 8)
            #expect(isClose(bench.device.columnSums(a), bench.host.columnSums(a), rows))
            #expect(isClose(bench.device.columnSquaredSums(a), bench.host.columnSquaredSums(a), rows))
            #expect(isClose(bench.device.rowSquaredNorms(a), bench.host.rowSquaredNorms(a), columns))
        }
    }

    @Test func `a number for each column or row is the processor's`() throws {
        for (rows, columns) in awkwardShapes {
            let a = noise(rows, columns, seed: 3), c = noise(rows, columns, seed: 4)
            let wide = noise(1, columns, seed: 5), tall = noise(1, rows, seed: 6)
            try bench.expect([a], wide, within: 2e-7) { $0.columnSums($1[0], into: $2, scale: 0.3) }
            try bench.expect([a], wide, within: 2e-7) { $0.columnSums($1[0], into: $2, scale: -2, accumulate: true) }
            try bench.expect([a], wide, within: 2e-7) { $0.columnSquaredSums($1[0], into: $2) }
            try bench.expect([a], wide, within: 2e-7) { $0.columnMeans($1[0], into: $2) }
            try bench.expect([a], tall, within: 2e-7) { $0.rowSums($1[0], into: $2) }
            try bench.expect([a], tall, within: 2e-7) { $0.rowNorms($1[0], into: $2) }
            try bench.expect([a], tall, within: 0) { $0.rowMaxima($1[0], into: $2) }
            try bench.expect([a, c], tall, within: 2e-7) { $0.rowDots($1[0], $1[1], into: $2) }
            try bench.expect([a, c], tall, within: 2e-7) { $0.rowSquaredDistances($1[0], $1[1], into: $2) }
            try bench.expect([a], c, within: 2e-6) { $0.softmaxRows($1[0], into: $2) }
            #expect(bench.device.rowCounts(of: a) == bench.host.rowCounts(of: a))
            for byMagnitude in [false, true] {
                let found = bench.device.rowPeaks(a, byMagnitude: byMagnitude)
                let expected = bench.host.rowPeaks(a, byMagnitude: byMagnitude)
                #expect(found.map(\.column) == expected.map(\.column) && found.map(\.value) == expected.map(\.value))
            }
        }
    }

    @Test func `the first element that is no number is found`() throws {
        let a = noise(70, 33, seed: 7)
        #expect(bench.device.firstNonFinite(in: a) == nil)
        var elements = a.toArray()
        for (place, what) in [(2309, Float.infinity), (1500, .nan), (1499, -.infinity), (0, .nan)] {
            elements[place] = what
            a.assign(elements)
            let found = try #require(bench.device.firstNonFinite(in: a))
            #expect(found == (place / 33, place % 33))
        }
        #expect(bench.device.isNotNegative(Matrix(rows: 3, columns: 3)))
        #expect(!bench.device.isNotNegative(noise(3, 3, seed: 8)))
        #expect(!bench.device.isNotNegative(Matrix(rows: 1, columns: 2, elements: [0, .nan])))
        let nothing = Matrix(rows: 0, columns: 2)
        #expect(bench.device.isNotNegative(nothing) && bench.device.firstNonFinite(in: nothing) == nil)
    }
}

import Engine
import Testing

@Suite struct DeviceLossTests {
    @Test func `what logits say of tokens is the processor's`() throws {
        let bench = try DeviceBench()
        for (rows, columns) in awkwardShapes {
            let a = Matrix(rows: rows, columns: columns), b = noise(rows, columns, seed: 2)
            a.assign(noise(rows * columns, seed: 1).map { 12 * $0 })
            let targets = (0..<rows).map { Int32($0 * 7 % columns) }
            func numbers(_ engine: ComputeEngine) -> [[Double]] {
                let ofA = engine.logSumExps(a), ofB = engine.logSumExps(b)
                return [
                    ofA, ofB, engine.crossEntropies(a, targets: targets, logSums: ofA),
                    engine.divergences(of: a, logSums: ofA, from: b, logSums: ofB),
                    engine.divergences(of: a, logSums: ofA, from: a, logSums: ofA),
                ]
            }
            let expected = numbers(bench.host), found = numbers(bench.device)
            for (one, two) in zip(found, expected) {
                #expect(one.count == rows && zip(one, two).allSatisfy { abs($0 - $1) <= 2e-6 * max(1, abs($1)) })
            }
            #expect(found[4].allSatisfy { $0 == 0 })
            // The matrices stay where they are: numbers and targets travel.
            let before = try #require(bench.device.traffic)
            _ = numbers(bench.device)
            let after = try #require(bench.device.traffic)
            #expect(after.bytesIn - before.bytesIn == rows * (4 + 8 + 2 * 8 + 2 * 8))
            #expect(after.bytesOut - before.bytesOut == rows * 5 * 8)
        }
    }

    @Test func `a window on rows is read where it is`() throws {
        let bench = try DeviceBench(), z = noise(9, 13, seed: 3)
        let found = bench.device.logSumExps(z.rows(3..<7)), expected = bench.host.logSumExps(z.rows(3..<7))
        #expect(zip(found, expected).allSatisfy { abs($0 - $1) <= 2e-6 })
        let targets: [Int32] = [0, 12, 5, 1], elements = z.toArray()
        let entropies = bench.device.crossEntropies(z.rows(3..<7), targets: targets, logSums: found)
        for (i, target) in targets.enumerated() {
            #expect(entropies[i] == found[i] - Double(elements[(3 + i) * 13 + Int(target)]))
        }
    }
}

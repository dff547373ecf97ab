import Engine
import Testing

/// Latents as a dense matrix.
@Suite struct DeviceDenseLatentTests {
    @Test(arguments: DeviceBench.shapes)
    func `gates and scatters have the processor's bits`(shape: (Int, Int)) throws {
        let (rows, columns) = shape, bench = try DeviceBench()
        let z = rough(rows, columns, seed: 1, strange: true), pair = SparsePair(bench, rows, columns, seed: 2)
        let limits = Matrix(rows: 1, columns: columns, elements: noise(columns, seed: 3))
        var found: [[[UInt32]]] = [[], []]
        for (i, engine) in [bench.device, bench.host].enumerated() {
            for thresholds in [nil, limits] {
                let out = Matrix(rows: rows, columns: columns, elements: z.toArray())
                engine.gate(out, above: thresholds)
                found[i].append(out.toArray().map(\.bitPattern))
                let g = noise(rows, columns, seed: 4)
                engine.gate(g, whereFired: out)
                found[i].append(g.toArray().map(\.bitPattern))
                engine.scatter(pair.pattern(engine), into: g)
                found[i].append(g.toArray().map(\.bitPattern))
            }
        }
        #expect(found[0] == found[1])
    }

    @Test(arguments: DeviceBench.shapes)
    func `differences are the processor's`(shape: (Int, Int)) throws {
        let (rows, columns) = shape, bench = try DeviceBench()
        let f = noise(rows, columns, seed: 1), factors = Matrix(rows: 1, columns: columns, elements: noise(columns, seed: 2))
        var found: [[[Float]]] = [[], []], sums: [[Double]] = [[], []]
        let pairs = [1, rows - 1, rows, rows + 3].map { SparsePair(bench, max(1, $0), columns, seed: 3) }
        for (i, engine) in [bench.device, bench.host].enumerated() {
            let out = Matrix(rows: rows, columns: columns)
            func keep(_ before: PreviousRows) {
                sums[i].append(engine.differences(of: f, before: before, scale: 0.7, plus: factors, into: out))
                found[i].append(out.toArray())
            }
            for pair in pairs {
                keep(.dense(pair.z, rowMap: nil))
                keep(.sparse(pair.pattern(engine)))
                let map = (0..<rows).map { $0 % 3 == 0 ? -1 : Int32($0 * 5 % (pair.z.rows + 1)) }
                keep(.dense(pair.z, rowMap: map))
            }
            // In place of what was before, and rows of f itself.
            keep(.dense(out, rowMap: nil))
            keep(.dense(f, rowMap: (0..<rows).map { Int32($0) - 1 }))
        }
        for (one, two) in zip(found[0], found[1]) { #expect(one == two) }
        for (one, two) in zip(sums[0], sums[1]) { #expect(abs(one - two) <= 1e-12 * max(1, abs(two))) }
    }

    @Test(arguments: DeviceBench.shapes + [(300, 70)])
    func `tanh gradients are the processor's`(shape: (Int, Int)) throws {
        let (rows, columns) = shape, bench = try DeviceBench()
        let f = noise(rows, columns, seed: 1), factors = Matrix(rows: 1, columns: columns, elements: noise(columns, seed: 2))
        for wantsNorms in [false, true] {
            var found: [[[Float]]] = [[], []], sums: [Double] = []
            for (i, engine) in [bench.device, bench.host].enumerated() {
                let g = noise(rows, columns, seed: 3), norms = noise(1, columns, seed: 4)
                sums.append(
                    engine.addTanhGradient(
                        of: f, times: factors, steepness: 2, scale: 0.3, to: g, normSums: wantsNorms ? norms : nil))
                found[i] += [g.toArray(), norms.toArray()]
            }
            for (one, two) in zip(found[0], found[1]) { #expect(difference(one, two) <= 2e-6) }
            #expect(abs(sums[0] - sums[1]) <= 1e-6 * Double(rows * columns))
        }
    }

    @Test func `dense latents stay where they are`() throws {
        let bench = try DeviceBench(), engine = bench.device, pair = SparsePair(bench, 64, 500, seed: 5)
        let f = noise(64, 500, seed: 1), g = noise(64, 500, seed: 2), out = Matrix(rows: 64, columns: 500)
        let factors = Matrix(rows: 1, columns: 500, elements: noise(500, seed: 2)), norms = noise(1, 500, seed: 4)
        let moved = bench.again {
            engine.scatter(pair.device, into: out)
            engine.gate(g, whereFired: out)
            engine.gate(g, above: factors)
            _ = engine.differences(of: f, before: .sparse(pair.device), scale: 1, plus: factors, into: out)
            _ = engine.addTanhGradient(of: f, times: factors, steepness: 1, scale: 1, to: g, normSums: norms)
        }
        #expect(moved == (0, 16))
    }

    @Test func `no rows`() throws {
        let bench = try DeviceBench(), none = Matrix(rows: 0, columns: 30), factors = Matrix(rows: 1, columns: 30)
        let latents = SparseLatents(columns: 30)
        bench.device.gate(none)
        bench.device.gate(none, whereFired: none)
        bench.device.scatter(latents, into: none)
        let out = Matrix(rows: 0, columns: 30)
        #expect(bench.device.differences(of: none, before: .sparse(latents), scale: 1, plus: factors, into: out) == 0)
        #expect(
            bench.device.addTanhGradient(of: none, times: factors, steepness: 1, scale: 1, to: out, normSums: factors) == 0)
        #expect(factors.toArray() == [Float](repeating: 0, count: 30))
    }
}

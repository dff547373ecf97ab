import Engine
import Testing

@Suite struct DeviceElementwiseTests {
    let bench: DeviceBench
    init() throws { bench = try DeviceBench() }

    /// Noise with what comparisons stumble over.
    private func odd(_ rows: Int, _ columns: Int, seed: Int) -> Matrix {
        var elements = noise(rows * columns, seed: seed)
        for (i, x) in [Float.nan, 0, -0.0, .infinity, -.infinity].enumerated() where i * 7 < elements.count {
            elements[i * 7] = x
        }
        return Matrix(rows: rows, columns: columns, elements: elements)
    }

    @Test func `elements one by one are the processor's`() throws {
        for (rows, columns) in awkwardShapes {
            let a = noise(rows, columns, seed: 1), b = noise(rows, columns, seed: 2), c = noise(rows, columns, seed: 3)
            let o = odd(rows, columns, seed: 4)
            try bench.expect([a], c, within: 0) { $0.copy($1[0], into: $2) }
            try bench.expect([], c, within: 0) { engine, _, out in engine.fill(out, with: -1.5) }
            try bench.expect([], c, within: 0) { engine, _, out in engine.fill(out, with: 0) }
            try bench.expect([a], c, within: 0) { $0.scale($1[0], by: 0.3, into: $2) }
            try bench.expect([a, b], c, within: 0) { $0.add($1[0], $1[1], into: $2) }
            try bench.expect([a, b], c, within: 0) { $0.subtract($1[0], $1[1], into: $2) }
            try bench.expect([a, b], c, within: 0) { $0.multiply($1[0], $1[1], into: $2) }
            try bench.expect([a, b], c, within: 2e-7) { $0.addScaled($1[0], $1[1], scale: -0.7, into: $2) }
            try bench.expect([a, b], c, within: 0) { $0.divide($1[0], by: $1[1], into: $2) }
            try bench.expect([o], c, within: 0) { $0.relu($1[0], into: $2) }
            try bench.expect([o], c, within: 0) { $0.clamp($1[0], to: -0.25...0.5, into: $2) }
            try bench.expect([a], c, within: 2e-6) { $0.exp($1[0], into: $2) }
            try bench.expect([a], c, within: 2e-6) { $0.tanh($1[0], into: $2) }
            try bench.expect([a], c, within: 2e-6) { $0.softCap($1[0], cap: 0.5, into: $2) }
            try bench.expect([a], c, within: 2e-7) { $0.inverses($1[0], into: $2) }
            try bench.expect([a], c, within: 2e-7) { $0.inverseSquareRoots($1[0], into: $2) }
            try bench.expect([o], c, within: 0) { $0.addSigns(of: $1[0], scale: 0.25, to: $2) }
        }
    }

    @Test func `an output may be an input, and a window is read where it is`() throws {
        let a = noise(9, 7, seed: 1), b = noise(9, 7, seed: 2), part = Matrix(rows: 4, columns: 7)
        try bench.expect([b], a, within: 0) { $0.add($2, $1[0], into: $2) }
        try bench.expect([], a, within: 0) { engine, _, out in engine.scale(out, by: 0.5, into: out) }
        try bench.expect([a, b], part, within: 0) { $0.subtract($1[0].rows(2..<6), $1[1].rows(5..<9), into: $2) }
    }

    @Test func `rows beyond those in use stay what they were`() throws {
        let out = noise(6, 5, seed: 3), a = noise(4, 5, seed: 4), before = out.toArray()
        out.setRows(4)
        bench.device.scale(a, by: 2, into: out)
        out.setRows(6)
        #expect(Array(out.toArray().suffix(10)) == Array(before.suffix(10)))
        #expect(Array(out.toArray().prefix(20)) == a.toArray().map { $0 * 2 })
    }

    @Test func `uniform numbers have the same bits, and the generator goes on alike`() throws {
        for (rows, columns) in awkwardShapes {
            var one = CounterRandom(seed: 0xABCD_0123_4567_89EF, stream: 0x9_0000_0007), two = one
            let a = Matrix(rows: rows, columns: columns), b = Matrix(rows: rows, columns: columns)
            for _ in 0..<2 {
                bench.device.fillUniform(a, in: -0.5...1.25, using: &one)
                bench.host.fillUniform(b, in: -0.5...1.25, using: &two)
                #expect(a.toArray() == b.toArray())
            }
            #expect(one.next() == two.next())
        }
    }
}

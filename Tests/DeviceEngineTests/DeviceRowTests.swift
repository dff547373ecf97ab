import Engine
import Testing

@Suite struct DeviceRowTests {
    let bench: DeviceBench
    init() throws { bench = try DeviceBench() }

    @Test func `rows with a vector are the processor's`() throws {
        for (rows, columns) in awkwardShapes {
            let a = noise(rows, columns, seed: 1), out = noise(rows, columns, seed: 2)
            let row = noise(1, columns, seed: 3), other = noise(1, columns, seed: 4), column = noise(1, rows, seed: 5)
            try bench.expect([a, row], out, within: 0) { $0.addRow($1[0], $1[1], into: $2) }
            try bench.expect([row], out, within: 0) { $0.subtractRow($2, $1[0], into: $2) }
            try bench.expect([a, row], out, within: 0) { $0.scaleColumns($1[0], by: $1[1], into: $2) }
            try bench.expect([a, column], out, within: 0) { $0.scaleRows($1[0], by: $1[1], into: $2) }
            try bench.expect([a, row, other], out, within: 2e-7) { $0.scaleAndShift($1[0], gain: $1[1], bias: $1[2], into: $2) }
            try bench.expect([a, row], out, within: 2e-7) { $0.addScaledColumns($1[0], by: $1[1], scale: -0.5, to: $2) }
            try bench.expect([a], Matrix(rows: columns, columns: rows), within: 0) { $0.transpose($1[0], into: $2) }
        }
    }

    @Test func `rows are brought to norm 1 where they are marked`() throws {
        for (rows, columns) in awkwardShapes where rows > 0 {
            let a = noise(rows, columns, seed: 6), marks = LatentMarks((0..<rows).map { $0 % 3 != 1 })
            var elements = a.toArray()
            for j in 0..<columns { elements[j] = 0 }
            let withZeros = Matrix(rows: rows, columns: columns, elements: elements)
            try bench.expect([], withZeros, within: 2e-7) { engine, _, out in engine.normalizeRows(out) }
            let own = LatentMarks((0..<rows).map { $0 % 3 != 1 })
            try bench.expect([], a, within: 2e-7) { engine, _, out in
                engine.normalizeRows(out, rows: engine.traffic == nil ? marks : own)
            }
            try bench.expect([a], noise(1, rows, seed: 7), within: 2e-7) { engine, inputs, out in
                engine.normalizeRows(inputs[0], rows: engine.traffic == nil ? marks : own, norms: out)
            }
        }
    }

    @Test func `rows move by lists as on the processor`() throws {
        for columns in [1, 5, 8, 1100] {
            let a = noise(9, columns, seed: 1), out = noise(6, columns, seed: 2), list: [Int32] = [8, 0, 3, 3, 1, 8]
            let bytes = list.count * 4
            try bench.expect([a], out, within: 0, moving: bytes) { $0.gatherRows($1[0], list, into: $2) }
            try bench.expect([a], out, within: 0, moving: 12) {
                $0.gatherRows($1[0], list[1..<4], into: $2, from: 2, scale: 1.7)
            }
            try bench.expect([a], out, within: 0) { $0.copyRows(of: $1[0].rows(3..<6), into: $2, from: 1) }
            try bench.expect([], out, within: 0, moving: 16) { engine, _, out in
                engine.moveRows(within: out, from: [5, 2], to: [0, 3])
            }
            try bench.expect([out], a, within: 0, moving: bytes) { $0.scatterRows($1[0], [4, 1, 0, 8, 2, 7], into: $2) }
            // Row 3 is named thrice and row 8 twice: the later wins.
            try bench.expect([out], a, within: 0, moving: 24) { $0.scatterRows($1[0], [3, 8, 3, 0, 8, 3], into: $2) }
            try bench.expect([out], a, within: 0, moving: 4 * (4 + 3 + 6)) {
                $0.scatterAddRows($1[0], [3, 8, 3, 0, 8, 3], into: $2)
            }
            try bench.expect([a], out, within: 0) { $0.gatherRows($1[0], [Int32]()[...], into: $2) }
            try bench.expect([Matrix(rows: 0, columns: columns)], out, within: 0) {
                $0.scatterAddRows($1[0], [], into: $2)
            }
        }
    }

    @Test func `marks are the processor's`() throws {
        let count = 2100, some = (0..<count).map { $0 % 7 == 3 || $0 > 2090 }, more = (0..<count).map { $0 % 5 == 0 }
        func after(_ engine: ComputeEngine, _ change: (LatentMarks, LatentMarks) -> Void) -> [Bool] {
            let one = LatentMarks(some), two = LatentMarks(more)
            change(one, two)
            return one.toArray()
        }
        for engine in [bench.device, bench.host] {
            let marks = LatentMarks(some)
            #expect(engine.count(marks) == some.count { $0 })
            #expect(engine.indices(of: marks) == some.indices.filter { some[$0] }.map { Int32($0) })
            #expect(engine.count(LatentMarks(latents: 0)) == 0 && engine.indices(of: LatentMarks(latents: 0)).isEmpty)
            #expect(after(engine) { engine.mark($1, in: $0) } == zip(some, more).map { $0 || $1 })
            #expect(after(engine) { engine.unmark($1, in: $0) } == zip(some, more).map { $0 && !$1 })
            let listed = after(engine) { one, _ in engine.mark([5, 5, 0], in: one) }
            #expect(listed == some.indices.map { some[$0] || $0 == 5 || $0 == 0 })
            let seen = IndexMatrix(rows: 1, columns: count)
            engine.stamp(41, where: marks, in: seen)
            engine.stamp(42, where: LatentMarks(more), in: seen)
            #expect(seen.toArray() == some.indices.map { more[$0] ? 42 : some[$0] ? 41 : 0 })
        }
        // All or none of what is on the device: nothing moves.
        let marks = LatentMarks(some)
        #expect(bench.device.count(marks) == some.count { $0 })
        let before = try #require(bench.device.traffic)
        marks.clear()
        bench.device.mark([7], in: marks)
        let between = try #require(bench.device.traffic)
        #expect(between.waits == before.waits && between.bytesIn == before.bytesIn + 4)
        #expect(bench.device.indices(of: marks) == [7])
        marks.markAll()
        #expect(bench.device.count(marks) == count && marks.toArray().allSatisfy { $0 })
        for (rows, columns) in awkwardShapes {
            let z = noise(rows, columns, seed: 8), limits = noise(1, columns, seed: 9)
            for limit in [nil, limits] {
                let one = LatentMarks([Bool](repeating: true, count: columns)), two = LatentMarks(latents: columns)
                bench.device.markColumns(of: z, above: limit, in: one)
                bench.host.markColumns(of: z, above: limit, in: two)
                #expect(one.toArray() == two.toArray())
            }
        }
    }
}

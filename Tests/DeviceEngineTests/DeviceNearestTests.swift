import Engine
import Testing

/// Nearest rows within chunks, their gradient, and what norms make of them.
@Suite struct DeviceNearestTests {
    struct Found {
        var rows: [Int] = [], cosines: [Float] = []
        var squares = 0.0, sum = 0.0
        var gradients: [[Float]] = [], weights: [Float] = [], sums: [Float] = []
        var marks: [[Bool]] = []
    }

    private func near(_ engine: ComputeEngine, _ shape: (rows: Int, width: Int), chunk: Int, bySize: Bool) -> Found {
        var found = Found(), random = CounterRandom(seed: 5)
        let (count, width) = shape, numbers = noise(count * width, seed: 6)
        // Every eleventh row is nothing, and some are one axis: of those that are equally near the lower is taken.
        let w = Matrix(
            rows: count, columns: width,
            elements: numbers.indices.map { at in
                let row = at / width
                return row % 11 == 7 ? 0 : row % 13 == 5 ? (at % width == 0 ? 2 : 0) : numbers[at]
            })
        let nearest = NearestRows(rows: count)
        let chunks = randomChunks(of: count, size: chunk, using: &random)
        engine.findNearestRows(w, in: chunks, bySize: bySize, into: nearest)
        for i in 0..<count {
            let other = nearest.nearest(to: i)
            found.rows.append(other?.row ?? -1)
            found.cosines.append(other?.cosine ?? 0)
        }
        found.squares = nearest.sumOfSquares
        let norms = Matrix(rows: 1, columns: count, elements: noise(count, seed: 7).map { max(0, $0 + 0.5) })
        let factors = Matrix(rows: 1, columns: count, elements: noise(count, seed: 8).map { abs($0) })
        let weights = Matrix(rows: 1, columns: count), squares = Matrix(rows: 1, columns: count)
        let marks = LatentMarks((0..<count).map { $0 % 5 == 0 })
        found.sum = engine.nearestNorms(
            nearest, inverseNorms: norms, times: factors, weights: weights, squares: squares, marks: marks)
        found.weights = weights.toArray()
        found.sums = squares.toArray()
        found.marks.append(marks.toArray())
        engine.markRows(of: nearest, in: marks)
        found.marks.append(marks.toArray())
        for weight in [nil, weights] {
            let begun = LatentMarks((0..<count).map { $0 % 3 == 0 })
            let out = Matrix(rows: count, columns: width, elements: noise(count * width, seed: 9))
            engine.addNearestGradient(w, nearest, scale: 0.3, weights: weight, into: out, begun: begun)
            found.gradients.append(out.toArray())
            found.marks.append(begun.toArray())
        }
        return found
    }

    @Test(arguments: [(1, 3), (2, 5), (33, 7), (300, 8), (70, 130), (1500, 4)], [false, true])
    func `nearest rows and their gradients are the processor's`(shape: (Int, Int), bySize: Bool) throws {
        let bench = try DeviceBench()
        for chunk in [1, 7, 64, shape.0] where chunk == shape.0 || shape.0 < 1000 {
            let device = near(bench.device, (rows: shape.0, width: shape.1), chunk: chunk, bySize: bySize)
            let host = near(bench.host, (rows: shape.0, width: shape.1), chunk: chunk, bySize: bySize)
            #expect(device.rows == host.rows)
            #expect(difference(device.cosines, host.cosines) <= 2e-6)
            #expect(isNear(device.squares, host.squares) && isNear(device.sum, host.sum))
            #expect(difference(device.weights, host.weights) <= 2e-6 && difference(device.sums, host.sums) <= 2e-6)
            #expect(device.marks == host.marks)
            for (one, two) in zip(device.gradients, host.gradients) { #expect(difference(one, two) <= 4e-6) }
            if chunk == 1 { #expect(device.rows.allSatisfy { $0 == -1 } && device.squares == 0) }
        }
    }

    @Test func `a step's work copies no rows`() throws {
        let bench = try DeviceBench(), engine = bench.device, w = noise(130, 24, seed: 1), out = Matrix(rows: 130, columns: 24)
        let nearest = NearestRows(rows: 130), begun = LatentMarks(latents: 130), touched = LatentMarks(latents: 130)
        var total = 0.0
        func step() {
            engine.findNearestRows(w, in: [(0..<130).map { Int32($0) }], into: nearest)
            engine.addNearestGradient(w, nearest, scale: 1, into: out, begun: begun)
            engine.markRows(of: nearest, in: touched)
            total += nearest.sumOfSquares
        }
        step()
        let before = try #require(engine.traffic)
        engine.keepingOnDevice(step)
        let after = try #require(engine.traffic)
        // The sum of squares alone.
        #expect(after.bytesIn == before.bytesIn && after.bytesOut - before.bytesOut <= 128 && after.waits == before.waits + 1)
        #expect(total > 0)
    }

    @Test func `the nearest of every row by cosine are the processor's`() throws {
        let bench = try DeviceBench()
        for (rows, width, most, block) in [(1, 3, 2, 256), (40, 9, 3, 256), (90, 12, 200, 32), (300, 6, 1, 64)] {
            let numbers = noise(rows * width, seed: 2)
            let found = [bench.device, bench.host].map {
                $0.nearestCosines(Matrix(rows: rows, columns: width, elements: numbers), most: most, blockRows: block)
            }
            #expect(found[0].map { $0.map(\.row) } == found[1].map { $0.map(\.row) })
            #expect(difference(found[0].flatMap { $0.map(\.cosine) }, found[1].flatMap { $0.map(\.cosine) }) <= 2e-6)
        }
    }
}

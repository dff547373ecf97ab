import Activations
import Engine
import Failures
import Foundation
import Records
import Testing
import Worlds

/// science.md 2's last bullet: what pins the world.
@Suite struct `The toy world` {
    private let engine = ComputeEngine(threads: 2)

    private func world(_ name: String = "toy", seed: UInt64 = 0, _ change: (inout WorldConfig) -> Void = { _ in }) throws -> World {
        var config = WorldConfig()
        config.name = name
        config.seed = seed
        config.tokens = 20_000
        config.heldOut = 16_000
        change(&config)
        return try WorldRegistry.world(config, engine: engine)
    }

    private func rate(_ count: Int, of n: Int, is p: Double) -> Bool {
        abs(Double(count) - Double(n) * p) <= 4 * (Double(n) * p * (1 - p)).squareRoot()
    }

    @Test(arguments: ["toy", "toy-large"])
    func `fires at the stated rates`(name: String) throws {
        let world = try world(name), truth = try world.heldOutTokens().truth, n = truth.rows
        let features = world.features, firings = truth.firings(), parents = features.withChildren
        let (first, last) = name == "toy" ? (0.08, 0.25) : (0.03, 0.25)
        let (least, most) = name == "toy" ? (0.01, 0.06) : (0.002, 0.04)
        #expect(parents == Array(0..<(name == "toy" ? 8 : 24)))
        #expect(features.count == (name == "toy" ? 160 : 480) && features.width == (name == "toy" ? 64 : 128))
        for parent in parents {
            let p = first + (last - first) * Double(parent) / Double(parents.count - 1)
            #expect(rate(firings[parent], of: n, is: p), "parent \(parent): \(firings[parent])")
            for (child, share) in zip(features.children[parent], [0.25, 0.18, 0.12, 0.08, 0.06, 0.04, 0.03, 0.02]) {
                #expect(features.shares[child] == share)
                #expect(rate(firings[child], of: n, is: p * share), "child \(child): \(firings[child])")
            }
        }
        // Independent features: geometric rates in an order of the world's own, so they are held against it as a whole.
        let others = (0..<features.count).filter { features.children[$0].isEmpty && features.parents[$0] < 0 }
        let rates = others.indices.map { least * pow(most / least, Double($0) / Double(others.count - 1)) }
        let sorted = others.map { firings[$0] }.sorted()
        for (count, p) in zip(sorted, rates) { #expect(abs(Double(count) / Double(n) - p) < 6 * (p / Double(n)).squareRoot()) }
        #expect(others.map { firings[$0] } != sorted)
        let l0 = Double(truth.count) / Double(n)
        #expect(abs(l0 - (name == "toy" ? 4.81 : 9.3)) < 0.3, "L0 \(l0)")
    }

    @Test func `has no child without its parent, and no two siblings`() throws {
        let world = try world(), truth = try world.heldOutTokens().truth, parents = world.features.parents
        var withChild = 0
        for token in 0..<truth.rows {
            let fires = truth.entries(ofRow: token).map(\.column)
            #expect(fires == fires.sorted() && Set(fires).count == fires.count)
            let children = fires.filter { parents[$0] >= 0 }
            for child in children { #expect(fires.contains(parents[child])) }
            #expect(Set(children.map { parents[$0] }).count == children.count)
            withChild += children.count
        }
        #expect(withChild > 10_000)
    }

    @Test func `has the stated magnitudes and noise`() throws {
        let world = try world(), (x, truth) = try world.heldOutTokens(), n = truth.rows
        var sum = 0.0, squares = 0.0, count = 0.0, least: Float = 1
        for token in 0..<n {
            for (_, value) in truth.entries(ofRow: token) {
                sum += Double(value)
                squares += Double(value) * Double(value)
                count += 1
                least = min(least, value)
            }
        }
        #expect(abs(sum / count - 1) < 0.005 && least >= 0.1)
        #expect(abs((squares / count - sum / count * sum / count).squareRoot() - 0.25) < 0.005)
        // x − bias − Σ a_i u_i.
        let rest = Matrix(rows: n, columns: world.width)
        engine.product(truth, world.features.directions, bias: world.features.bias, into: rest)
        engine.subtract(x, rest, into: rest)
        let deviation = (engine.sumOfSquares(rest) / Double(rest.count)).squareRoot()
        #expect(abs(deviation - 0.02) < 0.0001, "\(deviation)")
        #expect(abs(engine.sum(rest) / Double(rest.count)) < 0.0001)
        let norms = Matrix(rows: 1, columns: world.features.count)
        engine.rowNorms(world.features.directions, into: norms)
        #expect(norms.toArray().allSatisfy { abs($0 - 1) < 1e-6 })
        #expect(abs(engine.sumOfSquares(world.features.bias).squareRoot() - 0.5) < 1e-6)
        let variance = (engine.sumOfSquares(x) - engine.columnSums(x).reduce(0) { $0 + $1 * $1 } / Double(n)) / Double(n)
        #expect(abs(variance - 4.75) < 0.5, "\(variance)")
    }

    @Test func `is the same on any number of threads, in any pieces, and another for another seed`() throws {
        var config = WorldConfig()
        config.name = "toy"
        (config.tokens, config.heldOut) = (1000, 700)
        func tokens(_ threads: Int, seed: UInt64 = 3) throws -> [Float] {
            var config = config
            config.seed = seed
            return try WorldRegistry.world(config, engine: ComputeEngine(threads: threads)).heldOutTokens().activations.toArray()
        }
        let one = try tokens(1)
        #expect(try tokens(5) == one)
        #expect(try tokens(1, seed: 4) != one)
        // Token by token, and from the middle on.
        let world = try world(seed: 3), row = Matrix(rows: 1, columns: world.width)
        for token in [0, 1, 255, 256, 699] {
            try world.sample(token, count: 1, of: .heldOut, into: row)
            #expect(row.toArray() == Array(one[token * 64..<(token + 1) * 64]))
        }
        try world.sample(0, count: 1, of: .training, into: row)
        #expect(row.toArray() != Array(one[..<64]))
    }

    @Test func `does not change with the number of its tokens`() throws {
        let few = try world(seed: 5) { ($0.tokens, $0.heldOut) = (10, 10) }, many = try world(seed: 5)
        #expect(few.features.directions.toArray() == many.features.directions.toArray())
        #expect(try few.heldOutTokens().activations.toArray() == Array(many.heldOutTokens().activations.toArray()[..<640]))
    }

    @Test func `can have tilted children, synonyms and other shares`() throws {
        let plain = try world(), tilted = try world { $0.tilt = 0.5 }, doubled = try world { $0.synonyms = 20 }
        func cosine(_ world: World, _ a: Int, _ b: Int) -> Double {
            engine.dot(world.features.directions.rows(a..<a + 1), world.features.directions.rows(b..<b + 1))
        }
        for child in [8, 30, 71] {
            let parent = plain.features.parents[child], before = cosine(plain, child, parent)
            let expected = (before + 0.5) / (1 + before + 0.25).squareRoot()
            #expect(abs(cosine(tilted, child, parent) - expected) < 1e-6)
        }
        for pair in 0..<20 { #expect(abs(cosine(doubled, 72 + 2 * pair, 73 + 2 * pair) - 0.7) < 1e-6) }
        #expect(abs(cosine(doubled, 112, 113)) < 0.5)
        let three = try world { $0.shares = ShareList([0.5, 0.2, 0.1]) }
        #expect(three.features.children[0] == [8, 9, 10] && three.features.children[7] == [29, 30, 31])
        let small = try world { $0.childMagnitude = 0.3 }, truth = try small.heldOutTokens().truth
        let values = (0..<truth.rows).flatMap { truth.entries(ofRow: $0).filter { (8..<72).contains($0.column) }.map(\.value) }
        #expect(abs(values.reduce(0, +) / Float(values.count) - 0.3) < 0.01)
    }

    @Test func `refuses what it cannot be`() throws {
        #expect(throws: Failure.self) { try world { $0.synonyms = 45 } }
        #expect(throws: Failure.self) { try world { $0.shares = ShareList([Float](repeating: 0.05, count: 20)) } }
        let failure = #expect(throws: Failure.self) { try world("toi") }
        #expect(failure?.remedy?.contains("'toy'") == true)
    }
}

@Suite struct `The stream of a world` {
    private let engine = ComputeEngine(threads: 2)

    private func stream(tokens: Int, order: UInt64 = 1) throws -> WorldStream {
        var config = WorldConfig()
        config.name = "toy"
        config.tokens = tokens
        return try WorldStream(WorldRegistry.world(config, engine: engine), order: order, engine: engine)
    }

    private func rows(_ stream: WorldStream, _ pieces: [Int]) throws -> [Float] {
        let out = Matrix(rows: pieces.reduce(0, +), columns: stream.width)
        var origins: [ActivationOrigin] = [], row = 0
        for piece in pieces { row += try stream.read(into: out, at: row, limit: piece, origins: &origins) }
        #expect(row == out.rows && Set(origins.map(\.context)).count == row)
        return out.toArray()
    }

    @Test(arguments: [0, 50]) func `goes on where it stood`(tokens: Int) throws {
        let whole = try rows(stream(tokens: tokens), [300])
        let first = try stream(tokens: tokens), begin = try rows(first, [7, 100])
        let second = try stream(tokens: tokens)
        try second.restore(first.saveState())
        #expect(begin + (try rows(second, [193])) == whole)
        #expect(throws: Failure.self) { try stream(tokens: tokens, order: 2).restore(first.saveState()) }
    }

    @Test func `draws each token of its pool equally often, in the order's own order`() throws {
        let rows = try rows(stream(tokens: 20), [20_000])
        var counts: [[Float]: Int] = [:]
        for row in 0..<20_000 { counts[Array(rows[row * 64..<(row + 1) * 64]), default: 0] += 1 }
        #expect(counts.count == 20)
        for count in counts.values { #expect(abs(count - 1000) < 150) }
        #expect(try self.rows(stream(tokens: 20, order: 2), [50]) != Array(rows[..<3200]))
    }
}

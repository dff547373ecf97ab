import Engine
import Failures
import Foundation
import Records
import TensorFiles
import TestSupport
import Testing
import Worlds

/// SynthSAEBench's world, and the reference's own parameters of a smaller one: Tools/synth16k-export.
@Suite struct `The synthetic benchmark's world` {
    private let engine = ComputeEngine(threads: 2)

    private func small(heldOut: Int = 20_000, threads: Int = 2) throws -> World {
        var config = WorldConfig()
        config.name = "synth16k"
        config.parameters = Goldens.url("worlds/synth-small.safetensors").path
        (config.tokens, config.heldOut) = (0, heldOut)
        return try WorldRegistry.world(config, engine: ComputeEngine(threads: threads))
    }

    /// 512 features, 4 trees. The reference's generator gave these means over 204,800 tokens.
    @Test func `fires as the reference's generator does`() throws {
        let world = try small(), (x, truth) = try world.heldOutTokens(), n = Double(truth.rows), firings = truth.firings()
        let levels = [(0..<4, 1.0954), (4..<20, 1.0947), (20..<84, 1.0942), (84..<340, 1.0133), (340..<512, 0.4092)]
        for (features, expected) in levels {
            let mean = Double(features.reduce(0) { $0 + firings[$1] }) / n
            #expect(abs(mean - expected) < 0.02 * expected + 0.02, "features \(features): \(mean), reference \(expected)")
        }
        let variance = (engine.sumOfSquares(x) - engine.columnSums(x).reduce(0) { $0 + $1 * $1 } / n) / n
        #expect(abs(variance - 103.69) < 0.03 * 103.69, "\(variance)")
    }

    @Test func `has no child without its parent, no two siblings, and children in their parent's measure`() throws {
        let world = try small(heldOut: 4000), truth = try world.heldOutTokens().truth, parents = world.features.parents
        #expect(world.features.withChildren == Array(0..<84) && parents.count { $0 >= 0 } == 336)
        for token in 0..<truth.rows {
            let fires = truth.entries(ofRow: token).map(\.column)
            #expect(fires == fires.sorted())
            let children = fires.filter { parents[$0] >= 0 }
            for child in children { #expect(fires.contains(parents[child])) }
            #expect(Set(children.map { parents[$0] }).count == children.count)
        }
    }

    @Test func `is the same on any number of threads and in any pieces`() throws {
        let one = try small(heldOut: 600, threads: 1), whole = try one.heldOutTokens().activations.toArray()
        #expect(try small(heldOut: 600, threads: 4).heldOutTokens().activations.toArray() == whole)
        let row = Matrix(rows: 1, columns: 16)
        try one.sample(599, count: 1, of: .heldOut, into: row)
        #expect(row.toArray() == Array(whole[599 * 16..<600 * 16]))
    }

    /// The benchmark's size from this program's numbers: rates as stated, L0 about 34.
    @Test func `has the benchmark's size and rates`() throws {
        var config = WorldConfig()
        config.name = "synth16k"
        (config.tokens, config.heldOut) = (0, 400)
        let world = try WorldRegistry.world(config, engine: engine), truth = SparseLatents(columns: 16_384)
        world.draw(0, count: 400, of: .heldOut, into: truth)
        let l0 = Double(truth.count) / 400
        #expect((31...37).contains(l0), "\(l0)")
        #expect(world.features.withChildren.count == 128 + 512 + 2048 && world.width == 768)
        let firings = truth.firings()
        #expect(abs(Double(firings[0]) / 400 - 0.4) < 0.1)
        let first = Double(firings[..<4096].reduce(0, +)) / 400
        #expect((22...28).contains(first), "\(first) within the first 4,096")
    }

    @Test func `refuses a file that contradicts itself`() throws {
        let engine = ComputeEngine(threads: 1)
        func attempt(_ change: (inout [String: (Matrix, [Int])]) -> Void) throws {
            try withTemporaryFolder { folder in
                let source = try SafetensorsFile(Goldens.url("worlds/synth-small.safetensors"))
                var tensors: [String: (Matrix, [Int])] = [:]
                for entry in source.entries { tensors[entry.name] = (try source.matrix(entry.name, shape: entry.shape), entry.shape) }
                change(&tensors)
                var writer = SafetensorsWriter()
                for (name, value) in tensors.sorted(by: { $0.key < $1.key }) { writer.add(name, value.0, shape: value.1) }
                let place = folder.appending(path: "p.safetensors")
                try writer.write(to: place)
                var config = WorldConfig()
                config.name = "synth16k"
                config.parameters = place.path
                _ = try WorldRegistry.world(config, engine: engine)
            }
        }
        try attempt { _ in }
        #expect(throws: Failure.self) { try attempt { $0["bias"] = nil } }
        #expect(throws: Failure.self) { try attempt { $0["parents"]?.0.assign([Float](repeating: 511, count: 512)) } }
        #expect(throws: Failure.self) { try attempt { $0["std_magnitudes"]?.0.assign([Float](repeating: .nan, count: 512)) } }
        #expect(throws: Failure.self) { try attempt { $0["firing_probabilities"]?.0.assign([Float](repeating: 2, count: 512)) } }
        #expect(throws: Failure.self) { try attempt { $0["correlation_factor"] = ($0["bias"]!.0, [16]) } }
    }
}

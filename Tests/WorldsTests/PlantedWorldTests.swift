import Activations
import Engine
import Failures
import Foundation
import Records
import TestSupport
import Testing
import Worlds

/// Known features in the activations of a harvest.
@Suite struct `A planted world` {
    private let engine = ComputeEngine(threads: 2)

    /// Normal rows of 32 numbers with a mean of 3 in the first, in shards of 64.
    private func background(_ rows: Int, seed: UInt64) -> Matrix {
        let matrix = Matrix(rows: rows, columns: 32)
        var random = CounterRandom(seed: seed)
        engine.fillNormal(matrix, standardDeviation: 2, using: &random)
        return matrix
    }

    private func withShards(_ body: (String) throws -> Void) throws {
        try withTemporaryFolder { folder in
            let target = folder.appending(path: "shards")
            let writer = try ShardWriter(
                folder: target, settings: HarvestSettings(RunConfig(), modelFingerprint: "none"), width: 32, as: .float32,
                shardRows: 64, engine: engine)
            try writer.writeHeldOut(from: MatrixStream(background(150, seed: 2), engine: engine), atMost: 150)
            _ = try writer.write(from: MatrixStream(background(5000, seed: 1), engine: engine), tokens: 5000)
            try writer.finish()
            try body(target.path)
        }
    }

    private func world(_ shards: String, share: Float = 0.2, tokens: Int = 5000) throws -> World {
        var config = WorldConfig()
        config.name = "planted"
        config.background = shards
        config.plantedShare = share
        config.tokens = tokens
        return try WorldRegistry.world(config, engine: engine)
    }

    private func variance(_ rows: Matrix) -> Double {
        let n = Double(rows.rows)
        return (engine.sumOfSquares(rows) - engine.columnSums(rows).reduce(0) { $0 + $1 * $1 } / n) / n
    }

    @Test func `is the background and the features, with the stated share of the variance`() throws {
        try withShards { shards in
            let world = try world(shards), rows = Matrix(rows: 5000, columns: 32), truth = SparseLatents(columns: 160)
            try world.sample(0, count: 5000, of: .training, into: rows, truth: truth)
            let planted = Matrix(rows: 5000, columns: 32)
            engine.product(truth, world.features.directions, into: planted)
            #expect(abs(variance(planted) / (variance(planted) + 128) - 0.2) < 0.02)
            engine.subtract(rows, planted, into: planted)
            let behind = background(5000, seed: 1)
            #expect(engine.squaredDistance(planted, behind) / engine.sumOfSquares(behind) < 1e-10)
            let (heldOut, _) = try world.heldOutTokens()
            #expect(heldOut.rows == 150 && world.tokens == 5000)
            // A token from the middle, and one before it.
            let row = Matrix(rows: 1, columns: 32), all = rows.toArray()
            for token in [777, 3] {
                try world.sample(token, count: 1, of: .training, into: row)
                #expect(row.toArray() == Array(all[token * 32..<(token + 1) * 32]))
            }
        }
    }

    @Test func `refuses what it cannot be`() throws {
        var config = WorldConfig()
        config.name = "planted"
        #expect(throws: Failure.self) { try WorldRegistry.world(config, engine: engine) }
        try withShards { shards in
            #expect(throws: Failure.self) { try world(shards, tokens: 0) }
            let tokens = try world(shards, tokens: 9999).tokens
            #expect(tokens == 5000)
        }
        #expect(throws: Failure.self) { try world("/nowhere") }
    }
}

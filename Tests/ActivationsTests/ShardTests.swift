import Activations
import Engine
import Failures
import Foundation
import Records
import TestSupport
import Testing

@Suite struct ShardTests {
    static let settings = HarvestSettings(RunConfig(), modelFingerprint: "none")

    /// Writes `n` numbered rows in shards of 64 into `folder`.
    @discardableResult
    static func harvest(
        _ n: Int, to folder: URL, tokens: Int? = nil, as type: StorageType = .float32, heldOut: Int = 0,
        chunks: [Int] = [17, 5]
    ) throws -> HarvestManifest {
        let writer = try ShardWriter(
            folder: folder, settings: settings, width: 3, as: type, shardRows: 64, engine: Synthetic.engine)
        if heldOut > 0 {
            try writer.writeHeldOut(from: Synthetic.stream(heldOut), atMost: 1000)
        }
        try writer.write(from: Synthetic.stream(n, chunks: chunks), tokens: tokens ?? n)
        return try writer.finish()
    }

    static func source(_ stream: any ActivationStream, shuffle: Bool = true) -> MixingSource {
        MixingSource(
            stream: stream, tokens: 300, buffer: 80, batch: 10, scaling: .unit, shuffle: shuffle, seed: 5,
            engine: Synthetic.engine)
    }

    @Test func `shards give back the rows, their bits and their origins`() throws {
        try withTemporaryFolder { folder in
            let manifest = try ShardTests.harvest(300, to: folder.appending(path: "h"))
            #expect(manifest.shards.map(\.rows) == [64, 64, 64, 64, 44])
            #expect(manifest.shards[0].name == "shard-00000.safetensors")
            let stream = try ShardStream(folder: folder.appending(path: "h"), engine: Synthetic.engine)
            #expect(stream.manifest == manifest)
            #expect(stream.tokens == 300)
            let back = Matrix(rows: 300, columns: 3)
            var origins: [ActivationOrigin] = []
            var row = 0
            while case let count = try stream.read(into: back, at: row, limit: min(50, 300 - row), origins: &origins), count > 0 {
                row += count
            }
            #expect(row == 300)
            #expect(back.toArray() == Synthetic.numbered(300).toArray())
            let expected = (0..<300).map { ActivationOrigin(context: Int64($0 / 10), position: Int32($0 % 10)) }
            #expect(origins == expected)
        }
    }

    @Test func `a manifest from before BOS could be left out says that rows began with it`() throws {
        try withTemporaryFolder { folder in
            let target = folder.appending(path: "h")
            let manifest = try ShardTests.harvest(64, to: target)
            let file = target.appending(path: "harvest.json")
            let kept = try String(contentsOf: file, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false)
            let older = kept.filter { !$0.contains("\"prepend_bos\"") }
            try #require(older.count == kept.count - 1)
            try Data(older.joined(separator: "\n").utf8).write(to: file)
            let stream = try ShardStream(folder: target, engine: Synthetic.engine)
            #expect(stream.manifest == manifest && stream.manifest.settings.prependsBOS)
        }
    }

    @Test(arguments: [true, false]) func `a run from shards sees the batches of the run straight from the stream`(shuffle: Bool) throws {
        try withTemporaryFolder { folder in
            // The text goes on behind what was harvested.
            try ShardTests.harvest(500, to: folder.appending(path: "h"), tokens: 300)
            let shards = try ShardStream(folder: folder.appending(path: "h"), engine: Synthetic.engine)
            let direct = ShardTests.source(Synthetic.stream(500, chunks: [23]), shuffle: shuffle)
            let stored = ShardTests.source(shards, shuffle: shuffle)
            let a = ActivationBatch(size: 10, width: 3), b = ActivationBatch(size: 10, width: 3)
            for _ in 0..<30 {
                #expect(try direct.next(into: a))
                #expect(try stored.next(into: b))
                #expect(a.rows.toArray().map(\.bitPattern) == b.rows.toArray().map(\.bitPattern))
                #expect(a.previous == b.previous)
            }
            #expect(try !direct.next(into: a))
            #expect(try !stored.next(into: b))
        }
    }

    @Test(arguments: [0, 3, 11, 30]) func `a run from shards can be resumed`(after: Int) throws {
        try withTemporaryFolder { folder in
            try ShardTests.harvest(300, to: folder.appending(path: "h"))
            let open = { try ShardTests.source(ShardStream(folder: folder.appending(path: "h"), engine: Synthetic.engine)) }
            let whole = try Synthetic.batches(open(), size: 10)
            let first = try open()
            let before = try Synthetic.batches(first, size: 10, limit: after)
            let second = try open()
            try second.restore(first.saveState().copy())
            #expect(before + (try Synthetic.batches(second, size: 10)) == whole)
        }
    }

    @Test func `bfloat16 shards hold the nearest values in half the room`() throws {
        try withTemporaryFolder { folder in
            let manifest = try ShardTests.harvest(100, to: folder.appending(path: "h"), as: .bfloat16)
            #expect(manifest.dtype == "BF16")
            let stream = try ShardStream(folder: folder.appending(path: "h"), engine: Synthetic.engine)
            let back = Matrix(rows: 64, columns: 3)
            var origins: [ActivationOrigin] = []
            #expect(try stream.read(into: back, at: 0, limit: 64, origins: &origins) == 64)
            // Eight bits of fraction: 63.25 becomes 63.25, and 33.25 and the whole numbers below 256 stay.
            for (got, expected) in zip(back.toArray(), Synthetic.numbered(64).toArray()) {
                #expect(abs(got - expected) <= expected * 0x1p-8)
            }
        }
    }

    @Test func `held-out activations stand apart from those for training`() throws {
        try withTemporaryFolder { folder in
            let manifest = try ShardTests.harvest(100, to: folder.appending(path: "h"), heldOut: 30)
            #expect(manifest.tokens == 100)
            let stream = try ShardStream(folder: folder.appending(path: "h"), engine: Synthetic.engine)
            #expect(try stream.heldOut()?.toArray() == Synthetic.numbered(30).toArray())
            try ShardTests.harvest(10, to: folder.appending(path: "none"))
            #expect(try ShardStream(folder: folder.appending(path: "none"), engine: Synthetic.engine).heldOut() == nil)
        }
    }

    @Test func `a harvest can be stopped, and abandoned without a trace`() throws {
        try withTemporaryFolder { folder in
            let target = folder.appending(path: "h")
            let writer = try ShardWriter(
                folder: target, settings: ShardTests.settings, width: 3, shardRows: 64, engine: Synthetic.engine)
            var seen: [Int] = []
            let written = try writer.write(from: Synthetic.stream(500, chunks: [50]), tokens: 500) {
                seen.append($0)
                return $0 < 150
            }
            #expect(seen == [50, 64, 114, 128, 178])
            #expect(written == 178)
            // Unfinished: shards are there, but nobody takes them for a harvest.
            #expect(try failure { try ShardStream(folder: target, engine: Synthetic.engine) }?.kind == .missingInput)
            writer.abandon()
            #expect(!FileManager.default.fileExists(atPath: target.path(percentEncoded: false)))
        }
    }

    @Test func `a finished harvest is never overwritten or abandoned`() throws {
        try withTemporaryFolder { folder in
            let target = folder.appending(path: "h")
            let writer = try ShardWriter(folder: target, settings: ShardTests.settings, width: 3, engine: Synthetic.engine)
            try writer.write(from: Synthetic.stream(40), tokens: 40)
            try writer.finish()
            writer.abandon()
            #expect(try ShardStream(folder: target, engine: Synthetic.engine).tokens == 40)
            #expect(try failure { try ShardTests.harvest(10, to: target) }?.kind == .io)
        }
    }

    @Test func `an activation that is not finite stops a harvest`() throws {
        try withTemporaryFolder { folder in
            let rows = Matrix(rows: 20, columns: 3, elements: (0..<60).map { $0 == 40 ? .nan : 1 })
            let writer = try ShardWriter(
                folder: folder.appending(path: "h"), settings: ShardTests.settings, width: 3, engine: Synthetic.engine)
            let thrown = try failure {
                try writer.write(from: MatrixStream(rows, context: 8, engine: Synthetic.engine), tokens: 20)
            }
            #expect(thrown?.kind == .badData)
            #expect(thrown?.what.contains("position 5 of context 1") == true)
        }
    }
}

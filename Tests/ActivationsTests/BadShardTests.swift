import Activations
import Engine
import Failures
import Foundation
import TestSupport
import Testing

/// Every folder of shards that is not what it says is refused with the file's name, before or when it is read.
@Suite struct BadShardTests {
    /// Harvests 200 rows in shards of 64, lets `damage` at the folder, and returns the failure of opening it.
    func failureAfter(_ damage: (URL) throws -> Void) throws -> Failure? {
        try withTemporaryFolder { folder in
            let target = folder.appending(path: "h")
            try ShardTests.harvest(200, to: target, heldOut: 10)
            try damage(target)
            return try failure { try ShardStream(folder: target, engine: Synthetic.engine) }
        }
    }

    func rewrite(_ name: String, in folder: URL, _ change: (inout Data) -> Void) throws {
        let url = folder.appending(path: name)
        var data = try Data(contentsOf: url)
        change(&data)
        try data.write(to: url)
    }

    func edit(_ folder: URL, _ from: String, _ to: String) throws {
        try rewrite("harvest.json", in: folder) { data in
            let text = String(decoding: data, as: UTF8.self)
            #expect(text.contains(from), "\(from) in \(text)")
            data = Data(text.replacingOccurrences(of: from, with: to).utf8)
        }
    }

    @Test func `a folder that is not there`() throws {
        let thrown = try failureAfter { try FileManager.default.removeItem(at: $0) }
        #expect(thrown?.kind == .missingInput)
        #expect(thrown?.what.contains("no such folder") == true)
    }

    @Test func `a folder without its manifest is a harvest that did not finish`() throws {
        let thrown = try failureAfter { try FileManager.default.removeItem(at: $0.appending(path: "harvest.json")) }
        #expect(thrown?.kind == .missingInput)
        #expect(thrown?.what.contains("did not finish") == true)
    }

    @Test func `a missing shard`() throws {
        let thrown = try failureAfter {
            try FileManager.default.removeItem(at: $0.appending(path: "shard-00002.safetensors"))
        }
        #expect(thrown?.kind == .missingInput)
        #expect(thrown?.place?.hasSuffix("shard-00002.safetensors") == true)
    }

    @Test func `a truncated shard`() throws {
        let thrown = try failureAfter { try rewrite("shard-00001.safetensors", in: $0) { $0.removeLast(9) } }
        #expect(thrown?.kind == .badData)
        #expect(thrown?.place?.hasSuffix("shard-00001.safetensors") == true)
        #expect(thrown?.what.contains("bytes") == true)
    }

    @Test func `a shard whose header is damaged`() throws {
        let thrown = try failureAfter { try rewrite("shard-00001.safetensors", in: $0) { $0[9] = 0x21 } }
        #expect(thrown?.kind == .badData)
        #expect(thrown?.place?.hasSuffix("shard-00001.safetensors") == true)
    }

    @Test(arguments: [
        ("\"width\" : 3", "\"width\" : 4", "[64, 4]"), ("\"tokens\" : 200", "\"tokens\" : 201", "contradicts"),
        ("\"F32\"", "\"BF16\"", "says BF16"), ("\"F32\"", "\"F99\"", "contradicts"),
        ("\"format\" : 1", "\"format\" : 2", "format 2"), ("shard-00000.s", "../h/shard-00000.s", "contradicts"),
        ("\"shards\"", "\"pieces\"", "not a harvest's manifest"), ("{", "", "not a harvest's manifest"),
    ])
    func `a manifest that does not fit`(from: String, to: String, words: String) throws {
        let thrown = try failureAfter { try edit($0, from, to) }
        #expect(thrown?.kind == .badData)
        #expect(thrown?.what.contains(words) == true, "\(String(describing: thrown))")
    }

    @Test func `a NaN inside a shard is named when it is read`() throws {
        try withTemporaryFolder { folder in
            let target = folder.appending(path: "h")
            let manifest = try ShardTests.harvest(200, to: target)
            let bytes = try #require(manifest.shards.first?.bytes)
            // Activations come last or not, but row 64 begins with the float 64: put a NaN in its place.
            try rewrite("shard-00001.safetensors", in: target) { data in
                let row: [Float] = [64, 64.25, 1]
                let pattern = row.withUnsafeBytes { Data($0) }
                let place = data.range(of: pattern)
                #expect(place != nil)
                if let place { data.replaceSubrange(place.lowerBound..<place.lowerBound + 4, with: [0, 0, 0xc0, 0x7f]) }
                #expect(data.count == bytes)
            }
            let source = ShardTests.source(try ShardStream(folder: target, engine: Synthetic.engine))
            let thrown = try failure { try Synthetic.batches(source, size: 10) }
            #expect(thrown?.kind == .badData)
            #expect(thrown?.what.contains("position 4 of context 6 is not finite (number 64") == true)
        }
    }

    @Test func `a state of other shards is refused`() throws {
        try withTemporaryFolder { folder in
            try ShardTests.harvest(200, to: folder.appending(path: "a"))
            try ShardTests.harvest(201, to: folder.appending(path: "b"))
            let a = try ShardStream(folder: folder.appending(path: "a"), engine: Synthetic.engine)
            let b = try ShardStream(folder: folder.appending(path: "b"), engine: Synthetic.engine)
            let state = try a.saveState()
            #expect(try failure { try b.restore(state) }?.kind == .badData)
        }
    }

    @Test func `16-bit floats with few exponents are refused`() throws {
        try withTemporaryFolder { folder in
            let thrown = try failure {
                try ShardTests.harvest(10, to: folder.appending(path: "h"), as: .float16)
            }
            #expect(thrown?.kind == .usage)
        }
    }
}

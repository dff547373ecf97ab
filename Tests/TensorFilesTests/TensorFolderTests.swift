import Engine
import Failures
import Files
import Foundation
import TensorFiles
import TestSupport
import Testing

@Suite struct TensorFolderTests {
    /// A folder with an index and shards of one number each: file name -> its tensors' names.
    static func folder(
        _ folder: URL, index: String?, shards: [String: [String]]
    ) throws -> URL {
        for (file, names) in shards {
            var writer = SafetensorsWriter()
            for name in names { writer.add(name, Matrix(rows: 1, columns: 1), shape: [1]) }
            try writer.write(to: folder.appending(path: file))
        }
        if let index { try AtomicFile.write(index, to: folder.appending(path: "model.safetensors.index.json")) }
        return folder
    }

    @Test func `shards answer as one file`() throws {
        let folder = try TensorFolder(Goldens.url("safetensors/sharded"))
        #expect(folder.names == ["a", "b", "c"])
        #expect(try folder.matrix("a", shape: [2, 3]).toArray() == [0, 1, 2, 3, 4, 5])
        #expect(try folder.matrix("b", shape: [4]).toArray() == [0, -1, -2, -3])
        #expect(try folder.storedMatrix("c", shape: [1]).format == .plain(.float32))
        #expect(folder.contains("c") && !folder.contains("d"))
        let missing = try #require(try thrown { try folder.entry("d") })
        #expect(missing.kind == .badData && missing.place == folder.path && missing.remedy?.contains("'a'") == true)
    }

    @Test(arguments: [
        ("pytorch_model.bin", "save_pretrained"), ("gemma.gguf", "name the file itself: "),
        ("model-00001-of-00002.safetensors", "model.safetensors.index.json"),
        ("gemma.safetensors", "name it model.safetensors"),
        ("README.md", "safetensors format"),
    ])
    func `a folder without weights is told what it has instead`(name: String, words: String) throws {
        try withTemporaryFolder { url in
            try Data().write(to: url.appending(path: name))
            let missing = try failure { try TensorFolder(url) }
            #expect(missing?.kind == .missingInput)
            #expect(missing?.remedy?.contains(words) == true, "\(String(describing: missing))")
        }
    }

    @Test func `a single file is a folder of one`() throws {
        try withTemporaryFolder { url in
            let folder = try TensorFolder(try Self.folder(url, index: nil, shards: ["model.safetensors": ["x", "y"]]))
            #expect(Set(folder.names) == ["x", "y"])
        }
    }

    @Test func `a folder without either file is missing input`() throws {
        try withTemporaryFolder { url in
            let problem = try #require(try thrown { try TensorFolder(url) })
            #expect(problem.kind == .missingInput && problem.place == url.filePath)
        }
    }

    @Test func `a shard that is not there is missing input, with its path`() throws {
        try withTemporaryFolder { url in
            let folder = try Self.folder(url, index: #"{"weight_map":{"x":"1.safetensors"}}"#, shards: [:])
            let problem = try #require(try thrown { try TensorFolder(folder) })
            #expect(problem.kind == .missingInput)
            #expect(problem.place == url.appending(path: "1.safetensors").filePath)
        }
    }

    @Test(arguments: [
        (#"{"weight_map":{"x":"1.safetensors","y":"1.safetensors"}}"#, "'y' is not in '1.safetensors'"),
        (#"{"weight_map":{"x":"1.safetensors","z":"2.safetensors"}}"#, "'x' is also in"),
        (#"{"weight_map":{"x":"1.safetensors","x":"1.safetensors"}}"#, "'x' twice"),
        (#"{"weight_map":{"x":"../1.safetensors"}}"#, "no file name"),
        (#"{"weight_map":{"x":".."}}"#, "no file name"),
        (#"{"weight_map":{"x":""}}"#, "no file name"),
        (#"{"weight_map":{"x":1}}"#, "lacks a string"),
        (#"{"weight_map":["x"]}"#, "lacks a '{'"),
        (#"{"metadata":{}}"#, "no 'weight_map'"),
        (#"{"metadata":{"a":nul},"weight_map":{}}"#, "no JSON value"),
        (#"{"metadata":\#(String(repeating: "[", count: 300))"#, "nested deeper than 256"),
        ("", "ends inside"), ("[]", "lacks a '{'"), (#"{"weight_map":{}} x"#, "goes on"),
    ])
    func `an index that disagrees with itself or its shards is refused`(index: String, says: String) throws {
        try withTemporaryFolder { url in
            let folder = try Self.folder(
                url, index: index, shards: ["1.safetensors": ["x"], "2.safetensors": ["x", "z"]])
            let problem = try #require(try thrown { try TensorFolder(folder) })
            #expect(problem.kind == .badData)
            #expect(problem.what.contains(says), "\(problem.what)")
        }
    }

    @Test func `a truncated shard is refused with its own path`() throws {
        try withTemporaryFolder { url in
            let folder = try Self.folder(
                url, index: #"{"weight_map":{"x":"1.safetensors"}}"#, shards: ["1.safetensors": ["x"]])
            let shard = url.appending(path: "1.safetensors")
            try Data(contentsOf: shard).dropLast().write(to: shard)
            let problem = try #require(try thrown { try TensorFolder(folder) })
            #expect(problem.kind == .badData && problem.place == shard.filePath && problem.what.contains("truncated"))
        }
    }
}

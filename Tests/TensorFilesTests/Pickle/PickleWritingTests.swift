import Engine
import Failures
import Files
import Foundation
import TensorFiles
import TestSupport
import Testing

/// torch has read `written.pt` to the bit: Tools/goldens/exchange/tensors/check_written.py, which also keeps it here. To
/// make it again, name a folder in `ORTHOSAE_KEEP_WRITTEN`, run this suite, and give the folder to that script.
@Suite struct PickleWritingTests {
    static func matrix(_ rows: Int, _ columns: Int) -> Matrix {
        Matrix(rows: rows, columns: columns, elements: (0..<rows * columns).map { Float($0) / 7 - 3 })
    }

    static func writer() -> PickleWriter {
        var writer = PickleWriter()
        writer.add("encoder.weight", matrix(5, 3))
        writer.add("encoder.bias", matrix(1, 5), shape: [5])
        writer.add("decoder.weight", transposed: matrix(5, 3))
        writer.add("k", [Int32(64)], shape: [])
        writer.addScalar("steps", 1 << 40)
        writer.addScalar("threshold", Float(0.1))
        writer.add("group_sizes", [Int64(2), 3])
        writer.add("empty", Matrix(rows: 0, columns: 3))
        writer.add("é \u{1F680}", matrix(1, 300), shape: [3, 100])
        return writer
    }

    @Test func `the bytes are those that torch has read`() throws {
        let golden = Goldens.url("exchange/tensors/written.pt")
        try withTemporaryFolder { folder in
            let url = folder.appending(path: "ae.pt")
            try Self.writer().write(to: url)
            if let place = ProcessInfo.processInfo.environment["ORTHOSAE_KEEP_WRITTEN"] {
                try Self.writer().write(to: URL(filePath: place).appending(path: "written.pt"))
                try Self.same().write(to: URL(filePath: place).appending(path: "same.safetensors"))
            }
            #expect(try Data(contentsOf: url) == Data(contentsOf: golden))
        }
    }

    /// The same tensors as the other writer writes them, for the script to compare with.
    private static func same() -> SafetensorsWriter {
        let decoder = Matrix(rows: 3, columns: 5)
        ComputeEngine(threads: 1).transpose(matrix(5, 3), into: decoder)
        var writer = SafetensorsWriter()
        writer.add("encoder.weight", matrix(5, 3))
        writer.add("encoder.bias", matrix(1, 5), shape: [5])
        writer.add("decoder.weight", decoder)
        writer.add("k", [Int32(64)], shape: [])
        writer.add("steps", [Int64(1 << 40)], shape: [])
        writer.add("threshold", Matrix(rows: 1, columns: 1, elements: [0.1]), shape: [])
        writer.add("group_sizes", [Int64(2), 3])
        writer.add("empty", Matrix(rows: 0, columns: 3))
        writer.add("é \u{1F680}", matrix(1, 300), shape: [3, 100])
        return writer
    }

    @Test func `what is written is read back`() throws {
        try withTemporaryFolder { folder in
            let url = folder.appending(path: "ae.pt")
            try Self.writer().write(to: url)
            let root = try PickleFile(url).root
            let names = try #require(root.named?.map(\.name))
            #expect(names == ["decoder.weight", "empty", "encoder.bias", "encoder.weight", "group_sizes", "k", "steps", "threshold", "é \u{1F680}"])
            func tensor(_ name: String) throws -> PickleTensor {
                guard case .tensor(let tensor)? = root[name] else { throw Failure(.failed, "no \(name)") }
                return tensor
            }
            #expect(try tensor("encoder.weight").matrix(rows: 5, columns: 3).toArray() == Self.matrix(5, 3).toArray())
            #expect(try tensor("encoder.bias").matrix(shape: [5]).toArray() == Self.matrix(1, 5).toArray())
            let decoder = try tensor("decoder.weight")
            #expect(decoder.shape == [3, 5] && decoder.strides == [1, 3])
            #expect(try decoder.transposed().matrix(rows: 5, columns: 3).toArray() == Self.matrix(5, 3).toArray())
            #expect(try tensor("k").type == .int32 && root["k"]?.whole == 64 && tensor("k").shape == [])
            #expect(try tensor("steps").type == .int64 && root["steps"]?.whole == 1 << 40)
            #expect(try tensor("threshold").type == .float32 && root["threshold"]?.number == Double(Float(0.1)))
            #expect(try tensor("group_sizes").integers() == [2, 3])
            #expect(try tensor("empty").shape == [0, 3])
            #expect(try tensor("é \u{1F680}").shape == [3, 100])
        }
    }

    @Test func `storages begin at multiples of 64, the same bytes every time`() throws {
        try withTemporaryFolder { folder in
            let urls = ["a.pt", "b.pt"].map { folder.appending(path: $0) }
            for url in urls { try Self.writer().write(to: url) }
            let archive = try ZipArchive(urls[0])
            #expect(archive.entries.count == 9 + 5)
            for entry in archive.entries {
                let bytes = archive.stored(entry)
                if let base = bytes.baseAddress, entry.size > 0 { #expect(Int(bitPattern: base) % 64 == 0, "\(entry.name)") }
                try archive.check(entry, zeroIsNone: false)
            }
            #expect(try Data(contentsOf: urls[0]) == Data(contentsOf: urls[1]))
        }
    }

    @Test func `an empty state dict is one`() throws {
        try withTemporaryFolder { folder in
            let url = folder.appending(path: "ae.pt")
            try PickleWriter().write(to: url)
            #expect(try PickleFile(url).root.named?.isEmpty == true)
        }
    }

    @Test func `a full disk leaves the older file as it was`() throws {
        try withTemporaryFolder { folder in
            let url = folder.appending(path: "ae.pt")
            try Data("old".utf8).write(to: url)
            for room in [0, 100, 700, 2000] {
                let failure = try WriteCalls.$current.withValue(.fullDisk(after: room)) {
                    try thrown { try Self.writer().write(to: url) }
                }
                #expect(failure?.kind == .io)
                #expect(try FileManager.default.contentsOfDirectory(atPath: folder.filePath) == ["ae.pt"])
                #expect(try Data(contentsOf: url) == Data("old".utf8))
            }
        }
    }
}

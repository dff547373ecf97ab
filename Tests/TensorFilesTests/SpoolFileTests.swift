import Engine
import Failures
import Files
import Foundation
import TensorFiles
import TestSupport
import Testing

/// Tensors whose length shows only at their end.
@Suite struct SpoolFileTests {
    @Test func `a tensor that waited on the disk is the one that was written`() throws {
        try withTemporaryFolder { folder in
            let file = folder.appending(path: "a.safetensors"), other = folder.appending(path: "b.safetensors")
            let numbers = (0..<700_000).map { Float($0) / 3 }, counts = (0..<9).map { Int64($0) << 33 }
            let spool = try SpoolFile(beside: file), whole = try SpoolFile(beside: file)
            let empty = try SpoolFile(beside: file)
            // Nothing of it has a name.
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false)).isEmpty)
            for start in stride(from: 0, to: numbers.count, by: 70_000) {
                try spool.write(Array(numbers[start..<start + 70_000]))
            }
            try whole.write(counts)
            #expect(spool.count == 4 * numbers.count && whole.count == 72 && empty.count == 0)
            var writer = SafetensorsWriter()
            writer.add("numbers", spool, as: .float32, shape: [70, 10_000])
            writer.add("counts", whole, as: .int64, shape: [9])
            writer.add("nothing", empty, as: .int32, shape: [0])
            try writer.write(to: file)
            var plain = SafetensorsWriter()
            plain.add("numbers", Matrix(rows: 70, columns: 10_000, elements: numbers))
            plain.add("counts", counts)
            plain.add("nothing", [Int32]())
            try plain.write(to: other)
            #expect(try Data(contentsOf: file) == Data(contentsOf: other))
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false)).count == 2)
        }
    }

    @Test func `a full disk and a folder that is not there are said, and nothing stays`() throws {
        try withTemporaryFolder { folder in
            let file = folder.appending(path: "a.safetensors")
            let full = try WriteCalls.$current.withValue(.fullDisk(after: 100)) {
                try failure { try SpoolFile(beside: file).write([Int64](repeating: 1, count: 50)) }
            }
            #expect(full?.kind == .io && full?.remedy?.contains("space") == true)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false)).isEmpty)
            let missing = folder.appending(path: "no/a.safetensors")
            #expect(try failure { try SpoolFile(beside: missing) }?.kind == .io)
        }
    }
}

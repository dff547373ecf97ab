import Engine
import Failures
import Files
import Foundation
import TensorFiles
import TestSupport
import Testing

@Suite struct FullDiskTests {
    @Test(arguments: [0, 1, 8, 100, 1000, 4000, 4255])
    func `a disk that fills up at any point leaves the old file, and says what to do`(room: Int) throws {
        try withTemporaryFolder { folder in
            let url = folder.appending(path: "x.safetensors")
            var writer = SafetensorsWriter()
            writer.add("x", Matrix(rows: 8, columns: 128))  // 4096 bytes and a header
            try AtomicFile.write("old", to: url)
            let problem = try WriteCalls.$current.withValue(.fullDisk(after: room)) {
                try thrown { try writer.write(to: url) }
            }
            if room > 4096 + 72 {
                #expect(problem == nil)
                #expect(try SafetensorsFile(url).names == ["x"])
            } else {
                #expect(problem?.kind == .io && problem?.place == url.filePath)
                #expect(problem?.what.contains("No space left") == true && problem?.remedy?.contains("space") == true)
                #expect(try String(contentsOf: url, encoding: .utf8) == "old")
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.filePath) == ["x.safetensors"])
        }
    }
}

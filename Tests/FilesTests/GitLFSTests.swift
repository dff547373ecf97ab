import Failures
import Files
import Foundation
import TestSupport
import Testing

@Suite struct GitLFSTests {
    private static let pointer = """
        version https://git-lfs.github.com/spec/v1
        oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393
        size 12345

        """

    @Test func `a pointer in place of a file is called one wherever a file is mapped`() throws {
        try withTemporaryFolder { folder in
            let url = folder.appending(path: "model.safetensors")
            try Self.pointer.write(to: url, atomically: true, encoding: .utf8)
            // Many times: what is mapped is given back even so.
            for _ in 0..<3 {
                let failure = try failure { try MappedFile(url) }
                #expect(failure?.kind == .badData)
                #expect(failure?.what.contains("Git LFS pointer") == true)
                #expect(failure?.remedy?.contains("git lfs pull") == true)
                #expect(failure?.place == url.filePath)
            }
        }
    }

    @Test func `a text that only begins so is a text`() throws {
        try withTemporaryFolder { folder in
            let url = folder.appending(path: "about.txt")
            let text = Self.pointer + String(repeating: "Pointers are short. ", count: 100)
            try text.write(to: url, atomically: true, encoding: .utf8)
            #expect(try MappedFile(url).count == text.utf8.count)
            try "version".write(to: url, atomically: true, encoding: .utf8)
            #expect(try MappedFile(url).count == 7)
        }
    }
}

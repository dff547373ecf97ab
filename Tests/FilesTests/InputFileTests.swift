import Failures
import Files
import Foundation
import TestSupport
import Testing

@Suite struct InputFileTests {
    /// A named pipe without a writer: whoever opens it in the plain way waits for ever.
    @Test func `a pipe, a device and a folder are refused at once`() throws {
        try endingWithin {
            try withTemporaryFolder { folder in
                let pipe = folder.appending(path: "pipe").filePath
                #expect(mkfifo(pipe, 0o600) == 0)
                for (path, kind) in [(pipe, "a named pipe"), ("/dev/zero", "a device"), (folder.filePath, "a folder")] {
                    let found = try #require(try failure { try WholeFile.bytes(path) })
                    #expect(found == Failure(.io, "is \(kind), not a file", at: path, remedy: "name a regular file"))
                    let mapped = try failure { try MappedFile(URL(filePath: path)) }
                    #expect(mapped == found)
                }
            }
        }
    }

    @Test func `what is not there is missing, and what may be done about it is the caller's`() throws {
        try withTemporaryFolder { folder in
            let path = folder.appending(path: "absent").filePath
            let plain = try failure { try WholeFile.bytes(path) }
            #expect(plain == Failure(.missingInput, "there is no such file", at: path, remedy: "check the path"))
            let advised = try failure { try WholeFile.bytes(path, ifMissing: "name a run") }
            #expect(advised?.remedy == "name a run")
            let absent = try WholeFile.dataIfPresent(URL(filePath: path))
            #expect(absent == nil)
            let present = try failure { try WholeFile.dataIfPresent(folder) }
            #expect(present?.kind == .io)
            // An argument's bytes that are not UTF-8 arrive as U+FFFD.
            let foreign = try failure { try WholeFile.bytes("caf\u{FFFD}") }
            #expect(foreign?.remedy?.contains("UTF-8") == true)
            let broken = try failure { try WholeFile.bytes("a\0b") }
            #expect(broken?.kind == .missingInput)
        }
    }

    @Test func `a pointer of Git LFS is called that where a file is read whole`() throws {
        try withTemporaryFolder { folder in
            let url = folder.appending(path: "config.json")
            try Data("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n".utf8).write(to: url)
            let found = try #require(try failure { try WholeFile.data(url) })
            #expect(found.kind == .badData && found.what.contains("Git LFS pointer"))
        }
    }

    @Test func `a file is read whole, up to its bound`() throws {
        try withTemporaryFolder { folder in
            let url = folder.appending(path: "file")
            let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            try Data(bytes).write(to: url)
            #expect(try WholeFile.bytes(url.filePath) == bytes)
            #expect(try WholeFile.bytes(url.filePath, atMost: 100_000) == bytes)
            let found = try #require(try failure { try WholeFile.bytes(url.filePath, atMost: 99_999) })
            #expect(found.kind == .badData && found.what == "has 100000 bytes; a file of its kind has at most 99999")
            try Data().write(to: url)
            #expect(try WholeFile.bytes(url.filePath).isEmpty)
        }
        // The system's own files say that they are empty.
        if FileManager.default.fileExists(atPath: "/proc/self/status") {
            #expect(try WholeFile.text("/proc/self/status").contains("VmRSS"))
        }
    }

    @Test func `text in another encoding is called that`() throws {
        try withTemporaryFolder { folder in
            let url = folder.appending(path: "text")
            for (encoding, name) in [
                (String.Encoding.utf16, "UTF-16"), (.utf16LittleEndian, "UTF-16"), (.utf16BigEndian, "UTF-16"),
                (.utf32, "UTF-32"),
            ] {
                try #require("key: value\n".data(using: encoding)).write(to: url)
                let found = try #require(try failure { try WholeFile.text(url.filePath) })
                #expect(found.kind == .badData && found.what == "the text is \(name), not UTF-8")
                let json = try #require(try failure { try JSONFile.value(url.filePath) })
                #expect(json.what == found.what)
            }
            try Data("one\ntwo\ncaf".utf8 + [0xE9]).write(to: url)
            let found = try #require(try failure { try WholeFile.text(url.filePath) })
            #expect(found.place == "\(url.filePath):3" && found.what == "the text is not UTF-8 (byte 11)")
            try Data([0xEF, 0xBB, 0xBF] + "é".utf8).write(to: url)
            #expect(try WholeFile.text(url.filePath) == "é")
        }
    }

    @Test func `a folder is listed with the names that are not UTF-8`() throws {
        try withTemporaryFolder { folder in
            for name in ["b", "a"] { try Data().write(to: folder.appending(path: name)) }
            let path = folder.filePath.utf8.map { CChar(bitPattern: $0) } + "/caf".utf8.map { CChar($0) } + [-23, 0]
            let descriptor = open(path, O_CREAT | O_WRONLY, 0o600)
            // Not every file system takes such a name.
            if descriptor >= 0 { close(descriptor) }
            let listing = try FolderListing(folder.filePath)
            #expect(listing.names == ["a", "b"])
            #expect(listing.foreign == (descriptor >= 0 ? ["caf\u{FFFD}"] : []))
            for name in ["absent", "a"] {
                let found = try failure { try FolderListing("\(folder.filePath)/\(name)") }
                #expect(found?.kind == .missingInput && found?.what == "there is no such folder")
            }
        }
    }
}

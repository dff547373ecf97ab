import Failures
import Files
import Foundation
import Synchronization
import TestSupport
import Testing

@Suite struct AtomicTests {
    struct Stop: Error {}

    static func names(_ folder: URL) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.filePath).sorted()
    }

    @Test func `a file is replaced whole`() throws {
        try withTemporaryFolder { folder in
            let url = folder.appending(path: "x")
            try AtomicFile.write("one", to: url)
            try AtomicFile.write(to: url) { file in
                try file.write("two ")
                try file.write(Data("three".utf8))
                #expect(try String(contentsOf: url, encoding: .utf8) == "one")
            }
            #expect(try String(contentsOf: url, encoding: .utf8) == "two three")
            #expect(try Self.names(folder) == ["x"])
        }
    }

    @Test func `what breaks off leaves the old file and nothing else`() throws {
        try withTemporaryFolder { folder in
            let url = folder.appending(path: "x")
            try AtomicFile.write("one", to: url)
            #expect(throws: Stop.self) {
                try AtomicFile.write(to: url) { file in
                    try file.write("two")
                    throw Stop()
                }
            }
            #expect(try String(contentsOf: url, encoding: .utf8) == "one")
            #expect(try Self.names(folder) == ["x"])
        }
    }

    @Test func `short writes and interruptions lose nothing`() throws {
        try withTemporaryFolder { folder in
            let url = folder.appending(path: "x")
            final class Calls: Sendable { let count = Mutex(0) }
            let made = Calls()
            var calls = WriteCalls()
            calls.write = { descriptor, start, count in
                let number = made.count.withLock { count in
                    count += 1
                    return count
                }
                if number % 3 == 1 {
                    errno = EINTR
                    return -1
                }
                return write(descriptor, start, min(count, 7))
            }
            let text = (0..<1000).map { "\($0) " }.joined()
            try WriteCalls.$current.withValue(calls) { try AtomicFile.write(text, to: url) }
            #expect(try String(contentsOf: url, encoding: .utf8) == text)
        }
    }

    @Test func `a failing flush is a failing write`() throws {
        try withTemporaryFolder { folder in
            var calls = WriteCalls()
            calls.synchronize = { _ in
                errno = EIO
                return -1
            }
            let problem = try WriteCalls.$current.withValue(calls) {
                try failure { try AtomicFile.write("x", to: folder.appending(path: "x")) }
            }
            #expect(problem?.kind == .io)
            #expect(try Self.names(folder).isEmpty)
        }
    }

    @Test func `a flush that a signal interrupts is made again`() throws {
        try withTemporaryFolder { folder in
            final class Calls: Sendable { let count = Mutex(0) }
            let made = Calls()
            var calls = WriteCalls()
            calls.synchronize = { descriptor in
                let number = made.count.withLock { count in
                    count += 1
                    return count
                }
                guard number % 2 == 1 else { return fsync(descriptor) }
                errno = EINTR
                return -1
            }
            try WriteCalls.$current.withValue(calls) {
                try AtomicFile.write("x", to: folder.appending(path: "x"))
                try AtomicFolder.build(folder.appending(path: "y")) {
                    try AtomicFile.write("x", to: $0.appending(path: "x"))
                }
                try NewFolders.make(folder.appending(path: "a/b"))
            }
            #expect(try Self.names(folder) == ["a", "x", "y"] && made.count.withLock { $0 } >= 10)
        }
    }

    @Test func `a folder in the way, a missing folder and a file as folder are told`() throws {
        try withTemporaryFolder { folder in
            let inTheWay = folder.appending(path: "x")
            try FileManager.default.createDirectory(at: inTheWay, withIntermediateDirectories: true)
            let problems = try [
                failure { try AtomicFile.write("x", to: inTheWay) },
                failure { try AtomicFile.write("x", to: folder.appending(path: "absent/x")) },
                failure {
                    try AtomicFile.write("x", to: folder.appending(path: "file"))
                    try AtomicFile.write("x", to: folder.appending(path: "file/x"))
                },
            ]
            for problem in problems { #expect(problem?.kind == .io && problem?.remedy != nil) }
            #expect(try Self.names(folder) == ["file", "x"])
            #expect(try Self.names(inTheWay).isEmpty)
        }
    }

    @Test func `a folder appears complete or not at all`() throws {
        try withTemporaryFolder { folder in
            let url = folder.appending(path: "step-40")
            try AtomicFolder.build(url) { partial in
                #expect(partial.lastPathComponent.hasPrefix("step-40.partial-"))
                try AtomicFile.write("one", to: partial.appending(path: "a"))
                #expect(!FileManager.default.fileExists(atPath: url.filePath))
            }
            #expect(try Self.names(folder) == ["step-40"])
            #expect(try Self.names(url) == ["a"])
            #expect(throws: Stop.self) {
                try AtomicFolder.build(folder.appending(path: "step-41")) { partial in
                    try AtomicFile.write("one", to: partial.appending(path: "a"))
                    throw Stop()
                }
            }
            let full = try WriteCalls.$current.withValue(.fullDisk(after: 4)) {
                try failure {
                    try AtomicFolder.build(folder.appending(path: "step-42")) { partial in
                        try AtomicFile.write("one", to: partial.appending(path: "a"))
                        try AtomicFile.write("two", to: partial.appending(path: "b"))
                    }
                }
            }
            #expect(full?.kind == .io)
            #expect(try Self.names(folder) == ["step-40"])
        }
    }

    @Test func `a folder that is there is an error or is replaced, as asked`() throws {
        try withTemporaryFolder { folder in
            let url = folder.appending(path: "sae")
            try AtomicFolder.build(url) { try AtomicFile.write("one", to: $0.appending(path: "a")) }
            var ran = false
            let problem = try failure { try AtomicFolder.build(url) { _ in ran = true } }
            #expect(problem?.kind == .io && problem?.place == url.filePath && !ran)
            #expect(throws: Stop.self) { try AtomicFolder.build(url, replacing: true) { _ in throw Stop() } }
            #expect(try Self.names(url) == ["a"])
            try AtomicFolder.build(url, replacing: true) { try AtomicFile.write("two", to: $0.appending(path: "b")) }
            #expect(try Self.names(url) == ["b"])
            #expect(try Self.names(folder) == ["sae"])
        }
    }

    @Test func `what killed processes left is removed, and nothing else`() throws {
        try withTemporaryFolder { folder in
            for name in ["step-40", "step-41.partial-1-2", "x.partial-1", "partial-1-2"] {
                try FileManager.default.createDirectory(
                    at: folder.appending(path: name), withIntermediateDirectories: true)
            }
            try AtomicFile.write("x", to: folder.appending(path: "m.json.partial-77-3"))
            #expect(try AtomicFolder.removePartials(in: folder) == ["m.json.partial-77-3", "step-41.partial-1-2"])
            #expect(try Self.names(folder) == ["partial-1-2", "step-40", "x.partial-1"])
            #expect(try failure { try AtomicFolder.removePartials(in: folder.appending(path: "absent")) }?.kind == .io)
        }
    }
}

extension AtomicTests {
    @Test func `a device, a pipe or a folder is never replaced by a file`() throws {
        try withTemporaryFolder { folder in
            let pipe = folder.appending(path: "pipe"), link = folder.appending(path: "link"), inner = folder.appending(path: "inner")
            try #require(mkfifo(pipe.filePath, 0o600) == 0)
            try FileManager.default.createSymbolicLink(at: link, withDestinationURL: URL(filePath: "/dev/null"))
            try FileManager.default.createDirectory(at: inner, withIntermediateDirectories: true)
            for url in [pipe, link, inner] {
                #expect(throws: Failure.self) { try AtomicFile.requireWritable(url) }
                #expect(throws: Failure.self) { try AtomicFile.write("x", to: url) }
            }
            #expect(try Self.names(folder) == ["inner", "link", "pipe"])
        }
    }
}

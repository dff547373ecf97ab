import Failures
import Files
import Foundation
import TestSupport
import Testing

/// What killed processes left is removed by whoever writes the same name next, and what others are at is not.
@Suite struct LitterTests {
    /// Makes files and folders, and returns what is there in the end, but for what is not finished by this process.
    private func left(_ folder: URL) throws -> [String] { try AtomicTests.names(folder) }

    private func litter(_ names: [String], in folder: URL) throws {
        for name in names {
            let url = folder.appending(path: name)
            if name.hasPrefix("sae") {
                try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
                try Data("x".utf8).write(to: url.appending(path: "weights"))
            } else {
                try Data("x".utf8).write(to: url)
            }
        }
    }

    /// A process that has ended.
    private func ended() throws -> Int32 {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", "exit 0"]
        try process.run()
        process.waitUntilExit()
        return process.processIdentifier
    }

    @Test func `by whoever next writes the name, once it is sure that nobody is at it`() throws {
        try withTemporaryFolder { folder in
            let dead = try ended(), alive = getppid()
            let kept = [
                "report.html.partial-\(alive)-1", "other.partial-\(dead)-1", "sae.partial-x", "sae.partial-\(alive)-7",
                "report.html.partial-\(dead)",
            ]
            try litter(
                kept + [
                    "report.html.partial-\(dead)-1", "report.html.partial-\(getpid())-999999", "sae.partial-\(dead)-3",
                    "sae.partial-\(dead)-4",
                ], in: folder)
            // Locked: of a process of another container, which has numbers of its own.
            let busy = "report.html.partial-\(dead)-2"
            try litter([busy], in: folder)
            let descriptor = open(folder.appending(path: busy).filePath, O_RDONLY)
            #expect(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
            defer { close(descriptor) }
            try FileManager.default.createSymbolicLink(
                at: folder.appending(path: "sae.partial-\(dead)-5"), withDestinationURL: folder)

            try AtomicFile.write("page", to: folder.appending(path: "report.html"))
            try AtomicFolder.build(folder.appending(path: "sae"), replacing: true) { _ in }
            let expected = kept + [busy, "report.html", "sae", "sae.partial-\(dead)-5"]
            #expect(try left(folder) == expected.sorted())
        }
    }

    @Test func `a writer that is at work is left alone by another of the same process`() throws {
        try withTemporaryFolder { folder in
            let file = folder.appending(path: "x"), tree = folder.appending(path: "y")
            try AtomicFile.write(to: file) { outer in
                try outer.write("outer")
                try AtomicFile.write("inner", to: file)
            }
            #expect(try String(contentsOf: file, encoding: .utf8) == "outer")
            try AtomicFolder.build(tree, replacing: true) { outer in
                try AtomicFolder.build(tree, replacing: true) { _ in }
                try AtomicFolder.removePartials(in: folder)
                try AtomicFile.write("x", to: outer.appending(path: "x"))
            }
            #expect(try left(tree) == ["x"] && left(folder) == ["x", "y"])
        }
    }

    @Test func `a folder is removed under a name that says so`() throws {
        try withTemporaryFolder { folder in
            let tree = folder.appending(path: "checkpoints")
            try AtomicFolder.remove(tree)
            try AtomicFolder.build(tree) { try AtomicFile.write("x", to: $0.appending(path: "x")) }
            try AtomicFolder.remove(tree)
            #expect(try left(folder).isEmpty)
        }
    }

    @Test func `a place is tried before the work, and nothing is left of that`() throws {
        try withTemporaryFolder { folder in
            let file = folder.appending(path: "x")
            try AtomicFile.requireWritable(file)
            #expect(try left(folder).isEmpty)
            try AtomicFile.write("one", to: file)
            try AtomicFile.requireWritable(file)
            #expect(try String(contentsOf: file, encoding: .utf8) == "one" && left(folder) == ["x"])
            for bad in [folder, folder.appending(path: "x/y"), folder.appending(path: "absent/y")] {
                #expect(try failure { try AtomicFile.requireWritable(bad) }?.kind == .io)
            }
        }
    }
}

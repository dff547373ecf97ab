import Failures
import Files
import Foundation
import TestSupport
import Testing

@Suite struct FolderTests {
    @Test func `only folders that were made are taken back, and only empty ones`() throws {
        try withTemporaryFolder { folder in
            try NewFolders.make(folder.appending(path: "a"))
            let made = try NewFolders.make(folder.appending(path: "a/b/c"))
            #expect(made.map { $0.split(separator: "/").last } == ["b", "c"])
            #expect(try NewFolders.make(folder.appending(path: "a/b/c")).isEmpty)
            #expect(try NewFolders.makeNew(folder.appending(path: "a/b")) == nil)
            try AtomicFile.write("x", to: folder.appending(path: "a/b/x"))
            NewFolders.takeBack(made)
            #expect(try AtomicTests.names(folder.appending(path: "a")) == ["b"])
            #expect(try AtomicTests.names(folder.appending(path: "a/b")) == ["x"])
            let file = folder.appending(path: "a/b/x/y")
            let inTheWay = try failure { try NewFolders.make(file) }
            #expect(inTheWay?.kind == .io && inTheWay?.place == file.filePath)
            #expect(try failure { try NewFolders.makeInside(folder.appending(path: "gone/x")) }?.kind == .io)
            #expect(try AtomicTests.names(folder) == ["a"])
        }
    }

    @Test func `of many that want a name at once one gets it`() throws {
        try withTemporaryFolder { folder in
            final class Won: @unchecked Sendable {
                private let lock = NSLock()
                private(set) var count = 0
                func add() { lock.withLock { count += 1 } }
            }
            let won = Won()
            DispatchQueue.concurrentPerform(iterations: 16) { _ in
                if (try? NewFolders.makeNew(folder.appending(path: "runs/topk"))) ?? nil != nil { won.add() }
            }
            #expect(won.count == 1)
        }
    }

    @Test func `a folder has one owner, whatever it is called, and the other is told who`() throws {
        try withTemporaryFolder { folder in
            let run = folder.appending(path: "run"), link = folder.appending(path: "link")
            try NewFolders.make(run)
            try FileManager.default.createSymbolicLink(at: link, withDestinationURL: run)
            do {
                let lock = try FolderLock(run)
                for mode in [FolderLock.Mode.alone, .together] {
                    let refused = try failure { try FolderLock(link, mode) }
                    #expect(refused?.kind == .io && refused?.place == link.filePath)
                    #expect(refused?.what.contains("process \(getpid())") == true, "\(refused?.what ?? "")")
                }
                try lock.requireInPlace()
            }
            #expect(try AtomicTests.names(run).isEmpty)
            do {
                let (one, other) = (try FolderLock(run, .together), try FolderLock(link, .together))
                #expect(try failure { try FolderLock(run) }?.kind == .io)
                try one.requireInPlace()
                try other.requireInPlace()
            }
            #expect(try AtomicTests.names(run).isEmpty)
            // What a killed process leaves of it holds nobody up.
            try Data("1 orthosae train\n".utf8).write(to: run.appending(path: FolderLock.fileName))
            do { try FolderLock(run).requireInPlace() }
            #expect(try AtomicTests.names(run).isEmpty)
        }
    }

    @Test func `a folder that is moved away or replaced is missed`() throws {
        try withTemporaryFolder { folder in
            let run = folder.appending(path: "run")
            try NewFolders.make(run)
            let lock = try FolderLock(run)
            try FileManager.default.moveItem(at: run, to: folder.appending(path: "moved"))
            #expect(try failure { try lock.requireInPlace() }?.kind == .io)
            try NewFolders.make(run)
            let replaced = try failure { try lock.requireInPlace() }
            #expect(replaced?.place == run.filePath && replaced?.remedy != nil)
        }
    }
}

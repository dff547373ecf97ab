import Failures
import Files
import Foundation

/// A new folder that a command writes in. Asked for before any work, so that hours are not spent on what cannot be kept.
///
/// It belongs to this process as long as the object lives, and what was made of it can be taken back: nothing else.
final class OutputFolder {
    /// As a person names it.
    let path: String
    private let owned: Ownership
    /// Folders that were made, the outermost first.
    private var made: [String]
    /// Files that were written.
    private var written: [URL] = []

    var url: URL { URL(filePath: path, directoryHint: .isDirectory) }

    /// Takes a new, empty folder: the one asked for, or the first free of `stem`, `stem-2`, `stem-3`, …
    ///
    /// - Throws: `Failure(.usage)` when the one asked for exists and is not empty; `Failure(.io)` when it cannot be
    ///   made or written, or another process writes there.
    convenience init(_ wanted: String?, otherwise stem: String) throws {
        if let wanted {
            try self.init(at: wanted)
        } else {
            try self.init(firstFreeOf: stem)
        }
    }

    private init(at path: String) throws {
        let folder = URL(filePath: path, directoryHint: .isDirectory)
        var status = stat()
        if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFDIR {
            throw Failure(.usage, "the output folder is a file", at: path, remedy: "name another with --out")
        }
        let made = try OutputFolder.withRemedy { try NewFolders.make(folder) }
        do {
            owned = try OutputFolder.withRemedy { try Ownership(of: folder, .alone) }
            // Only now: whoever had it before may have been about to fill it.
            try OutputFolder.requireEmpty(path)
        } catch {
            NewFolders.takeBack(made)
            throw error
        }
        self.path = path
        self.made = made
    }

    private init(firstFreeOf stem: String) throws {
        var number = 1
        while true {
            let path = number == 1 ? stem : "\(stem)-\(number)"
            number += 1
            let folder = URL(filePath: path, directoryHint: .isDirectory)
            // Of two that look for a name at the same time one makes the folder, and the other goes on looking.
            guard let made = try OutputFolder.withRemedy({ try NewFolders.makeNew(folder) }) else { continue }
            do { owned = try OutputFolder.withRemedy { try Ownership(of: folder, .alone) } } catch {
                NewFolders.takeBack(made)
                throw error
            }
            self.path = path
            self.made = made
            return
        }
    }

    /// Makes a folder in it.
    func makeFolder(_ name: String) throws { made += try NewFolders.make(url.appending(path: name)) }

    /// Writes a file in it.
    func write(_ text: String, to name: String) throws {
        let file = url.appending(path: name)
        try AtomicFile.write(text, to: file)
        written.append(file)
    }

    /// Throws `Failure(.io)` where the folder is not any more where it was.
    func requireInPlace() throws { try owned.requireInPlace() }

    /// Takes back what was made of it, where nothing else came to be in it.
    func undo() {
        for file in written { unlink(file.filePath) }
        // Now rather than with the object: a folder with the lock's file in it is not empty.
        owned.end()
        NewFolders.takeBack(made)
    }

    private static func requireEmpty(_ path: String) throws {
        guard try FolderListing(path).names.allSatisfy({ $0 == FolderLock.fileName }) else {
            throw Failure(
                .usage, "the output folder exists and is not empty", at: path,
                remedy: "name another with --out, or continue its run with --resume \(path.shellWord)")
        }
    }

    /// Whatever it is that cannot be made or written, another place is the way out.
    private static func withRemedy<T>(_ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch let failure as Failure where failure.kind == .io {
            throw Failure(.io, failure.what, at: failure.place, remedy: "name another with --out")
        }
    }
}

import ArgumentParser
import Failures
import Files
import Foundation

/// A folder that a command writes as a whole, in one moment at its end: nothing that lies there is ever lost.
struct FreeFolder {
    /// From the root: one path for looking and for writing, whatever the words on the command line look like.
    private let url: URL
    private let named: String

    /// - Throws: `Failure(.usage)` for a name that is empty, for a link, for the folder that the command runs in, and where
    ///   something lies.
    init(_ path: String) throws {
        guard !path.isEmpty else {
            throw Failure(.usage, "the output folder has no name", remedy: "name one that does not exist yet")
        }
        named = path
        url = URL(filePath: FreeFolder.fromRoot(path), directoryHint: .isDirectory)
        try requireFree()
    }

    /// Lets `body` write the folder, which must make it in one moment.
    ///
    /// - Throws: what `body` throws; `Failure(.usage)` where something came to lie there meanwhile; `ExitCode` where a signal
    ///   came, with nothing left behind.
    func fill<R>(_ body: (URL) throws -> R) throws -> R {
        try requireFree()
        // An empty folder makes way; one that is not empty any more stays.
        if rmdir(url.filePath) != 0, errno != ENOENT {
            throw SystemCall.failure(errno, "the output folder cannot be replaced", at: named)
        }
        let result = try body(url)
        if let signal = Interrupt.requested {
            try AtomicFolder.remove(url)
            Terminal.say("stopped; nothing was written")
            throw ExitCode(128 + signal)
        }
        return result
    }

    private func requireFree() throws {
        let path = url.filePath
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: break
        case S_IFLNK:
            throw Failure(.usage, "the output folder is a link", at: named, remedy: "name the folder itself, or another")
        default: throw Failure(.usage, "the output folder is a file", at: named, remedy: "name another")
        }
        var here = stat()
        if stat(".", &here) == 0, here.st_ino == status.st_ino, here.st_dev == status.st_dev {
            throw Failure(
                .usage, "the output folder is the one that the command runs in", at: named, remedy: "name a new folder in it")
        }
        guard try FolderListing(path).names.isEmpty else {
            throw Failure(.usage, "the output folder exists and is not empty", at: named, remedy: "name another")
        }
    }

    /// A tilde is a letter here: shells have their own idea of it, and have had their turn.
    private static func fromRoot(_ path: String) -> String {
        path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    }
}

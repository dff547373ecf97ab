import Failures
public import Foundation

/// Writes a file so that its name always stands for a whole one, old or new.
public enum AtomicFile {
    /// Lets `body` write a file aside, in the same folder, and gives it the name `url` when it is on the disk.
    /// If anything throws, what was written aside is removed and an older file of that name stays as it was. What
    /// killed processes left of the same name is removed.
    /// Throws `.io`, and whatever `body` throws.
    public static func write(to url: URL, _ body: (OutputFile) throws -> Void) throws {
        let path = url.filePath
        try requireReplaceable(path)
        Abandoned.remove(of: path)
        let (temporary, file) = try PartialName.firstFree(for: path) { candidate in
            try OutputFile(creating: candidate, for: path)
        }
        defer { PartialName.letGo(temporary) }
        do {
            try body(file)
            try file.finish()
            guard rename(temporary, path) == 0 else {
                throw SystemCall.failure(errno, "cannot be written", at: path)
            }
        } catch {
            unlink(temporary)
            throw error
        }
        try synchronizeFolder(of: path)
    }

    /// Writes a whole text file.
    public static func write(_ text: String, to url: URL) throws { try write(to: url) { try $0.write(text) } }

    /// Writes a whole file.
    public static func write(_ data: Data, to url: URL) throws { try write(to: url) { try $0.write(data) } }

    /// Finds out before any work whether a file of that name can be written, by writing beside its place.
    /// Throws `.io` where it cannot.
    public static func requireWritable(_ url: URL) throws {
        let path = url.filePath
        try requireReplaceable(path)
        let (temporary, file) = try PartialName.firstFree(for: path) { candidate in
            try OutputFile(creating: candidate, for: path)
        }
        defer { PartialName.letGo(temporary) }
        unlink(temporary)
        try file.finish()
    }

    /// A device, a pipe or a socket would be replaced by a file: for everybody, and for good.
    private static func requireReplaceable(_ path: String) throws {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG else { return }
        if status.st_mode & S_IFMT == S_IFDIR { throw SystemCall.failure(EISDIR, "cannot be written", at: path) }
        throw Failure(.io, "is no regular file, and would be replaced by one", at: path, remedy: "name a file")
    }

    /// Makes a new name last through a loss of power.
    package static func synchronizeFolder(of path: String) throws {
        let folder = URL(filePath: path).deletingLastPathComponent().filePath
        try synchronize(folder, failing: "its folder cannot be flushed to the disk", at: path)
    }

    package static func synchronize(_ entry: String, failing what: String, at path: String) throws {
        let descriptor = SystemCall.uninterrupted { open(entry, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
        guard descriptor >= 0 else { throw SystemCall.failure(errno, what, at: path) }
        defer { _ = close(descriptor) }
        // Some file systems cannot flush a folder and say EINVAL: then there is nothing more to do.
        let calls = WriteCalls.current
        guard SystemCall.uninterrupted({ calls.synchronize(descriptor) }) == 0 || errno == EINVAL else {
            throw SystemCall.failure(errno, what, at: path)
        }
    }
}

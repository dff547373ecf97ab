import Failures
public import Foundation
import Synchronization

/// Writes a file so that its name always stands for a whole one, old or new.
public enum AtomicFile {
    /// Lets `body` write a file aside, in the same folder, and gives it the name `url` when it is on the disk.
    /// If anything throws, what was written aside is removed and an older file of that name stays as it was.
    /// Throws `.io`, and whatever `body` throws.
    public static func write(to url: URL, _ body: (OutputFile) throws -> Void) throws {
        let path = url.filePath
        let (temporary, file) = try PartialName.firstFree(for: path) { candidate in
            try OutputFile(creating: candidate, for: path)
        }
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

    /// Makes a new name last through a loss of power.
    package static func synchronizeFolder(of path: String) throws {
        let folder = URL(filePath: path).deletingLastPathComponent().filePath
        try synchronize(folder, failing: "its folder cannot be flushed to the disk", at: path)
    }

    package static func synchronize(_ entry: String, failing what: String, at path: String) throws {
        let descriptor = open(entry, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw SystemCall.failure(errno, what, at: path) }
        defer { _ = close(descriptor) }
        // Some file systems cannot flush a folder and say EINVAL: then there is nothing more to do.
        guard WriteCalls.current.synchronize(descriptor) == 0 || errno == EINVAL else {
            throw SystemCall.failure(errno, what, at: path)
        }
    }
}

/// The names of unfinished files and folders: `step-40.partial-<process>-<number>`, beside the finished one's place.
enum PartialName {
    private static let counter = Atomic<Int>(0)

    /// Tries names until `create` makes one (nil means: that one is taken; process numbers come again).
    static func firstFree<T>(for path: String, _ create: (String) throws -> T?) throws -> (String, T) {
        for _ in 0..<1000 {
            let number = counter.add(1, ordering: .relaxed).newValue
            let candidate = "\(path).partial-\(getpid())-\(number)"
            if let made = try create(candidate) { return (candidate, made) }
        }
        throw SystemCall.failure(EEXIST, "cannot be written aside", at: path)
    }

    /// Is it such a name?
    static func matches(_ name: String) -> Bool { name.wholeMatch(of: /.+\.partial-[0-9]+-[0-9]+/) != nil }
}

import Failures
public import Foundation

/// Who writes in a folder: one process alone, or several together. It ends with the process, however that ends.
///
/// The lock is the system's, on a file in the folder: so it holds whatever the folder is called, for links to it and for
/// relative paths. The file says who has it. It is removed in the end; one that a killed process leaves means nothing.
public final class FolderLock: Sendable {
    public enum Mode: Sendable {
        /// Nobody else may write there.
        case alone
        /// Others may do the same: each writes files of its own.
        case together
    }

    /// What the file is called: an empty folder may have it.
    public static let fileName = ".orthosae-lock"

    /// The folder, as messages name it.
    private let folder: String
    private let mode: Mode
    private let descriptor: Int32
    /// The folder that was locked, whatever its name stands for later.
    private let identity: Identity

    private struct Identity: Equatable {
        let device: UInt64, file: UInt64

        init?(_ path: String) {
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            self.init(status)
        }

        init(_ status: stat) {
            device = UInt64(truncatingIfNeeded: status.st_dev)
            file = UInt64(status.st_ino)
        }
    }

    private var file: String { "\(folder)/\(FolderLock.fileName)" }

    /// Takes a folder that is there.
    ///
    /// - Parameter patience: for how many seconds to wait for another process that has it. Without it others are
    ///   waited for as long as letting go may take them.
    ///
    /// Throws `.io` where another process has it, saying which, and where nothing can be written in it.
    public init(_ folder: URL, _ mode: Mode = .alone, patience: Double = 0.15) throws {
        let path = folder.filePath
        let (descriptor, identity) = try FolderLock.take(path, mode, patience)
        self.folder = path
        self.mode = mode
        self.descriptor = descriptor
        self.identity = identity
        FolderLock.sign(descriptor, mode)
        Abandoned.remove(in: path)
    }

    deinit {
        // Only whoever has it alone may remove the file: others would go on to lock one without a name.
        let isLast = mode == .alone || flock(descriptor, LOCK_EX | LOCK_NB) == 0
        if isLast, FolderLock.names(file, descriptor) { unlink(file) }
        close(descriptor)
    }

    /// Throws `.io` where the folder is not any more where it was: whatever is written would go astray.
    public func requireInPlace() throws {
        guard Identity(folder) != identity else { return }
        throw Failure(
            .io, "the folder was removed, moved or replaced while it was written in", at: folder,
            remedy: "leave it where it is until the command has ended, and start again")
    }

    // MARK: Taking it

    private static func take(_ folder: String, _ mode: Mode, _ patience: Double) throws -> (Int32, Identity) {
        let file = "\(folder)/\(fileName)"
        var holder: String?
        let begin = ContinuousClock.now
        while true {
            let descriptor = SystemCall.uninterrupted { open(file, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o666) }
            guard descriptor >= 0, let identity = Identity(folder) else {
                throw SystemCall.failure(errno, "the folder cannot be written in", at: folder)
            }
            let operation = (mode == .alone ? LOCK_EX : LOCK_SH) | LOCK_NB
            // A file system without locks cannot keep anybody out.
            let isTaken = SystemCall.uninterrupted { flock(descriptor, operation) } != 0 && errno == EWOULDBLOCK
            if !isTaken, names(file, descriptor) { return (descriptor, identity) }
            if isTaken { holder = signature(descriptor) }
            close(descriptor)
            if ContinuousClock.now - begin > .seconds(patience) { break }
            usleep(20_000)
        }
        throw Failure(
            .io, "another process writes in the folder: \(holder ?? "it does not say which")", at: folder,
            remedy: "wait until it has ended, or name another folder")
    }

    /// Whether the name stands for the open file: whoever had it before may have removed it in between.
    private static func names(_ path: String, _ descriptor: Int32) -> Bool {
        var open = stat(), named = stat()
        return fstat(descriptor, &open) == 0 && lstat(path, &named) == 0 && Identity(open) == Identity(named)
    }

    // MARK: Saying who

    /// A line with process and command. Where it cannot be written the lock holds all the same.
    private static func sign(_ descriptor: Int32, _ mode: Mode) {
        var words = CommandLine.arguments
        if !words.isEmpty { words[0] = URL(filePath: words[0]).lastPathComponent }
        let command = words.map(\.shellWord).joined(separator: " ").oneLine(atMost: 400)
        if mode == .alone { _ = ftruncate(descriptor, 0) }
        lseek(descriptor, 0, SEEK_END)
        let line = Array("\(getpid()) \(command)\n".utf8)
        _ = Foundation.write(descriptor, line, line.count)
    }

    /// "process 123 (orthosae train)": of several the first that is there.
    private static func signature(_ descriptor: Int32) -> String? {
        let bytes = [UInt8](unsafeUninitializedCapacity: 1 << 14) { room, filled in
            filled = max(0, pread(descriptor, room.baseAddress, room.count, 0))
        }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").compactMap { line in
            let parts = line.split(separator: " ", maxSplits: 1)
            return parts.first.flatMap { Int32($0) }.map { (process: $0, command: parts.dropFirst().first ?? "") }
        }
        let found = lines.first { kill($0.process, 0) == 0 || errno == EPERM } ?? lines.first
        return found.map { "process \($0.process) (\($0.command))" }
    }
}

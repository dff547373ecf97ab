import Failures
public import Foundation
import Synchronization

/// A file being written: whatever the system accepts piecewise arrives whole, and what it refuses is a `Failure`.
public final class OutputFile {
    private var descriptor: Int32
    /// The path that messages name: the file's final one.
    private let path: String

    /// Creates a file that must not exist yet. Returns nil if it does.
    init?(creating temporary: String, for path: String) throws {
        self.path = path
        descriptor = SystemCall.uninterrupted { open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666) }
        if descriptor < 0 {
            if errno == EEXIST { return nil }
            throw SystemCall.failure(errno, "cannot be written", at: path)
        }
        // Tells other processes that somebody is at it, and is let go when the file is closed, however that comes about.
        _ = flock(descriptor, LOCK_EX | LOCK_NB)
    }

    deinit { if descriptor >= 0 { _ = close(descriptor) } }

    /// Appends the text as UTF-8. Throws `.io`.
    public func write(_ text: String) throws {
        var text = text
        try text.withUTF8 { try write(UnsafeRawBufferPointer($0)) }
    }

    /// Appends the bytes. Throws `.io`.
    public func write(_ data: Data) throws { try data.withUnsafeBytes { try write($0) } }

    /// Appends all bytes, however many calls that takes.
    package func write(_ bytes: UnsafeRawBufferPointer) throws {
        let calls = WriteCalls.current
        var rest = bytes[...]
        while let start = UnsafeRawBufferPointer(rebasing: rest).baseAddress, !rest.isEmpty {
            // One call takes less than 2 GiB on every system.
            let written = calls.write(descriptor, start, min(rest.count, 1 << 30))
            if written < 0 {
                if errno == EINTR { continue }
                throw SystemCall.failure(errno, "cannot be written", at: path)
            }
            // A regular file that takes nothing and names no error would loop for ever.
            guard written > 0 else { throw SystemCall.failure(ENOSPC, "cannot be written", at: path) }
            rest = rest.dropFirst(written)
        }
    }

    /// Waits until the bytes are on the disk, then closes.
    func finish() throws {
        let calls = WriteCalls.current
        guard SystemCall.uninterrupted({ calls.synchronize(descriptor) }) == 0 else {
            throw SystemCall.failure(errno, "cannot be flushed to the disk", at: path)
        }
        let closing = descriptor
        descriptor = -1
        // After EINTR the descriptor is closed all the same.
        guard close(closing) == 0 || errno == EINTR else {
            throw SystemCall.failure(errno, "cannot be closed", at: path)
        }
    }
}

/// The calls that a full or failing disk answers, so that tests can be that disk:
/// `WriteCalls.$current.withValue(.fullDisk(after: 1000)) { … }` holds for everything written inside on that thread.
package struct WriteCalls: Sendable {
    package var write: @Sendable (Int32, UnsafeRawPointer, Int) -> Int = { Foundation.write($0, $1, $2) }
    package var synchronize: @Sendable (Int32) -> Int32 = { fsync($0) }

    @TaskLocal package static var current = WriteCalls()

    package init() {}

    /// A disk with room for so many more bytes; the call that passes the end is cut short, later ones get ENOSPC.
    package static func fullDisk(after bytes: Int) -> WriteCalls {
        final class Room: Sendable {
            let left: Mutex<Int>
            init(_ bytes: Int) { left = Mutex(bytes) }
        }
        let room = Room(bytes)
        var calls = WriteCalls()
        calls.write = { descriptor, start, count in
            let allowed = room.left.withLock { left in
                let allowed = min(left, count)
                left -= allowed
                return allowed
            }
            guard allowed > 0 else {
                errno = ENOSPC
                return -1
            }
            return Foundation.write(descriptor, start, allowed)
        }
        return calls
    }
}

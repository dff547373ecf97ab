import Failures
import Files
import Foundation
import Hashing
import Synchronization

/// A file that is sent in pieces, in order, some of them twice; what is sent is hashed on the way, so that one that changes
/// meanwhile is noticed.
final class StreamedFile: Sendable {
    let path: String
    let count: Int
    private let descriptor: Int32
    private let stamp: Stamp
    private let sent: Mutex<Sent>

    private struct Sent {
        var hash = LockedHash()
        var count = 0
    }

    /// Reached through the lock alone.
    private final class LockedHash: @unchecked Sendable {
        let hash = SHA256()
    }

    /// What changes where a file's bytes do.
    private struct Stamp: Equatable {
        var size: Int64, seconds: Int, nanoseconds: Int

        init?(_ descriptor: Int32) {
            var status = stat()
            guard fstat(descriptor, &status) == 0 else { return nil }
            size = Int64(status.st_size)
            #if canImport(Darwin)
            (seconds, nanoseconds) = (status.st_mtimespec.tv_sec, status.st_mtimespec.tv_nsec)
            #else
            (seconds, nanoseconds) = (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
            #endif
        }
    }

    /// - Parameter count: the bytes that it had when it was found.
    ///
    /// Throws as `InputFile` does, and `.failed` where it has another number of bytes by now.
    init(_ path: String, count: Int) throws(Failure) {
        // It refuses pipes, devices and LFS pointers.
        _ = try InputFile(path)
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw SystemCall.failure(errno, "cannot be read", at: path, reading: true) }
        guard let stamp = Stamp(descriptor), stamp.size == Int64(count) else {
            close(descriptor)
            throw StreamedFile.changed(path)
        }
        self.path = path
        self.count = count
        self.descriptor = descriptor
        self.stamp = stamp
        sent = Mutex(Sent())
    }

    deinit { close(descriptor) }

    /// SHA-256 of all bytes as they are now, in hexadecimal.
    ///
    /// - Parameter goesOn: asked for each piece. Throws `HTTPStopped`, `.io`, and `.failed` where the file has changed.
    func digest(goesOn: () -> Bool) throws -> String {
        let hash = SHA256()
        var piece = [UInt8](repeating: 0, count: 1 << 20)
        var offset = 0
        while offset < count {
            guard goesOn() else { throw HTTPStopped() }
            let got = try piece.withUnsafeMutableBytes { try read(offset, UnsafeMutableRawBufferPointer(rebasing: $0[..<min($0.count, count - offset)])) }
            piece.withUnsafeBytes { hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: $0[..<got])) }
            offset += got
        }
        return SHA256.hexadecimal(hash.finalize())
    }

    /// A part of the file as a request's body. Parts must be sent in order; each may be sent anew.
    ///
    /// - Parameter onSent: told of bytes that go out for the first time.
    func body(from start: Int, count: Int, onSent: @escaping @Sendable (Int) -> Void) -> HTTPBody {
        HTTPBody(count: count) { offset, room in
            let wanted = min(room.count, count - offset)
            let got = try self.read(start + offset, UnsafeMutableRawBufferPointer(rebasing: room[..<wanted]))
            onSent(self.take(UnsafeRawBufferPointer(rebasing: room[..<got]), at: start + offset))
            return got
        }
    }

    /// Throws `.failed` where the bytes that went out are not those of the digest, or the file is another by now.
    func requireUnchanged(_ digest: String) throws(Failure) {
        let hashed: String? = sent.withLock { sent in
            guard sent.count == count else { return nil }
            defer { sent = Sent() }
            return SHA256.hexadecimal(sent.hash.hash.finalize())
        }
        guard hashed == digest, Stamp(descriptor) == stamp else { throw StreamedFile.changed(path) }
    }

    /// Hashes what has not gone out before; how much that is.
    private func take(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> Int {
        sent.withLock { sent in
            guard offset <= sent.count, offset + bytes.count > sent.count else { return 0 }
            let new = UnsafeRawBufferPointer(rebasing: bytes[(sent.count - offset)...])
            sent.hash.hash.update(bufferPointer: new)
            sent.count += new.count
            return new.count
        }
    }

    private func read(_ offset: Int, _ room: UnsafeMutableRawBufferPointer) throws -> Int {
        if room.isEmpty { return 0 }
        while true {
            let got = pread(descriptor, room.baseAddress, room.count, off_t(offset))
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw SystemCall.failure(errno, "cannot be read", at: path, reading: true) }
            guard got > 0 else { throw StreamedFile.changed(path) }
            return got
        }
    }

    static func changed(_ path: String) -> Failure {
        Failure(
            .failed, "changed while it was uploaded; nothing was committed", at: path,
            remedy: "wait until nobody writes it, and start again")
    }
}

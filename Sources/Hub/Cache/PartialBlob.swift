import Failures
import Files
import Foundation

/// A blob that is still coming: `<etag>.<8 hex>.incomplete`, always a beginning of the whole without holes, so that its
/// length says where to go on.
final class PartialBlob {
    /// Bytes that are here.
    private(set) var count: Int
    let path: String
    private let finished: String
    private let descriptor: Int32
    // Task-local values do not reach other threads; the one who opens it has the tests' disk.
    private let calls = WriteCalls.current

    /// Opens what an earlier download left of the blob, the longest one, or begins a new one. Whoever calls has the
    /// blob's lock. Throws `.io`.
    init(_ etag: String, in blobs: String, atMost limit: Int?) throws {
        finished = "\(blobs)/\(etag)"
        let left = PartialBlob.left(etag, in: blobs).filter { limit == nil || $0.size <= limit ?? 0 }
        let longest = left.max { $0.size < $1.size }
        path = longest?.path ?? "\(finished).\(PartialBlob.number()).incomplete"
        count = longest?.size ?? 0
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o666)
        guard descriptor >= 0 else { throw SystemCall.failure(errno, "cannot be written", at: path) }
    }

    deinit { close(descriptor) }

    /// Appends bytes. Throws `.io`.
    func append(_ bytes: UnsafeRawBufferPointer) throws {
        guard lseek(descriptor, off_t(count), SEEK_SET) >= 0 else {
            throw SystemCall.failure(errno, "cannot be written", at: finished)
        }
        var rest = bytes[...]
        while let start = UnsafeRawBufferPointer(rebasing: rest).baseAddress, !rest.isEmpty {
            let written = calls.write(descriptor, start, min(rest.count, 1 << 30))
            if written < 0, errno == EINTR { continue }
            guard written > 0 else {
                throw SystemCall.failure(written < 0 ? errno : ENOSPC, "cannot be written", at: finished)
            }
            count += written
            rest = rest.dropFirst(written)
        }
    }

    /// Begins anew. Throws `.io`.
    func reset() throws {
        guard ftruncate(descriptor, 0) == 0 else { throw SystemCall.failure(errno, "cannot be written", at: finished) }
        count = 0
    }

    /// Removes it: it holds nothing that is of use.
    func discard() { unlink(path) }

    /// Gives the blob its name, when its bytes are on the disk. Throws `.io`.
    func finish() throws {
        guard calls.synchronize(descriptor) == 0 else {
            throw SystemCall.failure(errno, "cannot be flushed to the disk", at: finished)
        }
        // Where the file system has no locks another process may have been at the same file, with the same bytes.
        guard rename(path, finished) == 0 || (errno == ENOENT && HubCache.size(of: finished) == count) else {
            throw SystemCall.failure(errno, "cannot be written", at: finished)
        }
        try AtomicFile.synchronizeFolder(of: finished)
    }

    /// Calls back with the bytes from the start, in pieces.
    func read(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        var piece = [UInt8](repeating: 0, count: 1 << 20)
        var offset = 0
        while offset < count {
            let got = pread(descriptor, &piece, min(piece.count, count - offset), off_t(offset))
            if got < 0, errno == EINTR { continue }
            guard got > 0 else { throw SystemCall.failure(got < 0 ? errno : EIO, "cannot be read", at: path) }
            try piece.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[..<got])) }
            offset += got
        }
    }

    /// What is left of a blob: `<etag>.incomplete` of older Pythons too.
    static func left(_ etag: String, in blobs: String) -> [(path: String, size: Int)] {
        let names = (try? FolderListing(blobs))?.names ?? []
        return names.filter { $0.hasPrefix("\(etag).") && $0.hasSuffix(".incomplete") }.compactMap { name in
            HubCache.size(of: "\(blobs)/\(name)").map { ("\(blobs)/\(name)", $0) }
        }
    }

    private static func number() -> String {
        let digits = String(UInt32.random(in: .min ... .max), radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }
}

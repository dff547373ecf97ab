import Failures
public import Foundation

/// Bytes that wait on the disk until their place in a file is known, as those of a tensor whose length shows only at its
/// end. The file has no name, so nothing of it stays behind, however the program ends.
public final class SpoolFile {
    private let descriptor: Int32
    /// The path that messages name.
    private let path: String
    /// Bytes held.
    public private(set) var count = 0

    /// Bytes that are read back at a time.
    private static let piece = 1 << 20

    /// An empty one on the disk of `url`, a file to come.
    /// - Throws: `Failure` of kind `io`.
    public init(beside url: URL) throws {
        let path = url.filePath
        let (temporary, opened) = try PartialName.firstFree(for: path) { candidate -> Int32? in
            let opened = open(candidate, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            if opened >= 0 || errno == EEXIST { return opened >= 0 ? opened : nil }
            throw SystemCall.failure(errno, "cannot be written", at: path)
        }
        self.path = path
        descriptor = opened
        unlink(temporary)
    }

    deinit { _ = close(descriptor) }

    /// Appends the elements as they lie in memory (little-endian on every system that Swift runs on).
    /// - Throws: `Failure` of kind `io`.
    public func write<Element: BitwiseCopyable>(_ elements: [Element]) throws {
        try elements.withUnsafeBytes { try write($0) }
    }

    /// Appends the bytes.
    /// - Throws: `Failure` of kind `io`.
    package func write(_ bytes: UnsafeRawBufferPointer) throws {
        let calls = WriteCalls.current
        var rest = bytes[...]
        while let start = UnsafeRawBufferPointer(rebasing: rest).baseAddress, !rest.isEmpty {
            let written = calls.write(descriptor, start, min(rest.count, 1 << 30))
            if written < 0, errno == EINTR { continue }
            guard written > 0 else {
                throw SystemCall.failure(written < 0 ? errno : ENOSPC, "cannot be written", at: path)
            }
            rest = rest.dropFirst(written)
            count += written
        }
    }

    /// Gives everything that was written, in order, some of it at a time.
    package func read(_ sink: (UnsafeRawBufferPointer) throws -> Void) throws {
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: SpoolFile.piece, alignment: 16)
        defer { room.deallocate() }
        var done = 0
        while done < count {
            let read = pread(descriptor, room.baseAddress, min(room.count, count - done), off_t(done))
            if read < 0, errno == EINTR { continue }
            guard read > 0 else {
                throw SystemCall.failure(read < 0 ? errno : EIO, "what was set aside for it cannot be read", at: path)
            }
            try sink(UnsafeRawBufferPointer(rebasing: room[..<read]))
            done += read
        }
    }
}

import Failures
public import Foundation

/// A file mapped into memory, read only. Whoever holds a pointer into it holds the object too.
///
/// The mapping is private, but a file that another program *shortens* while it is mapped cannot be read any more
/// (the system ends the process): files are replaced by renaming, as `AtomicFile` does, never rewritten in place.
public final class MappedFile: Sendable {
    /// Where the file lies, as messages name it.
    public let path: String
    /// Bytes in the file.
    public let count: Int
    // Written once in `init` and never through: the mapping is read-only.
    nonisolated(unsafe) private let start: UnsafeRawPointer?

    /// Throws `.missingInput` where there is no such file, `.io` where it cannot be read and `.badData` where it is a Git
    /// LFS pointer.
    public init(_ url: URL) throws {
        path = url.filePath
        // Without O_NONBLOCK, opening a named pipe would wait for a writer for ever.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw SystemCall.failure(errno, "cannot be read", at: path, reading: true) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw SystemCall.failure(errno, "cannot be read", at: path, reading: true)
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            let kind = status.st_mode & S_IFMT == S_IFDIR ? "a folder" : "a device or pipe"
            throw Failure(.io, "is \(kind), not a file", at: path, remedy: "name a regular file")
        }
        count = Int(status.st_size)
        guard count > 0 else {
            start = nil  // mmap refuses an empty range
            return
        }
        guard let mapped = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), mapped != MAP_FAILED else {
            throw SystemCall.failure(errno, "cannot be mapped (\(count) bytes)", at: path, reading: true)
        }
        start = UnsafeRawPointer(mapped)
        // From here on the object is whole: where this throws, `deinit` unmaps.
        try GitLFS.refusePointer(bytes, size: count, at: path)
    }

    deinit { if let start { munmap(UnsafeMutableRawPointer(mutating: start), count) } }

    /// The whole file; valid for as long as this object lives.
    package var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: count) }
}

extension URL {
    /// The path as the system and messages want it: no percent escapes, no slash at the end.
    package var filePath: String {
        var path = path(percentEncoded: false)
        while path.utf8.count > 1, path.utf8.last == UInt8(ascii: "/") { path.removeLast() }
        return path
    }
}

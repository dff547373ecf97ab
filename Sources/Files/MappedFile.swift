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

    /// Throws as `InputFile` does: `.missingInput` where there is no such file, `.io` where it cannot be read, `.badData`
    /// where it is a Git LFS pointer.
    public init(_ url: URL) throws {
        path = url.filePath
        let file = try InputFile(path)
        count = file.count
        guard count > 0 else {
            start = nil  // mmap refuses an empty range
            return
        }
        guard let mapped = mmap(nil, count, PROT_READ, MAP_PRIVATE, file.descriptor, 0), mapped != MAP_FAILED else {
            throw SystemCall.failure(errno, "cannot be mapped (\(count) bytes)", at: path, reading: true)
        }
        start = UnsafeRawPointer(mapped)
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

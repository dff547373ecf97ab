package import Failures
import Foundation

/// A regular file, opened for reading: the one way in which files are opened here.
///
/// A named pipe or a device is refused at once, where opening or reading it would wait for ever; so is the pointer that
/// Git LFS leaves in the place of a large file.
package final class InputFile {
    /// Where the file lies, as messages name it.
    package let path: String
    /// Its bytes when it was opened. A file of the system's own (`/proc`) says 0 and has some all the same.
    package let count: Int
    let descriptor: Int32

    /// - Parameter remedy: what to do where there is no such file.
    ///
    /// Throws `.missingInput` where there is no such file, `.io` where it is no regular file or cannot be read,
    /// `.badData` for a Git LFS pointer.
    package init(_ path: String, ifMissing remedy: String? = nil) throws(Failure) {
        guard !path.utf8.contains(0) else { throw SystemCall.failure(ENOENT, "", at: path, reading: true) }
        // Without O_NONBLOCK, opening a named pipe would wait for a writer for ever.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw SystemCall.failure(errno, "cannot be read", at: path, reading: true, ifMissing: remedy)
        }
        do throws(Failure) {
            count = try InputFile.size(of: descriptor, at: path)
            try InputFile.refusePointer(descriptor, count, at: path)
        } catch {
            close(descriptor)
            throw error
        }
        self.path = path
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// Up to so many bytes from where the file is being read; none at its end. Throws `.io`.
    package func read(upTo limit: Int) throws(Failure) -> [UInt8] {
        var code: Int32 = 0
        let piece = [UInt8](unsafeUninitializedCapacity: limit) { room, filled in
            while filled < limit, let start = room.baseAddress {
                let got = Foundation.read(descriptor, start + filled, limit - filled)
                if got < 0 && errno == EINTR { continue }
                if got < 0 { code = errno }
                if got <= 0 { return }
                filled += got
            }
        }
        guard code == 0 else { throw SystemCall.failure(code, "cannot be read", at: path, reading: true) }
        return piece
    }

    /// Goes on reading so many bytes into the file. Throws `.io`.
    package func seek(to offset: Int) throws(Failure) {
        guard lseek(descriptor, off_t(offset), SEEK_SET) >= 0 else {
            throw SystemCall.failure(errno, "cannot be read from byte \(offset)", at: path, reading: true)
        }
    }

    private static func size(of descriptor: Int32, at path: String) throws(Failure) -> Int {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw SystemCall.failure(errno, "cannot be read", at: path, reading: true)
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            let kind = switch status.st_mode & S_IFMT {
            case S_IFDIR: "a folder"
            case S_IFIFO: "a named pipe"
            default: "a device"
            }
            throw Failure(.io, "is \(kind), not a file", at: path, remedy: "name a regular file")
        }
        return Int(status.st_size)
    }

    private static func refusePointer(_ descriptor: Int32, _ count: Int, at path: String) throws(Failure) {
        guard count < GitLFS.longest else { return }
        let head = [UInt8](unsafeUninitializedCapacity: GitLFS.longest) { room, filled in
            filled = max(0, pread(descriptor, room.baseAddress, room.count, 0))
        }
        try GitLFS.refusePointer(head, size: count, at: path)
    }
}

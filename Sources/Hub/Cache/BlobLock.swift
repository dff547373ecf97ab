import Failures
import Files
import Foundation

/// One process fetches a blob at a time: Python's lock, `.locks/models--org--name/<etag>.lock` by flock.
final class BlobLock {
    private let descriptor: Int32

    /// Takes the lock, and waits for whoever has it.
    ///
    /// - Parameters:
    ///   - onWait: told once, before the wait.
    ///   - goesOn: asked while waiting.
    ///
    /// Throws `.io` where no lock file can be made, `HTTPStopped`.
    init(_ path: String, onWait: () -> Void, goesOn: () -> Bool) throws {
        try NewFolders.make(URL(filePath: path).deletingLastPathComponent())
        var isFirst = true
        var unnamed = 0
        while true {
            let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o664)
            guard descriptor >= 0 else { throw SystemCall.failure(errno, "cannot be locked", at: path) }
            // A file system without locks keeps nobody out: then two may fetch the same bytes to the same end.
            let isTaken = flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK
            // Python may remove the file when it lets go: then one without a name is locked.
            // Some file systems give a file another number each time; they are believed after a while.
            if !isTaken { unnamed += 1 }
            if !isTaken, unnamed > 100 || BlobLock.names(path, descriptor) {
                self.descriptor = descriptor
                return
            }
            close(descriptor)
            guard isTaken else { continue }
            if isFirst { onWait() }
            isFirst = false
            guard goesOn() else { throw HTTPStopped() }
            usleep(50_000)
        }
    }

    deinit { close(descriptor) }

    private static func names(_ path: String, _ descriptor: Int32) -> Bool {
        var open = stat(), named = stat()
        return fstat(descriptor, &open) == 0 && stat(path, &named) == 0 && open.st_dev == named.st_dev
            && open.st_ino == named.st_ino
    }
}

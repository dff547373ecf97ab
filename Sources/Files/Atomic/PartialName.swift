import Foundation
import Synchronization

/// The names of unfinished files and folders: `step-40.partial-<process>-<number>`, beside the finished one's place.
enum PartialName {
    private static let counter = Atomic<Int>(0)
    /// The numbers of those that this process is at.
    private static let open = Mutex<Set<Int>>([])

    /// Tries names until `create` makes one (nil means: that one is taken; process numbers come again). Whoever takes
    /// one gives it to `letGo` in the end.
    static func firstFree<T>(for path: String, _ create: (String) throws -> T?) throws -> (String, T) {
        for _ in 0..<1000 {
            let number = counter.add(1, ordering: .relaxed).newValue
            let candidate = "\(path).partial-\(getpid())-\(number)"
            open.withLock { _ = $0.insert(number) }
            do {
                if let made = try create(candidate) { return (candidate, made) }
            } catch {
                letGo(candidate)
                throw error
            }
            letGo(candidate)
        }
        throw SystemCall.failure(EEXIST, "cannot be written aside", at: path)
    }

    /// The file or folder of that name is finished, or gone.
    static func letGo(_ candidate: String) {
        guard let number = parts(candidate)?.number else { return }
        open.withLock { _ = $0.remove(number) }
    }

    /// Whether this process is at it now.
    static func isOpen(number: Int) -> Bool { open.withLock { $0.contains(number) } }

    /// Is it such a name?
    static func matches(_ name: String) -> Bool { parts(name) != nil }

    /// What the finished one will be called, whose it is, and its number there; nil for any other name.
    static func parts(_ name: String) -> (finished: String, process: Int32, number: Int)? {
        guard let match = name.wholeMatch(of: /(.+)\.partial-([0-9]+)-([0-9]+)/),
            let process = Int32(match.2), let number = Int(match.3)
        else { return nil }
        return (String(match.1), process, number)
    }
}

/// What killed processes left unfinished.
///
/// An unfinished file or folder is locked by the process that is at it, and the lock dies with the process: so it is
/// told from one that another process is writing, in another container or on another machine too.
enum Abandoned {
    /// Removes what is left of unfinished files and folders that would have had this path. What cannot be removed stays.
    static func remove(of path: String) {
        let place = URL(filePath: path)
        remove(in: place.deletingLastPathComponent().filePath, finished: place.lastPathComponent)
    }

    /// Removes what is left in a folder.
    ///
    /// - Parameter finished: only of this name; nil: of all.
    static func remove(in folder: String, finished: String? = nil) {
        for name in (try? FolderListing(folder))?.names ?? [] {
            guard let parts = PartialName.parts(name), finished == nil || parts.finished == finished,
                !isAlive(parts.process), isAbandoned("\(folder)/\(name)", parts.process, parts.number)
            else { continue }
            try? FileManager.default.removeItem(atPath: "\(folder)/\(name)")
        }
    }

    /// Whether nobody is at it.
    static func isAbandoned(_ path: String, _ process: Int32, _ number: Int) -> Bool {
        if process == getpid(), PartialName.isOpen(number: number) { return false }
        let descriptor = SystemCall.uninterrupted { open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW) }
        guard descriptor >= 0 else { return errno != ENOENT && errno != ELOOP }
        defer { close(descriptor) }
        return SystemCall.uninterrupted { flock(descriptor, LOCK_EX | LOCK_NB) } == 0 || errno != EWOULDBLOCK
    }

    /// Another process of this number that is there; it need not be the one that wrote.
    private static func isAlive(_ process: Int32) -> Bool {
        process != getpid() && (kill(process, 0) == 0 || errno == EPERM)
    }
}

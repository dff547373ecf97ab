import Failures
public import Foundation

/// Makes a folder that is there complete or not at all: a checkpoint, a finished SAE.
public enum AtomicFolder {
    /// Lets `body` fill a folder aside and gives it the name `url` when everything in it is on the disk. If anything
    /// throws, the folder aside is removed and nothing else has changed.
    ///
    /// - Parameter replacing: what to do where `url` exists. Without it that is an error, before `body` runs. With it
    ///   the new folder and the old one change places in one moment, then the old one is deleted. (Where the file
    ///   system cannot do that the old one is moved aside first: a process killed just then leaves both under partial
    ///   names and neither under the name.)
    ///
    /// What killed processes left of the same name is removed. Throws `.io`, and whatever `body` throws.
    public static func build(_ url: URL, replacing: Bool = false, _ body: (URL) throws -> Void) throws {
        let path = url.filePath
        guard replacing || !exists(path) else { throw SystemCall.failure(EEXIST, "cannot be created", at: path) }
        // Where there is none of the name yet, what is left may be all there is: it stays until there is a new one.
        if exists(path) { Abandoned.remove(of: path) }
        let (temporary, _) = try PartialName.firstFree(for: path) { candidate -> Bool? in
            if mkdir(candidate, 0o777) == 0 { return true }
            if errno == EEXIST { return nil }
            throw SystemCall.failure(errno, "cannot be created", at: path)
        }
        // As `OutputFile` does for a file.
        let holding = open(temporary, O_RDONLY | O_CLOEXEC | O_DIRECTORY)
        if holding >= 0 { _ = flock(holding, LOCK_EX | LOCK_NB) }
        defer {
            if holding >= 0 { _ = close(holding) }
            PartialName.letGo(temporary)
        }
        do {
            try body(URL(filePath: temporary, directoryHint: .isDirectory))
            try synchronizeTree(temporary, at: path)
            if replacing, exists(path) {
                try exchange(temporary, path)
            } else if rename(temporary, path) != 0 {
                throw SystemCall.failure(errno, "cannot be created", at: path)
            }
        } catch {
            try? FileManager.default.removeItem(atPath: temporary)
            throw error
        }
        try AtomicFile.synchronizeFolder(of: path)
        Abandoned.remove(of: path)
    }

    /// Deletes a folder so that a process killed in the middle leaves no half of one under the name: what is left then
    /// has a partial name. Does nothing where there is none. Throws `.io`.
    public static func remove(_ url: URL) throws {
        let path = url.filePath
        guard exists(path) else { return }
        let (doomed, _) = try PartialName.firstFree(for: path) { candidate -> Bool? in
            if exists(candidate) { return nil }
            guard rename(path, candidate) == 0 else { throw SystemCall.failure(errno, "cannot be removed", at: path) }
            return true
        }
        defer { PartialName.letGo(doomed) }
        do {
            try FileManager.default.removeItem(atPath: doomed)
        } catch {
            throw Failure(
                .io, "cannot be removed: \(error.localizedDescription)", at: doomed, remedy: "remove it by hand")
        }
    }

    /// Deletes what killed processes left unfinished in `folder`, files and folders alike, and returns their names.
    /// For whoever owns the folder (`FolderLock`): what nobody is at is removed even where a process of that number is
    /// there. Throws `.io`.
    @discardableResult
    public static func removePartials(in folder: URL) throws -> [String] {
        let path = folder.filePath
        do {
            let partials = try FileManager.default.contentsOfDirectory(atPath: path).sorted().filter { name in
                PartialName.parts(name).map { Abandoned.isAbandoned("\(path)/\(name)", $0.process, $0.number) } ?? false
            }
            for name in partials { try FileManager.default.removeItem(at: folder.appending(path: name)) }
            return partials
        } catch {
            throw Failure(
                .io, "unfinished files in it cannot be removed: \(error.localizedDescription)", at: path,
                remedy: "remove what is named *.partial-* by hand")
        }
    }

    private static func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    /// The new folder in the place of the old one, which is deleted.
    private static func exchange(_ temporary: String, _ path: String) throws {
        if swap(temporary, path) {
            try? FileManager.default.removeItem(atPath: temporary)
            return
        }
        let (old, _) = try PartialName.firstFree(for: path) { candidate -> Bool? in exists(candidate) ? nil : true }
        defer { PartialName.letGo(old) }
        guard rename(path, old) == 0 else { throw SystemCall.failure(errno, "cannot be replaced", at: path) }
        guard rename(temporary, path) == 0 else {
            let code = errno
            _ = rename(old, path)
            throw SystemCall.failure(code, "cannot be replaced", at: path)
        }
        // The new one is in place: an old one that resists removal is only litter.
        try? FileManager.default.removeItem(atPath: old)
    }

    /// Lets two folders change names at once; false where the file system cannot.
    private static func swap(_ one: String, _ other: String) -> Bool {
        #if canImport(Darwin)
            renamex_np(one, other, UInt32(RENAME_SWAP)) == 0
        #else
            // Found by name: the C library's headers show it only to programs in C that ask for GNU's own functions.
            typealias Rename = @convention(c) (Int32, UnsafePointer<CChar>, Int32, UnsafePointer<CChar>, UInt32) -> Int32
            guard let found = dlsym(nil, "renameat2") else { return false }
            let exchange: UInt32 = 1 << 1
            return unsafeBitCast(found, to: Rename.self)(AT_FDCWD, one, AT_FDCWD, other, exchange) == 0
        #endif
    }

    /// Flushes every file and folder below, then the folder itself.
    private static func synchronizeTree(_ folder: String, at path: String) throws {
        let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        for name in names + [""] {
            try AtomicFile.synchronize(
                name.isEmpty ? folder : "\(folder)/\(name)", failing: "cannot be flushed to the disk", at: path)
        }
    }
}

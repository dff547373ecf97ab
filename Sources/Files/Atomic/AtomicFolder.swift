import Failures
public import Foundation

/// Makes a folder that is there complete or not at all: a checkpoint, a finished SAE.
public enum AtomicFolder {
    /// Lets `body` fill a folder aside and gives it the name `url` when everything in it is on the disk. If anything
    /// throws, the folder aside is removed and nothing else has changed.
    ///
    /// - Parameter replacing: what to do where `url` exists. Without it that is an error, before `body` runs. With it
    ///   the old folder is moved aside, then the new one moved in, then the old one deleted: a process killed just
    ///   between the two moves leaves both under partial names and neither under the name.
    ///
    /// Throws `.io`, and whatever `body` throws.
    public static func build(_ url: URL, replacing: Bool = false, _ body: (URL) throws -> Void) throws {
        let path = url.filePath
        guard replacing || !exists(path) else { throw SystemCall.failure(EEXIST, "cannot be created", at: path) }
        let (temporary, _) = try PartialName.firstFree(for: path) { candidate -> Bool? in
            if mkdir(candidate, 0o777) == 0 { return true }
            if errno == EEXIST { return nil }
            throw SystemCall.failure(errno, "cannot be created", at: path)
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
    }

    /// Deletes what killed processes left unfinished in `folder`, files and folders alike, and returns their names.
    /// For a folder that no other process writes in. Throws `.io`.
    @discardableResult
    public static func removePartials(in folder: URL) throws -> [String] {
        do {
            let partials = try FileManager.default.contentsOfDirectory(atPath: folder.filePath)
                .filter(PartialName.matches).sorted()
            for name in partials { try FileManager.default.removeItem(at: folder.appending(path: name)) }
            return partials
        } catch {
            throw Failure(
                .io, "unfinished files in it cannot be removed: \(error.localizedDescription)", at: folder.filePath,
                remedy: "remove what is named *.partial-* by hand")
        }
    }

    private static func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    private static func exchange(_ temporary: String, _ path: String) throws {
        let (old, _) = try PartialName.firstFree(for: path) { candidate -> Bool? in exists(candidate) ? nil : true }
        guard rename(path, old) == 0 else { throw SystemCall.failure(errno, "cannot be replaced", at: path) }
        guard rename(temporary, path) == 0 else {
            let code = errno
            _ = rename(old, path)
            throw SystemCall.failure(code, "cannot be replaced", at: path)
        }
        // The new one is in place: an old one that resists removal is only litter.
        try? FileManager.default.removeItem(atPath: old)
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

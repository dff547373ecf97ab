import Failures
public import Foundation

/// Makes folders, and remembers which: whoever takes them back takes nobody else's.
public enum NewFolders {
    /// Makes a folder and those above it where there are none; each lasts through a loss of power.
    ///
    /// - Returns: the folders that were not there before, the outermost first.
    ///
    /// Throws `.io`.
    @discardableResult
    public static func make(_ folder: URL) throws -> [String] { try make(folder.filePath) }

    /// Makes a folder that must not be there yet, and those above it; nil where there is something of that name.
    /// Of two processes one gets it. Throws `.io`.
    public static func makeNew(_ folder: URL) throws -> [String]? { try makeNew(folder.filePath) }

    /// Makes a folder inside one that is there: a parent that was removed is not made anew. Throws `.io`.
    public static func makeInside(_ folder: URL) throws {
        let path = folder.filePath
        if mkdir(path, 0o777) == 0 { return try AtomicFile.synchronizeFolder(of: path) }
        guard errno == EEXIST else { throw failure(errno, path) }
        try requireFolder(path)
    }

    /// Removes those of the folders that are empty, the innermost first.
    public static func takeBack(_ made: [String]) {
        for path in made.reversed() where rmdir(path) != 0 { return }
    }

    private static func make(_ path: String) throws -> [String] {
        if let made = try makeNew(path) { return made }
        try requireFolder(path)
        return []
    }

    private static func makeNew(_ path: String) throws -> [String]? {
        var made: [String] = []
        // Somebody may remove a parent between its making and ours: then it is made once more.
        for _ in 0..<10 {
            if mkdir(path, 0o777) == 0 {
                do { try AtomicFile.synchronizeFolder(of: path) } catch {
                    takeBack(made + [path])
                    throw error
                }
                return made + [path]
            }
            let code = errno
            if code == EEXIST { return nil }
            let parent = URL(filePath: path).deletingLastPathComponent().filePath
            guard code == ENOENT, parent != path else {
                takeBack(made)
                throw failure(code, path)
            }
            do { made += try make(parent) } catch let error as Failure {
                takeBack(made)
                // What was asked for is what a reader knows.
                throw Failure(error.kind, error.what, at: path, remedy: error.remedy)
            }
        }
        takeBack(made)
        throw failure(ENOENT, path)
    }

    private static func requireFolder(_ path: String) throws {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw Failure(.io, "the folder cannot be made: a file is in its way", at: path, remedy: "name another")
        }
    }

    private static func failure(_ code: Int32, _ path: String) -> Failure {
        SystemCall.failure(code, "the folder cannot be made", at: path)
    }
}

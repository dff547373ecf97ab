import Files
import Foundation
import Records

/// The right to write in a folder, for as long as the object lives.
///
/// Runs, comparisons and harvests that the folder lies in are held too, beside others that do the same: so whoever
/// trains a run or a comparison has all of it, and those who add results to it may do so side by side.
final class Ownership {
    private var locks: [FolderLock]
    /// Folders that were made for it.
    private var made: [String]

    /// Takes the folder, and makes it where there is none.
    ///
    /// - Throws: `Failure(.io)` where another process writes there, and where it cannot be made or written.
    init(of folder: URL, _ mode: FolderLock.Mode) throws {
        let made = try NewFolders.make(folder)
        do {
            locks = try Ownership.above(folder).map { try FolderLock($0, .together) } + [FolderLock(folder, mode)]
        } catch {
            NewFolders.takeBack(made)
            throw error
        }
        self.made = made
    }

    /// Takes what a file lies in, as far as that belongs to a run, a comparison or a harvest.
    ///
    /// - Throws: `Failure(.io)` where another process has it alone.
    init(ofPlaceFor file: URL) throws {
        let folder = file.deletingLastPathComponent()
        locks = try (Ownership.above(folder) + [folder].filter(Ownership.isOwned)).map { try FolderLock($0, .together) }
        made = []
    }

    deinit { end() }

    /// Gives the folder back; one that was made for it goes where nothing came to be in it.
    func end() {
        locks = []
        NewFolders.takeBack(made)
        made = []
    }

    /// Throws `Failure(.io)` where a folder is not any more where it was.
    func requireInPlace() throws {
        for lock in locks { try lock.requireInPlace() }
    }

    /// The folders around one that somebody may own, the outermost first.
    private static func above(_ folder: URL) -> [URL] {
        // The place and not the name's: a link lies elsewhere than what it stands for.
        guard let real = realpath(folder.filePath, nil) else { return [] }
        defer { free(real) }
        var place = URL(filePath: String(cString: real), directoryHint: .isDirectory)
        var found: [URL] = []
        for _ in 0..<4 where place.filePath != "/" {
            place = place.deletingLastPathComponent()
            if isOwned(place) { found.insert(place, at: 0) }
        }
        return found
    }

    private static func isOwned(_ folder: URL) -> Bool {
        [FileNames.comparison, FileNames.resolvedSettings].contains {
            FileManager.default.fileExists(atPath: folder.appending(path: $0).filePath)
        } && access(folder.filePath, W_OK) == 0
    }
}

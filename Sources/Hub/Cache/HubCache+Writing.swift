import Failures
import Files
import Foundation

extension HubCache {
    /// Gives a blob its name in a commit's snapshot: a relative link; where there are no links, the file itself.
    ///
    /// - Parameter isNew: nobody else has the blob yet, so that it may be moved where no link can be made.
    ///
    /// Throws `.io`.
    package func show(
        _ etag: String, as path: String, _ commit: String, of repository: RepositoryName, isNew: Bool,
        makeLink: (String, String) -> Int32 = { symlink($0, $1) }
    ) throws {
        let place = "\(snapshot(commit, of: repository))/\(path)"
        let blob = blob(etag, of: repository)
        try NewFolders.make(URL(filePath: place).deletingLastPathComponent())
        let depth = path.split(separator: "/").count
        let target = String(repeating: "../", count: depth + 1) + "blobs/\(etag)"
        if usesSymlinks {
            for _ in 0..<3 {
                if makeLink(target, place) == 0 { return try AtomicFile.synchronizeFolder(of: place) }
                guard errno == EEXIST else { break }
                // Another process may have been faster; a link to a blob that is gone, or to another one, is replaced.
                if HubCache.isSame(place, blob) { return }
                unlink(place)
            }
        }
        if isNew, rename(blob, place) == 0 { return try AtomicFile.synchronizeFolder(of: place) }
        try copy(blob, to: place)
    }

    /// Says what a branch or tag stands for: last, when all its files are here. Nothing where that is said already, so that
    /// a cache which nobody may write in can be read.
    ///
    /// Throws `.io`.
    package func setReference(of repository: RepositoryName, to commit: String) throws {
        let revision = repository.revisionOrMain
        guard revision != commit, self.commit(of: repository) != commit, !HubCache.isCommit(revision) else { return }
        let file = URL(filePath: reference(of: repository))
        try NewFolders.make(file.deletingLastPathComponent())
        try AtomicFile.write(commit, to: file)
    }

    /// Remembers that a commit has no such file. What cannot be written is asked again next time.
    package func setAbsent(_ path: String, _ commit: String, of repository: RepositoryName) {
        guard HubCache.isCommit(commit), RepositoryPath.isSafe(path) else { return }
        let file = URL(filePath: absence(of: path, commit, repository))
        guard HubCache.size(of: file.filePath) == nil else { return }
        _ = try? NewFolders.make(file.deletingLastPathComponent())
        try? AtomicFile.write("", to: file)
    }

    private func copy(_ blob: String, to place: String) throws {
        let input = try InputFile(blob)
        try AtomicFile.write(to: URL(filePath: place)) { output in
            while true {
                let piece = try input.read(upTo: 1 << 20)
                if piece.isEmpty { return }
                try piece.withUnsafeBytes { try output.write($0) }
            }
        }
    }

    private static func isSame(_ one: String, _ other: String) -> Bool {
        var first = stat(), second = stat()
        return stat(one, &first) == 0 && stat(other, &second) == 0 && first.st_dev == second.st_dev
            && first.st_ino == second.st_ino
    }
}

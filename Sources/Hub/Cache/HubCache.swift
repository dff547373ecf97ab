import Files
import Foundation

/// The folder of everything downloaded, in the layout of Python's huggingface_hub (exchange.md §2.1): what either has
/// fetched serves both.
package struct HubCache: Sendable {
    package let root: String
    /// Whether snapshots have links to blobs; without, the files themselves.
    package let usesSymlinks: Bool

    package init(_ environment: HubEnvironment) {
        root = environment.cache
        usesSymlinks = environment.usesSymlinks
    }

    /// `models--org--name`, where all of a repository lies.
    package func folder(of repository: RepositoryName) -> String { "\(root)/\(repository.folderName)" }

    package func blobs(of repository: RepositoryName) -> String { "\(folder(of: repository))/blobs" }

    package func blob(_ etag: String, of repository: RepositoryName) -> String { "\(blobs(of: repository))/\(etag)" }

    package func lock(_ etag: String, of repository: RepositoryName) -> String {
        "\(root)/.locks/\(repository.folderName)/\(etag).lock"
    }

    /// The files of one commit, under the names that they have in the repository.
    package func snapshot(_ commit: String, of repository: RepositoryName) -> String {
        "\(folder(of: repository))/snapshots/\(commit)"
    }

    func reference(of repository: RepositoryName) -> String {
        "\(folder(of: repository))/refs/\(repository.revisionOrMain)"
    }

    /// An empty file of this name says that the commit has no such file.
    func absence(of path: String, _ commit: String, _ repository: RepositoryName) -> String {
        "\(folder(of: repository))/.no_exist/\(commit)/\(path)"
    }

    /// The commit that the name stands for as far as is known here; nil where it was never downloaded.
    package func commit(of repository: RepositoryName) -> String? {
        let revision = repository.revisionOrMain
        if HubCache.isCommit(revision) { return revision }
        guard let text = try? WholeFile.text(reference(of: repository), atMost: 256) else { return nil }
        let commit = text.trimmingCharacters(in: .whitespacesAndNewlines)
        return HubCache.isCommit(commit) ? commit : nil
    }

    /// Where a file of a commit lies; nil where it is not here. A link to a blob that is gone is no file.
    package func file(_ path: String, _ commit: String, of repository: RepositoryName) -> (path: String, size: Int)? {
        let place = "\(snapshot(commit, of: repository))/\(path)"
        return HubCache.size(of: place).map { (place, $0) }
    }

    package func isKnownAbsent(_ path: String, _ commit: String, of repository: RepositoryName) -> Bool {
        HubCache.size(of: absence(of: path, commit, repository)) != nil
    }

    /// Paths of all files of a commit that are here, in the order of their bytes; nil where there is no snapshot.
    package func files(_ commit: String, of repository: RepositoryName) -> [String]? {
        let top = snapshot(commit, of: repository)
        guard let listing = try? FolderListing(top) else { return nil }
        var found: [String] = []
        var open = listing.names.map { (path: $0, depth: 0) }
        // Links to folders may lead in a circle: only so deep, only so many.
        while let (path, depth) = open.popLast(), found.count < 1_000_000 {
            if HubCache.size(of: "\(top)/\(path)") != nil {
                found.append(path)
            } else if depth < 32, let inner = try? FolderListing("\(top)/\(path)") {
                open += inner.names.map { ("\(path)/\($0)", depth + 1) }
            }
        }
        return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// 40 digits of a hexadecimal number, small letters.
    package static func isCommit(_ text: String) -> Bool { text.utf8.count == 40 && isHexadecimal(text) }

    static func isHexadecimal(_ text: String) -> Bool {
        text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    /// Bytes of a regular file, links followed; nil where there is none.
    static func size(of path: String) -> Int? {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return Int(status.st_size)
    }
}

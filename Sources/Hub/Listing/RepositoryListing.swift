/// A file of a repository, as the Hub lists it.
public struct RepositoryFile: Sendable, Hashable {
    /// From the repository's root, with slashes.
    public let path: String
    /// Bytes; nil where the list does not say.
    public let size: Int?
    /// What its blob is called: SHA-256 for large files, Git's own for others; nil where the list does not say.
    package let etag: String?
    /// Git's name, of the pointer where the file is large.
    package let gitID: String?

    package init(path: String, size: Int?, etag: String?, gitID: String? = nil) {
        self.path = path
        self.size = size
        self.etag = etag
        self.gitID = gitID
    }
}

/// The files of one commit of a repository, in the order of their paths' bytes.
public struct RepositoryListing: Sendable {
    public let commit: String
    public let files: [RepositoryFile]

    package init(_ commit: String, _ files: [RepositoryFile]) {
        self.commit = commit
        self.files = files.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }

    /// The files below a folder, at any depth; all of them for "".
    package func files(below folder: String) -> [RepositoryFile] {
        folder.isEmpty ? files : files.filter { $0.path.hasPrefix("\(folder)/") }
    }

    /// The file of this path; nil where the commit has none.
    public func file(_ path: String) -> RepositoryFile? {
        var (low, high) = (0, files.count)
        while low < high {
            let middle = low + (high - low) / 2
            if files[middle].path.utf8.lexicographicallyPrecedes(path.utf8) { low = middle + 1 } else { high = middle }
        }
        return low < files.count && files[low].path.utf8.elementsEqual(path.utf8) ? files[low] : nil
    }
}

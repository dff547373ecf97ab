import Files
import Foundation

/// `trees/<commit>.json`: the list of a commit's files, which huggingface_hub keeps since 2.0, so that without a connection
/// it is known what is missing.
enum CachedTree {
    /// The list; nil where there is none, or none that can be used.
    static func read(_ commit: String, of repository: RepositoryName, _ cache: HubCache) -> RepositoryListing? {
        let path = path(commit, repository, cache)
        guard let value = try? JSONFile.value(path, atMost: 1 << 27), value["format_version"]?.int == 1,
            let members = value["files"]?.members
        else { return nil }
        let files = members.compactMap { key, value -> RepositoryFile? in
            let path = String(decoding: key, as: UTF8.self)
            guard RepositoryPath.isSafe(path) else { return nil }
            let sha256 = BlobCheck.name(value["lfs_sha256"]?.string), gitID = BlobCheck.name(value["blob_id"]?.string)
            let size = sha256 == nil ? value["size"]?.int : value["lfs_size"]?.int
            return RepositoryFile(path: path, size: size.flatMap { $0 >= 0 ? $0 : nil }, etag: sha256 ?? gitID, gitID: gitID)
        }
        return files.count == members.count ? RepositoryListing(commit, files) : nil
    }

    /// Keeps a list. What cannot be written is asked for again.
    static func write(_ listing: RepositoryListing, of repository: RepositoryName, _ cache: HubCache) {
        let path = path(listing.commit, repository, cache)
        guard HubCache.size(of: path) == nil, HubCache.isCommit(listing.commit) else { return }
        var members: [JSONTree.Member] = []
        for file in listing.files {
            guard let size = file.size, let id = file.gitID else { return }
            var entry: [JSONTree.Member] = [.init("size", .integer(size)), .init("blob_id", .text(id))]
            if let etag = file.etag, etag.utf8.count == 64 {
                entry += [.init("lfs_sha256", .text(etag)), .init("lfs_size", .integer(size))]
            }
            members.append(.init(file.path, .object(entry)))
        }
        let tree = JSONTree.object([.init("format_version", 1), .init("files", .object(members))])
        guard let text = try? tree.text() else { return }
        let file = URL(filePath: path)
        _ = try? NewFolders.make(file.deletingLastPathComponent())
        try? AtomicFile.write(text, to: file)
    }

    private static func path(_ commit: String, _ repository: RepositoryName, _ cache: HubCache) -> String {
        "\(cache.folder(of: repository))/trees/\(commit).json"
    }
}

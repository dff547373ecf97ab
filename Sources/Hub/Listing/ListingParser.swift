package import Failures
import Files

/// The Hub's answers about a repository's files, read.
package struct ListingParser {
    let repository: RepositoryName

    package init(_ repository: RepositoryName) { self.repository = repository }

    /// What `/api/models/{id}/revision/{rev}?blobs=true` says.
    package struct State {
        package var commit: String
        /// The files; nil without a list.
        package var files: [RepositoryFile]?
        /// What the repository's card says in front (data sets: their configurations).
        var card: JSONValue?
    }

    /// Throws `.badData` for what is no such answer, and for a file that would lie outside the repository.
    ///
    /// - Parameter address: where the answer comes from, for the message.
    package func state(_ bytes: [UInt8], from address: String) throws(Failure) -> State {
        let value = try JSONFile.value(bytes, at: address)
        guard let commit = value["sha"]?.string, HubCache.isCommit(commit) else {
            throw Failure(
                .badData, "the answer names no commit", at: address, remedy: "check that HF_ENDPOINT is a Hugging Face Hub")
        }
        var files: [RepositoryFile]?
        if let siblings = value["siblings"]?.array {
            files = try siblings.map { value throws(Failure) in
                try file(value, name: "rfilename", id: "blobId", hash: "sha256", address)
            }
        }
        return State(commit: commit, files: files, card: value["cardData"])
    }

    /// The files of a page of `/api/models/{id}/tree/{rev}`, without the folders. Throws as `state`.
    package func page(_ bytes: [UInt8], from address: String) throws(Failure) -> [RepositoryFile] {
        guard let entries = try JSONFile.value(bytes, at: address).array else {
            throw Failure(.badData, "the list of files is no list", at: address)
        }
        return try entries.filter { $0["type"]?.string != "directory" }.map { value throws(Failure) in
            try file(value, name: "path", id: "oid", hash: "oid", address)
        }
    }

    /// The address behind `rel="next"` in a `Link` header: `<https://…>; rel="next"`, among others.
    package static func next(_ header: String) -> String? {
        for part in header.split(separator: ",") {
            let pieces = part.split(separator: ";").map { $0.drop { $0 == " " } }
            guard pieces.dropFirst().contains(where: { $0.hasPrefix("rel=\"next\"") || $0.hasPrefix("rel=next") }),
                let address = pieces.first, address.hasPrefix("<"), let end = address.lastIndex(of: ">")
            else { continue }
            return String(address[address.index(after: address.startIndex)..<end])
        }
        return nil
    }

    private func file(_ value: JSONValue, name: String, id: String, hash: String, _ address: String) throws(Failure)
        -> RepositoryFile
    {
        guard let path = value[name]?.string else {
            throw Failure(.badData, "the list of files has one without a name", at: address)
        }
        try RepositoryPath.require(path, in: repository)
        let large = value["lfs"].flatMap { $0.isNull ? nil : $0 }
        let size = large?["size"]?.int ?? value["size"]?.int
        let gitID = value[id]?.string
        var etag = large?[hash]?.string ?? (large == nil ? gitID : nil)
        if let text = etag, text.hasPrefix("sha256:") { etag = String(text.dropFirst(7)) }
        return RepositoryFile(
            path: path, size: size.flatMap { $0 >= 0 ? $0 : nil }, etag: BlobCheck.name(etag), gitID: BlobCheck.name(gitID))
    }
}

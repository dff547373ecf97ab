import Failures
import Files

/// Asks the Hub which commit a name stands for, and which files that has.
struct ListingReader {
    let client: HubClient
    let repository: RepositoryName
    let limits: TransferSettings

    /// - Returns: the commit with its files, and what the card says in front, where there is one.
    ///
    /// Throws `Failure`, `HTTPBreak`, `HTTPStopped`.
    func read(attempts: Int?) throws -> (listing: RepositoryListing, card: JSONValue?) {
        let subject = HubSubject("the list of files", of: repository)
        let address = "\(client.environment.api(repository))/revision/\(WebAddress.quoted(repository.revisionOrMain))?blobs=true"
        let response = try client.send(HTTPRequest("GET", address), about: subject, attempts: attempts)
        let state = try ListingParser(repository).state(response.body, from: address)
        var files = state.files ?? []
        // The first answer may leave the list out, or cut a very long one short.
        if files.isEmpty || files.count >= limits.longestFirstList { files = try tree(state.commit, subject, attempts) }
        return (RepositoryListing(state.commit, files), state.card)
    }

    /// All pages of the tree.
    private func tree(_ commit: String, _ subject: HubSubject, _ attempts: Int?) throws -> [RepositoryFile] {
        var address = "\(client.environment.api(repository))/tree/\(commit)?recursive=true"
        var files: [RepositoryFile] = []
        for _ in 0..<limits.mostPages {
            let response = try client.send(HTTPRequest("GET", address), about: subject, attempts: attempts)
            files += try ListingParser(repository).page(response.body, from: address)
            guard files.count <= limits.mostFiles else { break }
            guard let next = response["link"].flatMap(ListingParser.next) else { return files }
            guard let place = WebAddress.following(next, from: address),
                WebOrigin(place.address) == WebOrigin(client.environment.endpoint)
            else { throw Failure(.badData, "the list of files goes on somewhere else than at the Hub", at: address) }
            address = place.address
        }
        throw Failure(
            .badData, "the list of files has no end (\(files.count) files so far)", at: repository.description)
    }
}

import Failures
import Files

/// A repository as it is found: which commit a name stands for, and which files that has.
struct RepositoryState: Sendable {
    let repository: RepositoryName
    let commit: String
    /// Nil where only the cache is asked, and it has no list.
    let listing: RepositoryListing?
    /// What the repository's card says in front, where the Hub was asked.
    let card: JSONValue?
    /// Whether no request is made: offline, or without a connection.
    let isCacheOnly: Bool

    /// Asks the Hub; without a connection the cache. A commit whose list is in the cache is asked of nobody.
    ///
    /// Throws `Failure`, `HTTPBreak`, `HTTPStopped`.
    static func find(_ repository: RepositoryName, _ hub: Hub) throws -> RepositoryState {
        let cache = hub.cache
        let cached = cache.commit(of: repository).flatMap { commit -> RepositoryState? in
            let listing = CachedTree.read(commit, of: repository, cache)
            guard listing != nil || cache.files(commit, of: repository) != nil else { return nil }
            return RepositoryState(repository: repository, commit: commit, listing: listing, card: nil, isCacheOnly: true)
        }
        if hub.environment.isOffline {
            guard let cached else { throw absent(repository, nil, hub) }
            return cached
        }
        if let cached, let listing = cached.listing, HubCache.isCommit(repository.revisionOrMain) {
            return RepositoryState(
                repository: repository, commit: cached.commit, listing: listing, card: nil, isCacheOnly: false)
        }
        do {
            // Who can go on with the cache does not wait through all attempts; nor does Python.
            let reader = ListingReader(client: hub.client, repository: repository, limits: hub.transfer)
            let (listing, card) = try reader.read(attempts: cached == nil ? nil : 1)
            CachedTree.write(listing, of: repository, cache)
            return RepositoryState(
                repository: repository, commit: listing.commit, listing: listing, card: card, isCacheOnly: false)
        } catch {
            guard let cached, isOutage(error) else { throw error }
            let why = hub.client.failure(error, HubSubject("the list of files", of: repository)).what
            let commit = cached.commit.prefix(8)
            hub.client.say("\(repository): \(why.oneLine(atMost: 200)); what the cache has of it is used (commit \(commit))")
            return cached
        }
    }

    /// Whether the Hub could not be asked, which is no answer.
    private static func isOutage(_ error: any Error) -> Bool {
        switch error {
        case let broken as HTTPBreak: broken.isNetwork
        case let failure as Failure: failure.kind == .io
        default: false
        }
    }

    /// The failure of what is not in the cache where nothing may be fetched, with the command that fetches it.
    static func absent(_ repository: RepositoryName, _ path: String?, _ hub: Hub) -> Failure {
        let kind = repository.kind == .model ? "" : " --repo-type \(repository.kind.rawValue)"
        let revision = repository.revision.map { " --revision \($0.shellWord)" } ?? ""
        let command = "hf download \(repository.id)\(path.map { " \($0.shellWord)" } ?? "")\(kind)\(revision)"
        let why = hub.environment.isOffline ? "HF_HUB_OFFLINE forbids requests" : "the Hub cannot be reached"
        return Failure(
            .missingInput, "\(path.map { "the file \($0.quoted)" } ?? "the repository") is not in the cache, and \(why)",
            at: path.map { "\(repository)/\($0)" } ?? repository.description,
            remedy: "with a connection run the same command, or '\(command)' (cache: \(hub.cache.root))")
    }
}

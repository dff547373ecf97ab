public import Failures
import Files
import Foundation
import Synchronization

/// The Hugging Face Hub: files by name, from the cache that Python's huggingface_hub uses too, fetched where they are not
/// there. Safe to use from several threads, and by several processes at once.
public final class Hub: Sendable {
    public let environment: HubEnvironment
    package let cache: HubCache
    package let client: HubClient
    let transfer: TransferSettings
    let goesOn: @Sendable () -> Bool
    let report: @Sendable (HubEvent) -> Void
    /// What was found out about repositories, once for each.
    private let known = Mutex<[RepositoryName: RepositoryState]>([:])

    /// - Parameters:
    ///   - progress: told how far files have come, and in a line what a person may want to know. Any thread may call it.
    ///   - goesOn: asked often; false (Ctrl-C) ends what is under way, and what has come is kept.
    public convenience init(
        environment: HubEnvironment, progress: @escaping @Sendable (HubEvent) -> Void = { _ in },
        goesOn: @escaping @Sendable () -> Bool = { true }
    ) {
        self.init(environment: environment, HTTPSettings(), TransferSettings(), progress: progress, goesOn: goesOn)
    }

    package init(
        environment: HubEnvironment, _ settings: HTTPSettings, _ transfer: TransferSettings = TransferSettings(),
        progress: @escaping @Sendable (HubEvent) -> Void = { _ in }, goesOn: @escaping @Sendable () -> Bool = { true }
    ) {
        self.environment = environment
        self.transfer = transfer
        self.goesOn = goesOn
        report = progress
        cache = HubCache(environment)
        client = HubClient(environment, settings, note: { progress(.note($0)) }, goesOn: goesOn)
    }

    /// One file of a repository: its path in the cache.
    ///
    /// Throws `Failure`: `.missingInput` where there is none of that name, and where there is no connection and the file is
    /// not in the cache; `.io` where the connection or the disk fails; `.badData` for wrong bytes.
    public func file(_ repository: RepositoryName, _ path: String) throws(Failure) -> String {
        let subject = HubSubject("the download", of: repository, path: path)
        return try client.speaking(subject) {
            try RepositoryPath.require(path, in: repository)
            let state = try state(of: repository)
            guard let listing = state.listing else { return try cached(path, state) }
            guard listing.file(path) != nil else {
                cache.setAbsent(path, state.commit, of: repository)
                throw missing(path, listing, repository)
            }
            return try fetch([path], state)[0]
        }
    }

    /// The files of a repository, without fetching any: from the Hub, or without a connection as far as they are known.
    ///
    /// Throws as `file`.
    public func files(_ repository: RepositoryName) throws(Failure) -> RepositoryListing {
        try client.speaking(HubSubject("the list of files", of: repository)) {
            let state = try state(of: repository)
            return state.listing ?? RepositoryListing(
                state.commit,
                (cache.files(state.commit, of: repository) ?? []).map { RepositoryFile(path: $0, size: nil, etag: nil) })
        }
    }

    /// What is known of a repository: asked of the Hub once, else of the cache.
    func state(of repository: RepositoryName) throws -> RepositoryState {
        if let state = known.withLock({ $0[repository] }) { return state }
        let state = try RepositoryState.find(repository, self)
        known.withLock { $0[repository] = state }
        return state
    }

    /// Fetches files of a commit that are not in its snapshot, one after another; then says what the branch stands for.
    ///
    /// - Returns: their paths in the cache, in the same order.
    func fetch(_ paths: [String], _ state: RepositoryState) throws -> [String] {
        var places: [String] = []
        var isNew = false
        for path in paths {
            let listed = state.listing?.file(path)
            if let found = cache.file(path, state.commit, of: state.repository),
                listed?.size == nil || listed?.size == found.size
            {
                places.append(found.path)
            } else if state.isCacheOnly {
                places.append(try cached(path, state))
            } else {
                isNew = true
                places.append(try download(path, listed, state))
            }
        }
        if state.isCacheOnly { return places }
        do { try cache.setReference(of: state.repository, to: state.commit) } catch {
            // A cache that may only be read has all of it: then the name need not be written down.
            if isNew { throw error }
        }
        return places
    }

    private func download(_ path: String, _ listed: RepositoryFile?, _ state: RepositoryState) throws -> String {
        let subject = HubSubject("the download", of: state.repository, path: path)
        return try client.speaking(subject) {
            let (_, source) = try FileSource.find(path, state.commit, in: state.repository, listed: listed, client)
            guard let source else {
                cache.setAbsent(path, state.commit, of: state.repository)
                throw missing(path, state.listing ?? RepositoryListing(state.commit, []), state.repository)
            }
            let report = report
            let download = BlobDownload(
                source: source, repository: state.repository, cache: cache, transfer: transfer, goesOn: goesOn,
                progress: { report(.progress($0)) })
            try download.run(as: path, state.commit)
            guard let found = cache.file(path, state.commit, of: state.repository) else {
                throw Failure(
                    .io, "the file was removed from the cache while it was fetched",
                    at: "\(cache.snapshot(state.commit, of: state.repository))/\(path)", remedy: "start again")
            }
            return found.path
        }
    }
}

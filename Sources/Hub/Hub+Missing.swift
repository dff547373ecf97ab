import Failures
import Files

extension Hub {
    /// A file of the cache alone. Throws `.missingInput`.
    func cached(_ path: String, _ state: RepositoryState) throws(Failure) -> String {
        if let found = cache.file(path, state.commit, of: state.repository) { return found.path }
        if let listing = state.listing, listing.file(path) == nil { throw missing(path, listing, state.repository) }
        if cache.isKnownAbsent(path, state.commit, of: state.repository) {
            throw missing(path, RepositoryListing(state.commit, []), state.repository)
        }
        throw RepositoryState.absent(state.repository, path, self)
    }

    /// The failure of a file or folder that a repository does not have, with the names that are nearest.
    func missing(_ path: String, _ listing: RepositoryListing, _ repository: RepositoryName) -> Failure {
        let near = NearNames.of(path, among: listing.files.map(\.path))
        let address = "\(environment.page(of: repository))/tree/\(WebAddress.quoted(repository.revisionOrMain))"
        let page = "its files are listed at \(address)"
        return Failure(
            .missingInput, "the repository has no file or folder \(path.quoted)", at: repository.description,
            remedy: near.isEmpty ? page : "there are \(near.map(\.quoted).joined(separator: ", ")); \(page)")
    }
}

/// The names that somebody may have meant.
enum NearNames {
    /// Up to five files and folders: those that lie beside the name, the nearest in spelling first.
    static func of(_ path: String, among files: [String]) -> [String] {
        let wanted = path.split(separator: "/").map(String.init)
        // The deepest folder of the path that is there.
        var folder: [String] = []
        while folder.count < wanted.count - 1 {
            let next = (folder + [wanted[folder.count]]).joined(separator: "/") + "/"
            guard files.contains(where: { $0.hasPrefix(next) }) else { break }
            folder.append(wanted[folder.count])
        }
        let prefix = folder.isEmpty ? "" : folder.joined(separator: "/") + "/"
        let word = Array(wanted.dropFirst(folder.count).first?.lowercased() ?? "")
        var names: [String] = []
        var seen: Set<String> = []
        for file in files where file.hasPrefix(prefix) {
            let name = String(file.dropFirst(prefix.count).prefix { $0 != "/" })
            if seen.insert(name).inserted { names.append(name) }
            // Distances take time, and nobody reads thousands of names.
            if names.count == 5_000 { break }
        }
        let ranked = names.map { ($0, Spelling.distance(word, Array($0.lowercased()))) }
        return ranked.sorted { ($0.1, $0.0) < ($1.1, $1.0) }.prefix(5).map { prefix + $0.0 }
    }
}

public import Failures
import Files
import Foundation

extension Hub {
    /// A language model's folder in the cache, with its description, its tokenizer and its weights as safetensors; for a
    /// name that ends in `.gguf` that file.
    ///
    /// Throws `Failure`: `.missingInput` where the repository has no such model, or it is not in the cache and there is no
    /// connection; else as `file`.
    public func modelFolder(_ place: HubPlace) throws(Failure) -> String {
        if place.path.hasSuffix(".gguf") { return try file(place.repository, place.path) }
        return try client.speaking(HubSubject("the download", of: place.repository, path: place.path.isEmpty ? nil : place.path)) {
            let state = try state(of: place.repository)
            let prefix = place.path.isEmpty ? "" : "\(place.path)/"
            let names = names(in: place.path, state)
            guard !names.isEmpty else { throw missing(place.path, listed(state), place.repository) }
            try requireModel(names, place)
            _ = try fetch(ModelSelection.descriptions(among: names).map { prefix + $0 }, state)
            var weights = ModelSelection.weights(among: names)
            if names.contains(ModelSelection.index) {
                weights = try ModelSelection.shards(inIndex: try fetch([prefix + ModelSelection.index], state)[0])
            }
            _ = try fetch(weights.map { prefix + $0 }, state)
            return folderPath(place.path, state)
        }
    }

    /// A folder of a repository with all files below it, in the cache; of "" only the files that lie in the root itself. Of
    /// weights in several forms the safetensors alone.
    ///
    /// Throws as `modelFolder`; the folders that are nearest in name are listed where there is none of this name.
    public func folder(_ place: HubPlace) throws(Failure) -> String {
        try client.speaking(HubSubject("the download", of: place.repository, path: place.path.isEmpty ? nil : place.path)) {
            let state = try state(of: place.repository)
            let all = listed(state).files(below: place.path).map(\.path)
            let paths = OtherForms.left(out: place.path.isEmpty ? all.filter { !$0.contains("/") } : all)
            guard !paths.isEmpty else { throw missing(place.path, listed(state), place.repository) }
            _ = try fetch(paths, state)
            return folderPath(place.path, state)
        }
    }

    /// The list of files, or what of it the cache has.
    func listed(_ state: RepositoryState) -> RepositoryListing {
        state.listing ?? RepositoryListing(
            state.commit,
            (cache.files(state.commit, of: state.repository) ?? []).map { RepositoryFile(path: $0, size: nil, etag: nil) })
    }

    /// Names of the files that lie in a folder itself.
    private func names(in folder: String, _ state: RepositoryState) -> [String] {
        let depth = folder.isEmpty ? 0 : folder.utf8.count + 1
        return listed(state).files(below: folder).map { String($0.path.utf8.dropFirst(depth)) ?? "" }.filter { !$0.contains("/") }
    }

    private func folderPath(_ folder: String, _ state: RepositoryState) -> String {
        let snapshot = cache.snapshot(state.commit, of: state.repository)
        return folder.isEmpty ? snapshot : "\(snapshot)/\(folder)"
    }

    private func requireModel(_ names: [String], _ place: HubPlace) throws(Failure) {
        if names.contains(ModelSelection.index) || !ModelSelection.weights(among: names).isEmpty { return }
        let ggufs = names.filter { $0.hasSuffix(".gguf") }
        if !ggufs.isEmpty {
            let first = ggufs.prefix(5).map(\.quoted).joined(separator: ", ")
            let path = place.path.isEmpty ? ggufs[0] : "\(place.path)/\(ggufs[0])"
            throw Failure(
                .missingInput, "the repository has its model as GGUF (\(first)\(ggufs.count > 5 ? ", …" : ""))",
                at: place.description, remedy: "name one of them: \(HubPlace(place.repository, path: path))")
        }
        let others = names.filter { name in OtherForms.endings.contains { name.hasSuffix($0) } }
        throw Failure(
            .missingInput,
            others.isEmpty
                ? "there are no weights in it (no .safetensors)"
                : "its weights are no safetensors (\(others.prefix(3).map(\.quoted).joined(separator: ", ")))",
            at: place.description,
            remedy: others.isEmpty
                ? "name a repository with a model, or a folder of it: hf:org/name/folder"
                : "convert them with transformers (save_pretrained), or name a revision that has safetensors (refs/pr/…)")
    }
}

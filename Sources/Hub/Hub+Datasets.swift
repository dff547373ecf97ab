public import Failures
import Files

extension Hub {
    /// A data set's files, fetched: their paths in the cache, in the order of their names.
    ///
    /// Throws `Failure`: `.missingInput` where the data set has no such files, as `file` for the rest.
    public func datasetFiles(_ place: HubPlace, _ wish: DatasetWish) throws(Failure) -> [String] {
        let chosen = try datasetList(place, wish)
        return try client.speaking(HubSubject("the download", of: chosen.repository)) {
            try fetch(chosen.first(wish.bytes).map(\.path), try state(of: chosen.repository))
        }
    }

    /// Which files a data set's split has, without fetching them: for text that is read as far as it is needed, one file after
    /// another by `file(_:_:)`.
    ///
    /// A file or folder of the name is taken as it stands. Otherwise the card's configuration says which files, else their
    /// names; where none of them can be read, the Hub's own conversion to Parquet (`refs/convert/parquet`).
    ///
    /// Throws as `datasetFiles`.
    public func datasetList(_ place: HubPlace, _ wish: DatasetWish) throws(Failure) -> DatasetFiles {
        let repository = place.repository
        return try client.speaking(HubSubject("the list of files", of: repository)) {
            let state = try state(of: repository)
            // Without the Hub the card is not known: then what the cache has is what was chosen before.
            let here = state.isCacheOnly ? cache.files(state.commit, of: repository).map(Set.init) : nil
            let all = listed(state).files.filter { here?.contains($0.path) ?? true }
            if all.contains(where: { $0.path == place.path }) {
                return DatasetFiles(repository: repository, files: all.filter { $0.path == place.path })
            }
            let below = place.path.isEmpty ? all : all.filter { $0.path.hasPrefix("\(place.path)/") }
            guard !below.isEmpty || place.path.isEmpty else { throw missing(place.path, listed(state), repository) }
            let files = try chosen(below, state, wish, inFolder: !place.path.isEmpty)
            if !files.isEmpty { return DatasetFiles(repository: repository, files: files) }
            let isWhole = place.path.isEmpty && repository.revision == nil
            if isWhole, let converted = try converted(repository, wish) { return converted }
            throw unreadable(below, place, wish)
        }
    }

    private func chosen(_ files: [RepositoryFile], _ state: RepositoryState, _ wish: DatasetWish, inFolder: Bool) throws
        -> [RepositoryFile]
    {
        let splits = DatasetSplits(card: state.card)
        var configuration = inFolder ? nil : splits.usual
        let names = splits.configurations.map(\.name)
        if let wanted = wish.configuration, !names.isEmpty {
            configuration = splits.configurations.first { $0.name == wanted }
            guard configuration != nil else { throw noConfiguration(wanted, names, state.repository) }
        } else if configuration == nil, !names.isEmpty, !inFolder {
            throw Failure(
                .missingInput, "the data set has \(names.count) configurations, and none of them is the default",
                at: state.repository.description, remedy: "name one: \(names.prefix(20).map(\.quoted).joined(separator: ", "))")
        }
        if let configuration {
            let patterns = configuration.patterns.filter { $0.split == wish.split }.map { PathPattern($0.pattern) }
            return DatasetFiles.readable(
                files.filter { file in patterns.contains { $0.matches(file.path) } }, wish.endings)
        }
        // Without a card a configuration is a folder.
        let inside = wish.configuration.map { name in files.filter { "/\($0.path)".contains("/\(name)/") } } ?? files
        let readable = DatasetFiles.readable(inside, wish.endings)
        let ofSplit = Set(DatasetSplits.files(of: wish.split, among: readable.map(\.path)))
        return readable.filter { ofSplit.contains($0.path) }
    }

    /// `{configuration}/{split}/0000.parquet` of the Hub's conversion; nil where there is none.
    private func converted(_ repository: RepositoryName, _ wish: DatasetWish) throws -> DatasetFiles? {
        guard wish.endings.contains(".parquet") else { return nil }
        let conversion = try RepositoryName(.dataset, repository.id, revision: "refs/convert/parquet")
        let state: RepositoryState
        do { state = try self.state(of: conversion) } catch let error as Failure {
            if error.kind == .missingInput { return nil }
            throw error
        }
        let files = listed(state).files.filter { $0.path.hasSuffix(".parquet") && $0.path.split(separator: "/").count == 3 }
        var names: [String] = []
        for file in files {
            let name = String(file.path.prefix { $0 != "/" })
            if names.last != name { names.append(name) }
        }
        let wanted = wish.configuration ?? (names.contains("default") || names.count != 1 ? "default" : names[0])
        if files.isEmpty { return nil }
        guard names.contains(wanted) else { throw noConfiguration(wanted, names, repository) }
        let chosen = files.filter { file in
            ["\(wanted)/\(wish.split)/", "\(wanted)/partial-\(wish.split)/"].contains { file.path.hasPrefix($0) }
        }
        guard !chosen.isEmpty else { return nil }
        client.say("\(repository): the Hub's own conversion to Parquet is read (refs/convert/parquet)")
        return DatasetFiles(repository: conversion, files: chosen)
    }

    private func noConfiguration(_ name: String, _ names: [String], _ repository: RepositoryName) -> Failure {
        Failure(
            .missingInput, "the data set has no configuration \(name.quoted)", at: repository.description,
            remedy: Spelling.advice(for: name, among: Array(names.prefix(20))))
    }

    private func unreadable(_ files: [RepositoryFile], _ place: HubPlace, _ wish: DatasetWish) -> Failure {
        let some = files.map(\.path).filter { !$0.hasPrefix(".") }.prefix(5).map(\.quoted).joined(separator: ", ")
        return Failure(
            .missingInput,
            "the data set has no files of the split \(wish.split.quoted) that can be read (\(wish.endings.joined(separator: " ")))",
            at: place.description,
            remedy: some.isEmpty ? "check the name" : "there are \(some)…; name one: hf:datasets/org/name/file")
    }
}

import Autoencoders
import Failures
import Foundation
import Hub
import SAEFiles

extension Places {
    /// The SAE that a name means on the Hub, fetched: `hf:org/name/folder[@revision]`, an address, SAELens' `release/id`,
    /// or `org/name[/folder]`. Nil where it is a path.
    ///
    /// - Throws: `Failure`: `.usage` for an id that its release lacks; what the Hub throws.
    static func publishedSAE(_ word: String) throws -> FinishedSAE? {
        let first = word.prefix { $0 != "/" }
        // With such a folder here it is a path that was misspelt.
        guard !FileManager.default.fileExists(atPath: word), !word.hasPrefix("/"), !word.hasPrefix("."),
            word.contains("/") || word.hasPrefix("hf:")
        else { return nil }
        if let place = try HubAccess.place(word, as: .model), place.isExplicit { return try fetched(place, entry: nil, word) }
        guard !HubPlace.isFolder(String(first)) else { return nil }
        let catalogue = try CatalogueAccess.catalogue()
        if let place = try HubAccess.place(word, as: .model), place.path.isEmpty, !catalogue.mayMean(release: String(first)) {
            return try fetched(place, entry: nil, word)
        }
        let entry = try catalogue.entry(word)
        let place = HubPlace(try RepositoryName(.model, entry.repository), path: entry.path, isExplicit: entry.release != nil)
        return try fetched(place, entry: entry, word)
    }

    private static func fetched(_ place: HubPlace, entry: CatalogueEntry?, _ word: String) throws -> FinishedSAE {
        let path = try HubAccess.asking(for: word, place) { hub throws(Failure) in
            let listing = try hub.files(place.repository)
            try requireSAE(at: place, among: listing.files.map(\.path))
            if !place.path.isEmpty, listing.file(place.path) != nil { return try hub.file(place.repository, place.path) }
            return try hub.folder(place)
        }
        var hints = SAEHints()
        hints.repository = place.repository.id
        hints.pathInRepository = place.path
        if let entry { try hints.take(entry) }
        let title = (entry?.release != nil ? word : "\(place.repository.id)/\(place.path)")
            .split(separator: "/").joined(separator: "_").replacing(":", with: "_")
        let pinned = entry?.release == nil ? try Places.pinned(place, bySnapshot: path) : nil
        return FinishedSAE(place: URL(filePath: path), hints: hints, title: title, pinned: pinned)
    }
}

extension Places {
    /// Before anything is fetched: a repository's root may hold a language model of many gigabytes.
    private static func requireSAE(at place: HubPlace, among files: [String]) throws(Failure) {
        func isPart(_ path: String) -> Bool {
            let name = path.split(separator: "/").last.map(String.init) ?? path
            return markers.contains(name) || name.hasSuffix(".sae.pt")
        }
        guard place.path.isEmpty, !files.isEmpty, !files.contains(where: { !$0.contains("/") && isPart($0) }) else { return }
        var folders: [String] = []
        for folder in files.filter(isPart).map({ $0.split(separator: "/").dropLast().joined(separator: "/") })
        where folders.last != folder { folders.append(folder) }
        let some = folders.prefix(5).map { "hf:\(place.repository.id)/\($0)" }
        throw Failure(
            .missingInput, "the repository has no SAE in its root", at: place.description,
            remedy: some.isEmpty
                ? "nor in a folder; name a repository of SAEs" : "name one of its \(folders.count) folders: \(some.joined(separator: ", "))")
    }

    /// Files that say that an SAE lies beside them.
    private static let markers: Set<String> = [
        "cfg.json", "sae_weights.safetensors", "ae.pt", "sae.safetensors", "params.npz", "params.safetensors", "hyperparams.json",
    ]

    /// Whether a name means a language model on the Hub.
    ///
    /// - Throws: what asking the Hub throws.
    static func isHubModel(_ word: String) throws -> Bool {
        guard !FileManager.default.fileExists(atPath: word), let place = try hubModel(word) else { return false }
        if place.path.hasSuffix(".gguf") { return true }
        // With such a folder in front it is a catalogue's release, or a path that was misspelt.
        if try !place.isExplicit && CatalogueAccess.catalogue().mayMean(release: String(word.prefix { $0 != "/" })) { return false }
        let prefix = place.path.isEmpty ? "" : place.path + "/"
        return try HubAccess.asking(for: word, place) { hub throws(Failure) in
            let listing = try hub.files(place.repository)
            return ["config.json", "tokenizer.json"].allSatisfy { listing.file(prefix + $0) != nil }
        }
    }
}

extension SAEHints {
    /// What the catalogue says of an SAE.
    ///
    /// - Throws: `Failure(.badData)` for a rule that is not known here.
    mutating func take(_ entry: CatalogueEntry) throws(Failure) {
        centersWriting = entry.isCentred
        if let word = entry.normalization {
            guard let rule = InferenceRules.RowScale(rawValue: word) else {
                throw Failure(
                    .badData, "the catalogue says that its activations are prepared by \(word.quoted), which is not known here",
                    at: entry.name, remedy: "use SAELens for this one")
            }
            rowScale = rule
        }
        modelName = entry.model
        hookName = entry.hook
        inputScale = entry.normScalingFactor
        l0 = entry.l0
        explainedVariance = entry.varianceExplained
        contextSize = entry.overrides["context_size"].flatMap { Int($0) }
        prependsBOS = entry.overrides["prepend_bos"].flatMap { Bool($0) }
    }
}

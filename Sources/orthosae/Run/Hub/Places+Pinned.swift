import EmbeddedModel
import Failures
import Files
import Foundation
import Harvest
import Hub
import Records
import Tokens

/// A run records what it read, not what a branch stood for that day: names on the Hub get their commit, and a data set
/// becomes the files that suffice.
extension Places {
    /// A run's settings with every name on the Hub pinned, and its model and text fetched.
    ///
    /// - Throws: as `model` and `corpus`.
    static func pinned(_ config: RunConfig) throws -> RunConfig {
        var config = config
        if let from = config.start.from { config.start.from = try pinned(sae: from) }
        guard config.world.name == nil, config.data.activations == nil else { return config }
        // What is here is looked at before a model of gigabytes is fetched.
        for name in config.data.corpus where try name != EmbeddedGemma.name && hubText(name) == nil { _ = try Corpus.files(at: [name]) }
        config.model.path = try pinned(model: config.model.path)
        config.data.corpus = try pinned(corpusOf: config)
        return config
    }

    /// A name of an SAE on the Hub with its commit; a catalogue's name and any other as it is.
    private static func pinned(sae name: String) throws -> String {
        if let place = try? HubAccess.place(name, as: .model), isPinned(place) { return name }
        return try publishedSAE(name)?.pinned ?? name
    }

    /// The place that was fetched to a path within the cache, with its commit; nil where the path tells none.
    static func pinned(_ place: HubPlace, bySnapshot path: String) throws -> String? {
        try commit(ofSnapshot: path).map { try at($0, place, path: place.path).description }
    }

    /// `org/name` as `org/name@commit`; any other name as it is.
    static func pinned(model name: String) throws -> String {
        guard !EmbeddedGemma.isName(name), let place = try hubModel(name), !isPinned(place) else { return name }
        let folder = try model(name)
        return try pinned(place, bySnapshot: folder) ?? name
    }

    /// The files of data sets that suffice for a run, each by name and commit; any other name as it is.
    private static func pinned(corpusOf config: RunConfig) throws -> [String] {
        var missing = tokens(of: config.data)
        return try config.data.corpus.flatMap { name -> [String] in
            guard name != EmbeddedGemma.name, let place = try hubText(name) else { return [name] }
            if isPinned(place), !place.path.isEmpty { return [name] }
            let list = try HubAccess.asking(for: name, place) { hub throws(Failure) in try hub.datasetList(place, wish()) }
            var chosen: [String] = []
            for file in list.files where chosen.isEmpty || missing > 0 {
                let path = try HubAccess.asking(for: name, place) { hub throws(Failure) in try hub.file(list.repository, file.path) }
                missing -= try activations(in: path, upTo: missing, config, bytes: file.size ?? 0)
                let commit = commit(ofSnapshot: path) ?? list.repository.revisionOrMain
                chosen.append(
                    HubPlace(try RepositoryName(.dataset, list.repository.id, revision: commit), path: file.path).description)
            }
            if chosen.count < list.files.count {
                Terminal.say("note: \(name): \(chosen.count) of its \(list.files.count) files, which suffice for the run")
            }
            return chosen
        }
    }

    /// Tokens that a run reads from its text.
    private static func tokens(of data: DataConfig) -> Int {
        Int(bounded: Double(data.tokens) + Double(data.heldOutRows) * Double(data.context))
    }

    /// How many activations a file's text gives: counted, as far as they are wanted and not very many; of a longer file the
    /// rest by its bytes, of which no token has more than eight on average.
    private static func activations(in file: String, upTo wanted: Int, _ config: RunConfig, bytes: Int) throws -> Int {
        let tokenizer = try ModelTokenizer.open(config.model.path).tokenizer
        var data = config.data
        data.epochs = 1
        let most = 5_000_000, perRow = max(1, data.context - (data.dropBOS ? 1 : 0))
        let stream = try TokenRowStream(data, files: [file], tokenizer: tokenizer)
        var found = 0
        while found < min(wanted, most) {
            // A file that fills no row is no mistake of a data set that has more.
            guard let row = try? stream.next() else { return found }
            found += min(row.count, perRow)
        }
        return max(found, bytes / 8)
    }

    /// Whether a recorded name is one on the Hub, for certain: it says so, or has its commit.
    static func isOnHub(_ name: String) -> Bool {
        guard !name.hasPrefix("/"), let place = try? HubPlace.parse(name, as: .model) else { return false }
        return place.isExplicit || isPinned(place)
    }

    private static func isPinned(_ place: HubPlace) -> Bool {
        place.repository.revision.map { $0.count == 40 && $0.allSatisfy(\.isHexDigit) } ?? false
    }

    private static func at(_ commit: String, _ place: HubPlace, path: String) throws -> HubPlace {
        HubPlace(try RepositoryName(place.repository.kind, place.repository.id, revision: commit), path: path)
    }

    /// Of a path within the cache: `…/snapshots/<commit>/…`.
    private static func commit(ofSnapshot path: String) -> String? {
        let parts = path.split(separator: "/")
        guard let index = parts.lastIndex(of: "snapshots"), index + 1 < parts.count else { return nil }
        return String(parts[index + 1])
    }
}

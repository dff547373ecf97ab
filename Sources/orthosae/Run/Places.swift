import EmbeddedModel
import Failures
import Foundation
import Hub
import Synchronization
import Tokens

/// Where the models, texts and SAEs lie that a person names: in the program, on this disk, or on the Hugging Face Hub.
/// Every command that opens one asks here. What is here wins over a name on the Hub.
enum Places {
    /// A model's folder, or its GGUF file; fetched where its name is one on the Hub.
    ///
    /// - Parameter name: a path, the name of a model inside the program, `org/name[@revision]`, `hf:org/name/file.gguf`;
    ///   nil: the first model inside the program.
    /// - Throws: `Failure`: `.missingInput` for a word that is nearly an embedded model's name; what the Hub throws.
    static func model(_ name: String?) throws -> String {
        let name = name ?? EmbeddedGemma.name
        guard !EmbeddedGemma.isName(name), let place = try hubModel(name) else { return try EmbeddedGemma.place(of: name) }
        return try HubAccess.asking(for: name, place) { hub throws(Failure) in try hub.modelFolder(place) }
    }

    /// The tokenizer of a model on the Hub, fetched without its weights; nil where the name is a path, or one of a GGUF file.
    ///
    /// - Throws: what the Hub throws.
    static func hubTokenizer(_ name: String) throws -> String? {
        guard !EmbeddedGemma.isName(name), let place = try hubModel(name), !place.path.hasSuffix(".gguf") else { return nil }
        let path = place.path.isEmpty || place.path.hasSuffix(".json") ? place.path : place.path + "/"
        return try HubAccess.asking(for: name, place) { hub throws(Failure) in
            if path.hasSuffix(".json") { return try hub.file(place.repository, path) }
            let listing = try hub.files(place.repository)
            // What Tokenizer reads beside it.
            if listing.file(path + "tokenizer_config.json") != nil { _ = try hub.file(place.repository, path + "tokenizer_config.json") }
            return try hub.file(place.repository, path + "tokenizer.json")
        }
    }

    /// The models that have no organisation in front of their name; any other single word is a path.
    private static let bare: Set<String> = [
        "gpt2", "gpt2-medium", "gpt2-large", "gpt2-xl", "distilgpt2", "openai-gpt",
    ]

    /// What a model's name means on the Hub; nil where it is a path.
    static func hubModel(_ name: String) throws(Failure) -> HubPlace? {
        guard let place = try HubAccess.place(name, as: .model) else { return nil }
        return place.isExplicit || place.repository.id.contains("/") || bare.contains(place.repository.id) ? place : nil
    }

    /// The files of text that names stand for, in the order given.
    ///
    /// Of a data set on the Hub only the first files are taken, as a look at text needs them; a run names the files itself
    /// (`pinned`).
    ///
    /// - Throws: as `Corpus.files(at:)`; what the Hub throws.
    static func corpus(_ names: [String]) throws -> [String] {
        try names.flatMap { name -> [String] in
            if name == EmbeddedGemma.name { return try Corpus.files(at: [EmbeddedGemma.corpus()]) }
            guard let place = try hubText(name) else {
                let listing = try Corpus.listing(at: [name])
                for note in listing.notes { sayOnce(note) }
                return listing.files
            }
            return try HubAccess.asking(for: name, place) { hub throws(Failure) in
                let list = try hub.datasetList(place, wish())
                let files = try hub.datasetFiles(place, wish(bytes: bytesOfALook))
                if files.count < list.files.count { sayOnce("\(name): the first \(files.count) of its \(list.files.count) files") }
                return files
            }
        }
    }

    private static let said = Mutex<Set<String>>([])

    /// A command that opens a text several times says what is to be said of it once.
    static func sayOnce(_ line: String) {
        if said.withLock({ $0.insert(line).inserted }) { Terminal.say("note: \(line)") }
    }

    /// What a text's name means on the Hub; nil where it is a path. A single word is always one.
    static func hubText(_ name: String) throws(Failure) -> HubPlace? {
        guard let place = try HubAccess.place(name, as: .dataset) else { return nil }
        return place.isExplicit || place.repository.id.contains("/") ? place : nil
    }

    /// As many bytes as an evaluation's rows of text have at most, several times over.
    private static let bytesOfALook = 64 << 20

    static func wish(bytes: Int? = nil) -> DatasetWish {
        DatasetWish(endings: Corpus.readableEndings, bytes: bytes)
    }

    /// What an SAE's metadata call its text: data sets on the Hub by their names and commits, files by the last part.
    static func datasets(_ names: [String]) -> String {
        var found: [String] = []
        for name in names {
            let place = (try? hubText(name)).flatMap(\.self)
            let word = place.map { $0.repository.id + ($0.repository.revision.map { "@\($0)" } ?? "") } ?? LanguageInputs.lastName(of: name)
            if found.last != word { found.append(word) }
        }
        return found.joined(separator: ",")
    }

    /// What results call a text: the last part of each name, the embedded one's file.
    static func title(ofCorpus names: [String]) throws -> String {
        try names.map { LanguageInputs.lastName(of: $0 == EmbeddedGemma.name ? try EmbeddedGemma.corpus() : $0) }
            .joined(separator: ",")
    }
}

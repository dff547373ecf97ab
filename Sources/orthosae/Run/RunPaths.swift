import EmbeddedModel
import Failures
import Files
import Foundation
import Hub
import Records

/// Where a run's model, text and shards lie: recorded so that the run can be gone on with from any folder, and found
/// again where an earlier version recorded them as they were typed.
enum RunPaths {
    /// From the root; what is inside the program keeps its name.
    static func absolute(_ path: String) -> String {
        guard !EmbeddedGemma.isName(path), !path.isEmpty, !path.hasPrefix("/"), !Places.isOnHub(path) else { return path }
        var rest = path[...]
        while rest.hasPrefix("./") { rest = rest.dropFirst(2).drop { $0 == "/" } }
        let here = FileManager.default.currentDirectoryPath
        return rest.isEmpty || rest == "." ? here : (here == "/" ? "/" : here + "/") + rest
    }

    /// A place that a person typed, from the root where it is here; a name on the Hub stays one.
    static func lasting(_ path: String) -> String { FileManager.default.fileExists(atPath: path) ? absolute(path) : path }

    /// A run's settings with every place from the root. One that is not there stays as it was typed: whoever opens it
    /// says so, and may know what else the word could mean (a name on a hub).
    static func absolute(_ config: RunConfig) -> RunConfig {
        mapping(config) { FileManager.default.fileExists(atPath: $0) ? absolute($0) : $0 }
    }

    private static func mapping(_ config: RunConfig, _ change: (String) throws -> String) rethrows -> RunConfig {
        var config = config
        config.model.path = try change(config.model.path)
        config.data.corpus = try config.data.corpus.map(change)
        config.data.activations = try config.data.activations.map(change)
        config.start.from = try config.start.from.map(change)
        config.world.parameters = try config.world.parameters.map(change)
        config.world.background = try config.world.background.map(change)
        return config
    }

    /// The settings of a run in `folder` with every place from the root. One that an earlier version recorded as it was
    /// typed is looked for from this folder, then from those around the run's.
    static func found(_ config: RunConfig, for folder: String) -> RunConfig { mapping(config) { found($0, for: folder) } }

    static func found(_ path: String, for folder: String) -> String {
        guard !EmbeddedGemma.isName(path), !path.isEmpty, !path.hasPrefix("/"), !Places.isOnHub(path) else { return path }
        var around = URL(filePath: absolute(folder), directoryHint: .isDirectory)
        var candidates = [absolute(path)]
        for _ in 0..<6 where around.filePath != "/" {
            around.deleteLastPathComponent()
            candidates.append(around.appending(path: path).filePath)
        }
        return candidates.first { FileManager.default.fileExists(atPath: $0) } ?? candidates[0]
    }

    /// Refuses a run whose files are gone, with the option that gives their new place.
    ///
    /// - Parameter command: what goes on with the run, for the remedy.
    /// - Throws: `Failure(.missingInput)`.
    static func require(_ config: RunConfig, command: String) throws {
        func check(_ path: String, _ what: String, _ option: String) throws {
            // What is on the Hub is found, or missed with a better sentence, when it is opened.
            guard !EmbeddedGemma.isName(path), !FileManager.default.fileExists(atPath: path), !Places.isOnHub(path) else { return }
            throw Failure(
                .missingInput, "the run's \(what) is not there any more", at: path,
                remedy: "put it back, or give its new place: \(command) \(option) …")
        }
        if config.world.name != nil {
            for place in [config.world.parameters, config.world.background].compactMap(\.self) {
                try check(place, "world's file", "--set world.…")
            }
            return
        }
        if let shards = config.data.activations { return try check(shards, "folder of activations", "--activations") }
        try check(config.model.path, "model", "--model")
        for path in config.data.corpus { try check(path, "text", "--corpus") }
    }

    /// What a model in a folder is called: in Hugging Face's cache (`models--org--name/snapshots/<commit>`) by the name
    /// that it has there, elsewhere by the folder's own, wherever a link or `.` leads.
    static func modelName(_ folder: String) -> String {
        if let place = try? Places.hubModel(folder) {
            let name = place.path.hasSuffix(".gguf") ? place.path : place.repository.id
            return withoutEnding(name.split(separator: "/").last.map(String.init) ?? name)
        }
        let path = absolute(folder)
        var room = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
        let real = realpath(path, &room) == nil ? path : String(decoding: room.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let parts = real.split(separator: "/").filter { $0 != "." }
        if parts.count >= 3, parts[parts.count - 2] == "snapshots", parts[parts.count - 3].hasPrefix("models--"),
            let name = parts[parts.count - 3].components(separatedBy: "--").last, !name.isEmpty
        {
            return name
        }
        return parts.last.map { withoutEnding(String($0)) } ?? real
    }

    /// The name of a GGUF file without what says that it is one, or a part of one; any other name as it is.
    private static func withoutEnding(_ name: String) -> String {
        guard name.count > 5, name.lowercased().hasSuffix(".gguf") else { return name }
        let stem = name.dropLast(5)
        let part = stem.suffix(15).split(separator: "-", omittingEmptySubsequences: false)
        let isPart = part.count == 4 && part[0].isEmpty && part[2] == "of" && Int(part[1]) != nil && Int(part[3]) != nil
        return String(isPart && stem.count > 15 ? stem.dropLast(15) : stem)
    }

    /// `sae.k` of the run that an SAE's folder belongs to; nil where its settings are not there.
    static func k(ofRunAt folder: String) -> Double? {
        let place = absolute(folder), around = URL(filePath: place).deletingLastPathComponent().filePath
        return [place, around].lazy.compactMap { run -> Double? in
            guard let text = try? WholeFile.text(run + "/" + FileNames.resolvedSettings),
                let found = try? SettingsFile.parse(text, file: FileNames.resolvedSettings).first(where: { $0.key == "sae.k" }),
                case .plain(let value) = found.text
            else { return nil }
            return Double(value)
        }.first
    }

    /// The model that a run was trained on, where its settings lie in the folder or in the one around it and the model
    /// is still there; nil otherwise.
    static func model(ofRunAt folder: String) -> String? {
        let place = absolute(folder), around = URL(filePath: place).deletingLastPathComponent().filePath
        for run in [place, around] {
            let file = run + "/" + FileNames.resolvedSettings
            guard FileManager.default.fileExists(atPath: file) else { continue }
            var sources = RunConfigSources()
            sources.file = file
            guard let path = try? sources.resolve().model.path, !EmbeddedGemma.isName(path) else { return nil }
            let found = found(path, for: run)
            return FileManager.default.fileExists(atPath: found) || Places.isOnHub(found) ? found : nil
        }
        return nil
    }
}

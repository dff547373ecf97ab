import Files

/// Which files of a data set are its training text: what its card says, else what their names say, as Python's `datasets`
/// goes about it (data_files.py).
struct DatasetSplits {
    /// A configuration of the card.
    struct Configuration {
        var name: String
        var isDefault: Bool
        /// Patterns of files by split.
        var patterns: [(split: String, pattern: String)]
    }

    let configurations: [Configuration]

    /// Reads `configs` of a card: `data_files` is a pattern, a list of them, or a list of {split, path}.
    init(card: JSONValue?) {
        configurations = (card?["configs"]?.array ?? []).compactMap { entry in
            guard let name = entry["config_name"]?.string else { return nil }
            let folder = entry["data_dir"]?.string.map { $0.hasSuffix("/") ? $0 : "\($0)/" } ?? ""
            var patterns = DatasetSplits.patterns(entry["data_files"], split: "train").map { ($0.split, folder + $0.pattern) }
            if patterns.isEmpty, !folder.isEmpty { patterns = [("train", folder + "**")] }
            return Configuration(name: name, isDefault: entry["default"]?.bool == true, patterns: patterns)
        }.filter { !$0.patterns.isEmpty }
    }

    /// The one that is meant where none is named; nil where several are there and none is marked.
    var usual: Configuration? {
        configurations.first(where: \.isDefault) ?? configurations.first { $0.name == "default" }
            ?? (configurations.count == 1 ? configurations[0] : nil)
    }

    private static func patterns(_ value: JSONValue?, split: String) -> [(split: String, pattern: String)] {
        guard let value else { return [] }
        if let pattern = value.string { return [(split, pattern)] }
        if let list = value.array { return list.flatMap { patterns($0, split: split) } }
        guard value["path"] != nil else {
            // {train: …, test: …}
            return (value.members ?? []).flatMap { patterns($0.value, split: String(decoding: $0.key, as: UTF8.self)) }
        }
        return patterns(value["path"], split: value["split"]?.string ?? split)
    }

    /// Words in a path that say to which split a file belongs.
    static let words: [String: [String]] = [
        "train": ["train", "training"], "validation": ["validation", "valid", "val", "dev"],
        "test": ["test", "testing", "eval", "evaluation"],
    ]

    /// Of files without a card those of a split: by a word in the path between two separators; all of them for `train`
    /// where no path has such a word of any split.
    static func files(of split: String, among paths: [String]) -> [String] {
        let own = words[split] ?? [split]
        let named = paths.filter { hasWord($0, own) }
        if !named.isEmpty || split != "train" { return named }
        let others = words.filter { $0.key != "train" }.flatMap(\.value)
        return paths.filter { !hasWord($0, others) }
    }

    private static func hasWord(_ path: String, _ words: [String]) -> Bool {
        path.lowercased().split { !$0.isLetter }.contains { words.contains(String($0)) }
    }
}

import Failures
import Files
import Yams

/// SAELens' own list, `pretrained_saes.yaml`: a newer one than this program carries.
enum CatalogueYAML {
    /// The most bytes that such a file may have: ten times those of SAELens 6.54.
    private static let longest = 1 << 24

    /// Reads a file. Throws as `WholeFile.text` does, and `.badData` with the line for what is no such list.
    static func read(_ path: String) throws(Failure) -> (text: String, releases: [CatalogueRelease], entries: [[CatalogueEntry]]) {
        let text = try WholeFile.text(path, atMost: longest)
        try refuseAnchors(Array(text.utf8), path)
        let root: Node?
        do {
            root = try compose(yaml: text)
        } catch let error as YamlError {
            throw failure(error, path)
        } catch {
            throw Failure(.badData, "this is not YAML", at: path)
        }
        guard let mapping = root?.mapping, !mapping.isEmpty else { throw wrong("there is no list of releases", root, path) }
        var releases: [CatalogueRelease] = [], all: [[CatalogueEntry]] = []
        for (key, value) in mapping {
            let (release, entries) = try release(key, value, path)
            releases.append(release)
            all.append(entries)
        }
        return (text, releases, all)
    }

    /// An alias stands for what has an anchor; a few of them, each of several others, for more than any memory holds. So an
    /// ampersand that could begin one is refused: after a blank or a mark, before a word.
    private static func refuseAnchors(_ text: [UInt8], _ path: String) throws(Failure) {
        let marks = Set(" \t\r\n,:-[]{}".utf8)
        for at in text.indices where text[at] == UInt8(ascii: "&") && (at == 0 || marks.contains(text[at - 1])) {
            guard at + 1 < text.count, !marks.contains(text[at + 1]) else { continue }
            let line = text[..<at].count { $0 == UInt8(ascii: "\n") } + 1
            throw Failure(.badData, "an anchor is not read here", at: "\(path):\(line)", remedy: "write out what it stands for")
        }
    }

    /// A mapping's values by their keys' words: Yams compares keys by resolved tags, which takes seconds for such a file.
    private struct Fields {
        private let pairs: [(key: String, value: Node)]

        init?(_ node: Node) {
            guard let mapping = node.mapping else { return nil }
            pairs = mapping.compactMap { key, value in key.scalar.map { ($0.string, value) } }
        }

        subscript(key: String) -> Node? { pairs.first { $0.key == key }?.value }
    }

    private static func release(_ key: Node, _ value: Node, _ path: String) throws(Failure) -> (CatalogueRelease, [CatalogueEntry]) {
        guard let name = key.scalar?.string, let fields = Fields(value) else {
            throw wrong("a release is a name and its fields", key, path)
        }
        func text(_ key: String) throws(Failure) -> String {
            guard let word = word(fields[key]) else { throw wrong("the release \(name.quoted) has no \(key)", value, path) }
            return word
        }
        guard let saes = fields["saes"]?.sequence else { throw wrong("the release \(name.quoted) has no list 'saes'", value, path) }
        let release = CatalogueRelease(
            name: name, repository: try text("repo_id"), model: try text("model"), conversion: word(fields["conversion_func"]),
            overrides: try fields["config_overrides"].map { node throws(Failure) in try settings(node, path) } ?? [:],
            count: saes.count)
        var entries: [CatalogueEntry] = []
        for sae in saes { entries.append(try entry(sae, of: release, path)) }
        return (release, entries)
    }

    private static func entry(_ sae: Node, of release: CatalogueRelease, _ path: String) throws(Failure) -> CatalogueEntry {
        guard let fields = Fields(sae), let id = word(fields["id"]), let folder = word(fields["path"]) else {
            throw wrong("an SAE of the release \(release.name.quoted) has no id or no path", sae, path)
        }
        func figure(_ key: String) throws(Failure) -> Double? {
            guard let word = word(fields[key]) else { return nil }
            guard let figure = Double(word), figure.isFinite else {
                throw wrong("\(key) is \(word.quoted), no number", fields[key], path)
            }
            return figure
        }
        var entry = CatalogueEntry(
            release: release.name, id: id, repository: release.repository, path: folder, overrides: release.overrides)
        entry.model = release.model
        entry.conversion = release.conversion
        entry.l0 = try figure("l0")
        entry.normScalingFactor = try figure("norm_scaling_factor")
        entry.varianceExplained = try figure("variance_explained")
        entry.neuronpedia = word(fields["neuronpedia"])
        return entry
    }

    /// Words by dotted keys.
    private static func settings(_ node: Node, _ path: String, under prefix: String = "", depth: Int = 0) throws(Failure)
        -> [String: String]
    {
        guard depth < 8 else { throw wrong("settings are nested deeper than 8", node, path) }
        guard let mapping = node.mapping else { return word(node).map { [prefix: $0] } ?? [:] }
        var found: [String: String] = [:]
        for (key, value) in mapping {
            guard let name = key.scalar?.string else { throw wrong("a key must be a word", key, path) }
            let key = prefix.isEmpty ? name : "\(prefix).\(name)"
            found.merge(try settings(value, path, under: key, depth: depth + 1)) { $1 }
        }
        return found
    }

    /// A word or number; nil for null, for what is not there and for a list.
    private static func word(_ node: Node?) -> String? {
        guard let scalar = node?.scalar else { return nil }
        let isPlain = scalar.style == .plain || scalar.style == .any
        return isPlain && ["", "~", "null", "Null", "NULL"].contains(scalar.string) ? nil : scalar.string
    }

    private static func wrong(_ what: String, _ node: Node?, _ path: String) -> Failure {
        Failure(
            .badData, what, at: "\(path):\(node?.mark?.line ?? 1)",
            remedy: "name the pretrained_saes.yaml of a sae_lens package")
    }

    private static func failure(_ error: YamlError, _ path: String) -> Failure {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _), .composer(_, let problem, let mark, _):
            Failure(.badData, "this is not YAML (\(problem))", at: "\(path):\(mark.line)")
        default: Failure(.badData, "this is not YAML", at: path)
        }
    }
}

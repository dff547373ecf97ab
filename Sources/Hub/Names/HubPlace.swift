public import Failures
import Foundation

/// A name on the Hub that is given where a path is: a repository, and a file or folder in it.
public struct HubPlace: Sendable, Hashable, CustomStringConvertible {
    public let repository: RepositoryName
    /// From the repository's root; "" for all of it.
    public let path: String
    /// Whether it can be nothing else: `hf:`, an address, `datasets/…`. A mere `org/name` may be a path that was misspelt.
    public let isExplicit: Bool

    public init(_ repository: RepositoryName, path: String = "", isExplicit: Bool = true) {
        self.repository = repository
        self.path = path
        self.isExplicit = isExplicit
    }

    /// As it can be given again: "hf:org/name/folder@v2", "org/name".
    public var description: String {
        if path.isEmpty { return repository.kind == .model ? repository.description : "hf:\(repository)" }
        let kind = repository.kind == .model ? "" : "\(repository.kind.plural)/"
        return "hf:\(kind)\(repository.id)/\(path)\(repository.revision.map { "@\($0)" } ?? "")"
    }

    /// Reads a name: `org/name[@revision]`, `name`, `datasets/org/name`, `hf:org/name/folder…[@revision]`,
    /// `hf://org/name@revision/folder…`, and addresses of the Hub (`…/tree/main/folder`, `…/resolve/main/file`).
    ///
    /// What lies on the disk under this path wins; that is the caller's to look at, before.
    ///
    /// - Parameters:
    ///   - endpoint: addresses of it count beside huggingface.co and hf.co.
    ///   - kind: what a name without `datasets/` is.
    ///   - isFolder: whether such a folder is here: with a folder `runs`, `runs/topk` is a path that was misspelt.
    ///
    /// Nil: it looks like no name on the Hub. Throws `.usage` for what can only be one, and is wrong.
    public static func parse(
        _ text: String, endpoint: String = "https://huggingface.co", as kind: RepositoryKind = .model,
        isFolder: (String) -> Bool = HubPlace.isFolder
    ) throws(Failure) -> HubPlace? {
        if let rest = WebPlace.path(of: text, endpoint) { return try WebPlace.parse(rest, text, as: kind) }
        // `hf:/` is what is left of `hf://` where somebody tidied the path.
        if let prefix = ["hf://", "hf:/", "hf:"].first(where: { text.hasPrefix($0) }) {
            return try explicit(text.dropFirst(prefix.count), text, as: kind)
        }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        if parts.count > 2, kinds[String(parts[0])] != nil, !isFolder(String(parts[0])) {
            return try explicit(text[...], text, as: kind)
        }
        return implicit(text, as: kind, isFolder)
    }

    /// Whether there is such a folder.
    public static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }

    static let kinds: [String: RepositoryKind] = ["models": .model, "datasets": .dataset]

    /// Endings of files that name no repository: `text.jsonl` is a path.
    private static let endings = [
        "txt", "json", "jsonl", "gz", "zst", "parquet", "arrow", "csv", "tsv", "yaml", "yml", "safetensors", "gguf", "npz",
        "npy", "pt", "pth", "bin", "md", "html", "zip",
    ]

    private static func implicit(_ text: String, as kind: RepositoryKind, _ isFolder: (String) -> Bool) -> HubPlace? {
        let (id, revision) = split(text[...])
        let parts = id.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let last = parts.last, kinds[String(parts[0])] == nil, parts[0] != "spaces",
            !endings.contains(where: { last.lowercased().hasSuffix(".\($0)") }),
            parts.count == 1 || !isFolder(String(parts[0])),
            let repository = try? RepositoryName(kind, String(id), revision: revision)
        else { return nil }
        return HubPlace(repository, isExplicit: false)
    }

    /// `[datasets/]org/name[@revision][/path][@revision]`.
    private static func explicit(_ rest: Substring, _ text: String, as kind: RepositoryKind) throws(Failure) -> HubPlace {
        var parts = rest.split(separator: "/", omittingEmptySubsequences: true)[...]
        var kind = kind
        if let first = parts.first {
            guard first != "spaces" else { throw wrong(text, "a space has programs, no files that are wanted here") }
            if parts.count > 1, let named = kinds[String(first)] {
                kind = named
                parts = parts.dropFirst()
            }
        }
        var id = parts.prefix(2).map(String.init)
        var path = parts.dropFirst(2).map(String.init)
        var revision: String?
        // The revision stands behind the repository's name, or at the very end.
        if let last = id.last, let at = last.firstIndex(of: "@") {
            var words = [String(last[last.index(after: at)...])]
            id[id.count - 1] = String(last[..<at])
            // gpt2@main/file: the second part is a path already; refs/pr/1 has three parts of its own.
            if words == ["refs"] {
                words += path.prefix(2)
                path = Array(path.dropFirst(2))
            }
            revision = WebAddress.decoded(words.joined(separator: "/")) ?? words.joined(separator: "/")
        } else if let first = id.first, id.count == 2, let at = first.firstIndex(of: "@") {
            path = [id[1]] + path
            revision = String(first[first.index(after: at)...])
            id = [String(first[..<at])]
            if revision == "refs", path.count >= 2 {
                revision = "refs/\(path[0])/\(path[1])"
                path = Array(path.dropFirst(2))
            }
        } else {
            let (place, last) = split(path.joined(separator: "/")[...])
            (path, revision) = (place.split(separator: "/").map(String.init), last)
        }
        return try make(kind, id.joined(separator: "/"), revision, path.joined(separator: "/"), text)
    }

    /// At the first @: `org/name@refs/pr/1`.
    private static func split(_ text: Substring) -> (Substring, revision: String?) {
        guard let at = text.firstIndex(of: "@") else { return (text, nil) }
        return (text[..<at], String(text[text.index(after: at)...]))
    }

    static func make(_ kind: RepositoryKind, _ id: String, _ revision: String?, _ path: String, _ text: String)
        throws(Failure) -> HubPlace
    {
        guard path.isEmpty || RepositoryPath.isSafe(path) else { throw wrong(text, "its path is none in a repository") }
        do throws(Failure) {
            return HubPlace(try RepositoryName(kind, id, revision: revision == "" ? nil : revision), path: path)
        } catch {
            throw wrong(text, error.what)
        }
    }

    private static func wrong(_ text: String, _ why: String) -> Failure {
        Failure(
            .usage, "\(text.quoted) is no name on the Hub: \(why)",
            remedy: "write org/name[@revision], hf:org/name/folder or hf:datasets/org/name")
    }
}

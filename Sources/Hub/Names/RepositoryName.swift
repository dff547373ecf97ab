public import Failures

/// A repository of the Hub: "google/gemma-2-2b", "gpt2"; which kind, and which state of it.
public struct RepositoryName: Sendable, Hashable, CustomStringConvertible {
    public let kind: RepositoryKind
    /// `organisation/name`, or `name` alone.
    public let id: String
    /// A branch, a tag or a commit; nil: `main`.
    public let revision: String?

    /// Throws `.usage` for an id or a revision that no repository can have.
    public init(_ kind: RepositoryKind, _ id: String, revision: String? = nil) throws(Failure) {
        guard RepositoryName.isPossible(id) else {
            throw Failure(
                .usage, "\(id.quoted) is no name of a repository on the Hub",
                remedy: "write organisation/name in letters, digits, '-', '_' and '.'")
        }
        if let revision, !RepositoryName.isPossibleRevision(revision) {
            throw Failure(
                .usage, "\(revision.quoted) is no revision of a repository", remedy: "name a branch, a tag or a commit")
        }
        self.kind = kind
        self.id = id
        self.revision = revision
    }

    /// The revision that is meant.
    public var revisionOrMain: String { revision ?? "main" }

    /// As messages name it, and as it can be given again: "org/name@v2".
    public var description: String {
        let name = kind == .model ? id : "\(kind.plural)/\(id)"
        return revision.map { "\(name)@\($0)" } ?? name
    }

    /// `models--org--name`: what Python calls the repository's folder.
    package var folderName: String { "\(kind.plural)--" + id.replacing("/", with: "--") }

    /// The rules of huggingface_hub's `validate_repo_id`: 1 to 96 characters, at most one slash, parts that neither begin
    /// nor end with `-` or `.`; no `--`, no `..` (a folder's name could not be told apart), no `.git`.
    static func isPossible(_ id: String) -> Bool {
        let parts = id.split(separator: "/", omittingEmptySubsequences: false)
        guard (1...96).contains(id.utf8.count), parts.count <= 2, parts.allSatisfy({ isPossiblePart($0) }) else { return false }
        return !id.contains("--") && !id.contains("..") && !id.hasSuffix(".git")
    }

    static func isPossiblePart(_ part: Substring) -> Bool {
        let ends: [UInt8] = Array("-.".utf8)
        guard let first = part.utf8.first, let last = part.utf8.last, !ends.contains(first), !ends.contains(last) else {
            return false
        }
        return part.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                true
            default: false
            }
        }
    }

    /// A revision becomes a file below `refs/`, so it must be a path that stays there.
    static func isPossibleRevision(_ revision: String) -> Bool { RepositoryPath.isSafe(revision) }
}

extension RepositoryKind {
    /// "models", "datasets": in folders and in addresses of the programming interface.
    package var plural: String { "\(rawValue)s" }
}

public import Failures
import Files

/// What is to be uploaded, and where to: a finished SAE's folder, as a folder of a repository of models.
public struct HubUpload: Sendable {
    /// The folder on the disk: `cfg.json`, `sae_weights.safetensors`, perhaps `sparsity.safetensors`.
    public var folder: String
    /// `org/name`, or `name` of the token's own account; with a branch where it is not `main`.
    public var repository: RepositoryName
    /// What the SAE is called there, which is its folder: SAELens' `SAE.from_pretrained("org/name", "id")`.
    public var id: String
    /// Makes a new repository private; one that is public already is refused then.
    public var isPrivate = false
    /// Proposes the change instead of making it, for a repository of somebody else's.
    public var asPullRequest = false
    /// Takes a folder of any layout, not only SAELens'.
    public var takesAnyLayout = false
    /// `README.md` of the repository, written only where it has none; nil: none is written.
    public var card: String?
    /// The commit's first line; nil: "Upload the SAE <id>".
    public var summary: String?
    /// What else the commit says.
    public var explanation = ""

    /// - Parameters:
    ///   - id: a path of plain parts: "sae", "layer_12/topk_64".
    ///
    /// Throws `.usage` for a repository of data sets, and for an id that is no folder there.
    public init(folder: String, to repository: RepositoryName, as id: String) throws(Failure) {
        guard repository.kind == .model else {
            throw Failure(.usage, "\(repository) is a repository of data, and an SAE is a model", remedy: "name one of models")
        }
        let parts = id.split(separator: "/", omittingEmptySubsequences: false)
        guard RepositoryPath.isSafe(id), !parts.contains(where: { $0.hasPrefix(".git") || $0 == ".cache" || $0.contains("@") }) else {
            throw Failure(
                .usage, "\(id.quoted) cannot be an SAE's folder in a repository",
                remedy: "use letters, digits, '_', '-', '.' and '/'")
        }
        self.folder = folder
        self.repository = repository
        self.id = id
    }

    var message: String { summary ?? "Upload the SAE \(id)" }
}

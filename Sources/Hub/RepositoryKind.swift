/// What the Hugging Face Hub keeps apart.
public enum RepositoryKind: String, Sendable, CaseIterable {
    case model, dataset
}

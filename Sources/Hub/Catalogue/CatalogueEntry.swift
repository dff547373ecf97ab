/// One published SAE: where it lies, and what its publishers say about it.
public struct CatalogueEntry: Sendable, Equatable {
    /// The release in SAELens' list; nil where the name was a repository's own.
    public var release: String?
    /// Its name within the release.
    public var id: String
    /// `org/name` on the Hub.
    public var repository: String
    /// The folder or file within the repository.
    public var path: String
    /// The language model, as SAELens calls it: TransformerLens' name (`gemma-2-2b`) or the Hub's.
    public var model: String?
    /// SAELens' word for the format: `gemma_2`, `dictionary_learning_1` …; nil: SAELens' own folders.
    public var conversion: String?
    /// Latents that fire on a token, on average, as published.
    public var l0: Double?
    /// What activations are multiplied with before the SAE, where its file asks for that and does not say by how much.
    public var normScalingFactor: Double?
    /// The share of variance that it explains, as published.
    public var varianceExplained: Double?
    /// Where its latents are shown: `gemma-2-2b/12-gemmascope-res-16k`.
    public var neuronpedia: String?
    /// Settings that replace those in its file, nested keys joined by dots: `dataset_path`, `normalize_activations`,
    /// `model_from_pretrained_kwargs.center_writing_weights` …
    public var overrides: [String: String]

    public init(release: String? = nil, id: String, repository: String, path: String, overrides: [String: String] = [:]) {
        self.release = release
        self.id = id
        self.repository = repository
        self.path = path
        self.overrides = overrides
    }

    /// `release/id`, or `org/name/folder`.
    public var name: String { "\(release ?? repository)/\(id)" }

    /// The hook that it reads, in TransformerLens' words, where the list says it: as a setting, or as its id.
    public var hook: String? { overrides["hook_name"] ?? HookWords(in: id)?.text }

    /// The data that it was trained on, where the list says it.
    public var dataset: String? { overrides["dataset_path"] }

    /// How activations are prepared for it, where the list says it: `constant_norm_rescale` …
    public var normalization: String? { overrides["normalize_activations"] }

    /// Whether its residual streams are without their mean, as TransformerLens' processed models have them.
    public var isCentred: Bool { overrides["model_from_pretrained_kwargs.center_writing_weights"] == "true" }
}

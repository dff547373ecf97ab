/// What a sparse-probing run tells while it works, for a person or a log.
public enum SparseProbingEvent: Sendable {
    /// A data set that is left out since files are not there; the names looked for.
    case missing(dataset: String, files: [String])
    /// Something about the run that a reader should know.
    case note(String)
    /// A data set is finished, for all SAEs that share its pass over the model.
    case finished(ProbedDataset)
}

/// How long a data set took, in seconds of wall time, all SAEs of the pass together.
public struct ProbedDataset: Sendable, Equatable {
    public let dataset: String
    /// SAEs that shared the pass.
    public let saes: Int
    /// Texts through the model, tokenization and pooling included.
    public let model: Double
    /// Every token's activation through the SAEs' encoders, pooling included.
    public let encoder: Double
    /// All probes, on the model's channels and on latents.
    public let probes: Double
    /// Whether the figures, and these times, are those of an earlier run that was interrupted or asked for more.
    public let isKept: Bool

    public var total: Double { model + encoder + probes }
}

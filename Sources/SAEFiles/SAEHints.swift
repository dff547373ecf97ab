public import Autoencoders

/// What a catalogue, a repository's name or a person says of an SAE and its file may not: it stands in for what is
/// missing, and never overrides what a file says of its own computation.
public struct SAEHints: Sendable, Equatable {
    /// As TransformerLens or the Hub names the model.
    public var modelName: String?
    /// `blocks.12.hook_resid_post`
    public var hookName: String?
    /// Latents kept per token, where the file does not say (Qwen Scope has it in the repository's name).
    public var k: Int?
    /// s, by which activations are multiplied before they are encoded: the catalogue's `norm_scaling_factor`.
    public var inputScale: Double?
    /// Published latents per token, and share of variance explained.
    public var l0: Double?
    public var explainedVariance: Double?
    public var contextSize: Int?
    public var prependsBOS: Bool?
    /// Whether activations are taken without their mean (`center_writing_weights`): a catalogue's override, which holds.
    public var centersWriting = false
    /// How rows are brought to scale (`normalize_activations`): a catalogue's override, which holds where the file says none.
    public var rowScale = InferenceRules.RowScale.none
    /// `org/name` on the Hub and the path in it, where the place on the disk does not tell (a Hub cache does).
    public var repository: String?
    public var pathInRepository: String?

    public init() {}
}

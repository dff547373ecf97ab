/// What the inference of a published SAE may need beyond the functions that are trained here: how a row is brought to
/// scale before it is encoded, and how latents are chosen. Training knows none of it (`isPlain`).
/// Source: SAELens saes/sae.py `_setup_activation_normalization`, saes/abstopk_sae.py; sparsify fused_encoder.py.
public struct InferenceRules: Sendable, Hashable {
    /// What is done to each row x before it is encoded, and undone after it is decoded.
    public enum RowScale: String, Sendable, CaseIterable {
        case none
        /// (x − mean) / (std + 1e-5), std with d − 1 below; the reconstruction times std, plus mean.
        case layerNorm = "layer_norm"
        /// x · √d / ‖x‖; the reconstruction over that factor.
        case constantNorm = "constant_norm_rescale"
    }

    /// Which latents of a row are kept.
    public enum Choice: String, Sendable, CaseIterable {
        /// Those that `AutoencoderConfig.activation` keeps.
        case activation
        /// The k of largest |z| (or |z|‖w‖ where `rescaleByDecoderNorm`), with their sign; `activation` is topk.
        case signedTopK = "abstopk"
        /// In each of k groups of F/k latents side by side the largest, where it is above 0; `activation` is topk.
        case groupMaximum = "groupmax"
    }

    public var rowScale = RowScale.none
    public var choice = Choice.activation

    public init(rowScale: RowScale = .none, choice: Choice = .activation) {
        self.rowScale = rowScale
        self.choice = choice
    }

    /// Nothing beyond what training knows.
    public static let plain = InferenceRules()
    public var isPlain: Bool { self == .plain }
}

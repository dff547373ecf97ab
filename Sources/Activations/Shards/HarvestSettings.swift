public import Records

/// Where activations came from: enough to know whether a run that reads them is the run that was meant.
public struct HarvestSettings: Codable, Sendable, Equatable {
    /// The model's folder, or `embedded`.
    public var model: String
    /// Tells one model from another: see `ModelFingerprint` in Harvest.
    public var modelFingerprint: String
    public var hook: String
    /// Whether they were taken as TransformerLens' processed models have them; older manifests do not say: no.
    public var centersWriting: Bool
    public var foldsValueBiases: Bool
    public var corpus: [String]
    /// The field or column that was asked for; nil: as it was found, and in older manifests.
    public var column: String?
    /// Token ids in a row of text, BOS included.
    public var context: Int
    public var packing: Packing
    /// Whether rows began with BOS; older manifests do not say, and theirs did.
    public var prependsBOS: Bool
    public var dropBOS: Bool
    public var epochs: Int
    public var onBadLine: OnBadLine
    /// Rows of text at the start of the corpus that were set aside.
    public var heldOutRows: Int
    /// How a stream of words in spelling prompts was made; nil: the stream is the corpus' text.
    public var spelling: SpellingRecipe?
    /// Share of tokens that were replaced, and by which; older manifests do not say: none.
    public var maskShare: Float
    public var maskToken: Int?

    /// What a run's settings say about its activations.
    public init(_ config: RunConfig, modelFingerprint: String) {
        model = config.model.path
        self.modelFingerprint = modelFingerprint
        hook = config.model.hook
        centersWriting = config.model.centersWriting
        foldsValueBiases = config.model.foldsValueBiases
        corpus = config.data.corpus
        column = config.data.column
        context = config.data.context
        packing = config.data.packing
        prependsBOS = config.data.prependBOS
        dropBOS = config.data.dropBOS
        epochs = config.data.epochs
        onBadLine = config.data.onBadLine
        heldOutRows = config.data.heldOutRows
        maskShare = config.data.maskShare
        maskToken = config.data.maskToken
    }

    private enum CodingKeys: String, CodingKey {
        case model, hook, corpus, column, context, packing, epochs
        case modelFingerprint = "model_fingerprint"
        case centersWriting = "center_writing_weights"
        case foldsValueBiases = "fold_value_biases"
        case prependsBOS = "prepend_bos"
        case dropBOS = "drop_bos"
        case onBadLine = "on_bad_line"
        case heldOutRows = "held_out_rows"
        case spelling
        case maskShare = "mask_share"
        case maskToken = "mask_token"
    }

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        model = try fields.decode(String.self, forKey: .model)
        modelFingerprint = try fields.decode(String.self, forKey: .modelFingerprint)
        hook = try fields.decode(String.self, forKey: .hook)
        centersWriting = try fields.decodeIfPresent(Bool.self, forKey: .centersWriting) ?? false
        foldsValueBiases = try fields.decodeIfPresent(Bool.self, forKey: .foldsValueBiases) ?? false
        corpus = try fields.decode([String].self, forKey: .corpus)
        column = try fields.decodeIfPresent(String.self, forKey: .column)
        context = try fields.decode(Int.self, forKey: .context)
        packing = try fields.decode(Packing.self, forKey: .packing)
        prependsBOS = try fields.decodeIfPresent(Bool.self, forKey: .prependsBOS) ?? true
        dropBOS = try fields.decode(Bool.self, forKey: .dropBOS)
        epochs = try fields.decode(Int.self, forKey: .epochs)
        onBadLine = try fields.decode(OnBadLine.self, forKey: .onBadLine)
        heldOutRows = try fields.decode(Int.self, forKey: .heldOutRows)
        spelling = try fields.decodeIfPresent(SpellingRecipe.self, forKey: .spelling)
        maskShare = try fields.decodeIfPresent(Float.self, forKey: .maskShare) ?? 0
        maskToken = try fields.decodeIfPresent(Int.self, forKey: .maskToken)
    }
}

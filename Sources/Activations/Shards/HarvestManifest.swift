import Engine
import Failures
public import Records

/// `harvest.json`: what a folder of activation shards holds and how it was made. It is written last, so a folder
/// without it is unfinished.
public struct HarvestManifest: Codable, Sendable, Equatable {
    /// The layout that this version writes and reads.
    public static let currentFormat = 1
    /// The file's name.
    public static let fileName = "harvest.json"

    /// One file of activations.
    public struct Shard: Codable, Sendable, Equatable {
        public var name: String
        /// Activations in it.
        public var rows: Int
        public var bytes: Int
    }

    public var format = HarvestManifest.currentFormat
    public var settings: HarvestSettings
    /// d.
    public var width: Int
    /// The number format of the activations: `F32` or `BF16`.
    public var dtype: String
    /// Activations in all shards together.
    public var tokens: Int
    /// In the order of the text.
    public var shards: [Shard]
    /// Activations that training must not see, if any were set aside.
    public var heldOut: Shard?

    init(settings: HarvestSettings, width: Int, type: StorageType) {
        self.settings = settings
        self.width = width
        dtype = type.rawValue
        tokens = 0
        shards = []
    }

    private enum CodingKeys: String, CodingKey {
        case format, settings, width, dtype, tokens, shards, heldOut = "held_out"
    }
}

/// Where activations came from: enough to know whether a run that reads them is the run that was meant.
public struct HarvestSettings: Codable, Sendable, Equatable {
    /// The model's folder, or `embedded`.
    public var model: String
    /// Tells one model from another: see `ModelFingerprint` in Harvest.
    public var modelFingerprint: String
    public var hook: String
    /// Whether they were taken as TransformerLens' processed models have them; absent: no.
    public var centersWriting: Bool?
    public var foldsValueBiases: Bool?
    public var corpus: [String]
    /// Token ids in a row of text, BOS included.
    public var context: Int
    public var packing: Packing
    public var dropBOS: Bool
    public var epochs: Int
    public var onBadLine: OnBadLine
    /// Rows of text at the start of the corpus that were set aside.
    public var heldOutRows: Int

    /// What a run's settings say about its activations.
    public init(_ config: RunConfig, modelFingerprint: String) {
        model = config.model.path
        self.modelFingerprint = modelFingerprint
        hook = config.model.hook
        centersWriting = config.model.centersWriting ? true : nil
        foldsValueBiases = config.model.foldsValueBiases ? true : nil
        corpus = config.data.corpus
        context = config.data.context
        packing = config.data.packing
        dropBOS = config.data.dropBOS
        epochs = config.data.epochs
        onBadLine = config.data.onBadLine
        heldOutRows = config.data.heldOutRows
    }

    private enum CodingKeys: String, CodingKey {
        case model, hook, corpus, context, packing, epochs
        case modelFingerprint = "model_fingerprint"
        case centersWriting = "center_writing_weights"
        case foldsValueBiases = "fold_value_biases"
        case dropBOS = "drop_bos"
        case onBadLine = "on_bad_line"
        case heldOutRows = "held_out_rows"
    }
}

/// Every setting of a training run, as a value: defaults, then preset, recipe and architecture, then file, then flags.
///
/// What a run finds out for itself (the input scale, the loss) is not here but in its events and checkpoints. The
/// stored defaults are the paper's section 4. Key names in files are those of `Setting.all`.
public struct RunConfig: Sendable, Equatable {
    /// Seeds every generator of the run.
    public var seed: UInt64 = 0
    /// Worker threads; 0 takes every processor. Results do not depend on it.
    public var threads = 0
    /// Where the run computes: `auto`, `cpu`, `cuda` or `cuda:N` (`DeviceChoice`).
    public var device = "auto"
    /// Of a GPU's products.
    public var precision = DevicePrecision.tf32
    public var model = ModelConfig()
    public var data = DataConfig()
    public var world = WorldConfig()
    public var sae = AutoencoderConfig()
    public var start = InitialisationConfig()
    public var l1 = L1Config()
    public var l0 = L0Config()
    public var competition = CompetitionConfig()
    public var temporal = TemporalConfig()
    public var auxiliary = AuxiliaryConfig()
    public var matryoshka = MatryoshkaConfig()
    public var orthogonality = OrthogonalityConfig()
    public var consistency = ConsistencyConfig()
    public var curriculum = CurriculumConfig()
    public var optimizer = OptimizerConfig()
    public var dead = DeadLatentConfig()
    public var record = RecordConfig()

    public init() {}

    /// Optimisation steps in the run: the partial last batch is dropped.
    public var steps: Int { data.tokens / max(1, data.batch) }
}

/// Which language model, and where in it.
public struct ModelConfig: Sendable, Equatable {
    /// A Hugging Face model folder, a GGUF file, or one of the models inside the package: `embedded` or
    /// `embedded-letters`.
    public var path = "embedded"
    /// TransformerLens' name of the activation that is read: `blocks.12.hook_resid_post`.
    public var hook = "blocks.12.hook_resid_post"
    /// Take activations as TransformerLens' `center_writing_weights` leaves them: `ModelProcessing` in LanguageModels.
    public var centersWriting = false
    /// The same for `fold_value_biases`.
    public var foldsValueBiases = false
    public init() {}

    /// Whether the model is one inside the package (`EmbeddedGemma`, which this room does not know).
    public var isEmbedded: Bool { path == "embedded" || path == "embedded-letters" }
}

/// Where activations come from and how they become batches.
public struct DataConfig: Sendable, Equatable {
    /// Files of text, of JSON lines or of rows (or of rows of token ids), folders of them, or `embedded`.
    public var corpus = ["embedded"]
    /// The field or column of those files that holds the documents or their ids; nil: the first that there is of
    /// `tokens`, `input_ids`, `text` and `problem`.
    public var column: String?
    /// A folder of shards from `orthosae harvest`; when set, neither model nor text is read.
    public var activations: String?
    /// Token ids in a row of text, BOS included.
    public var context = 128
    /// Activations to train on.
    public var tokens = 5_000_000
    /// Activations in a batch: B.
    public var batch = 2048
    public var packing = Packing.packed
    /// Passes over the text before the run ends for want of it.
    public var epochs = 1
    public var onBadLine = OnBadLine.error
    /// Begin every row of text with BOS, and put it between documents.
    public var prependBOS = true
    /// Leave out the activations at BOS, which are norm outliers.
    public var dropBOS = true
    /// Draw batches from the mixing buffer; off: batches follow the text.
    public var shuffle = true
    /// Tokens in the mixing buffer; 0: 100,000, or a quarter of the run if that is less.
    public var buffer = 0
    public var scaling = InputScaling.none
    /// Seeds the order of the batches; nil: the run's own seed. So runs of several seeds can share their batches.
    public var seed: UInt64?
    /// Share of the tokens that are replaced before the model reads them (masked regularisation); 0: none.
    public var maskShare: Float = 0
    /// The id that replaces them; nil: any of the vocabulary, drawn anew each time.
    public var maskToken: Int?
    /// Rows of text (from the start of the corpus) that training never sees, for the figures at the end.
    public var heldOutRows = 64
    public init() {}
}

public enum Packing: String, Sendable, CaseIterable, Codable {
    /// Documents are joined with BOS and cut into full rows, as SAELens does.
    case packed
    /// One document a row, the rest of it dropped.
    case document
}

public enum OnBadLine: String, Sendable, CaseIterable, Codable { case error, skip }

/// By what the inputs are multiplied during training; folded into the weights of every saved SAE.
public enum InputScaling: String, Sendable, CaseIterable, Codable {
    case none
    /// √d / mean‖x‖: SAELens' `expected_average_only_in`.
    case sqrtWidth = "sqrt_width"
    /// 1 / √mean‖x‖²: dictionary_learning's `normalize_activations`.
    case unit
}

/// The names of whole set-ups: which activation function and which penalties.
public enum Architecture: String, Sendable, CaseIterable, Codable {
    case orthogonal, standard, topk, batchtopk, jumprelu, matryoshka, ortsae
    /// Ours: BatchTopK with the priced competition term (Guides/Priced.md).
    case priced
    /// C²R: BatchTopK with its consistency term (Guides/Rivals.md).
    case c2r

    /// The activation function it starts from.
    public var activation: ActivationKind {
        switch self {
        case .orthogonal, .standard: .relu
        case .topk: .topk
        case .batchtopk, .matryoshka, .ortsae, .priced, .c2r: .batchtopk
        case .jumprelu: .jumprelu
        }
    }
}

/// Whose optimiser, norm and dead-latent rules.
public enum Recipe: String, Sendable, CaseIterable, Codable {
    case paper, saelens
    case dictionaryLearning = "dictionary_learning"
}

public enum ActivationKind: String, Sendable, CaseIterable, Codable { case relu, topk, batchtopk, jumprelu }

/// The shape and the forward pass. F is the number of latents, d the model's width.
public struct AutoencoderConfig: Sendable, Equatable {
    public var architecture = Architecture.orthogonal
    public var recipe = Recipe.paper
    public var activation = ActivationKind.relu
    /// F.
    public var latents = 16_384
    /// K of topk (per token) and batchtopk (mean per token, which may have a fraction).
    public var k: LatentsPerToken = 40
    /// θ₀ of jumprelu.
    public var threshold: Float = 0.001
    /// ε of jumprelu's straight-through window.
    public var bandwidth: Float = 0.001
    /// Whether θ itself or its logarithm is the parameter.
    public var thresholdParameter = ThresholdParameter.linear
    /// Which half of the window gives the step penalty a gradient.
    public var thresholdWindow = ThresholdWindow.full
    /// Encode x − b_d rather than x.
    public var subtractDecoderBias = false
    /// Decoder rows of unit norm after each step, or free (every sparsity term then counts f·‖w‖).
    public var decoderNorm = DecoderNorm.unit
    /// Choose topk and batchtopk on activations times decoder norm.
    public var rescaleByDecoderNorm = false
    /// Also keep encoder rows at unit norm.
    public var encoderUnitNorm = false
    /// How batchtopk's inference threshold follows training.
    public var thresholdRule = BatchThresholdRule.dictionaryLearning
    /// The rule `dictionary_learning`'s n: steps for which the threshold stays unset, and over which it then averages.
    public var thresholdStart = 1000
    public init() {}
}

public enum ThresholdParameter: String, Sendable, CaseIterable, Codable { case linear, logarithm }
public enum ThresholdWindow: String, Sendable, CaseIterable, Codable {
    /// The whole window |z − θ| < ε/2, as SAELens.
    case full
    /// Only z > θ, as dictionary_learning's doubly gated code gives.
    case upper
}
public enum DecoderNorm: String, Sendable, CaseIterable, Codable { case unit, free }
public enum BatchThresholdRule: String, Sendable, CaseIterable, Codable {
    /// T starts at 0; T ← 0.99 T + 0.01 · smallest kept, every step.
    case saelens
    /// T unset for n = `thresholdStart` steps and one more, then the smallest kept, then T ← (1 − 1/n) T + 1/n ·
    /// smallest kept. n is 1,000 there.
    case dictionaryLearning = "dictionary_learning"
}

/// Where the weights start.
public struct InitialisationConfig: Sendable, Equatable {
    public var relation = InitialRelation.tied
    /// Encoder entries are uniform in ±bound; 0 means 1/√d (Kaiming with a = √5).
    public var bound: Float = 0
    /// Norm of the decoder rows at the start.
    public var decoderNorm: Float = 1
    public var decoderBias = InitialDecoderBias.zero
    /// A finished SAE whose weights the run starts from; nil: they are drawn.
    public var from: String?
    public init() {}
}

public enum InitialRelation: String, Sendable, CaseIterable, Codable {
    /// Encoder uniform ±bound; the decoder is a normalised copy of it (method.md).
    case tied
    /// Encoder and decoder drawn apart.
    case independent
    /// Decoder drawn and normed first; the encoder is a copy of it (SAELens, dictionary_learning).
    case encoderFromDecoder = "encoder_from_decoder"
}
public enum InitialDecoderBias: String, Sendable, CaseIterable, Codable {
    case zero
    /// Of the first batch, 100 Weiszfeld iterations.
    case geometricMedian = "geometric_median"
}

/// `comparison.json`: what `orthosae compare` or `ablate` set out to do, and how far it is. Written anew after each SAE,
/// so that an interrupted comparison still says what it has.
public struct ComparisonRecord: Codable, Sendable, Equatable {
    public enum Kind: String, Codable, Sendable {
        /// Table 1: architectures.
        case compare
        /// Table 2: the full model with something left out.
        case ablate
    }

    /// The layout that this version writes and reads.
    public static let currentFormat = 1

    public var format = ComparisonRecord.currentFormat
    public var kind: Kind
    /// Name and version of the program: `orthosae 0.1.0`.
    public var product: String
    /// The command line, word by word, that repeats it.
    public var command: [String]
    public var provenance: Provenance
    /// The rows of the table, in its order.
    public var rows: [ComparisonRow]
    /// Every SAE that was planned, in the order of the plan.
    public var saes: [ComparedSAE]
    public var counters: ComparisonCounters

    public init(
        kind: Kind, product: String, command: [String], provenance: Provenance, rows: [ComparisonRow],
        saes: [ComparedSAE], counters: ComparisonCounters = .init()
    ) {
        self.kind = kind
        self.product = product
        self.command = command
        self.provenance = provenance
        self.rows = rows
        self.saes = saes
        self.counters = counters
    }
}

/// On what and where something was made.
public struct Provenance: Codable, Sendable, Equatable {
    /// The language model's name: `gemma2-nano`.
    public var model: String?
    /// SHA-256 over its files.
    public var modelFingerprint: String?
    /// `blocks.3.hook_resid_post`.
    public var hook: String?
    /// d.
    public var width: Int?
    /// Files, or `embedded`.
    public var corpus: [String]?
    public var corpusFingerprint: String?
    /// Activations that each SAE is trained on.
    public var tokens: Int?
    /// Processor and operating system, as a person would say it.
    public var machine: String?
    /// `avx512`, `avx2`, `neon` or `scalar`.
    public var instructionSet: String?
    public var threads: Int?
    /// When it began: ISO 8601.
    public var date: String?

    public init(
        model: String? = nil, modelFingerprint: String? = nil, hook: String? = nil, width: Int? = nil,
        corpus: [String]? = nil, corpusFingerprint: String? = nil, tokens: Int? = nil, machine: String? = nil,
        instructionSet: String? = nil, threads: Int? = nil, date: String? = nil
    ) {
        self.model = model
        self.modelFingerprint = modelFingerprint
        self.hook = hook
        self.width = width
        self.corpus = corpus
        self.corpusFingerprint = corpusFingerprint
        self.tokens = tokens
        self.machine = machine
        self.instructionSet = instructionSet
        self.threads = threads
        self.date = date
    }

    private enum CodingKeys: String, CodingKey {
        case model, modelFingerprint = "model_sha256", hook, width, corpus, corpusFingerprint = "corpus_sha256",
            tokens, machine, instructionSet = "instruction_set", threads, date
    }
}

/// One row of a table: an architecture with its settings, at all its sparsities and seeds.
public struct ComparisonRow: Codable, Sendable, Equatable {
    /// Unique in the record: `orthogonal`, `topk+competition`, `no-curriculum`.
    public var id: String
    /// What the table calls it.
    public var label: String
    /// Not in the paper, and labelled so in every table.
    public var isOurs: Bool
    /// What the paper gives for it, on its own model: printed beside ours, never as a result of ours.
    public var paper: ComparisonFigures?
    /// The row that differences are taken against; nil: those against every other row are given.
    public var reference: String?
    /// What differs, in a few words: `θ = 0.3 throughout`.
    public var note: String?

    public init(
        id: String, label: String, isOurs: Bool = false, paper: ComparisonFigures? = nil, reference: String? = nil,
        note: String? = nil
    ) {
        self.id = id
        self.label = label
        self.isOurs = isOurs
        self.paper = paper
        self.reference = reference
        self.note = note
    }

    private enum CodingKeys: String, CodingKey { case id, label, isOurs = "ours", paper, reference, note }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        id = try container.decode(String.self, forKey: .id)
        label = try container.decodeIfPresent(String.self, forKey: .label) ?? id
        isOurs = try container.decodeIfPresent(Bool.self, forKey: .isOurs) ?? false
        paper = try container.decodeIfPresent(ComparisonFigures.self, forKey: .paper)
        reference = try container.decodeIfPresent(String.self, forKey: .reference)
        note = try container.decodeIfPresent(String.self, forKey: .note)
    }
}

/// What the whole comparison cost.
public struct ComparisonCounters: Codable, Sendable, Equatable {
    /// Tokens that the language model computed while the SAEs trained: equal for one SAE and for twelve.
    public var modelTokens: Int?
    /// Wall-clock of training, and of the evaluations.
    @Finite public var trainingSeconds: Double?
    @Finite public var evaluationSeconds: Double?

    public init(modelTokens: Int? = nil, trainingSeconds: Double? = nil, evaluationSeconds: Double? = nil) {
        self.modelTokens = modelTokens
        self.trainingSeconds = trainingSeconds
        self.evaluationSeconds = evaluationSeconds
    }

    private enum CodingKeys: String, CodingKey {
        case modelTokens = "model_tokens", trainingSeconds = "training_seconds",
            evaluationSeconds = "evaluation_seconds"
    }
}

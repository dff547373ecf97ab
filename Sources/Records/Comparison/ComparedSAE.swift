/// One SAE of a comparison: which row, seed and sparsity, where it lies, and what was measured.
public struct ComparedSAE: Codable, Sendable, Equatable {
    /// The setting that a sparsity list runs through.
    public struct Sparsity: Codable, Sendable, Equatable {
        /// The setting's key: `l1.weight`, `sae.k`, `l0.weight`.
        public var name: String
        @Finite public var value: Double?

        public init(name: String, value: Double?) {
            self.name = name
            self.value = value
        }
    }

    /// How far it is.
    public enum State: Sendable, Equatable {
        /// Not begun, or under way.
        case pending
        /// Trained and evaluated.
        case finished
        /// Given up, for this reason; the others went on.
        case failed(reason: String)
    }

    /// Unique in the record.
    public var id: String
    /// The id of its `ComparisonRow`.
    public var row: String
    public var seed: UInt64
    /// The seed of the world that it was trained on; nil: on no world.
    public var worldSeed: UInt64?
    public var sparsity: Sparsity?
    /// Its run folder, relative to the file: events, `resolved.yaml`, `sae/`, `evaluations/`, `competition.json`, `latents.jsonl`.
    public var folder: String?
    public var state: State
    public var figures: ComparisonFigures
    /// Of its own training: steps shared with others are counted in each.
    @Finite public var trainingSeconds: Double?
    /// SHA-256 of `sae/sae_weights.safetensors`.
    public var weightsFingerprint: String?
    /// SHA-256 of `competition.json` and `latents.jsonl` as they were made, by their names.
    public var described: [String: String]?

    public init(
        id: String, row: String, seed: UInt64, worldSeed: UInt64? = nil, sparsity: Sparsity? = nil, folder: String? = nil,
        state: State = .pending, figures: ComparisonFigures = [:], trainingSeconds: Double? = nil,
        weightsFingerprint: String? = nil
    ) {
        self.id = id
        self.row = row
        self.seed = seed
        self.worldSeed = worldSeed
        self.sparsity = sparsity
        self.folder = folder
        self.state = state
        self.figures = figures
        self.trainingSeconds = trainingSeconds
        self.weightsFingerprint = weightsFingerprint
    }
}

extension ComparedSAE {
    private enum CodingKeys: String, CodingKey {
        case id, row, seed, worldSeed = "world_seed", sparsity, folder, state, reason, figures, trainingSeconds = "training_seconds",
            weightsFingerprint = "weights_sha256", described = "described_sha256"
    }

    /// An unknown state is read as pending: it is at least not finished.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        id = try container.decode(String.self, forKey: .id)
        row = try container.decode(String.self, forKey: .row)
        seed = try container.decodeIfPresent(UInt64.self, forKey: .seed) ?? 0
        worldSeed = try container.decodeIfPresent(UInt64.self, forKey: .worldSeed)
        sparsity = try container.decodeIfPresent(Sparsity.self, forKey: .sparsity)
        folder = try container.decodeIfPresent(String.self, forKey: .folder)
        switch try container.decodeIfPresent(String.self, forKey: .state) {
        case "finished": state = .finished
        case "failed":
            state = .failed(reason: try container.decodeIfPresent(String.self, forKey: .reason) ?? "no reason recorded")
        default: state = .pending
        }
        figures = try container.decodeIfPresent(ComparisonFigures.self, forKey: .figures) ?? [:]
        _trainingSeconds = try container.decode(Finite.self, forKey: .trainingSeconds)
        weightsFingerprint = try container.decodeIfPresent(String.self, forKey: .weightsFingerprint)
        described = try container.decodeIfPresent([String: String].self, forKey: .described)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(row, forKey: .row)
        try container.encode(seed, forKey: .seed)
        try container.encodeIfPresent(worldSeed, forKey: .worldSeed)
        try container.encodeIfPresent(sparsity, forKey: .sparsity)
        try container.encodeIfPresent(folder, forKey: .folder)
        switch state {
        case .pending: try container.encode("pending", forKey: .state)
        case .finished: try container.encode("finished", forKey: .state)
        case .failed(let reason):
            try container.encode("failed", forKey: .state)
            try container.encode(reason, forKey: .reason)
        }
        try container.encode(figures, forKey: .figures)
        try container.encode(_trainingSeconds, forKey: .trainingSeconds)
        try container.encodeIfPresent(weightsFingerprint, forKey: .weightsFingerprint)
        try container.encodeIfPresent(described, forKey: .described)
    }
}

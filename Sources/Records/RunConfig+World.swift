import Failures

/// A world with known features in place of a language model and text (Guides/Worlds.md).
public struct WorldConfig: Sendable, Equatable {
    /// Its name among the registered worlds; nil: activations are a language model's.
    public var name: String?
    /// Decides directions, rates and tokens: what the world is.
    public var seed: UInt64 = 0
    /// Tokens that training draws from, each time one of them at random; 0: no token comes twice.
    public var tokens = 150_000
    /// Tokens that training never sees, for the figures.
    public var heldOut = 16_000
    /// t: a child's direction is that of u_c + t·u_p.
    public var tilt: Float = 0
    /// Pairs of independent features with a cosine of 0.7.
    public var synonyms = 0
    /// By what children's magnitudes are multiplied.
    public var childMagnitude: Float = 1
    /// How often each child fires, given its parent; empty: as the world has it.
    public var shares = ShareList()
    /// A safetensors file with a world's own parameters (`synth16k`); nil: they are made from the seed.
    public var parameters: String?
    /// A folder of shards whose activations known features are added to (`planted`).
    public var background: String?
    /// What share of the activations' variance the added features have.
    public var plantedShare: Float = 0.1
    public init() {}
}

/// Shares of a whole, in order; together at most 1.
public struct ShareList: Sendable, Equatable {
    public private(set) var values: [Float]

    public init(_ values: [Float] = []) { self.values = values }

    /// Whether each is above 0 and there is room for all of them, but for what rounding their sum takes.
    var isValid: Bool { values.allSatisfy { $0 > 0 && $0 <= 1 } && values.reduce(0, +) <= 1.000_001 }
}

extension ShareList: SettingValue {
    static var kind: String { "a list of shares above 0 that are at most 1 together; [] for the world's own" }

    init?(setting text: SettingText) {
        guard let values = text.numbers else { return nil }
        self.init(values)
        if !isValid { return nil }
    }

    var yaml: String { "[" + values.map(\.yaml).joined(separator: ", ") + "]" }
}

/// The SAE and the run that suit a world, for whoever asks for nothing else.
public struct WorldScale: Sendable, Equatable {
    /// F.
    public var latents: Int
    /// K: about the features that fire on a token.
    public var l0: LatentsPerToken
    /// Activations to train on.
    public var tokens: Int
    /// B.
    public var batch: Int
    /// Of the world, those that training draws from; 0: none comes twice.
    public var worldTokens: Int
    public var learningRate: Float
    public var scaling: InputScaling

    public init(
        latents: Int, l0: LatentsPerToken, tokens: Int, batch: Int = 512, worldTokens: Int = 150_000,
        learningRate: Float = 3e-3, scaling: InputScaling = .none
    ) {
        self.latents = latents
        self.l0 = l0
        self.tokens = tokens
        self.batch = batch
        self.worldTokens = worldTokens
        self.learningRate = learningRate
        self.scaling = scaling
    }

    /// That of the small world (science.md 2): 2,000 steps of 512.
    public static let toy = WorldScale(latents: 160, l0: 4.5, tokens: 1_024_000)

    func apply(to config: inout RunConfig) {
        config.sae.latents = latents
        config.sae.k = l0
        config.data.tokens = tokens
        config.data.batch = batch
        config.world.tokens = worldTokens
    }
}

extension Setting {
    static let world: [Setting] = [
        Setting(
            "world.name", \.world.name, help: "A world with known features in place of model and text; null: none."),
        Setting("world.seed", \.world.seed, help: "Decides what the world is."),
        .length(
            "world.tokens", \.world.tokens, .extent, 0...1 << 30,
            "Tokens of the world that training draws from; 0: none comes twice."),
        .length(
            "world.held_out", \.world.heldOut, .extent, 1...1 << 24,
            "Tokens of the world kept from training, for its figures."),
        .number("world.tilt", \.world.tilt, .notNegative, "How far children's directions lean towards their parents'."),
        .count(
            "world.synonyms", \.world.synonyms, 0...1 << 20, "Pairs of independent features with a cosine of 0.7."),
        .number("world.child_magnitude", \.world.childMagnitude, .positive, "By what children's magnitudes are multiplied."),
        Setting(
            "world.shares", \.world.shares, help: "How often each child fires, given its parent.", where: \.isValid),
        Setting("world.parameters", \.world.parameters, help: "A file with the world's own parameters (synth16k)."),
        Setting(
            "world.background", \.world.background,
            help: "A folder of shards to whose activations known features are added (planted)."),
        .number(
            "world.planted_share", \.world.plantedShare, .belowOne,
            "What share of the variance the features that are added have (planted)."),
    ]
}

extension RunConfig {
    /// What a world stands in the place of cannot be there too.
    package func checkWorld() throws {
        let world = self.world, plain = WorldConfig()
        guard let name = world.name else {
            var settings = world
            // What the presets of worlds bring; a run of activations may have it.
            settings.tokens = plain.tokens
            guard settings == plain else {
                throw Failure(
                    .usage, "there are settings of a world (world.…), but world.name is null",
                    remedy: "name the world: --world toy")
            }
            return
        }
        let others = [
            ("data.activations", data.activations != nil), ("model.path", model.path != ModelConfig().path),
            ("data.corpus", data.corpus != DataConfig().corpus),
            ("data.column", data.column != nil), ("data.mask_share", data.maskShare != 0),
        ]
        if let other = others.first(where: \.1)?.0 {
            throw Failure(
                .usage, "world.name is \(name.quoted), and \(other) is set: a world stands in place of model and text",
                remedy: "leave one of them out")
        }
        if temporal.weight > 0, temporal.pairing == .previousToken {
            throw Failure(
                .usage, "temporal.pairing previous_token needs the order of a text, which world \(name.quoted) has not",
                remedy: "set temporal.pairing to step")
        }
    }
}

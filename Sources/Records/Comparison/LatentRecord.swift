/// One line of `latents.jsonl`: what one latent of a finished SAE does. Keys are short, since there are as many lines as
/// latents; everything but the id may be missing.
public struct LatentRecord: Codable, Sendable, Equatable {
    /// How often the latent's activation lies in each of equally wide bins of its logarithm.
    public struct LogHistogram: Codable, Sendable, Equatable {
        /// log10 of the first bin's lower edge.
        public var start: Double
        /// Width of a bin, in log10.
        public var width: Double
        /// Tokens in each bin; tokens on which it is silent are in none.
        public var counts: [Int]

        public init(start: Double, width: Double, counts: [Int]) {
            self.start = start
            self.width = width
            self.counts = counts
        }
    }

    /// A stretch of text with the latent's activation on each token.
    public struct Context: Codable, Sendable, Equatable {
        /// As a person would read them, spaces included.
        public var tokens: [String]
        /// As many; 0 where it is silent.
        public var activations: [Double]

        public init(tokens: [String], activations: [Double]) {
            self.tokens = tokens
            self.activations = activations
        }
    }

    /// A token of the vocabulary with the logit that the decoder row adds to it.
    public struct Logit: Codable, Sendable, Equatable {
        public var token: String
        @Finite public var value: Double?

        public init(token: String, value: Double?) {
            self.token = token
            self.value = value
        }
    }

    /// Another latent, with what ties it to this one.
    public struct Neighbour: Codable, Sendable, Equatable {
        public var id: Int
        /// Decoder cosine for the nearest, c for the competing.
        @Finite public var value: Double?

        public init(id: Int, value: Double?) {
            self.id = id
            self.value = value
        }
    }

    /// A letter or a probe's class that the latent stands for.
    public struct Association: Codable, Sendable, Equatable {
        public enum Role: String, Codable, Sendable {
            /// Among the latents that stand for this first letter.
            case letter
            /// Takes the letter's direction in some words.
            case absorbs
            /// The best single latent of a sparse probe.
            case probe
        }

        public var role: Role
        /// The letter, or data set and class.
        public var name: String
        /// F1, number of words, or accuracy.
        @Finite public var value: Double?

        public init(role: Role, name: String, value: Double?) {
            self.role = role
            self.name = name
            self.value = value
        }
    }

    public var id: Int
    /// Whether it fired at all on the tokens that were looked at; nil: not known.
    public var isAlive: Bool?
    /// Share of tokens on which it fires.
    @Finite public var density: Double?
    /// Its largest activation.
    @Finite public var maximum: Double?
    public var histogram: LogHistogram?
    /// Strongest first.
    public var contexts: [Context]
    /// Largest first, and smallest first.
    public var topLogits: [Logit]
    public var bottomLogits: [Logit]
    @Finite public var encoderDecoderCosine: Double?
    /// By decoder cosine, largest first.
    public var nearest: [Neighbour]
    /// By c, largest first.
    public var competing: [Neighbour]
    public var associations: [Association]

    public init(
        id: Int, isAlive: Bool? = nil, density: Double? = nil, maximum: Double? = nil, histogram: LogHistogram? = nil,
        contexts: [Context] = [], topLogits: [Logit] = [], bottomLogits: [Logit] = [],
        encoderDecoderCosine: Double? = nil, nearest: [Neighbour] = [], competing: [Neighbour] = [],
        associations: [Association] = []
    ) {
        self.id = id
        self.isAlive = isAlive
        self.density = density
        self.maximum = maximum
        self.histogram = histogram
        self.contexts = contexts
        self.topLogits = topLogits
        self.bottomLogits = bottomLogits
        self.encoderDecoderCosine = encoderDecoderCosine
        self.nearest = nearest
        self.competing = competing
        self.associations = associations
    }

    private enum CodingKeys: String, CodingKey {
        case id, isAlive = "alive", density, maximum = "max", histogram, contexts, topLogits = "top",
            bottomLogits = "bottom", encoderDecoderCosine = "cosine", nearest, competing, associations
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        id = try container.decode(Int.self, forKey: .id)
        isAlive = try container.decodeIfPresent(Bool.self, forKey: .isAlive)
        _density = try container.decode(Finite.self, forKey: .density)
        _maximum = try container.decode(Finite.self, forKey: .maximum)
        histogram = try container.decodeIfPresent(LogHistogram.self, forKey: .histogram)
        contexts = try container.decodeIfPresent([Context].self, forKey: .contexts) ?? []
        topLogits = try container.decodeIfPresent([Logit].self, forKey: .topLogits) ?? []
        bottomLogits = try container.decodeIfPresent([Logit].self, forKey: .bottomLogits) ?? []
        _encoderDecoderCosine = try container.decode(Finite.self, forKey: .encoderDecoderCosine)
        nearest = try container.decodeIfPresent([Neighbour].self, forKey: .nearest) ?? []
        competing = try container.decodeIfPresent([Neighbour].self, forKey: .competing) ?? []
        associations = try container.decodeIfPresent([Association].self, forKey: .associations) ?? []
    }
}

/// Do letters whose main latent competes with a word's latent absorb less? By letter.
public struct CompetitionAndAbsorption: Codable, Sendable, Equatable {
    public struct Letter: Codable, Sendable, Equatable {
        /// Lower case.
        public var letter: String
        /// The latents that stand for it.
        public var latents: [Int]
        /// Latents that take the letter's direction in some word and compete with one of `latents`.
        public var competitors: [Int]
        /// All latents that take the letter's direction in some word, competing or not.
        public var candidates: Int?
        @Finite public var absorptionFraction: Double?
        @Finite public var fullAbsorption: Double?
        /// Words that were scored.
        public var words: Int?

        /// Whether any word's latent competes with the letter's.
        public var competes: Bool { !competitors.isEmpty }

        public init(
            letter: String, latents: [Int] = [], competitors: [Int] = [], candidates: Int? = nil,
            absorptionFraction: Double? = nil, fullAbsorption: Double? = nil, words: Int? = nil
        ) {
            self.letter = letter
            self.latents = latents
            self.competitors = competitors
            self.candidates = candidates
            self.absorptionFraction = absorptionFraction
            self.fullAbsorption = fullAbsorption
            self.words = words
        }

        private enum CodingKeys: String, CodingKey {
            case letter, latents, competitors, candidates, absorptionFraction = "absorption_fraction",
                fullAbsorption = "full_absorption", words
        }
    }

    public var letters: [Letter]
    /// Spearman's rank correlation, over letters, of competitors with the absorption fraction.
    @Finite public var correlation: Double?
    /// The same of the share of competitors among the candidates: more absorbed words have more candidates, and so more
    /// that may compete.
    @Finite public var shareCorrelation: Double?

    public init(letters: [Letter], correlation: Double? = nil, shareCorrelation: Double? = nil) {
        self.letters = letters
        self.correlation = correlation
        self.shareCorrelation = shareCorrelation
    }

    private enum CodingKeys: String, CodingKey { case letters, correlation, shareCorrelation = "share_correlation" }
}

/// Do latents that compete probe better or worse? By class of the sparse probes.
public struct CompetitionAndProbing: Codable, Sendable, Equatable {
    public struct Probe: Codable, Sendable, Equatable {
        /// Data set and class.
        public var name: String
        /// The class's best latent.
        public var latent: Int?
        /// How many latents it competes with.
        public var competitors: Int
        /// Test accuracy with that one latent.
        @Finite public var accuracy: Double?

        public init(name: String, latent: Int?, competitors: Int, accuracy: Double?) {
            self.name = name
            self.latent = latent
            self.competitors = competitors
            self.accuracy = accuracy
        }
    }

    public var probes: [Probe]
    /// Spearman's rank correlation, over probes, of competitors with accuracy.
    @Finite public var correlation: Double?

    public init(probes: [Probe], correlation: Double? = nil) {
        self.probes = probes
        self.correlation = correlation
    }
}

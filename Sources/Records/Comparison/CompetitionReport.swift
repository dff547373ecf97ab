/// `competition.json` of a run: which latents compete, since when, and what it has to do with absorption and probing.
///
/// The history comes from the run's events; the graph from the finished SAE over held-out tokens.
public struct CompetitionReport: Codable, Sendable, Equatable {
    /// The statistics at one step of training.
    public struct Moment: Codable, Sendable, Equatable {
        public var step: Int
        /// θ at that step.
        @Finite public var theta: Double?
        /// Unordered pairs with c above it.
        public var pairs: Int?
        /// Mean c of those.
        @Finite public var meanCoefficient: Double?
        /// Pairs in each of equally wide bins of c in (0, 1].
        public var histogram: [Int]
        /// Mean |w_i·w_j| of the competing pairs, and of random ones.
        @Finite public var meanCosine: Double?
        @Finite public var meanRandomCosine: Double?
        /// Of runs with coefficient `priced`.
        public var priced: PricedRecord?

        public init(
            step: Int, theta: Double? = nil, pairs: Int? = nil, meanCoefficient: Double? = nil, histogram: [Int] = [],
            meanCosine: Double? = nil, meanRandomCosine: Double? = nil, priced: PricedRecord? = nil
        ) {
            self.step = step
            self.theta = theta
            self.pairs = pairs
            self.meanCoefficient = meanCoefficient
            self.histogram = histogram
            self.meanCosine = meanCosine
            self.meanRandomCosine = meanRandomCosine
            self.priced = priced
        }

        private enum CodingKeys: String, CodingKey {
            case step, theta, pairs, meanCoefficient = "mean_coefficient", histogram, meanCosine = "mean_cosine",
                meanRandomCosine = "mean_random_cosine", priced
        }
    }

    /// Two latents that were among the strongest pairs at some step.
    public struct PairHistory: Codable, Sendable, Equatable {
        /// The pair at one step at which it was recorded.
        public struct Point: Codable, Sendable, Equatable {
            public var step: Int
            /// c.
            @Finite public var coefficient: Double?
            /// w_i·w_j.
            @Finite public var cosine: Double?

            public init(step: Int, coefficient: Double?, cosine: Double?) {
                self.step = step
                self.coefficient = coefficient
                self.cosine = cosine
            }
        }

        public var first: Int
        public var second: Int
        /// In order of steps; steps at which the pair was not among the strongest are left out.
        public var points: [Point]

        public init(first: Int, second: Int, points: [Point]) {
            self.first = first
            self.second = second
            self.points = points
        }
    }

    /// Latents of the finished SAE and the pairs over θ between them.
    public struct Graph: Codable, Sendable, Equatable {
        public struct Node: Codable, Sendable, Equatable {
            /// The latent.
            public var id: Int
            /// Index in `communities`; nil for a latent outside any.
            public var community: Int?
            /// How many latents it competes with, those left out of `nodes` included.
            public var degree: Int
            /// Share of tokens on which it fires.
            @Finite public var density: Double?
            /// A token that tells it to a person: the one it fires on most.
            public var label: String?

            public init(id: Int, community: Int? = nil, degree: Int, density: Double? = nil, label: String? = nil) {
                self.id = id
                self.community = community
                self.degree = degree
                self.density = density
                self.label = label
            }
        }

        public struct Edge: Codable, Sendable, Equatable {
            public var first: Int
            public var second: Int
            /// c.
            @Finite public var coefficient: Double?
            /// w_i·w_j.
            @Finite public var cosine: Double?

            public init(first: Int, second: Int, coefficient: Double?, cosine: Double?) {
                self.first = first
                self.second = second
                self.coefficient = coefficient
                self.cosine = cosine
            }
        }

        /// What c is here, over all these tokens at once: `cosine`, whatever the run was trained with.
        public var coefficient: String?
        /// At which θ the pairs were taken.
        @Finite public var theta: Double?
        /// Tokens over which c was computed.
        public var tokens: Int?
        /// Held-out tokens after those, which were left out because latents fire too often to hold more; nil: none.
        public var skipped: Int?
        /// All pairs over θ; `edges` may hold only the strongest of them.
        public var pairs: Int?
        public var nodes: [Node]
        public var edges: [Edge]
        /// Groups of latents that compete among themselves, the largest first.
        public var communities: [[Int]]
        /// The latents with the most competitors, the first first.
        public var hubs: [Int]

        public init(
            coefficient: String? = nil, theta: Double? = nil, tokens: Int? = nil, pairs: Int? = nil,
            nodes: [Node] = [], edges: [Edge] = [], communities: [[Int]] = [], hubs: [Int] = []
        ) {
            self.coefficient = coefficient
            self.theta = theta
            self.tokens = tokens
            self.pairs = pairs
            self.nodes = nodes
            self.edges = edges
            self.communities = communities
            self.hubs = hubs
        }
    }

    public var format = 1
    /// Name and version of the program.
    public var product: String
    public var command: [String]
    /// Of everything that the report was made from: equal ones mean equal figures.
    public var identity: String?
    /// The setting `competition.coefficient`: what c is in the history.
    public var coefficient: String?
    public var history: [Moment]
    public var strongest: [PairHistory]
    public var graph: Graph?
    public var absorption: CompetitionAndAbsorption?
    public var probing: CompetitionAndProbing?

    public init(
        product: String, command: [String] = [], identity: String? = nil, coefficient: String? = nil,
        history: [Moment] = [], strongest: [PairHistory] = [], graph: Graph? = nil, absorption: CompetitionAndAbsorption? = nil,
        probing: CompetitionAndProbing? = nil
    ) {
        self.product = product
        self.command = command
        self.identity = identity
        self.coefficient = coefficient
        self.history = history
        self.strongest = strongest
        self.graph = graph
        self.absorption = absorption
        self.probing = probing
    }
}

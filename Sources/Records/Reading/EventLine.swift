/// One line of `events.jsonl`, of which anything may be missing: a `TrainEvent` as a reader must expect it.
package struct EventLine: LineRecord, Equatable {
    package struct Losses: Decodable, Sendable, Equatable {
        @Finite package var total: Double?
        @Finite package var reconstruction: Double?
        @Finite package var sparsity: Double?
        @Finite package var competition: Double?
        @Finite package var temporal: Double?
        @Finite package var auxiliary: Double?

        /// The terms in the order of drawing.
        package static let terms: [(name: String, value: any KeyPath<Losses, Double?> & Sendable)] = [
            ("total", \.total), ("reconstruction", \.reconstruction), ("sparsity", \.sparsity),
            ("competition", \.competition), ("temporal", \.temporal), ("auxiliary", \.auxiliary),
        ]
    }

    package struct Competition: Decodable, Sendable, Equatable {
        package struct Pair: Decodable, Sendable, Equatable {
            var first: Int
            var second: Int
            @Finite var coefficient: Double?
            @Finite var cosine: Double?
        }

        package var pairs: Int?
        @Finite package var meanCoefficient: Double?
        package var histogram: [Int]?
        @Finite package var meanCosine: Double?
        @Finite package var meanRandomCosine: Double?
        package var strongest: [Pair]?

        private enum CodingKeys: String, CodingKey {
            case pairs, meanCoefficient = "mean_coefficient", histogram, meanCosine = "mean_cosine",
                meanRandomCosine = "mean_random_cosine", strongest
        }
    }

    package var job: String?
    package var step: Int
    package var steps: Int?
    package var tokens: Int?
    package var phase: String?
    package var losses: Losses?
    @Finite package var l0: Double?
    @Finite package var explainedVariance: Double?
    @Finite package var aliveFraction: Double?
    @Finite package var alpha: Double?
    @Finite package var theta: Double?
    package var competition: Competition?
    package var priced: PricedRecord?
    @Finite package var seconds: Double?
    @Finite package var tokensPerSecond: Double?

    private enum CodingKeys: String, CodingKey {
        case job, step, steps, tokens, phase, losses, l0, explainedVariance = "explained_variance",
            aliveFraction = "alive_fraction", alpha, theta, competition, priced, seconds,
            tokensPerSecond = "tokens_per_second"
    }
}

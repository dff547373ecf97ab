import Foundation
import Records

/// One line of `events.jsonl`, of which anything may be missing: a `TrainEvent` as a reader must expect it.
struct EventLine: Decodable, Sendable, Equatable {
    struct Losses: Decodable, Sendable, Equatable {
        @Finite var total: Double?
        @Finite var reconstruction: Double?
        @Finite var sparsity: Double?
        @Finite var competition: Double?
        @Finite var temporal: Double?
        @Finite var auxiliary: Double?

        /// The terms in the order of drawing.
        static let terms: [(name: String, value: any KeyPath<Losses, Double?> & Sendable)] = [
            ("total", \.total), ("reconstruction", \.reconstruction), ("sparsity", \.sparsity),
            ("competition", \.competition), ("temporal", \.temporal), ("auxiliary", \.auxiliary),
        ]
    }

    struct Competition: Decodable, Sendable, Equatable {
        struct Pair: Decodable, Sendable, Equatable {
            var first: Int
            var second: Int
            @Finite var coefficient: Double?
            @Finite var cosine: Double?
        }

        var pairs: Int?
        @Finite var meanCoefficient: Double?
        var histogram: [Int]?
        @Finite var meanCosine: Double?
        @Finite var meanRandomCosine: Double?
        var strongest: [Pair]?

        private enum CodingKeys: String, CodingKey {
            case pairs, meanCoefficient = "mean_coefficient", histogram, meanCosine = "mean_cosine",
                meanRandomCosine = "mean_random_cosine", strongest
        }
    }

    var job: String?
    var step: Int
    var steps: Int?
    var tokens: Int?
    var phase: String?
    var losses: Losses?
    @Finite var l0: Double?
    @Finite var explainedVariance: Double?
    @Finite var aliveFraction: Double?
    @Finite var alpha: Double?
    @Finite var theta: Double?
    var competition: Competition?
    @Finite var seconds: Double?
    @Finite var tokensPerSecond: Double?

    private enum CodingKeys: String, CodingKey {
        case job, step, steps, tokens, phase, losses, l0, explainedVariance = "explained_variance",
            aliveFraction = "alive_fraction", alpha, theta, competition, seconds,
            tokensPerSecond = "tokens_per_second"
    }
}

/// A run's events, with what could not be read.
struct EventHistory: Sendable {
    /// In the file's order.
    var lines: [EventLine] = []
    /// Lines that are no event: damaged, or cut off when the run was.
    var unreadable = 0

    init(_ data: Data) {
        for bytes in data.split(separator: UInt8(ascii: "\n")) where bytes.contains(where: { $0 > 0x20 }) {
            if let line = LooseJSON.read(EventLine.self, Data(bytes)) { lines.append(line) } else { unreadable += 1 }
        }
    }

    /// Nothing recorded.
    init() {}

    var lastStep: Int? { lines.last?.step }
    var plannedSteps: Int? { lines.last?.steps }

    /// Stretches of one phase, in order: from its first event's step to the next one's.
    var phases: [(name: String, from: Int, to: Int)] {
        var found: [(name: String, from: Int, to: Int)] = []
        for line in lines {
            guard let phase = line.phase else { continue }
            if let last = found.indices.last, found[last].name == phase {
                found[last].to = line.step
            } else {
                if let last = found.indices.last { found[last].to = line.step }
                found.append((phase, line.step, line.step))
            }
        }
        return found
    }
}

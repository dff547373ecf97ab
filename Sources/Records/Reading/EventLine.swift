import Files
package import Foundation

/// One line of `events.jsonl`, of which anything may be missing: a `TrainEvent` as a reader must expect it.
package struct EventLine: Decodable, Sendable, Equatable {
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
    @Finite package var seconds: Double?
    @Finite package var tokensPerSecond: Double?

    private enum CodingKeys: String, CodingKey {
        case job, step, steps, tokens, phase, losses, l0, explainedVariance = "explained_variance",
            aliveFraction = "alive_fraction", alpha, theta, competition, seconds,
            tokensPerSecond = "tokens_per_second"
    }
}

/// A run's events, with what could not be read.
package struct EventHistory: Sendable {
    /// In the file's order.
    package var lines: [EventLine] = []
    /// Lines that are no event: damaged, or cut off when the run was.
    package var unreadable = 0

    package init(_ data: Data) {
        for bytes in data.split(separator: UInt8(ascii: "\n")) where bytes.contains(where: { $0 > 0x20 }) {
            if let line = LooseJSON.read(EventLine.self, Data(bytes)) { lines.append(line) } else { unreadable += 1 }
        }
    }

    /// Nothing recorded.
    package init() {}

    package var lastStep: Int? { lines.last?.step }
    package var plannedSteps: Int? { lines.last?.steps }

    /// Stretches of one phase, in order: from its first event's step to the next one's.
    package var phases: [(name: String, from: Int, to: Int)] {
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

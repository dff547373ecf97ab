public import Records

/// A comparison's record, put in order for reading: over seeds at each setting, and along each row's curve at common L0s.
public struct Study: Sendable {
    /// One row at one sparsity, over its seeds.
    public struct Line: Sendable {
        public let row: ComparisonRow
        public let sparsity: ComparedSAE.Sparsity?
        /// Finished SAEs of this line, by seed.
        public let saes: [ComparedSAE]
        /// How many were planned.
        public let planned: Int

        public func summary(_ metric: ComparisonMetric) -> SeedSummary { SeedSummary(saes.map { $0.figures[metric] }) }
    }

    public let record: ComparisonRecord
    /// Row by row, each by its sparsities in the order of the plan; lines without a finished SAE too.
    public let lines: [Line]
    /// What some SAE has a figure for, in the order of the columns.
    public let metrics: [ComparisonMetric]
    /// Where the rows' curves are compared; empty where no two have an L0 in common.
    public let commonL0s: [Double]

    public init(_ record: ComparisonRecord) {
        self.record = record
        let finished = record.saes.filter { $0.state == .finished }
        lines = record.rows.flatMap { row -> [Line] in
            let own = record.saes.filter { $0.row == row.id }
            var settings: [ComparedSAE.Sparsity?] = []
            for sae in own where !settings.contains(sae.sparsity) { settings.append(sae.sparsity) }
            return settings.map { setting in
                let planned = own.filter { $0.sparsity == setting }
                return Line(
                    row: row, sparsity: setting,
                    saes: planned.filter { $0.state == .finished }.sorted { Repetition($0) < Repetition($1) }, planned: planned.count)
            }
        }
        metrics = Study.columns.filter { metric in finished.contains { $0.figures[metric] != nil } }
        let ranges = record.rows.compactMap { Study.range(of: $0.id, in: finished) }
        commonL0s = CommonL0.choose(covering: ranges)
    }

    /// L0, explained variance and alive fraction beside absorption: it means little without them.
    private static let columns: [ComparisonMetric] = [
        .l0, .absorptionFraction, .fullAbsorption, .meanSquaredError, .explainedVariance, .klScore,
        .crossEntropyScore, .alive, .probing1, .probing2, .probing5, .trueAbsorption, .hole, .mixing, .featureF1,
        .featureMCC,
    ]

    /// Whether its SAEs were trained on worlds with known features.
    public var isOfWorlds: Bool { record.saes.contains { $0.worldSeed != nil } }

    /// What the question is asked of.
    var absorption: ComparisonMetric { isOfWorlds ? .trueAbsorption : .absorptionFraction }

    public var finished: [ComparedSAE] { record.saes.filter { $0.state == .finished } }
    public var pending: [ComparedSAE] { record.saes.filter { $0.state == .pending } }
    public var failed: [(sae: ComparedSAE, reason: String)] {
        record.saes.compactMap { sae in
            if case .failed(let reason) = sae.state { return (sae, reason) }
            return nil
        }
    }

    /// The most seeds that any line has.
    public var seeds: Int { lines.map(\.saes.count).max() ?? 0 }

    /// What could be measured and was not in any SAE.
    public var unmeasured: [ComparisonMetric] {
        let other: ComparisonMetric.Subject = isOfWorlds ? .model : .world
        // In a world the explained variance says what the squared error would.
        return Study.columns.filter {
            !metrics.contains($0) && $0.subject != other && !(isOfWorlds && $0 == .meanSquaredError)
        }
    }

    /// One row's metric along its sparsities, by repetition: by seed, and by world where there are several.
    func curves(_ row: String, _ metric: ComparisonMetric) -> [(repetition: Repetition, curve: SparsityCurve)] {
        let own = finished.filter { $0.row == row }
        return Set(own.map { Repetition($0) }).sorted().map { repetition in
            let points = own.filter { Repetition($0) == repetition }.map { (l0: $0.figures[.l0], value: $0.figures[metric]) }
            return (repetition, SparsityCurve(points))
        }
    }

    /// One row's metric at an L0, over the seeds whose curve reaches it.
    public func matched(_ row: String, _ metric: ComparisonMetric, at l0: Double) -> SeedSummary {
        SeedSummary(curves(row, metric).map { $0.curve.value(at: l0) })
    }

    /// What every seed of a row covers; nil where a seed has no two L0s, or they do not meet.
    private static func range(of row: String, in finished: [ComparedSAE]) -> ClosedRange<Double>? {
        let bySeed = Dictionary(grouping: finished.filter { $0.row == row }) { Repetition($0) }
        let ranges = bySeed.values.compactMap { saes in
            SparsityCurve(saes.map { (l0: $0.figures[.l0], value: $0.figures[.l0]) }).range
        }.filter { $0.lowerBound < $0.upperBound }
        guard let low = ranges.map(\.lowerBound).max(), let high = ranges.map(\.upperBound).min(), low < high else {
            return nil
        }
        return low...high
    }

    /// The row the question is about: the Orthogonal SAE of a comparison.
    public var focus: ComparisonRow? { record.rows.first { $0.id == "orthogonal" } }

    public func row(_ id: String) -> ComparisonRow? { record.rows.first { $0.id == id } }

    /// Of each row one SAE to show in detail: the finished one nearest to the middle of the common L0s (of its row's
    /// own L0s where there are none), the lowest seed first.
    public var featured: [ComparedSAE] {
        record.rows.compactMap { row in
            let own = finished.filter { $0.row == row.id }
            let known = own.compactMap { $0.figures[.l0] }.filter { $0 > 0 }.sorted()
            let goal = commonL0s.isEmpty ? known : commonL0s
            guard !goal.isEmpty else { return own.first }
            let middle = goal[goal.count / 2]
            func distance(_ sae: ComparedSAE) -> Double {
                guard let l0 = sae.figures[.l0], l0 > 0 else { return .infinity }
                return max(l0 / middle, middle / l0)
            }
            return own.min { (distance($0), Repetition($0)) < (distance($1), Repetition($1)) }
        }
    }

    /// A name for a person: `TopK, sae.k = 20, seed 1`.
    public func name(_ sae: ComparedSAE) -> String {
        let label = row(sae.row)?.label ?? sae.row
        let world = sae.worldSeed.map { "world \($0)" } ?? ""
        return [label, Study.name(sae.sparsity), "seed \(sae.seed)", world].filter { !$0.isEmpty }.joined(separator: ", ")
    }

    static func name(_ sparsity: ComparedSAE.Sparsity?) -> String {
        sparsity.map { "\($0.name) = \(Numbers.short($0.value))" } ?? ""
    }
}

/// Which of several SAEs of one setting: seeds of worlds and of SAEs are both repetitions.
struct Repetition: Hashable, Comparable {
    let world: UInt64
    let seed: UInt64

    init(_ sae: ComparedSAE) { (world, seed) = (sae.worldSeed ?? 0, sae.seed) }

    static func < (left: Repetition, right: Repetition) -> Bool { (left.world, left.seed) < (right.world, right.seed) }
}

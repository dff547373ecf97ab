import Records

/// What the differences of two rows say about absorption, and about its cost.
struct PairReading: Sendable {
    enum Verdict: Sendable, Equatable {
        /// Absorbs less, or more, where the difference counts.
        case less, more
        /// Counts both ways.
        case mixed
        /// No difference counts.
        case open
    }

    let row: ComparisonRow
    let reference: ComparisonRow
    let verdict: Verdict
    /// In a sentence, with its figures.
    let sentence: String
    /// What it costs in MSE, against this row: `+4.1 % against Standard (does not count)`.
    let cost: String?

    /// Nil where absorption was compared nowhere.
    ///
    /// - Parameter absorption: which figure is asked about.
    init?(_ differences: [RowDifference], of absorption: ComparisonMetric = .absorptionFraction) {
        guard let first = differences.first else { return nil }
        (row, reference) = (first.row, first.reference)
        let read = differences.compactMap { one in one.welch(absorption).map { (one, $0) } }
        guard !read.isEmpty else { return nil }
        let less = read.filter { $0.1.difference < 0 }, more = read.filter { $0.1.difference > 0 }
        let countLess = less.count { $0.1.counts }, countMore = more.count { $0.1.counts }
        verdict = countLess > 0 ? (countMore > 0 ? .mixed : .less) : countMore > 0 ? .more : .open

        let places =
            read.count == 1
            ? "at \(PairReading.place(read[0].0))"
            : "at \(read.count) places ("
                + read.map { PairReading.place($0.0) }.joined(separator: ", ") + ")"
        let sides = [("lower", less.count, countLess), ("higher", more.count, countMore)].filter { $0.1 > 0 }
        let tally = sides.map { side, places, counting in
            "\(side) at \(places == read.count && places > 1 ? "all \(places)" : "\(places)") (\(counting) count)"
        }
        var text = "\(first.row.label) against \(first.reference.label) \(places): absorption "
            + (tally.isEmpty ? "the same" : tally.joined(separator: ", "))
        let ratios = read.compactMap { $0.0.ratio(absorption) }
        if !ratios.isEmpty {
            text += "; ratio \(PairReading.span(ratios) { Numbers.fixed($0, 2) })"
            if let one = first.row.paper?[absorption], let other = first.reference.paper?[absorption]
            {
                text += ", the paper's \(Numbers.fixed(one / other, 2)) (L0 not given)"
            }
        }
        let isOfWorld = absorption == .trueAbsorption
        cost = (isOfWorld ? PairReading.step(differences, .explainedVariance) : PairReading.change(differences, .meanSquaredError))
            .map { "\($0) against \(first.reference.label)" }
        if isOfWorld {
            for (metric, name) in [(ComparisonMetric.explainedVariance, "explained variance"), (.featureF1, "F1"), (.featureMCC, "MCC")] {
                if let step = PairReading.step(differences, metric) { text += "; \(name) \(step)" }
            }
        }
        if let mse = PairReading.change(differences, .meanSquaredError) { text += "; MSE \(mse)" }
        let scores = differences.compactMap { $0.welch(.crossEntropyScore)?.difference }
        if !scores.isEmpty { text += "; CE score \(PairReading.span(scores) { Numbers.signed($0, 3) })" }
        sentence = text + "."
    }

    private static func place(_ one: RowDifference) -> String {
        one.l0.map { "L0 \(Numbers.short($0))" } ?? (one.setting.isEmpty ? "the same setting" : one.setting)
    }

    /// Relative change of a metric, and at how many places it counts.
    private static func change(_ differences: [RowDifference], _ metric: ComparisonMetric) -> String? {
        let read = differences.compactMap { one in one.ratio(metric).map { (one, $0) } }
        guard !read.isEmpty else { return nil }
        let counting = read.count { $0.0.welch(metric)?.counts == true }
        let changes = span(read.map { ($0.1 - 1) * 100 }) { Numbers.signed($0, 1) + " %" }
        return "\(changes) (\(counting) of \(read.count) count)"
    }

    /// Difference of a metric, and at how many places it counts.
    private static func step(_ differences: [RowDifference], _ metric: ComparisonMetric) -> String? {
        let read = differences.compactMap { $0.welch(metric) }
        guard !read.isEmpty else { return nil }
        let steps = span(read.map(\.difference)) { Numbers.signed($0, metric.digits) }
        return "\(steps) (\(read.count(where: \.counts)) of \(read.count) count)"
    }

    /// The least and the largest, where they are not written the same.
    private static func span(_ values: [Double], _ written: (Double) -> String) -> String {
        guard let least = values.min().map(written), let most = values.max().map(written) else {
            return Numbers.missing
        }
        return least == most ? least : "\(least) to \(most)"
    }
}

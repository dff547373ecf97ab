public import Records

/// One row less another, at a common L0 or at the same setting.
public struct RowDifference: Sendable {
    public let row: ComparisonRow
    public let reference: ComparisonRow
    /// Where the two are read: an L0, or nil for the same setting.
    public let l0: Double?
    /// The setting in words, where `l0` is nil.
    public let setting: String
    let summaries: [ComparisonMetric: (SeedSummary, SeedSummary)]

    /// Nil where a side has no figure.
    public func welch(_ metric: ComparisonMetric) -> WelchDifference? {
        summaries[metric].flatMap { WelchDifference($0.0, $0.1) }
    }

    /// The row's mean over the reference's; nil where one is missing or the reference's is 0.
    public func ratio(_ metric: ComparisonMetric) -> Double? {
        guard let pair = summaries[metric], let one = pair.0.mean, let other = pair.1.mean, other != 0 else {
            return nil
        }
        return one / other
    }
}

extension Study {
    /// What is held against what: the Orthogonal SAE against every other row, or a row against the one it names.
    var pairs: [(row: ComparisonRow, reference: ComparisonRow)] {
        let named = record.rows.compactMap { row in row.reference.flatMap { self.row($0) }.map { (row, $0) } }
        if record.kind == .ablate {
            if !named.isEmpty { return named }
            return record.rows.first.map { first in record.rows.dropFirst().map { ($0, first) } } ?? []
        }
        // No paper has a row of its own in a world: without the Orthogonal SAE the first row is the one to be held against.
        if isOfWorlds, focus == nil, named.isEmpty {
            return record.rows.first.map { first in record.rows.dropFirst().map { ($0, first) } } ?? []
        }
        let against = focus.map { focus in record.rows.filter { $0.id != focus.id }.map { (focus, $0) } } ?? []
        return against + named.filter { pair in !against.contains { $0.0.id == pair.0.id && $0.1.id == pair.1.id } }
    }

    /// Differences at the common L0s of a comparison; of an ablation at the same setting.
    public var differences: [RowDifference] {
        pairs.flatMap { pair -> [RowDifference] in
            if record.kind == .ablate { return sameSetting(pair.row, pair.reference) }
            return commonL0s.map { l0 in
                let metrics = metrics.filter { $0 != .l0 } + gateMetrics
                return RowDifference(
                    row: pair.row, reference: pair.reference, l0: l0, setting: "",
                    summaries: Dictionary(
                        uniqueKeysWithValues: metrics.map {
                            ($0, (matched(pair.row.id, $0, at: l0), matched(pair.reference.id, $0, at: l0)))
                        }))
            }
        }
    }

    private func sameSetting(_ row: ComparisonRow, _ reference: ComparisonRow) -> [RowDifference] {
        lines.filter { $0.row.id == row.id }.compactMap { line in
            guard let other = lines.first(where: { $0.row.id == reference.id && $0.sparsity == line.sparsity }) else {
                return nil
            }
            return RowDifference(
                row: row, reference: reference, l0: nil, setting: Study.name(line.sparsity),
                summaries: Dictionary(
                    uniqueKeysWithValues: (metrics + gateMetrics).map { ($0, (line.summary($0), other.summary($0))) }))
        }
    }
}

extension ComparisonTables {
    /// Differences with their 95 % Welch intervals, those that count marked; nil where nothing can be compared.
    public var differences: TableModel? { differences("Differences", study.metrics) }

    /// The same of letter latents and other properties.
    public var gateDifferences: TableModel? {
        differences("Differences of letter latents and other properties (ours)", study.gateMetrics)
    }

    private func differences(_ title: String, _ wanted: [ComparisonMetric]) -> TableModel? {
        let found = study.differences
        let metrics = wanted.filter { metric in found.contains { $0.welch(metric) != nil } }
        guard !found.isEmpty, !metrics.isEmpty else { return nil }
        let rows = found.map { difference -> TableModel.Row in
            let place = difference.l0.map { "L0 \(Numbers.short($0))" } ?? difference.setting
            let name = "\(label(difference.row)) − \(label(difference.reference))"
            return .init(.ours, [.init(name), .init(place)] + metrics.map { cell(difference.welch($0), $0) })
        }
        var notes = [
            "the first less the second; in brackets the 95 % Welch interval over seeds; marked: it excludes 0, so the difference counts"
        ]
        if study.seeds < 2 { notes.append("one seed: there is no interval, and no difference counts") }
        return TableModel(
            title: title + (study.record.kind == .compare ? " at matched L0" : " at the same setting"),
            columns: [("rows", ""), ("at", "")] + columns(metrics), wordColumns: 2, rows: rows,
            notes: notes + study.gateNotes)
    }

    private func cell(_ welch: WelchDifference?, _ metric: ComparisonMetric) -> TableModel.Cell {
        guard let welch else { return .init(Numbers.missing) }
        var text = Numbers.signed(welch.difference, metric.digits)
        guard let interval = welch.interval else { return .init(text, note: "one seed: no interval") }
        text +=
            " [\(Numbers.signed(interval.lowerBound, metric.digits)), \(Numbers.signed(interval.upperBound, metric.digits))]"
        return .init(text, isBest: welch.counts, note: welch.counts ? "counts" : "does not count")
    }
}

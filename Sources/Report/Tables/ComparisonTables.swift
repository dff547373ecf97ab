import Records

/// Tables 1 and 2, and what goes with them, of a study.
public struct ComparisonTables: Sendable {
    let study: Study

    public init(_ study: Study) { self.study = study }

    /// All of them, in reading order; the first is table 1 or 2.
    public var all: [TableModel] {
        [main] + [gates, matched, matchedGates, differences, gateDifferences, classes, failures].compactMap { $0 }
    }

    private var isComparison: Bool { study.record.kind == .compare }

    /// A line for each row and sparsity, mean ± sd over seeds; under a row's last line the paper's figures.
    public var main: TableModel {
        table(
            isComparison ? "Table 1: architectures" : "Table 2: ablations", study.metrics, hasPaper: true,
            notes: mainNotes + study.gateNotes)
    }

    /// The same lines: is there a letter latent, what does it leave to others, and what of other properties of the word?
    /// nil where no SAE has the figures.
    public var gates: TableModel? {
        let metrics = study.gateMetrics
        guard !metrics.isEmpty else { return nil }
        return table(
            ComparisonTables.gatesTitle, metrics, hasPaper: false,
            notes: [
                "ours, not SAEBench's: figures of the best single latent of each letter, chosen on the training words",
                "a method that frees letters and breaks other properties has not won; audited absorption judges a "
                    + "testbed by its baseline, not a method",
            ] + study.gateNotes)
    }

    private static let gatesTitle = "Letter latents and other properties of the word (ours)"

    func table(
        _ title: String, _ metrics: [ComparisonMetric], hasPaper: Bool, notes: [String]
    ) -> TableModel {
        let best = bests(metrics, study.lines.map { line in { line.summary($0).mean } })
        var rows: [TableModel.Row] = []
        for (index, line) in study.lines.enumerated() {
            let isFirst = index == 0 || study.lines[index - 1].row.id != line.row.id
            let seeds = line.saes.count == line.planned ? "\(line.planned)" : "\(line.saes.count) of \(line.planned)"
            let gate = study.gate(line)
            let figures = metrics.map { metric in
                cell(line.summary(metric), metric, gate, isBest: best[metric] == line.summary(metric).mean)
            }
            rows.append(
                .init(
                    .ours,
                    [.init(isFirst ? label(line.row) : ""), .init(Study.name(line.sparsity)), .init(seeds)] + figures))
            let isLast = index + 1 == study.lines.count || study.lines[index + 1].row.id != line.row.id
            if isLast, hasPaper, let paper = line.row.paper, metrics.contains(where: { paper[$0] != nil }) {
                rows.append(paperRow(paper, metrics))
            }
        }
        return TableModel(
            title: title,
            columns: [(isComparison ? "architecture" : "row", ""), ("setting", ""), ("seeds", "")] + columns(metrics),
            wordColumns: 2, rows: rows, notes: notes)
    }

    private var mainNotes: [String] {
        var notes = ["mean ± standard deviation over seeds; the best mean of a column is marked, whatever its L0"]
        if study.lines.contains(where: { $0.row.paper != nil }) {
            notes.append("\"the paper's\": \(PaperFigures.setting); another model, not a result of this program")
        }
        if study.lines.contains(where: \.row.isOurs) { notes.append("(ours): not in the paper") }
        if study.seeds < 2 { notes.append("one seed: no spread, and no difference counts") }
        if !study.unmeasured.isEmpty {
            notes.append("not measured: " + study.unmeasured.map(\.label).joined(separator: ", "))
        }
        if !study.pending.isEmpty {
            notes.append("not finished: \(study.pending.count) of \(Numbers.count(study.record.saes.count, of: "SAE"))")
        }
        if !study.failed.isEmpty {
            notes.append("failed: \(Numbers.count(study.failed.count, of: "SAE")), listed below")
        }
        return notes
    }

    /// Every row at the common L0s; nil where there are none.
    public var matched: TableModel? { matched("At matched L0", study.metrics.filter { $0 != .l0 }) }

    /// The same of letter latents and other properties.
    public var matchedGates: TableModel? {
        study.gateMetrics.isEmpty ? nil : matched(ComparisonTables.gatesTitle + ", at matched L0", study.gateMetrics)
    }

    private func matched(_ title: String, _ metrics: [ComparisonMetric]) -> TableModel? {
        guard !study.commonL0s.isEmpty else { return nil }
        var rows: [TableModel.Row] = []
        for l0 in study.commonL0s {
            let best = bests(metrics, study.record.rows.map { row in { study.matched(row.id, $0, at: l0).mean } })
            for (index, row) in study.record.rows.enumerated() {
                let summaries = metrics.map { study.matched(row.id, $0, at: l0) }
                let gate = study.gate(row) { study.matched(row.id, $0, at: l0) }
                let figures = zip(metrics, summaries).map { metric, summary in
                    cell(summary, metric, gate, isBest: best[metric] == summary.mean)
                }
                let seeds = summaries.map(\.count).max() ?? 0
                rows.append(
                    .init(
                        .ours,
                        [.init(index == 0 ? Numbers.short(l0) : ""), .init(label(row)), .init("\(seeds)")] + figures))
            }
        }
        return TableModel(
            title: title, columns: [("L0", ""), ("architecture", ""), ("seeds", "")] + columns(metrics),
            wordColumns: 2, rows: rows,
            notes: [
                "each seed's figures interpolated piecewise linearly in log L0 along its row's curve, then mean ± sd; "
                    + "a dash where a curve does not reach: never extrapolated",
                "the best mean at each L0 is marked",
            ] + study.gateNotes)
    }

    /// SAEs that gave up, with their reasons; nil where none did.
    public var failures: TableModel? {
        let failed = study.failed
        guard !failed.isEmpty else { return nil }
        return TableModel(
            title: "Failed SAEs", columns: [("SAE", ""), ("reason", "")], wordColumns: 2,
            rows: failed.map { .init(.ours, [.init(study.name($0.sae)), .init($0.reason)]) })
    }

    // MARK: Parts

    func label(_ row: ComparisonRow) -> String { row.label + (row.isOurs ? " (ours)" : "") }

    func columns(_ metrics: [ComparisonMetric]) -> [(heading: String, unit: String)] {
        metrics.map { metric in
            let arrow =
                switch metric.direction {
                case .lower: " ↓"
                case .higher: " ↑"
                case .none: ""
                }
            return (metric.label + arrow, metric.unit)
        }
    }

    private func cell(
        _ summary: SeedSummary, _ metric: ComparisonMetric, _ gate: LatentGate?, isBest: Bool
    ) -> TableModel.Cell {
        guard let mean = summary.mean else { return .init(Numbers.missing) }
        var text = Numbers.fixed(mean, metric.digits)
        if let deviation = summary.standardDeviation { text += " ± " + Numbers.fixed(deviation, metric.digits) }
        let seeds = summary.values.map { Numbers.fixed($0, metric.digits) }.joined(separator: ", ")
        var note = "\(metric.label) by seed: \(seeds)"
        if metric.isOfAbsorption, let gate, let label = gate.label {
            if gate == .noLetterLatent { text += " †" }
            note += "; \(label)"
        }
        return .init(text, isBest: isBest, note: note)
    }

    private func paperRow(_ paper: ComparisonFigures, _ metrics: [ComparisonMetric]) -> TableModel.Row {
        let figures = metrics.map { metric in
            TableModel.Cell(paper[metric].map { Numbers.fixed($0, metric.digits) } ?? Numbers.missing)
        }
        return .init(.paper, [.init("  the paper's"), .init(""), .init("")] + figures)
    }

    /// The best mean of each metric that has a direction, where candidates differ.
    private func bests(
        _ metrics: [ComparisonMetric], _ candidates: [(ComparisonMetric) -> Double?]
    ) -> [ComparisonMetric: Double] {
        var best: [ComparisonMetric: Double] = [:]
        for metric in metrics {
            let means = candidates.compactMap { $0(metric) }
            // Where all are alike none is the best.
            guard let first = means.first, means.contains(where: { abs($0 - first) > 1e-9 * abs(first) }) else {
                continue
            }
            switch metric.direction {
            case .lower: best[metric] = means.min()
            case .higher: best[metric] = means.max()
            case .none: break
            }
        }
        return best
    }
}

extension ComparisonMetric {
    /// What the gates' labels are about.
    var isOfAbsorption: Bool {
        [.absorptionFraction, .fullAbsorption, .bestLatentFull, .bestLatentFraction, .auditedAbsorption].contains(self)
    }
}

import Records

/// Whether the rows' absorption figures measure absorption: the gates' verdicts, and what every table says of them.
extension Study {
    /// The gates' figures that some SAE has, in the order of the columns.
    var gateMetrics: [ComparisonMetric] {
        ComparisonMetric.gates.filter { metric in finished.contains { $0.figures[metric] != nil } }
    }

    /// Of a row's figures at one place. The second gate is for baselines: what caps cosines between latents empties it.
    func gate(_ row: ComparisonRow, _ figure: (ComparisonMetric) -> SeedSummary) -> LatentGate? {
        guard figure(.absorptionFraction).mean != nil || figure(.fullAbsorption).mean != nil else { return nil }
        return LatentGate(
            bestF1: figure(.bestLatentF1).mean, audited: row.isBaseline ? figure(.auditedAbsorption).mean : nil)
    }

    func gate(_ line: Line) -> LatentGate? { gate(line.row) { line.summary($0) } }

    /// A sentence for each verdict that is not "passed", with the lines that have it. Every table carries them.
    var gateNotes: [String] {
        let judged = lines.compactMap { line in gate(line).map { (line, $0) } }
        return [LatentGate.noLetterLatent, .fewPureAbsorbers, .unmeasured].compactMap { verdict in
            let own = judged.filter { $0.1 == verdict }.map(\.0)
            guard let label = verdict.label, !own.isEmpty else { return nil }
            let who = own.count == judged.count ? "all rows" : Answer.list(own.map(Study.name))
            switch verdict {
            case .noLetterLatent:
                let f1 = Study.span(own.compactMap { $0.summary(.bestLatentF1).mean })
                return "† \(label) (best single latent's F1 \(f1), below \(Numbers.short(LatentGate.leastBestF1))): \(who)"
            case .fewPureAbsorbers:
                let audited = Study.span(own.compactMap { $0.summary(.auditedAbsorption).mean })
                return "\(label) (audited absorption of the baseline \(audited), below "
                    + "\(Numbers.short(LatentGate.leastAudited))): \(who)"
            default: return "\(label), so it is not known whether these are absorption figures: \(who)"
            }
        }
    }

    /// Before whatever the answer says: nil where every line with an absorption figure has letter latents.
    var gateWarning: String? {
        let judged = lines.compactMap { gate($0) }
        let without = judged.count { $0 == .noLetterLatent }
        guard without > 0, let label = LatentGate.noLetterLatent.label else { return nil }
        let which = without == judged.count ? "" : " (\(without) of \(judged.count) lines)"
        return label.prefix(1).uppercased() + label.dropFirst() + which + "."
    }

    private static func name(_ line: Line) -> String {
        [line.row.label, name(line.sparsity)].filter { !$0.isEmpty }.joined(separator: " at ")
    }

    private static func span(_ values: [Double]) -> String {
        guard let least = values.min(), let most = values.max() else { return Numbers.missing }
        let written = [least, most].map { Numbers.fixed($0, 3) }
        return written[0] == written[1] ? written[0] : "\(written[0]) to \(written[1])"
    }
}

extension ComparisonRow {
    /// What the second gate reads.
    var isBaseline: Bool { LatentGate.baselines.contains(id) }
}

import Records

/// The question, "does it absorb less, at what cost, and can I trust the difference?", and what the figures say to it.
public struct Answer: Sendable, Equatable {
    /// One line.
    public let headline: String
    /// A line for each row that it was held against.
    public let details: [String]
    /// Why one should be careful.
    public let caveats: [String]

    /// The headline, details and caveats as lines for a terminal.
    public var text: String {
        ([headline] + details.map { "  " + $0 } + caveats.map { "  note: " + $0 }).joined(separator: "\n")
    }

    public init(_ study: Study) {
        let groups = Answer.groups(study)
        let readings = groups.compactMap { PairReading($0, of: study.absorption) }
        let answer = study.record.kind == .ablate ? Answer.ablation(study, readings) : Answer.comparison(study, readings)
        // What is compared comes before how it compares.
        headline = (study.gateWarning.map { $0 + " " } ?? "") + answer
        details = readings.map(\.sentence)
        caveats = Answer.caveats(study)
    }

    /// Differences of the same two rows, in order.
    private static func groups(_ study: Study) -> [[RowDifference]] {
        var groups: [[RowDifference]] = []
        for difference in study.differences {
            if let last = groups.last?.first, last.row.id == difference.row.id,
                last.reference.id == difference.reference.id
            {
                groups[groups.count - 1].append(difference)
            } else {
                groups.append([difference])
            }
        }
        return groups
    }

    private static func comparison(_ study: Study, _ readings: [PairReading]) -> String {
        if study.finished.isEmpty { return "No SAE is finished yet: there is nothing to compare." }
        guard study.metrics.contains(study.absorption) else {
            return "Absorption was not measured, so whether Orthogonal absorbs less cannot be said "
                + "(orthosae evaluate --evals core,absorption)."
        }
        if study.isOfWorlds, study.focus == nil, study.record.rows.count > 1 { return ablation(study, readings) }
        guard let focus = study.focus else {
            return "The comparison has no Orthogonal SAE; its tables hold the others."
        }
        guard study.record.rows.count > 1 else {
            return "Only \(focus.label) is here: there is nothing to hold it against (orthosae compare)."
        }
        let own = readings.filter { $0.row.id == focus.id }
        guard !own.isEmpty else {
            return
                "No two architectures have an L0 in common (each needs two sparsities or more), so none can be compared at "
                + "matched L0."
        }
        func names(_ verdict: PairReading.Verdict) -> String {
            Answer.list(own.filter { $0.verdict == verdict }.map(\.reference.label))
        }
        var parts: [String] = []
        if !names(.less).isEmpty { parts.append("absorbs less than \(names(.less)), and the difference counts") }
        if !names(.more).isEmpty { parts.append("absorbs more than \(names(.more)), and the difference counts") }
        if !names(.mixed).isEmpty { parts.append("absorbs less than \(names(.mixed)) at some L0s and more at others") }
        if !names(.open).isEmpty { parts.append("shows no difference from \(names(.open)) that counts") }
        let costs = own.compactMap(\.cost)
        let cost = costs.isEmpty ? "" : " Its \(study.isOfWorlds ? "explained variance" : "MSE"): \(costs.joined(separator: "; "))."
        return "At matched L0 \(focus.label) \(parts.joined(separator: "; "))."
            + (study.seeds < 2 ? " With one seed no difference can count." : "") + cost
    }

    private static func ablation(_ study: Study, _ readings: [PairReading]) -> String {
        if study.finished.isEmpty { return "No SAE is finished yet: there is nothing to compare." }
        guard !readings.isEmpty else { return "No row has a reference at the same setting with absorption measured." }
        func names(_ verdict: PairReading.Verdict) -> String {
            Answer.list(readings.filter { $0.verdict == verdict }.map(\.row.label))
        }
        var parts: [String] = []
        if !names(.more).isEmpty { parts.append("absorption rises with \(names(.more))") }
        if !names(.less).isEmpty { parts.append("it falls with \(names(.less))") }
        if !names(.mixed).isEmpty { parts.append("the settings disagree about \(names(.mixed))") }
        if !names(.open).isEmpty { parts.append("no difference that counts for \(names(.open))") }
        let text = "Against their references: \(parts.joined(separator: "; "))."
        return text + (study.seeds < 2 ? " With one seed no difference can count." : "")
    }

    private static func caveats(_ study: Study) -> [String] {
        var caveats = study.gateNotes
        if study.seeds == 1 { caveats.append("one seed: a difference may be chance") }
        if study.seeds == 2 { caveats.append("two seeds: intervals are wide, and only large differences count") }
        if !study.pending.isEmpty {
            caveats.append(
                "not finished: \(study.pending.count) of \(Numbers.count(study.record.saes.count, of: "SAE"))")
        }
        if !study.failed.isEmpty {
            caveats.append("failed: \(study.failed.count) of \(Numbers.count(study.record.saes.count, of: "SAE"))")
        }
        let dying = study.lines.filter { ($0.summary(.alive).mean ?? 1) < 0.9 }
        func names(_ lines: [Study.Line]) -> String {
            list(
                lines.map { line in
                    [line.row.label, Study.name(line.sparsity)].filter { !$0.isEmpty }.joined(separator: " at ")
                })
        }
        if !dying.isEmpty { caveats.append("less than 90 % of latents alive: \(names(dying))") }
        let useless = study.lines.filter { ($0.summary(.explainedVariance).mean ?? 1) < 0.1 }
        if !useless.isEmpty {
            caveats.append(
                "explained variance near or below 0, as of an SAE that is not trained: \(names(useless)): its other "
                    + "figures mean nothing")
        }
        return caveats
    }

    /// a, b and c.
    static func list(_ words: [String]) -> String {
        guard let last = words.last else { return "" }
        return words.count == 1 ? last : words.dropLast().joined(separator: ", ") + " and " + last
    }
}

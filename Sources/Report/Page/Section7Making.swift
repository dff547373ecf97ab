import Records

/// 7. How it was made: settings, versions, hashes, seeds, machine, the command to repeat.
enum MakingSection {
    static func html(_ page: PageContext) -> String {
        let record = page.source.record, from = record.provenance
        var parts: [String] = []
        parts.append(
            record.command.isEmpty
                ? PageParts.missing(
                    "The command was not recorded: these are run folders, each repeats with its own settings.",
                    command: "orthosae train --config \(page.settingsFile)")
                : PageParts.paragraph("To repeat it:")
                    + Markup.tag("pre", [], Markup.text("code", [], shell(record.command))))
        parts.append(
            PageParts.facts([
                ("program", record.product), ("language model", from.model), ("model's SHA-256", from.modelFingerprint),
                ("hook", from.hook),
                ("width", from.width.map { Numbers.count($0) }), ("corpus", from.corpus?.joined(separator: ", ")),
                ("corpus' SHA-256", from.corpusFingerprint), ("tokens an SAE", from.tokens.map { Numbers.count($0) }),
                ("machine", from.machine),
                ("instruction set", from.instructionSet), ("threads", from.threads.map { "\($0)" }),
                ("begun", from.date),
                ("tokens the language model computed", record.counters.modelTokens.map { Numbers.count($0) }),
                ("training", record.counters.trainingSeconds.map { Numbers.duration($0) }),
                ("evaluation", record.counters.evaluationSeconds.map { Numbers.duration($0) }),
            ]))
        let absent = [
            ("model fingerprint", from.modelFingerprint), ("corpus fingerprint", from.corpusFingerprint),
            ("machine", from.machine), ("date", from.date),
        ].filter { $0.1 == nil }.map(\.0)
        if !absent.isEmpty {
            parts.append(PageParts.paragraph("Not recorded: \(absent.joined(separator: ", ")).", "missing"))
        }
        parts.append(PageParts.table(saes(page)))
        parts.append(settings(page))
        return PageParts.section("making", "7. How it was made", parts)
    }

    /// Words that a shell would take apart are quoted.
    static func shell(_ words: [String]) -> String {
        words.map { word in
            let plain =
                !word.isEmpty
                && word.unicodeScalars.allSatisfy { scalar in
                    scalar.isASCII
                        && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                            || "-_./=,:+@%".unicodeScalars.contains(scalar))
                }
            return plain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
        }.joined(separator: " ")
    }

    private static func saes(_ page: PageContext) -> TableModel {
        let rows = page.source.record.saes.map { sae -> TableModel.Row in
            let state =
                switch sae.state {
                case .pending: "not finished"
                case .finished: "finished"
                case .failed: "failed"
                }
            return .init(
                .ours,
                [
                    .init(sae.id), .init(page.study.row(sae.row)?.label ?? sae.row), .init(Study.name(sae.sparsity)),
                    .init(state),
                    .init(
                        sae.weightsFingerprint.map { String($0.prefix(16)) } ?? Numbers.missing,
                        note: sae.weightsFingerprint), .init("\(sae.seed)"),
                    .init(Numbers.duration(sae.trainingSeconds)),
                ])
        }
        return TableModel(
            title: "The SAEs",
            columns: [
                ("SAE", ""), ("row", ""), ("setting", ""), ("state", ""), ("weights' SHA-256", ""), ("seed", ""),
                ("training", ""),
            ], wordColumns: 5,
            rows: rows)
    }

    /// What all share once, then what is each one's own.
    private static func settings(_ page: PageContext) -> String {
        let runs = page.source.record.saes.compactMap { sae in page.source.runs[sae.id].map { (sae, $0) } }.filter {
            !$0.1.settings.isEmpty
        }
        guard let first = runs.first?.1 else {
            return PageParts.missing("No run here has a \(FileNames.resolvedSettings).")
        }
        let keys = Set(runs.flatMap { $0.1.settings.keys }).sorted()
        let differing = keys.filter { key in runs.contains { $0.1.settings[key] != first.settings[key] } }
        let shared = keys.filter { !differing.contains($0) }
        var parts = [
            PageParts.fold(
                runs.count == 1 ? "Settings" : "Settings that all of them share", isOpen: false,
                PageParts.facts(shared.map { ($0, first.settings[$0]) }))
        ]
        if !differing.isEmpty {
            let table = TableModel(
                title: "Settings that differ", columns: [("setting", "")] + runs.map { ($0.0.id, "") },
                rows: differing.map { key in
                    .init(.ours, [.init(key)] + runs.map { .init($0.1.settings[key] ?? Numbers.missing) })
                })
            parts.append(PageParts.fold("Settings that differ between them", isOpen: false, PageParts.table(table)))
        }
        return parts.joined(separator: "\n")
    }
}

import Records

/// Whether an SAE's absorption figures measure absorption: the gates' verdict, and a table of its letter latents beside
/// other properties of the word.
enum GateParts {
    static func html(_ gates: GatesRecord?, _ links: LatentLinks, _ path: String) -> [String] {
        guard let gates else {
            return [
                PageParts.missing(
                    "The gate was not measured: this evaluation does not tell whether the SAE has letter latents, so it is "
                        + "not known whether these are absorption figures.",
                    command: "orthosae evaluate \(path) --evals absorption")
            ]
        }
        var parts: [String] = []
        if let label = gates.gate.label {
            parts.append(PageParts.paragraph(label.prefix(1).uppercased() + label.dropFirst() + ".", "missing"))
        }
        parts.append(PageParts.table(table(gates)))
        return parts
    }

    private static func table(_ gates: GatesRecord) -> TableModel {
        func row(_ name: String, _ f1: Double?, _ recall: Double?) -> TableModel.Row {
            .init(.ours, [.init(name), .init(Numbers.fixed(f1, 3)), .init(Numbers.fixed(recall, 3))])
        }
        let figures = gates.figures
        let letters = row("first letters (mean)", figures[.bestLatentF1], figures[.bestLatentRecall])
        let others = gates.properties.map { row($0.property ?? "?", $0.f1, $0.recall) }
        var notes = [
            "the best single latent of each property, chosen by F1 of firing on the training words and reported on the test "
                + "words; of letters the recall is over the scored words",
            "SAEBench's own choice, one latent a letter: F1 \(Numbers.fixed(gates.firstChoiceF1, 3))",
            "with the letter's best latent as its only one: full absorption \(Numbers.fixed(figures[.bestLatentFull], 3)), "
                + "fraction \(Numbers.fixed(figures[.bestLatentFraction], 3))",
        ]
        if let counts = gates.counts {
            notes.append(
                "the audit: of \(Numbers.count(counts.scored)) scored words \(Numbers.count(counts.full)) are counted, "
                    + "\(Numbers.count(counts.audited)) of them with an absorber that leans on the letter's latent "
                    + "(cosine > 0.3) and is pure (> 0.5); audited absorption "
                    + "\(Numbers.fixed(figures[.auditedAbsorption], 3)), median cosine "
                    + "\(Numbers.fixed(gates.medianCosine, 2)), median purity \(Numbers.fixed(gates.medianPurity, 2))")
        }
        return TableModel(
            title: "Is there a latent for it? (ours)", columns: [("property", ""), ("F1", ""), ("recall", "")],
            rows: [letters] + others, notes: notes)
    }
}

import Records

/// 4. Absorption by letter, with the words that are absorbed and by which latent.
enum AbsorptionSection {
    static func html(_ page: PageContext) -> String {
        let runs = page.featured.filter { $0.run.absorption != nil }
        var parts: [String] = []
        if runs.isEmpty {
            let path = page.featured.first.map { page.path($0.run) } ?? "RUN"
            parts.append(
                PageParts.missing(
                    "No absorption evaluation is here.",
                    command: "orthosae evaluate \(path) --evals absorption"))
        } else {
            parts.append(
                PageParts.paragraph(
                    "For each first letter, over the words whose letter a linear probe reads from the model: the mean share of the "
                        + "letter's direction that other latents carry (fraction), and the share of words in which the letter's own "
                        + "latents are silent (full). Letters whose probe is too weak do not count."))
            parts += page.study.gateNotes.map { PageParts.paragraph($0, "missing") }
            if runs.count > 1 { parts.append(PageParts.charts([ChartFigure.html(overview(page, runs))])) }
            parts += runs.enumerated().compactMap { index, entry in
                entry.run.absorption.map {
                    PageParts.fold(page.study.name(entry.sae), isOpen: index == 0, one($0, page.links(entry.sae), page.path(entry.run)))
                }
            }
        }
        return PageParts.section("absorption", "4. Absorption by letter", parts)
    }

    /// All SAEs' fractions beside each other.
    private static func overview(_ page: PageContext, _ runs: [(sae: ComparedSAE, run: RunRecords)]) -> LineChart {
        let letters = Set(runs.flatMap { $0.run.absorption?.letters.map(\.letter) ?? [] }).sorted()
        let series = runs.enumerated().map { index, entry in
            let (sae, run) = entry
            let found = Dictionary((run.absorption?.letters ?? []).map { ($0.letter, $0) }) { first, _ in first }
            return LineChart.Series(
                name: page.study.name(sae), style: page.source.isComparison ? page.style(sae.row) : index,
                points: letters.enumerated().compactMap { place, letter in
                    guard let one = found[letter], one.isCounted != false else { return nil }
                    return .init(
                        Double(place), one.fraction,
                        tip: "\(page.study.name(sae)), letter \(letter.uppercased()): \(Numbers.fixed(one.fraction, 3))"
                    )
                }, isLine: false)
        }
        return LineChart(
            title: "Absorption fraction by letter, one SAE of each row", xLabel: "letter",
            yLabel: "absorption fraction", yIncludes: [0],
            series: series, categories: letters.map { $0.uppercased() })
    }

    private static func one(_ record: AbsorptionRecord, _ links: LatentLinks, _ path: String) -> String {
        var parts: [String] = []
        if let reason = record.shortfall {
            parts.append(PageParts.missing("Too few letters for SAEBench's rule: \(reason)."))
        }
        parts += GateParts.html(record.gates, links, path)
        let letters = record.letters.sorted { $0.letter < $1.letter }
        let counted = letters.filter { $0.isCounted != false }
        let chart = BarChart(
            title: "Absorption by letter", xLabel: "letter", yLabel: "share",
            categories: counted.map { $0.letter.uppercased() },
            series: [
                .init(name: "fraction", style: 0, values: counted.map(\.fraction)),
                .init(name: "full", style: 1, values: counted.map(\.full)),
            ],
            extraNotes: counted.count < letters.count
                ? [
                    "Not counted, the probe is too weak: "
                        + letters.filter { $0.isCounted == false }.map { $0.letter.uppercased() }.joined(separator: " ")
                ] : [])
        parts.append(PageParts.charts([ChartFigure.html(chart)]))
        if let words = record.words {
            parts.append(
                words.isEmpty ? PageParts.paragraph("No word is absorbed.") : self.words(words, letters, links))
        } else {
            parts.append(
                PageParts.missing(
                    "This evaluation does not tell which words are absorbed.",
                    command: "orthosae evaluate \(path) --evals absorption"))
        }
        return parts.joined(separator: "\n")
    }

    /// By letter: its latents, then each absorbing latent with its words.
    private static func words(
        _ words: [AbsorbedWord], _ letters: [AbsorptionRecord.Letter], _ links: LatentLinks
    ) -> String {
        let groups = Dictionary(grouping: words, by: \.letter)
        let rows = letters.compactMap { letter -> String? in
            guard let own = groups[letter.letter] else { return nil }
            let byLatent = Dictionary(grouping: own, by: \.latent).sorted {
                ($1.value.count, $0.key ?? -1) < ($0.value.count, $1.key ?? -1)
            }
            let cells = byLatent.map { latent, words -> String in
                let list = words.sorted { ($0.word, $0.fraction ?? 0) < ($1.word, $1.fraction ?? 0) }.map { word in
                    Markup.text(
                        "bdi",
                        [
                            ("class", word.isFull ? "full" : nil),
                            ("title", "\(word.isFull ? "full, " : "")fraction \(Numbers.fixed(word.fraction, 2))"),
                        ],
                        word.word.trimmingCharactersOfSpace)
                }.joined(separator: " ")
                return Markup.tag("p", [("class", "absorbed")], links.html(latent) + " " + list)
            }
            let latents = (letter.latents ?? []).map { links.html($0) }.joined(separator: " ")
            return Markup.tag(
                "tr", [],
                Markup.text("th", [("scope", "row")], letter.letter.uppercased()) + Markup.tag("td", [], latents)
                    + Markup.text("td", [], "\(own.count) of \(Numbers.count(letter.words))")
                    + Markup.tag("td", [("class", "word")], cells.joined()))
        }
        let head = ["letter", "its latents", "words absorbed", "by latent: words (bold: full)"]
        return PageParts.fold(
            "The absorbed words: \(Numbers.count(words.count)), \(Numbers.count(words.count { $0.isFull })) of them in full",
            isOpen: false,
            Markup.tag(
                "div", [("class", "scroll")],
                Markup.tag(
                    "table", [("class", "words")],
                    Markup.tag(
                        "thead", [],
                        Markup.tag("tr", [], head.map { Markup.text("th", [("scope", "col")], $0) }.joined()))
                        + Markup.tag("tbody", [], rows.joined(separator: "\n")))))
    }
}

extension String {
    /// Without spaces at its ends.
    var trimmingCharactersOfSpace: String { String(drop { $0 == " " }).trimmingSuffix(" ") }
}

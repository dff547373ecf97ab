import Records

/// Communities and hubs of the finished SAE, and what competition has to do with absorption and probing.
enum CompetitionGroups {
    static func html(_ graph: CompetitionReport.Graph, _ links: LatentLinks) -> String {
        let labels = Dictionary(graph.nodes.map { ($0.id, $0) }) { first, _ in first }
        func link(_ id: Int) -> String {
            let token = labels[id]?.label.map { " " + Markup.text("bdi", [], TokenText.shown($0)) } ?? ""
            return Markup.tag("span", [("class", "named")], links.html(id) + token)
        }
        var parts: [String] = []
        if !graph.communities.isEmpty {
            let rows = graph.communities.prefix(12).enumerated().map { index, members -> String in
                let shown = members.prefix(24).map(link).joined(separator: " ")
                let more = members.count > 24 ? Markup.escaped(" and \(members.count - 24) more") : ""
                return Markup.tag(
                    "tr", [],
                    Markup.tag(
                        "th",
                        [("scope", "row"), ("class", SeriesStyle.color(index < SeriesStyle.count ? index : nil))],
                        Markup.tag("span", [("class", "dot")], "") + "\(index + 1)")
                        + Markup.text("td", [], Numbers.count(members.count))
                        + Markup.tag("td", [("class", "word")], shown + more))
            }
            let title =
                graph.communities.count > 12
                ? "Communities: the largest 12 of \(graph.communities.count)" : "Communities"
            parts.append(table(title, ["community", "latents", "members"], rows))
        }
        if !graph.hubs.isEmpty {
            let rows = graph.hubs.prefix(15).map { id in
                Markup.tag(
                    "tr", [],
                    Markup.tag("td", [("class", "word")], link(id))
                        + Markup.text("td", [], Numbers.count(labels[id]?.degree))
                        + Markup.text("td", [], Numbers.short(labels[id]?.density)))
            }
            parts.append(table("Hubs", ["latent", "competitors", "density"], rows))
        }
        return parts.joined(separator: "\n")
    }

    /// - Parameter path: the run's folder, for the commands that make what is missing.
    static func relations(_ report: CompetitionReport, _ links: LatentLinks, path: String) -> String {
        var parts: [String] = []
        if let absorption = report.absorption {
            parts.append(Markup.text("h3", [], "Competition and absorption"))
            parts.append(PageParts.paragraph(sentence(absorption)))
            let chart = LineChart(
                title: "Absorption against competitors, by letter",
                xLabel: "word latents that compete with the letter's", yLabel: "absorption fraction",
                yIncludes: [0],
                series: [
                    .init(
                        name: "letters", style: 0,
                        points: absorption.letters.map {
                            .init(
                                Double($0.competitors.count), $0.absorptionFraction,
                                tip:
                                    "\($0.letter.uppercased()): \($0.competitors.count) competitors, absorption \(Numbers.fixed($0.absorptionFraction, 3))"
                            )
                        }, isLine: false)
                ])
            parts.append(PageParts.charts([ChartFigure.html(chart)]))
        } else {
            parts.append(
                PageParts.missing(
                    "How competition relates to absorption is not recorded: the run needs its absorption evaluation first.",
                    command: "orthosae evaluate \(path) --evals absorption && orthosae competition \(path)"))
        }
        if let probing = report.probing {
            parts.append(Markup.text("h3", [], "Competition and probing"))
            let correlation = probing.correlation.map {
                "Rank correlation of competitors with accuracy over \(probing.probes.count) probes: \(Numbers.signed($0, 2))."
            }
            parts.append(PageParts.paragraph(correlation ?? "No rank correlation was recorded."))
            let rows = probing.probes.map { probe in
                Markup.tag(
                    "tr", [],
                    Markup.text("td", [("class", "word")], probe.name)
                        + Markup.tag("td", [], links.html(probe.latent))
                        + Markup.text("td", [], Numbers.count(probe.competitors))
                        + Markup.text("td", [], Numbers.fixed(probe.accuracy, 3)))
            }
            parts.append(table(nil, ["probe", "best latent", "competitors", "accuracy"], rows))
        } else {
            parts.append(
                PageParts.missing(
                    "How competition relates to probing is not recorded: the run needs sparse probing first.",
                    command: "orthosae evaluate \(path) --evals sparse-probing --probing-data TEXTS && orthosae competition \(path)"))
        }
        return parts.joined(separator: "\n")
    }

    /// Means of the two kinds of letters, each with its number: no claim beyond that.
    static func sentence(_ absorption: CompetitionAndAbsorption) -> String {
        let competing = SeedSummary(absorption.letters.filter(\.competes).map(\.absorptionFraction))
        let others = SeedSummary(absorption.letters.filter { !$0.competes }.map(\.absorptionFraction))
        var text =
            "Mean absorption fraction of letters whose latent competes with a word's latent: \(Numbers.fixed(competing.mean, 3)) "
            + "(\(competing.count) letters); of the others: \(Numbers.fixed(others.mean, 3)) (\(others.count) letters)."
        if let welch = WelchDifference(competing, others) {
            if let interval = welch.interval {
                text +=
                    " Difference \(Numbers.signed(welch.difference, 3)), 95 % interval over letters "
                    + "\(Numbers.signed(interval.lowerBound, 3)) to \(Numbers.signed(interval.upperBound, 3)): \(welch.counts ? "it counts" : "it does not count")."
            } else {
                text += " Too few letters on one side for an interval."
            }
        }
        if let correlation = absorption.correlation {
            text += " Rank correlation of competitors with absorption: \(Numbers.signed(correlation, 2))."
        }
        if let correlation = absorption.shareCorrelation {
            text +=
                " Letters with more absorbed words have more latents that could compete: of the share that does, "
                + "the rank correlation is \(Numbers.signed(correlation, 2))."
        }
        return text
    }

    private static func table(_ title: String?, _ head: [String], _ rows: [String]) -> String {
        let table = Markup.tag(
            "table", [],
            Markup.tag(
                "thead", [], Markup.tag("tr", [], head.map { Markup.text("th", [("scope", "col")], $0) }.joined()))
                + Markup.tag("tbody", [], rows.joined(separator: "\n")))
        return (title.map { Markup.text("h3", [], $0) } ?? "") + Markup.tag("div", [("class", "scroll")], table)
    }
}

import Records

/// 5. Competition: pairs and their histogram over training, the strongest pairs, the finished SAE's graph, and what it
/// has to do with absorption and probing.
enum CompetitionSection {
    static func html(_ page: PageContext) -> String {
        let runs = page.featured.filter { !moments($0.run).isEmpty || $0.run.competition != nil }
        var parts: [String] = []
        if runs.isEmpty {
            parts.append(
                PageParts.missing(
                    "No competition statistics were recorded (setting record.competition_every).",
                    command: "orthosae train --set record.competition_every=50"))
        } else {
            parts.append(
                PageParts.paragraph(
                    "c is how much two latents fire together on one batch's tokens, the cosine of their activations; pairs with c > θ "
                        + "compete, and the penalty turns their decoder rows w apart. It is silent once a latent has been absorbed "
                        + "whole: then the pair no longer fires together and c = 0."))
            parts += runs.enumerated().map { index, entry in
                PageParts.fold(
                    page.study.name(entry.sae), isOpen: index == 0, one(page, entry.run, page.links(entry.sae)))
            }
        }
        return PageParts.section("competition", "5. Competition", parts)
    }

    /// From `competition.json`, or else from the events.
    static func moments(_ run: RunRecords) -> [CompetitionReport.Moment] {
        if let history = run.competition?.history, !history.isEmpty { return history }
        return run.events.moments
    }

    /// From `competition.json`, or else put together from the events' strongest pairs.
    static func strongest(_ run: RunRecords) -> [CompetitionReport.PairHistory] {
        if let pairs = run.competition?.strongest, !pairs.isEmpty { return pairs }
        return run.events.strongest
    }

    private static func one(_ page: PageContext, _ run: RunRecords, _ links: LatentLinks) -> String {
        let moments = moments(run), pairs = strongest(run)
        var charts: [String] = []
        if !moments.isEmpty { charts += CompetitionCharts.overTime(moments) }
        if !pairs.isEmpty { charts.append(ChartFigure.html(CompetitionCharts.history(pairs))) }
        var parts: [String] = []
        if let coefficient = run.competition?.coefficient ?? run.settings["competition.coefficient"],
            coefficient != "cosine"
        {
            parts.append(
                PageParts.paragraph(
                    coefficient == "priced"
                        ? "The term is 'priced' in this run: ours, not the paper's; it has no c and no θ, and c here is the "
                            + "cosine, to compare with other runs."
                        : "c is '\(coefficient)' in this run: ours, not the paper's.", "note"))
        }
        parts.append(PageParts.charts(charts))
        parts.append(pairTable(pairs, links, run.competition?.graph))
        guard let report = run.competition else {
            parts.append(
                PageParts.missing(
                    "The graph of the finished SAE, communities, hubs, and the relation to absorption and probing are not here.",
                    command: "orthosae competition \(page.path(run))"))
            return parts.joined(separator: "\n")
        }
        if let graph = report.graph, !graph.nodes.isEmpty {
            parts.append(PageParts.charts([ChartFigure.html(CompetitionCharts.graph(graph, links))]))
            parts.append(CompetitionGroups.html(graph, links))
        } else {
            parts.append(
                PageParts.paragraph("No two latents of the finished SAE compete over θ: there is no graph to draw."))
        }
        parts.append(CompetitionGroups.relations(report, links, path: page.path(run)))
        return parts.joined(separator: "\n")
    }

    private static func pairTable(
        _ pairs: [CompetitionReport.PairHistory], _ links: LatentLinks, _ graph: CompetitionReport.Graph?
    ) -> String {
        guard !pairs.isEmpty else { return "" }
        let labels = Dictionary((graph?.nodes ?? []).map { ($0.id, $0.label) }) { first, _ in first }
        func name(_ id: Int) -> String {
            let token = (labels[id] ?? nil).map { " " + Markup.text("bdi", [], TokenText.shown($0)) } ?? ""
            return Markup.tag("span", [("class", "named")], links.html(id) + token)
        }
        let rows = pairs.prefix(20).map { pair -> String in
            let last = pair.points.last, first = pair.points.first
            let cells = [
                Numbers.fixed(last?.coefficient, 3), Numbers.fixed(last?.cosine, 3), Numbers.count(first?.step),
                Numbers.count(last?.step),
                Numbers.count(pair.points.count),
            ]
            return Markup.tag(
                "tr", [],
                Markup.tag(
                    "td", [("class", "word")], name(pair.first) + " " + name(pair.second))
                    + cells.map { Markup.text("td", [], $0) }.joined())
        }
        let head = ["pair", "c", "w·w", "first seen at step", "last seen at step", "times among the strongest"]
        let table = Markup.tag(
            "table", [],
            Markup.tag(
                "thead", [], Markup.tag("tr", [], head.map { Markup.text("th", [("scope", "col")], $0) }.joined()))
                + Markup.tag("tbody", [], rows.joined(separator: "\n")))
        let title =
            pairs.count > 20 ? "The strongest pairs: 20 of \(Numbers.count(pairs.count)) seen" : "The strongest pairs"
        return Markup.text("h3", [], title) + Markup.tag("div", [("class", "scroll")], table)
    }
}

import Records

/// 3. Training, from the events: losses, L0, alive, θ and α, pairs, throughput, with the phases shaded.
enum TrainingSection {
    /// More events than this are thinned evenly for drawing.
    static let mostPoints = 240

    static func html(_ page: PageContext) -> String {
        let runs = page.featured.filter { $0.run.events.count > 0 }
        var parts: [String] = []
        if runs.isEmpty {
            parts.append(PageParts.missing("No run here has recorded events.", command: "orthosae train"))
        } else {
            if page.source.isComparison, page.source.record.saes.count > runs.count {
                parts.append(
                    PageParts.paragraph(
                        "One SAE of each row, the one nearest to the middle of the common L0s. Any other has its own page: "
                            + "orthosae report FOLDER."))
            }
            parts.append(
                PageParts.paragraph(
                    "Shaded, from the left: reconstruction alone, sparsity rising, competition with θ falling, everything on. A "
                        + "run without a curriculum has one phase."))
            parts += runs.enumerated().map { index, entry in
                PageParts.fold(page.study.name(entry.sae), isOpen: index == 0, one(entry.run))
            }
        }
        return PageParts.section("training", "3. Training", parts)
    }

    private static func one(_ run: RunRecords) -> String {
        let events = thinned(run.events.lines)
        var parts: [String] = []
        if let interruption = run.interruption {
            parts.append(PageParts.missing("This run is not whole: \(interruption)."))
        }
        if run.events.unreadable > 0 {
            parts.append(
                PageParts.missing(
                    "Left out: \(Numbers.count(run.events.unreadable, of: "line")) of its events that cannot be read."))
        }
        if events.count < run.events.count {
            parts.append(
                PageParts.paragraph(
                    "Drawn: \(events.count) of \(Numbers.count(run.events.count)) events, evenly spread.", "note"))
        }
        parts.append(PageParts.charts(charts(events, run.events.phases).map { ChartFigure.html($0) }))
        return parts.joined(separator: "\n")
    }

    /// Evenly chosen, the first and the last among them.
    static func thinned(_ events: [EventLine]) -> [EventLine] {
        guard events.count > mostPoints else { return events }
        return (0..<mostPoints).map { events[$0 * (events.count - 1) / (mostPoints - 1)] }
    }

    static func charts(_ events: [EventLine], _ phases: [(name: String, from: Int, to: Int)]) -> [LineChart] {
        let shades = phases.map {
            LineChart.Shade(from: Double($0.from), to: Double($0.to), name: name(ofPhase: $0.name))
        }
        func series(_ name: String, _ style: Int, _ value: (EventLine) -> Double?) -> LineChart.Series {
            .init(name: name, style: style, points: events.map { .init(Double($0.step), value($0)) }, hasMarkers: false)
        }
        func chart(
            _ title: String, _ yLabel: String, _ kind: AxisScale.Kind, includes: [Double] = [],
            _ series: [LineChart.Series]
        ) -> LineChart {
            LineChart(
                title: title, xLabel: "step", yLabel: yLabel, yKind: kind, yIncludes: includes, series: series,
                shades: shades)
        }
        // A term whose weight is 0 throughout is not part of this run's loss.
        let terms = EventLine.Losses.terms.enumerated().filter { _, term in
            events.contains { ($0.losses?[keyPath: term.value] ?? 0) != 0 }
        }
        var charts = [
            chart(
                "Loss by term", "loss, each term with its weight", .log,
                terms.map { style, term in
                    var one = series(term.name, style) { $0.losses?[keyPath: term.value] }
                    // A term that is not on yet is 0: no gap of the record, just nothing to draw.
                    one.points.removeAll { $0.y == 0 }
                    return one
                }),
            chart("L0", "latents a token", .log, [series("L0", 0) { $0.l0 }]),
            chart(
                "Explained variance and alive latents", "share", .linear, includes: [1],
                [
                    series("explained variance of the batch", 0) { $0.explainedVariance },
                    series("latents alive in training", 1) { $0.aliveFraction },
                ]),
            chart(
                "Curriculum", "θ and α", .linear, includes: [0, 1],
                [
                    series("θ: pairs above it compete", 0) { $0.theta },
                    series("α: share of the sparsity weight", 1) { $0.alpha },
                ]),
        ]
        charts[2].yFloor = -0.5
        let competing = events.filter { $0.competition?.pairs != nil }
        if !competing.isEmpty {
            charts.append(
                chart(
                    "Pairs in a training batch", "pairs with c > θ", .log,
                    [
                        .init(
                            name: "pairs", style: 0,
                            points: competing.map { .init(Double($0.step), $0.competition?.pairs.map(Double.init)) })
                    ]))
        }
        charts.append(
            chart(
                "Throughput", "tokens a second", .linear, includes: [0],
                [series("tokens a second", 0) { $0.tokensPerSecond }]))
        return charts
    }

    static func name(ofPhase phase: String) -> String { phase == "all" ? "all terms" : phase }
}

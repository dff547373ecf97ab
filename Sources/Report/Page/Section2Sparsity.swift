import Records

/// 2. L0 against the metrics: one curve per architecture with seed bands, the paper's values beside the plot.
enum SparsitySection {
    static func html(_ page: PageContext) -> String {
        let metrics: [ComparisonMetric] = page.study.isOfWorlds
            ? [.trueAbsorption, .explainedVariance, .featureF1, .featureMCC]
            : [.absorptionFraction, .meanSquaredError, .crossEntropyScore, .klScore]
        let evals = page.study.isOfWorlds ? "ground-truth" : "core,absorption"
        let charts = metrics.filter(page.study.metrics.contains).map { ChartFigure.html(chart(page, $0)) }
        var parts: [String] = []
        if charts.isEmpty || !page.study.metrics.contains(.l0) {
            parts.append(
                PageParts.missing(
                    "No finished SAE has an L0 and a metric to draw.",
                    command: "orthosae evaluate \(page.firstPath) --evals \(evals)"))
        } else {
            parts.append(
                PageParts.paragraph(
                    "A mark is the mean over seeds at one sparsity, the band its standard deviation, small marks are single "
                        + "seeds. Absorption depends on L0, whatever the method: read curves at the same L0. The paper "
                        + "gives no L0, so its values stand beside the plot, hollow; they are of another model."))
            if !metrics.allSatisfy(page.study.metrics.contains) {
                let absent = metrics.filter { !page.study.metrics.contains($0) }.map(\.label).joined(separator: ", ")
                parts.append(
                    PageParts.missing(
                        "Not measured: \(absent).", command: "orthosae evaluate \(page.firstPath) --evals \(evals)"))
            }
            parts.append(PageParts.charts(charts))
        }
        return PageParts.section("sparsity", "2. Along sparsity", parts)
    }

    static func chart(_ page: PageContext, _ metric: ComparisonMetric) -> LineChart {
        let rows = page.source.record.rows
        var series: [LineChart.Series] = []
        for (style, row) in rows.enumerated() {
            let lines = page.study.lines.filter { $0.row.id == row.id && !$0.saes.isEmpty }
            let points = lines.compactMap { line -> LineChart.Point? in
                guard let l0 = line.summary(.l0).mean else { return nil }
                let summary = line.summary(metric)
                let spread = summary.standardDeviation
                let low = spread.flatMap { spread in summary.mean.map { $0 - spread } }
                let high = spread.flatMap { spread in summary.mean.map { $0 + spread } }
                let deviation = spread.map { " ± \(Numbers.fixed($0, metric.digits))" } ?? " (one seed)"
                return LineChart.Point(
                    l0, summary.mean, low: low, high: high,
                    tip:
                        "\(row.label), \(Study.name(line.sparsity)): \(metric.label) \(Numbers.fixed(summary.mean, metric.digits))\(deviation) at L0 \(Numbers.short(l0))"
                )
            }.sorted { $0.x < $1.x }
            let seeds = lines.filter { $0.saes.count > 1 }.flatMap { line in
                line.saes.compactMap { sae in
                    sae.figures[.l0].map { l0 in
                        LineChart.Point(
                            l0, sae.figures[metric],
                            tip:
                                "\(page.study.name(sae)): \(metric.label) \(Numbers.fixed(sae.figures[metric], metric.digits)) at L0 \(Numbers.short(l0))"
                        )
                    }
                }
            }
            if !seeds.isEmpty {
                series.append(.init(name: row.label, style: style, points: seeds, isLine: false, isMinor: true))
            }
            series.append(.init(name: row.label, style: style, points: points))
        }
        let marks = rows.enumerated().compactMap { style, row in
            row.paper?[metric].map {
                LineChart.SideMark(
                    y: $0, style: style,
                    tip: "the paper's \(row.label): \(Numbers.fixed($0, metric.digits)) (Gemma-2-2B, L0 not given)")
            }
        }
        return LineChart(
            title: "\(metric.title) against L0", xLabel: "L0 (latents a token)", yLabel: yLabel(metric), xKind: .log,
            series: series, sideMarks: marks, sideLabel: "paper")
    }

    private static func yLabel(_ metric: ComparisonMetric) -> String {
        let better =
            switch metric.direction {
            case .lower: ", lower is better"
            case .higher: ", higher is better"
            case .none: ""
            }
        return metric.label + better
    }
}

extension ComparisonMetric {
    /// Its label at the head of a chart.
    fileprivate var title: String { label.prefix(1).uppercased() + label.dropFirst() }
}

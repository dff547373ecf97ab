import Records

/// The charts of section 5.
enum CompetitionCharts {
    /// More moments than this are thinned for the heat map.
    private static let mostColumns = 48
    /// More latents than these would be a ball of wool.
    static let mostNodes = 160, mostEdges = 400

    static func overTime(_ moments: [CompetitionReport.Moment]) -> [String] {
        func series(_ name: String, _ style: Int, _ value: (CompetitionReport.Moment) -> Double?) -> LineChart.Series {
            .init(
                name: name, style: style, points: moments.map { .init(Double($0.step), value($0)) },
                hasMarkers: moments.count <= 30)
        }
        let pairs = LineChart(
            title: "Pairs in a training batch", xLabel: "step", yLabel: "pairs with c > θ", yKind: .log,
            series: [series("pairs", 0) { $0.pairs.map(Double.init) }])
        let strength = LineChart(
            title: "How strongly", xLabel: "step", yLabel: "mean c of competing pairs, and θ", yIncludes: [0, 1],
            series: [series("mean c", 0) { $0.meanCoefficient }, series("θ", 1) { $0.theta }])
        let directions = LineChart(
            title: "Directions of competing and of random pairs", xLabel: "step", yLabel: "mean |w·w|", yIncludes: [0],
            series: [series("competing pairs", 0) { $0.meanCosine }, series("random pairs", 1) { $0.meanRandomCosine }])
        var charts = [pairs, strength, directions].map { ChartFigure.html($0) }
        charts += priced(moments).map { ChartFigure.html($0) }
        if let map = histogram(moments) { charts.append(ChartFigure.html(map)) }
        return charts
    }

    /// Of runs with coefficient `priced`: how far rarer latents lean, against where the balance lies; price and pairs.
    static func priced(_ all: [CompetitionReport.Moment]) -> [LineChart] {
        let moments = all.filter { ($0.priced?.tokens ?? 0) > 0 }
        if moments.isEmpty { return [] }
        func series(_ name: String, _ style: Int, _ value: (PricedRecord) -> Double?) -> LineChart.Series {
            .init(
                name: name, style: style, points: moments.map { .init(Double($0.step), $0.priced.flatMap(value)) },
                hasMarkers: moments.count <= 30)
        }
        return [
            LineChart(
                title: "Mixing angle", xLabel: "step", yLabel: "radians", yIncludes: [0],
                series: [
                    series("where it is paid", 0) { $0.leaning }, series("mean of all pairs", 1) { $0.mixing },
                    series("1/(2ρ)", 2) { $0.balance },
                ],
                extraNotes: [
                    "Angle of the rarer latent's row to the commoner one's, of latents that fire together. 1/(2ρ) is where "
                        + "one absorbing pair balances in theory; the means hold every pair and need not meet it."
                ]),
            LineChart(
                title: "Price of sparsity", xLabel: "step", yLabel: "μ", yIncludes: [0],
                series: [series("μ", 0) { $0.price }]),
            LineChart(
                title: "Leaning pairs in the tokens looked at", xLabel: "step", yLabel: "pairs", yKind: .log,
                series: [series("pairs", 0) { $0.pairs.map(Double.init) }]),
        ]
    }

    static func histogram(_ moments: [CompetitionReport.Moment]) -> HeatMap? {
        let recorded = moments.filter { !$0.histogram.isEmpty }
        guard let bins = recorded.map(\.histogram.count).max() else { return nil }
        let shown =
            recorded.count <= mostColumns
            ? recorded : (0..<mostColumns).map { recorded[$0 * (recorded.count - 1) / (mostColumns - 1)] }
        return HeatMap(
            title: "Histogram of c over training", xLabel: "step", yLabel: "c", unit: "pairs",
            columnNames: shown.map { Numbers.count($0.step) }, rowEdges: (0...bins).map { Double($0) / Double(bins) },
            values: shown.map { moment in
                (0..<bins).map { $0 < moment.histogram.count ? Double(moment.histogram[$0]) : nil }
            })
    }

    static func history(_ pairs: [CompetitionReport.PairHistory]) -> LineChart {
        LineChart(
            title: "The strongest pairs' history", xLabel: "step", yLabel: "c", yIncludes: [0, 1],
            series: pairs.prefix(SeriesStyle.count).enumerated().map { style, pair in
                .init(
                    name: "#\(pair.first) and #\(pair.second)", style: style,
                    points: pair.points.map { .init(Double($0.step), $0.coefficient) })
            }, extraNotes: ["Only steps at which a pair was among the strongest."])
    }

    static func graph(_ graph: CompetitionReport.Graph, _ links: LatentLinks) -> NodeGraph {
        let nodes = drawn(graph), index = Dictionary(nodes.enumerated().map { ($1.id, $0) }) { first, _ in first }
        let edges = drawn(graph.edges.filter { index[$0.first] != nil && index[$0.second] != nil })
        // The first of each community tells it; then the hubs, where there is room.
        let hubs = Set(graph.communities.prefix(SeriesStyle.count).compactMap(\.first) + graph.hubs.prefix(12))
        func name(_ node: CompetitionReport.Graph.Node) -> String {
            node.label.map { "#\(node.id) \(TokenText.shown($0))" } ?? "#\(node.id)"
        }
        var notes: [String] = []
        if nodes.count < graph.nodes.count || edges.count < graph.edges.count || (graph.pairs ?? 0) > graph.edges.count
        {
            notes.append(
                "Drawn: \(nodes.count) of \(Numbers.count(graph.nodes.count)) latents, of each community the ones with the most "
                    + "competitors, and \(edges.count) of \(Numbers.count(max(graph.pairs ?? 0, graph.edges.count))) pairs, the "
                    + "strongest of each latent.")
        }
        notes.append(
            "Larger: more competitors. Colours are communities, grey is none."
                + (links.isOnPage ? " A click leads to the latent." : ""))
        return NodeGraph(
            title: "Who competes with whom, c > \(Numbers.short(graph.theta))",
            nodes: nodes.map { node in
                NodeGraph.Node(
                    id: links.isOnPage ? node.id : nil, name: name(node),
                    group: node.community.flatMap { $0 < SeriesStyle.count ? $0 : nil },
                    degree: node.degree,
                    isLabelled: hubs.contains(node.id),
                    tip:
                        "\(name(node)): \(node.degree) competitors\(node.community.map { ", community \($0 + 1)" } ?? "")"
                )
            },
            edges: edges.compactMap { edge in
                guard let first = index[edge.first], let second = index[edge.second] else { return nil }
                return .init(
                    first: first, second: second, weight: edge.coefficient ?? 0,
                    tip:
                        "#\(edge.first) and #\(edge.second): c \(Numbers.fixed(edge.coefficient, 3)), w·w \(Numbers.fixed(edge.cosine, 3))"
                )
            }, extraNotes: notes,
            behind: ChartTable(
                columns: ["latent", "latent", "c", "w·w"],
                rows: edges.map {
                    ["#\($0.first)", "#\($0.second)", Numbers.fixed($0.coefficient, 3), Numbers.fixed($0.cosine, 3)]
                }))
    }

    /// Of each of the largest communities the latents with the most competitors; where there is room for more, the
    /// others with the most.
    private static func drawn(_ graph: CompetitionReport.Graph) -> [CompetitionReport.Graph.Node] {
        let ranked = graph.nodes.sorted { ($1.degree, $0.id) < ($0.degree, $1.id) }
        let central = Set(graph.communities.prefix(SeriesStyle.count).flatMap { $0.prefix(mostNodes / SeriesStyle.count) })
        let first = ranked.filter { central.contains($0.id) }.prefix(mostNodes)
        let others = ranked.filter { !central.contains($0.id) }.prefix(mostNodes - first.count)
        // A latent of no drawn community would be a dot without a line where there are many.
        return graph.nodes.count <= mostNodes || first.isEmpty ? Array(first + others) : Array(first)
    }

    /// All, or of each latent its strongest ones.
    private static func drawn(_ edges: [CompetitionReport.Graph.Edge]) -> [CompetitionReport.Graph.Edge] {
        let sorted = edges.sorted {
            ($1.coefficient ?? 0, $0.first, $0.second) < ($0.coefficient ?? 0, $1.first, $1.second)
        }
        if sorted.count <= mostEdges { return sorted }
        var counts: [Int: Int] = [:]
        return Array(
            sorted.filter { edge in
                guard counts[edge.first, default: 0] < 3 || counts[edge.second, default: 0] < 3 else { return false }
                counts[edge.first, default: 0] += 1
                counts[edge.second, default: 0] += 1
                return true
            }.prefix(mostEdges))
    }
}

/// A node-link drawing: latents and who competes with whom.
struct NodeGraph: Drawing {
    struct Node: Sendable, Equatable {
        /// What a click leads to: a latent; nil: nowhere.
        var id: Int?
        var name: String
        /// Colour; nil is grey.
        var group: Int?
        /// Decides its size.
        var degree: Int
        /// Written beside it.
        var isLabelled: Bool
        var tip: String
    }

    struct Edge: Sendable, Equatable {
        /// Indices in `nodes`.
        var first: Int
        var second: Int
        /// 0...1: decides its darkness.
        var weight: Double
        var tip: String
    }

    var title: String
    var nodes: [Node]
    var edges: [Edge]
    var extraNotes: [String] = []
    var behind: ChartTable

    var legend: [LegendEntry] { [] }
    var notes: [String] { extraNotes }
    var table: ChartTable { behind }
    var proportions: (wide: Double, narrow: Double) { (0.8, 1.1) }
    var summary: String { "\(nodes.count) latents and \(edges.count) pairs that compete" }

    func body(_ size: DrawingSize) -> String {
        let places = GraphLayout.places(
            groups: nodes.map { $0.group ?? Int.max }, edges: edges.map { ($0.first, $0.second, $0.weight) })
        let margin = 26.0
        let points = places.map {
            (margin + $0.x * (size.width - 2 * margin), margin + $0.y * (size.height - 2 * margin))
        }
        let lines = edges.map { edge -> String in
            let (a, b) = (points[edge.first], points[edge.second])
            return Markup.tag(
                "path",
                [
                    ("d", "M\(Markup.number(a.0)) \(Markup.number(a.1))L\(Markup.number(b.0)) \(Markup.number(b.1))"),
                    ("stroke-opacity", Numbers.plain(0.15 + 0.6 * min(1, max(0, edge.weight)), 2)),
                    ("data-t", edge.tip),
                ])
        }
        var labels: [(x: Double, y: Double, width: Double)] = []
        /// Whether a label fits beside those already there; the ones before it matter more.
        func takesPlace(_ x: Double, _ y: Double, _ width: Double) -> Bool {
            let isFree = labels.allSatisfy { abs($0.y - y) > 13 || $0.x + $0.width < x || x + width < $0.x }
            if isFree { labels.append((x, y, width)) }
            return isFree
        }
        let most = Double(max(1, nodes.map(\.degree).max() ?? 1))
        // Names over all dots, so that none covers one.
        var names: [String] = []
        let dots = zip(nodes, points).map { node, point -> String in
            let radius = 3 + 6 * (Double(node.degree) / most).squareRoot()
            let dot = Markup.tag(
                "circle",
                [
                    ("cx", Markup.number(point.0)), ("cy", Markup.number(point.1)), ("r", Markup.number(radius)),
                    ("class", SeriesStyle.color(node.group) + " node"), ("fill", "currentColor"), ("data-t", node.tip),
                    ("data-latent", node.id.map(String.init)),
                ])
            let flips = point.0 > size.width * 0.75
            let width = 7 * Double(node.name.count), start = flips ? point.0 - radius - 3 - width : point.0 + radius + 3
            if node.isLabelled, takesPlace(start, point.1, width) {
                names.append(
                    Markup.text(
                        "text",
                        [
                            ("class", "halo"), ("x", Markup.number(point.0 + (flips ? -1 : 1) * (radius + 3))),
                            ("y", Markup.number(point.1 + 4)),
                            ("text-anchor", flips ? "end" : "start"),
                        ], node.name))
            }
            return dot
        }
        return Markup.tag("g", [("class", "links")], lines.joined()) + dots.joined() + names.joined()
    }
}

/// What every chart is: it draws itself at a size, and has the figures behind it as a table.
protocol Drawing: Sendable {
    var title: String { get }
    /// What a screen reader says of it.
    var summary: String { get }
    var legend: [LegendEntry] { get }
    /// Below the chart.
    var notes: [String] { get }
    var table: ChartTable { get }
    /// Height over width, for a wide and a narrow drawing.
    var proportions: (wide: Double, narrow: Double) { get }
    /// The inside of an `<svg>` of this size.
    func body(_ size: DrawingSize) -> String
}

extension Drawing {
    var proportions: (wide: Double, narrow: Double) { (0.56, 0.8) }
    var notes: [String] { [] }
}

/// Pixels of a drawing. Text is 12 px in both sizes, so that it stays readable on a telephone.
package struct DrawingSize: Sendable, Equatable {
    package var width: Double
    package var height: Double

    package init(width: Double, height: Double) {
        self.width = width
        self.height = height
    }

    static let wideWidth = 640.0, narrowWidth = 350.0

    var isNarrow: Bool { width < 500 }
}

/// One entry of a legend: a mark in a colour, and what it is.
struct LegendEntry: Sendable, Equatable {
    /// Index of its colour, dash and marker; nil for grey.
    var style: Int?
    var name: String
    /// A filled area rather than a line with its marker.
    var isArea = false
}

/// The figures behind a chart.
struct ChartTable: Sendable, Equatable {
    var columns: [String]
    var rows: [[String]]
}

/// A drawing on the page: caption, legend, both sizes, notes, and the table behind it.
enum ChartFigure {
    static func html(_ drawing: some Drawing, id: String? = nil) -> String {
        let shapes = drawing.proportions
        let sizes = [
            (
                "wide",
                DrawingSize(width: DrawingSize.wideWidth, height: (DrawingSize.wideWidth * shapes.wide).rounded())
            ),
            (
                "narrow",
                DrawingSize(width: DrawingSize.narrowWidth, height: (DrawingSize.narrowWidth * shapes.narrow).rounded())
            ),
        ]
        let drawings = sizes.map { name, size in
            Markup.tag(
                "svg",
                [
                    ("class", name), ("viewBox", "0 0 \(Markup.number(size.width)) \(Markup.number(size.height))"),
                    ("role", "img"), ("aria-label", "\(drawing.title). \(drawing.summary)"), ("tabindex", "0"),
                ], drawing.body(size))
        }.joined(separator: "\n")
        let caption = Markup.tag("figcaption", [], Markup.text("strong", [], drawing.title) + legend(drawing.legend))
        let notes = drawing.notes.map { Markup.text("p", [("class", "note")], $0) }.joined()
        return Markup.tag("figure", [("class", "chart"), ("id", id)], caption + drawings + notes + table(drawing))
    }

    private static func legend(_ entries: [LegendEntry]) -> String {
        guard !entries.isEmpty else { return "" }
        let items = entries.map { entry -> String in
            let mark =
                entry.isArea
                ? Markup.tag(
                    "rect", [("x", "4"), ("y", "2"), ("width", "16"), ("height", "10"), ("fill", "currentColor")])
                : Markup.tag(
                    "path",
                    [
                        ("d", "M0 7H24"), ("stroke", "currentColor"), ("stroke-width", "2"),
                        ("stroke-dasharray", SeriesStyle.dash(entry.style)),
                    ])
                    + SeriesStyle.marker(entry.style, x: 12, y: 7, size: 4)
            let swatch = Markup.tag(
                "svg", [("class", "swatch"), ("viewBox", "0 0 24 14"), ("aria-hidden", "true")], mark)
            return Markup.tag(
                "li", [("class", SeriesStyle.color(entry.style))], swatch + Markup.text("span", [], entry.name))
        }
        return Markup.tag("ul", [("class", "legend")], items.joined())
    }

    private static func table(_ drawing: some Drawing) -> String {
        let table = drawing.table
        let head = Markup.tag("tr", [], table.columns.map { Markup.text("th", [("scope", "col")], $0) }.joined())
        let rows = table.rows.map { row in
            Markup.tag("tr", [], row.map { Markup.text("td", [], $0) }.joined())
        }.joined(separator: "\n")
        let inside = Markup.tag("thead", [], head) + Markup.tag("tbody", [], rows)
        return Markup.tag(
            "details", [("class", "behind")],
            Markup.text("summary", [], "The figures behind it")
                + Markup.tag("div", [("class", "scroll")], Markup.tag("table", [], inside)))
    }
}

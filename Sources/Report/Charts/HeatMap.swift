import Foundation

/// Counts over two axes, darker where there are more: a histogram over time, say.
package struct HeatMap: Drawing {
    package var title: String
    package var xLabel: String
    package var yLabel: String
    /// What is counted.
    package var unit: String
    /// One a column.
    package var columnNames: [String]
    /// The edges of the rows, one more than there are rows, rising.
    package var rowEdges: [Double]
    /// By column, then row; nil: not recorded.
    package var values: [[Double?]]

    package init(
        title: String, xLabel: String, yLabel: String, unit: String, columnNames: [String], rowEdges: [Double],
        values: [[Double?]]
    ) {
        self.title = title
        self.xLabel = xLabel
        self.yLabel = yLabel
        self.unit = unit
        self.columnNames = columnNames
        self.rowEdges = rowEdges
        self.values = values
    }

    var legend: [LegendEntry] { [] }

    private var most: Double { values.flatMap { $0 }.compactMap { $0 }.filter(\.isFinite).max() ?? 0 }

    var notes: [String] {
        most > 0
            ? ["Stronger: more \(unit), on a logarithmic scale, up to \(Numbers.short(most)); empty: none."]
            : ["Nothing was counted."]
    }

    var summary: String {
        "\(unit) by \(xLabel) and \(yLabel), \(columnNames.count) columns of \(max(0, rowEdges.count - 1)) bins"
    }

    var table: ChartTable {
        let rows = zip(rowEdges, rowEdges.dropFirst()).map { "\(Numbers.short($0))–\(Numbers.short($1))" }
        return ChartTable(
            columns: [xLabel] + rows,
            rows: zip(columnNames, values).map { name, column in [name] + column.map { Numbers.short($0) } })
    }

    /// How dark a count is: 0 for none, from 0.08 for one to 1 for the most.
    package func shade(_ value: Double?) -> Double { HeatMap.shade(value, of: most) }

    /// `most` is given, since it is found among all the cells.
    private static func shade(_ value: Double?, of most: Double) -> Double {
        guard let value, value.isFinite, value > 0, most > 0 else { return 0 }
        return min(1, 0.08 + 0.92 * log1p(value) / log1p(most))
    }

    package func body(_ size: DrawingSize) -> String {
        guard let low = rowEdges.first, let high = rowEdges.last, low < high, !columnNames.isEmpty, (high - low).isFinite else {
            return Markup.text("text", [("x", "10"), ("y", "30")], "nothing to draw")
        }
        let frame = ChartFrame(
            size, x: AxisScale(.linear, domain: -0.5...Double(columnNames.count) - 0.5), xLabel: xLabel,
            y: AxisScale(.linear, domain: low...high), yLabel: yLabel, categories: columnNames)
        let width = (frame.right - frame.left) / Double(columnNames.count)
        var cells = ""
        let most = most
        for (column, counts) in values.enumerated() {
            for (row, count) in counts.enumerated() where row + 1 < rowEdges.count {
                let shade = HeatMap.shade(count, of: most)
                guard shade > 0, let top = frame.y.position(rowEdges[row + 1]),
                    let bottom = frame.y.position(rowEdges[row])
                else { continue }
                let tip =
                    "\(xLabel) \(columnNames[column]), \(yLabel) \(Numbers.short(rowEdges[row]))–"
                    + "\(Numbers.short(rowEdges[row + 1])): \(Numbers.short(count)) \(unit)"
                cells += Markup.tag(
                    "rect",
                    [
                        ("x", Markup.number(frame.left + Double(column) * width)), ("y", Markup.number(top)),
                        ("width", Markup.number(width)), ("height", Markup.number(bottom - top)),
                        ("fill-opacity", Numbers.plain(shade, 2)), ("data-t", tip),
                    ])
            }
        }
        return Markup.tag("g", [("class", "s1 heat")], cells) + frame.svg
    }
}

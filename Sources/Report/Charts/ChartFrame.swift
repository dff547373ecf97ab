/// The plot's rectangle with its grid, axes and their labels: what all charts with two axes share.
package struct ChartFrame: Sendable {
    package let x: AxisScale
    package let y: AxisScale
    package let left: Double, right: Double, top: Double, bottom: Double
    private let xLabel: String, yLabel: String
    private let xTicks: [AxisScale.Tick], yTicks: [AxisScale.Tick]
    private let size: DrawingSize

    /// - Parameters:
    ///   - categories: names along x in place of ticks, at 0, 1, …
    ///   - whole: x counts something: ticks on whole numbers only.
    ///   - strip: pixels to the right of the plot that something else fills.
    ///   - header: pixels above it.
    init(
        _ size: DrawingSize, x: AxisScale, xLabel: String, y: AxisScale, yLabel: String, categories: [String]? = nil,
        whole: Bool = false, strip: Double = 0, header: Double = 0
    ) {
        self.size = size
        self.xLabel = xLabel
        self.yLabel = yLabel
        yTicks = y.ticks(5)
        // 7 px a character of a tick, and the label's line above.
        let widest = yTicks.map(\.label.count).max() ?? 1
        left = 10 + 7 * Double(max(2, widest))
        right = size.width - 10 - strip
        top = 24 + header
        bottom = size.height - 40
        self.x = x.to(left, right)
        self.y = y.to(bottom, top)
        xTicks =
            categories.map { $0.enumerated().map { .init(value: Double($0), label: $1) } }
            ?? x.ticks(size.isNarrow ? 6 : 7, whole: whole)
    }

    /// Grid and axes: drawn first.
    var svg: String {
        var text = ""
        for tick in yTicks {
            guard let at = y.position(tick.value) else { continue }
            text += Markup.tag(
                "path",
                [("class", "grid"), ("d", "M\(Markup.number(left)) \(Markup.number(at))H\(Markup.number(right))")])
            text += label(tick.label, x: left - 6, y: at + 4, anchor: "end")
        }
        // Labels that would run into each other are left out.
        var free = -Double.infinity
        for tick in xTicks {
            guard let at = x.position(tick.value) else { continue }
            let half = 3.6 * Double(tick.label.count)
            guard at - half > free else { continue }
            free = at + half + 2
            text += label(tick.label, x: min(at, size.width - half), y: bottom + 17, anchor: "middle")
        }
        text += Markup.tag(
            "path",
            [
                ("class", "axis"),
                ("d", "M\(Markup.number(left)) \(Markup.number(top))V\(Markup.number(bottom))H\(Markup.number(right))"),
            ])
        text += label(yLabel, x: 4, y: 13, anchor: "start")
        text += label(xLabel, x: (left + right) / 2, y: size.height - 5, anchor: "middle")
        return text
    }

    private func label(_ text: String, x: Double, y: Double, anchor: String) -> String {
        Markup.text("text", [("x", Markup.number(x)), ("y", Markup.number(y)), ("text-anchor", anchor)], text)
    }
}

/// Bars over names, side by side or stacked.
package struct BarChart: Drawing {
    package struct Series: Sendable, Equatable {
        package var name: String
        package var style: Int
        /// One a category; nil has no bar.
        package var values: [Double?]

        package init(name: String, style: Int, values: [Double?]) {
            self.name = name
            self.style = style
            self.values = values
        }
    }

    package struct Bar: Equatable {
        package var x: Double, y: Double, width: Double, height: Double
    }

    package var title: String
    package var xLabel: String
    package var yLabel: String
    package var categories: [String]
    package var series: [Series]
    package var isStacked = false
    package var extraNotes: [String] = []

    package init(
        title: String, xLabel: String, yLabel: String, categories: [String], series: [Series], isStacked: Bool = false,
        extraNotes: [String] = []
    ) {
        self.title = title
        self.xLabel = xLabel
        self.yLabel = yLabel
        self.categories = categories
        self.series = series
        self.isStacked = isStacked
        self.extraNotes = extraNotes
    }

    var legend: [LegendEntry] {
        series.count > 1 ? series.map { .init(style: $0.style, name: $0.name, isArea: true) } : []
    }
    var notes: [String] { extraNotes }

    var summary: String {
        let parts = series.map { one -> String in
            let known = zip(categories, one.values).compactMap { name, value in value.map { (name, $0) } }
            guard let most = known.max(by: { $0.1 < $1.1 }), let least = known.min(by: { $0.1 < $1.1 }) else {
                return "\(one.name): none"
            }
            return "\(one.name) between \(Numbers.short(least.1)) (\(least.0)) and \(Numbers.short(most.1)) (\(most.0))"
        }
        return "\(yLabel) by \(xLabel): " + parts.joined(separator: "; ")
    }

    var table: ChartTable {
        ChartTable(
            columns: [xLabel] + series.map(\.name),
            rows: categories.indices.map { index in
                [categories[index]]
                    + series.map { one in Numbers.short(index < one.values.count ? one.values[index] : nil) }
            })
    }

    private func value(_ one: Series, _ category: Int) -> Double? {
        guard category < one.values.count, let value = one.values[category], value.isFinite else { return nil }
        return value
    }

    package func frame(_ size: DrawingSize) -> ChartFrame {
        let tops = categories.indices.flatMap { category -> [Double] in
            let values = series.compactMap { value($0, category) }
            return isStacked ? [values.filter { $0 > 0 }.reduce(0, +), values.filter { $0 < 0 }.reduce(0, +)] : values
        }
        return ChartFrame(
            size, x: AxisScale(.linear, domain: -0.5...Double(max(1, categories.count)) - 0.5), xLabel: xLabel,
            y: AxisScale(.linear, covering: tops, including: [0]), yLabel: yLabel, categories: categories)
    }

    /// Where the bar of a series and category stands; nil without a value.
    package func bar(_ index: Int, _ category: Int, _ frame: ChartFrame) -> Bar? {
        guard let own = value(series[index], category), let center = frame.x.position(Double(category)) else {
            return nil
        }
        let slot = (frame.right - frame.left) / Double(max(1, categories.count))
        let group = slot * 0.8
        let width = isStacked ? group : group / Double(series.count)
        let left = center - group / 2 + (isStacked ? 0 : Double(index) * width)
        var base = 0.0
        if isStacked {
            for earlier in series[..<index] {
                if let other = value(earlier, category), (other < 0) == (own < 0) { base += other }
            }
        }
        guard let from = frame.y.position(base), let to = frame.y.position(base + own) else { return nil }
        return Bar(x: left, y: min(from, to), width: width, height: abs(from - to))
    }

    package func body(_ size: DrawingSize) -> String {
        let frame = frame(size)
        let groups = series.indices.map { index -> String in
            let bars = categories.indices.map { category -> String in
                guard let bar = bar(index, category, frame) else { return "" }
                let tip =
                    "\(categories[category]), \(series[index].name): \(Numbers.short(series[index].values[category]))"
                return Markup.tag(
                    "rect",
                    [
                        ("x", Markup.number(bar.x)), ("y", Markup.number(bar.y)),
                        ("width", Markup.number(max(0.5, bar.width - 0.5))),
                        // A bar of nothing is still seen, as a line.
                        ("height", Markup.number(max(0.7, bar.height))), ("fill", "currentColor"), ("data-t", tip),
                    ])
            }
            return Markup.tag("g", [("class", SeriesStyle.color(series[index].style))], bars.joined())
        }
        return frame.svg + groups.joined()
    }
}

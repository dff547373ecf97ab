/// Lines and scatter over a continuous x, with bands, shaded stretches and reference marks at the side.
package struct LineChart: Drawing {
    package struct Point: Sendable, Equatable {
        package var x: Double
        /// Nil is a gap.
        package var y: Double?
        /// Of the band.
        package var low: Double?
        package var high: Double?
        /// What a hover says; nil: series, x and y.
        package var tip: String?

        package init(_ x: Double, _ y: Double?, low: Double? = nil, high: Double? = nil, tip: String? = nil) {
            self.x = x
            self.y = y
            self.low = low
            self.high = high
            self.tip = tip
        }
    }

    package struct Series: Sendable, Equatable {
        package var name: String
        /// Of colour, dash and marker.
        package var style: Int
        package var points: [Point]
        /// Joined by a line.
        package var isLine = true
        /// A mark at each point; without it points answer a hover unseen.
        package var hasMarkers = true
        /// Smaller and paler, and not in the legend: single seeds.
        package var isMinor = false

        package init(
            name: String, style: Int, points: [Point], isLine: Bool = true, hasMarkers: Bool = true,
            isMinor: Bool = false
        ) {
            self.name = name
            self.style = style
            self.points = points
            self.isLine = isLine
            self.hasMarkers = hasMarkers
            self.isMinor = isMinor
        }
    }

    /// A stretch of x with a name.
    package struct Shade: Sendable, Equatable {
        package var from: Double
        package var to: Double
        package var name: String

        package init(from: Double, to: Double, name: String) {
            self.from = from
            self.to = to
            self.name = name
        }
    }

    /// A value without an x: drawn beside the plot.
    package struct SideMark: Sendable, Equatable {
        package var y: Double
        package var style: Int
        package var tip: String

        package init(y: Double, style: Int, tip: String) {
            self.y = y
            self.style = style
            self.tip = tip
        }
    }

    package var title: String
    package var xLabel: String
    package var yLabel: String
    package var xKind = AxisScale.Kind.linear
    package var yKind = AxisScale.Kind.linear
    /// Values that y must cover: 0, or 0 and 1.
    package var yIncludes: [Double] = []
    /// Smaller values are left out, and a note says so: the first steps of a run would flatten all the others.
    package var yFloor: Double?
    package var series: [Series]
    package var shades: [Shade] = []
    package var sideMarks: [SideMark] = []
    /// What the strip of side marks is called.
    package var sideLabel = ""
    /// Names along x in place of numbers: x is their index.
    package var categories: [String]?
    package var extraNotes: [String] = []

    package init(
        title: String, xLabel: String, yLabel: String, xKind: AxisScale.Kind = .linear, yKind: AxisScale.Kind = .linear,
        yIncludes: [Double] = [], series: [Series], shades: [Shade] = [], sideMarks: [SideMark] = [],
        sideLabel: String = "",
        categories: [String]? = nil, extraNotes: [String] = []
    ) {
        self.title = title
        self.xLabel = xLabel
        self.yLabel = yLabel
        self.xKind = xKind
        self.yKind = yKind
        self.yIncludes = yIncludes
        self.series = series
        self.shades = shades
        self.sideMarks = sideMarks
        self.sideLabel = sideLabel
        self.categories = categories
        self.extraNotes = extraNotes
    }

    var visible: [Series] { series.filter { series in series.points.contains { canDraw($0) } } }

    /// Whether the axes have a place for a point.
    func canDraw(_ point: Point) -> Bool {
        guard let y = point.y else { return false }
        return AxisScale.canShow(point.x, xKind) && AxisScale.canShow(y, yKind) && y >= yFloor ?? y
    }

    /// The frame at a size: also what the tests measure.
    package func frame(_ size: DrawingSize) -> ChartFrame {
        let points = series.flatMap(\.points).filter(canDraw)
        let ys = points.flatMap { [$0.y, $0.low, $0.high].compactMap { $0 } } + sideMarks.map(\.y)
        let xs = points.map(\.x) + shades.flatMap { [$0.from, $0.to] }.filter { AxisScale.canShow($0, xKind) }
        let xScale: AxisScale
        if let categories {
            xScale = AxisScale(.linear, domain: -0.5...Double(max(1, categories.count)) - 0.5)
        } else if xKind == .linear, let low = xs.min(), let high = xs.max(), low < high {
            xScale = AxisScale(.linear, domain: low...high)
        } else {
            xScale = AxisScale(xKind, covering: xs)
        }
        return ChartFrame(
            size, x: xScale, xLabel: xLabel, y: AxisScale(yKind, covering: ys, including: yIncludes), yLabel: yLabel,
            categories: categories, whole: xKind == .linear && points.allSatisfy { $0.x == $0.x.rounded() },
            strip: sideMarks.isEmpty ? 0 : 44, header: shades.isEmpty ? 0 : 14)
    }

    package func body(_ size: DrawingSize) -> String {
        let frame = frame(size)
        var text = shades.enumerated().map { shade($1, at: $0, frame, size) }.joined() + frame.svg
        for one in visible {
            let inside =
                (one.isMinor ? "" : band(one, frame)) + (one.isLine ? line(one, frame) : "") + marks(one, frame)
            text += Markup.tag("g", [("class", SeriesStyle.color(one.style) + (one.isMinor ? " minor" : ""))], inside)
        }
        return text + side(frame)
    }

    private func shade(_ shade: Shade, at index: Int, _ frame: ChartFrame, _ size: DrawingSize) -> String {
        guard let from = frame.x.position(shade.from), let to = frame.x.position(shade.to), to > from else { return "" }
        let rect = Markup.tag(
            "rect",
            [
                ("class", "shade\(index % 4)"), ("x", Markup.number(from)), ("y", Markup.number(frame.top)),
                ("width", Markup.number(to - from)), ("height", Markup.number(frame.bottom - frame.top)),
            ])
        // Only where there is room for it; the legend of phases is in the section's text.
        guard to - from > 6.5 * Double(shade.name.count) else { return rect }
        return rect
            + Markup.text(
                "text",
                [
                    ("class", "phase"), ("x", Markup.number((from + to) / 2)), ("y", Markup.number(frame.top - 4)),
                    ("text-anchor", "middle"),
                ],
                shade.name)
    }

    private func place(_ point: Point, _ frame: ChartFrame) -> (Double, Double)? {
        guard canDraw(point), let x = frame.x.position(point.x), let y = frame.y.position(point.y) else { return nil }
        return (x, y)
    }

    private func line(_ one: Series, _ frame: ChartFrame) -> String {
        var path = "", isDown = false
        for point in one.points {
            guard let (x, y) = place(point, frame) else {
                isDown = false
                continue
            }
            path += (isDown ? "L" : "M") + "\(Markup.number(x)) \(Markup.number(y))"
            isDown = true
        }
        return Markup.tag("path", [("class", "line"), ("stroke-dasharray", SeriesStyle.dash(one.style)), ("d", path)])
    }

    private func band(_ one: Series, _ frame: ChartFrame) -> String {
        let edges = one.points.compactMap { point -> (Double, Double, Double)? in
            guard let x = frame.x.position(point.x), canDraw(point), let high = frame.y.position(point.high) else {
                return nil
            }
            // A band that reaches 0 on a log axis goes to the bottom.
            return (x, frame.y.position(point.low).map { min($0, frame.bottom) } ?? frame.bottom, high)
        }
        guard edges.count > 1 else {
            return edges.map { edge in
                Markup.tag(
                    "path",
                    [
                        ("class", "line"),
                        ("d", "M\(Markup.number(edge.0)) \(Markup.number(edge.1))V\(Markup.number(edge.2))"),
                    ])
            }.joined()
        }
        let corners = edges.map { ($0.0, $0.2) } + edges.reversed().map { ($0.0, $0.1) }
        let points = corners.map { "\(Markup.number($0.0)),\(Markup.number($0.1))" }.joined(separator: " ")
        return Markup.tag("polygon", [("class", "band"), ("points", points)])
    }

    private func marks(_ one: Series, _ frame: ChartFrame) -> String {
        // Points with neighbours on both sides need no mark where there are many; a lone one must be seen.
        one.points.enumerated().map { index, point -> String in
            guard let (x, y) = place(point, frame) else { return "" }
            let before = index > 0 && canDraw(one.points[index - 1])
            let after = index + 1 < one.points.count && canDraw(one.points[index + 1])
            let tip = point.tip ?? "\(one.name): \(Numbers.short(point.y)) at \(xLabel) \(Numbers.short(point.x))"
            if one.hasMarkers || (!before && !after) {
                return SeriesStyle.marker(one.style, x: x, y: y, size: one.isMinor ? 2 : 4, tip: tip)
            }
            return Markup.tag(
                "circle",
                [("class", "spot"), ("cx", Markup.number(x)), ("cy", Markup.number(y)), ("r", "3"), ("data-t", tip)])
        }.joined()
    }

    private func side(_ frame: ChartFrame) -> String {
        guard !sideMarks.isEmpty else { return "" }
        let x = frame.right + 24
        let marks = sideMarks.map { mark -> String in
            guard let y = frame.y.position(mark.y) else { return "" }
            return Markup.tag(
                "g", [("class", SeriesStyle.color(mark.style))],
                SeriesStyle.marker(mark.style, x: x, y: y, size: 5, hollow: true, tip: mark.tip))
        }.joined()
        return Markup.text(
            "text", [("x", Markup.number(x)), ("y", Markup.number(frame.bottom + 17)), ("text-anchor", "middle")],
            sideLabel) + marks
    }
}

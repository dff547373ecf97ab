import Files
import Foundation
import Records
import Report
import Testing

@Suite struct `Charts` {
    @Test(arguments: [(0.9, 1.0), (1, 1), (1.1, 2), (2.5, 5), (5.1, 10), (0.03, 0.05), (720, 1000), (0, 1)])
    func `step by 1, 2 or 5`(rough: Double, step: Double) {
        #expect(abs(AxisScale.niceStep(rough) - step) < 1e-12 * step)
    }

    @Test func `end a linear axis on ticks that cover the data`() {
        let axis = AxisScale(.linear, covering: [0.13, 0.87]).to(100, 300)
        #expect(axis.domain == 0...1)
        #expect(axis.position(0.25) == 150)
        #expect(axis.ticks(5).map(\.label) == ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"])
        #expect(axis.position(.nan) == nil && axis.position(nil) == nil)
        #expect(AxisScale(.linear, covering: [4, 4]).domain == 3.6...4.4)
        #expect(AxisScale(.linear, covering: []).domain == 0...1)
    }

    @Test func `put decades at even distances on a logarithmic axis`() throws {
        let axis = AxisScale(.log, domain: 1...1000).to(0, 300)
        for (value, place) in [(1.0, 0.0), (10, 100), (100, 200), (1000, 300)] {
            let found = try #require(axis.position(value))
            #expect(abs(found - place) < 1e-9)
        }
        #expect(axis.position(0) == nil && axis.position(-3) == nil)
        #expect(axis.ticks(3).map(\.label) == ["1", "10", "100", "1,000"])
        #expect(AxisScale(.log, covering: [0, -1, .nan]).domain == 1...10)
        #expect(AxisScale(.log, domain: 20...80).ticks(5).map(\.value) == [20, 30, 40, 50, 60, 80])
        #expect(
            AxisScale(.log, domain: 10_000...2_000_000).ticks(6).map(\.label) == [
                "10k", "20k", "50k", "100k", "200k", "500k", "1M", "2M",
            ])
    }

    @Test func `break a line where values are missing, and say so`() {
        let chart = LineChart(
            title: "t", xLabel: "step", yLabel: "loss",
            series: [
                .init(
                    name: "a", style: 0,
                    points: [.init(0, 1), .init(1, 2), .init(2, nil), .init(3, .nan), .init(4, 3)], hasMarkers: false)
            ])
        let body = chart.body(.init(width: 640, height: 360))
        // One stretch of two points, then the lone last one: as a visible mark.
        let path = body.components(separatedBy: "class=\"line\"")[1].components(separatedBy: "/>")[0]
        #expect(path.filter { $0 == "M" }.count == 2 && path.filter { $0 == "L" }.count == 1)
        #expect(body.contains("r=\"4\""))
        #expect(chart.notes == ["Missing or not finite: 2 of 5 values; the line has gaps there."])
        #expect(!body.contains("nan") && !body.contains("inf"))
    }

    @Test func `say what a logarithmic axis cannot show, and draw nothing of nothing`() {
        let zeros = LineChart(
            title: "t", xLabel: "x", yLabel: "y", yKind: .log,
            series: [.init(name: "a", style: 0, points: [.init(0, 0), .init(1, 5)])])
        #expect(zeros.notes == ["Not drawn: 1 value of 0 or less, for which a logarithmic axis has no place."])
        let empty = LineChart(title: "t", xLabel: "x", yLabel: "y", series: [])
        #expect(empty.notes == ["No figure is there to draw."])
        #expect(!empty.body(.init(width: 350, height: 280)).contains("nan"))
    }

    @Test func `leave out what would flatten the rest, and say so`() {
        var chart = LineChart(
            title: "t", xLabel: "x", yLabel: "y",
            series: [.init(name: "a", style: 0, points: [.init(0, -28), .init(1, 0.5), .init(2, 0.8)])])
        chart.yFloor = -0.5
        #expect(chart.frame(.init(width: 640, height: 360)).y.domain == 0.5...0.8)
        #expect(chart.notes == ["Not drawn: 1 value below −0.5."])
    }

    @Test func `place points where the frame's arithmetic puts them`() {
        let chart = LineChart(
            title: "t", xLabel: "x", yLabel: "y", yIncludes: [0, 10],
            series: [.init(name: "a", style: 0, points: [.init(0, 0), .init(10, 10)])])
        let frame = chart.frame(.init(width: 640, height: 360))
        // Two digits of ticks: 10 + 14; 10 to the right; 24 above; 40 below.
        #expect(frame.left == 24 && frame.right == 630 && frame.top == 24 && frame.bottom == 320)
        let body = chart.body(.init(width: 640, height: 360))
        #expect(body.contains("cx=\"24\" cy=\"320\"") && body.contains("cx=\"630\" cy=\"24\""))
    }

    @Test func `stand bars side by side, or on top of each other`() throws {
        let series = [
            BarChart.Series(name: "a", style: 0, values: [1, nil]), .init(name: "b", style: 1, values: [3, 4]),
        ]
        let beside = BarChart(title: "t", xLabel: "x", yLabel: "y", categories: ["p", "q"], series: series)
        let frame = beside.frame(.init(width: 640, height: 360))
        #expect(frame.y.domain == 0...4)
        let slot = (frame.right - frame.left) / 2
        let first = try #require(beside.bar(0, 0, frame)), second = try #require(beside.bar(1, 0, frame))
        // A group takes 0.8 of a slot; half of it is a bar's.
        #expect(abs(first.x - (frame.left + 0.1 * slot)) < 1e-9 && abs(first.width - 0.4 * slot) < 1e-9)
        #expect(abs(second.x - first.x - first.width) < 1e-9)
        #expect(abs(first.height * 3 - second.height) < 1e-9 && abs(first.y + first.height - frame.bottom) < 1e-9)
        #expect(beside.bar(0, 1, frame) == nil)

        let stacked = BarChart(
            title: "t", xLabel: "x", yLabel: "y", categories: ["p", "q"], series: series, isStacked: true)
        let tall = stacked.frame(.init(width: 640, height: 360))
        let low = try #require(stacked.bar(0, 0, tall)), high = try #require(stacked.bar(1, 0, tall))
        #expect(abs(high.y + high.height - low.y) < 1e-9 && low.x == high.x)
        #expect(abs(high.y - tall.top) < 1e-9)
    }

    @Test func `shade counts by their logarithm`() {
        let map = HeatMap(
            title: "t", xLabel: "step", yLabel: "c", unit: "pairs", columnNames: ["1"], rowEdges: [0, 0.5, 1],
            values: [[0, 99]])
        #expect(map.shade(0) == 0 && map.shade(nil) == 0 && abs(map.shade(99) - 1) < 1e-12)
        #expect(abs(map.shade(9) - (0.08 + 0.92 / 2)) < 1e-12)
        #expect(map.body(.init(width: 640, height: 360)).components(separatedBy: "<rect").count == 2)
    }

    @Test func `lay out a graph the same way each time, inside its square, neighbours together`() {
        let groups = [0, 0, 0, 1, 1, 1]
        let edges = [(0, 1, 1.0), (1, 2, 1), (0, 2, 1), (3, 4, 1), (4, 5, 1), (3, 5, 1)]
        let places = GraphLayout.places(groups: groups, edges: edges),
            again = GraphLayout.places(groups: groups, edges: edges)
        #expect(places.map(\.x) == again.map(\.x) && places.map(\.y) == again.map(\.y))
        #expect(places.allSatisfy { (0...1).contains($0.x) && (0...1).contains($0.y) })
        func distance(_ a: Int, _ b: Int) -> Double { hypot(places[a].x - places[b].x, places[a].y - places[b].y) }
        #expect(distance(0, 1) < distance(0, 3) && distance(3, 4) < distance(1, 4))
        #expect(GraphLayout.places(groups: [], edges: []).isEmpty)
    }
}

@Suite struct `Figures as text` {
    @Test(
        arguments: [
            (1234.5678, 1, "1,234.6"), (-0.00001, 2, "0.00"), (-3.14, 1, "−3.1"), (1_234_567, 0, "1,234,567"),
            (0.5, 3, "0.500"), (.nan, 2, "–"), (.infinity, 2, "–"),
        ] as [(Double, Int, String)])
    func `have fixed decimals`(value: Double, digits: Int, expected: String) {
        #expect(Numbers.fixed(value, digits) == expected)
    }

    @Test(
        arguments: [
            (0, "0"), (1230, "1,230"), (1.234, "1.23"), (0.00123, "0.00123"), (12.3456, "12.3"), (2, "2"),
            (1.2e-7, "1.2e−7"), (-45.67, "−45.7"), (100, "100"),
        ] as [(Double, String)])
    func `are short where they may be`(value: Double, expected: String) { #expect(Numbers.short(value) == expected) }

    @Test func `are a dash where they do not exist`() {
        #expect(
            Numbers.fixed(nil, 2) == "–" && Numbers.short(nil) == "–" && Numbers.count(nil) == "–"
                && Numbers.duration(nil) == "–" && Numbers.percent(.nan) == "–")
        #expect(Numbers.duration(3661) == "1:01:01" && Numbers.duration(61) == "1:01")
        #expect(Numbers.signed(0.25, 2) == "+0.25" && Numbers.signed(-0.25, 2) == "−0.25")
        #expect(Numbers.plain(-0.04, 1) == "0" && Numbers.plain(1.50, 2) == "1.5" && Numbers.plain(100, 0) == "100")
    }
}

@Suite struct `Text on a page` {
    @Test func `never becomes markup`() {
        #expect(Markup.escaped("<a href='x'>&\"") == "&lt;a href=&#39;x&#39;&gt;&amp;&quot;")
        #expect(Markup.escaped("\u{0}\u{1F}\u{85}") == "\u{FFFD}\u{FFFD}\u{FFFD}")
        #expect(Markup.tag("b", [("title", "\"><i>")], "x") == "<b title=\"&quot;&gt;&lt;i&gt;\">x</b>")
    }

    @Test(arguments: Fixture.nasty)
    func `comes back out of a script's JSON as it was`(text: String) throws {
        let json = ScriptJSON.string(text)
        #expect(!json.contains("<") && !json.contains("\u{2028}") && !json.contains("&"))
        let back = try JSONDecoder().decode([String].self, from: Data("[\(json)]".utf8))
        #expect(Array(back[0].unicodeScalars) == Array(text.unicodeScalars))
    }

    @Test func `shows what cannot be seen`() {
        #expect(TokenText.shown(" a") == "␣a" && TokenText.shown("\n") == "↵" && TokenText.shown("") == "∅")
        #expect(TokenText.shown("\u{202E}x") == "⟨202e⟩x" && TokenText.shown("\u{0}") == "␀")
    }

    @Test func `may hold NaN where JSON is loose, and keeps it in strings`() throws {
        let mended = try #require(LooseJSON.mended(Data(#"{"a":NaN,"b":-Infinity,"c":"NaN \" inf","d":[nan,1]}"#.utf8)))
        #expect(String(decoding: mended, as: UTF8.self) == #"{"a":null,"b":null,"c":"NaN \" inf","d":[null,1]}"#)
        #expect(LooseJSON.mended(Data(#"{"a":1}"#.utf8)) == nil)
    }
}

import Foundation
import Records
import Report
import TestSupport
import Testing

/// Records in which one number after the other is replaced by what no program of ours writes.
@Suite struct `The page of impossible numbers` {
    private static let replacements = [
        "-1", "0", "9223372036854775807", "9223372036854775808", "1e300", "-1e300", "1e20", "1e-310", "null", "\"x\"",
    ]

    private static var fixture: Fixture {
        var fixture = Fixture()
        (fixture.rows, fixture.seeds, fixture.sparsities, fixture.latents) = (["orthogonal", "topk"], 2, [1], 8)
        return fixture
    }

    /// A file of the fixture with the first number of each key.
    private static func numbers(_ text: String) -> [Range<String.Index>] {
        var seen: [String: Int] = [:]
        return text.matches(of: /"(?<key>\w+)"\s*:\s*(?:\[\s*)*(?<number>-?\d[\d.eE+-]*)/).compactMap { match in
            seen[String(match.key), default: 0] += 1
            return seen[String(match.key), default: 0] == 1 ? match.number.startIndex..<match.number.endIndex : nil
        }
    }

    private static func html(_ folder: URL) throws -> String {
        String(decoding: ReportPage(try ReportSource([folder])).html(), as: UTF8.self)
    }

    @Test(arguments: [
        "events.jsonl", "competition.json", "latents.jsonl", "evaluations/core/x_custom_sae_eval_results.json",
        "evaluations/absorption/x_custom_sae_eval_results.json", "sae/cfg.json", "resolved.yaml",
    ])
    func `is whole whichever of a run's numbers it is`(name: String) throws {
        try withTemporaryFolder { folder in
            var fixture = Self.fixture
            fixture.endsAt = 110
            let run = folder.appending(path: "run"), file = run.appending(path: name)
            try fixture.writeRun(run, fixture.record.saes[0], isFirst: name != "sae/cfg.json")
            if name == "sae/cfg.json" {
                try Latents.lines(2).write(to: run.appending(path: FileNames.latents))
            }
            try check(folder: run, file: file)
        }
    }

    @Test func `is whole whichever of a comparison's numbers it is`() throws {
        try withTemporaryFolder { folder in
            var fixture = Self.fixture
            fixture.hasDetails = false
            try fixture.write(to: folder)
            try check(folder: folder, file: folder.appending(path: FileNames.comparison), mayRefuse: true)
        }
    }

    /// Renders the page once for each number and replacement.
    private func check(folder: URL, file: URL, mayRefuse: Bool = false) throws {
        let text = try String(contentsOf: file, encoding: .utf8)
        let whole = try Self.html(folder).utf8.count, numbers = Self.numbers(text)
        let yaml = file.pathExtension == "yaml" ? text.matches(of: /: (\d+(?:\.\d+)?)/).map { $0.1.startIndex..<$0.1.endIndex } : []
        let places = numbers + yaml
        #expect(places.count >= 2)
        var pages = 0
        for place in places {
            for replacement in Self.replacements {
                let damaged = text.replacingCharacters(in: place, with: replacement)
                try Data(damaged.utf8).write(to: file)
                let what = "\(damaged[..<place.lowerBound].suffix(40))\(replacement)"
                let html: String
                do { html = try Self.html(folder) } catch {
                    #expect(mayRefuse, "\(what): \(error)")
                    continue
                }
                pages += 1
                #expect(html.components(separatedBy: "<section ").count == 8, "\(what)")
                #expect(html.utf8.count < 2 * whole + 100_000, "\(what): \(html.utf8.count) bytes of page")
                for never in ["=\"nan", "=\"inf", "=\"-inf", " nan ", "000000000000000000000"] {
                    #expect(!html.contains(never), "\(what): \(never)")
                }
            }
        }
        #expect(pages > places.count)
    }

    @Test(arguments: [
        (#""reconstruction":39.8"#, #""reconstruction":1e300"#), (#""reconstruction":39.8"#, #""reconstruction":1e-310"#),
        (#""step":50"#, #""step":-1"#), (#""step":50"#, #""step":9223372036854775807"#),
        (#""pairs":3850"#, #""pairs":-3"#), (#""first":1"#, #""first":-1"#),
    ])
    func `leaves the line out, and says so`(number: String, damage: String) throws {
        try withTemporaryFolder { folder in
            let run = folder.appending(path: "run"), file = run.appending(path: FileNames.events)
            try Self.fixture.writeRun(run, Self.fixture.record.saes[0])
            let lines = try String(contentsOf: file, encoding: .utf8)
            let place = try #require(lines.range(of: number))
            try Data(lines.replacingCharacters(in: place, with: damage).utf8).write(to: file)
            let html = try Self.html(run)
            #expect(html.contains("Left out: 1 line of its events that cannot be read."))
            #expect(html.contains("left out of events.jsonl: 1 line that cannot be read"))
        }
    }

    @Test(arguments: ["9223372036854775807", "-1", "17"])
    func `leaves out what names no community, and says so`(number: String) throws {
        try withTemporaryFolder { folder in
            let run = folder.appending(path: "run"), file = run.appending(path: FileNames.competition)
            try Self.fixture.writeRun(run, Self.fixture.record.saes[0])
            let text = try String(contentsOf: file, encoding: .utf8)
            let found = try #require(text.firstMatch(of: /"community" : (\d+)/))
            let place = found.1.startIndex..<found.1.endIndex
            try Data(text.replacingCharacters(in: place, with: number).utf8).write(to: file)
            #expect(try Self.html(run).contains("left out of competition.json: 1 part with impossible numbers"))
        }
    }
}

@Suite struct `A pipe in the place of a record` {
    @Test(arguments: [
        "events.jsonl", "latents.jsonl", "competition.json", "resolved.yaml", "sae/cfg.json",
        "evaluations/core/x_custom_sae_eval_results.json",
    ])
    func `is refused at once, and the rest of the page is there`(name: String) throws {
        try withTemporaryFolder { folder in
            let run = folder.appending(path: "run"), file = run.appending(path: name)
            var fixture = Fixture()
            fixture.latents = 8
            try fixture.writeRun(run, fixture.record.saes[0])
            try FileManager.default.removeItem(at: file)
            #expect(mkfifo(file.path(percentEncoded: false), 0o600) == 0)
            let html = String(decoding: ReportPage(try ReportSource([run])).html(), as: UTF8.self)
            #expect(html.contains("is a named pipe, not a file"), "\(name)")
        }
    }
}

@Suite struct `Axes of impossible numbers` {
    private static let extremes: [Double] = [
        0, 1, -1, 1e300, -1e300, 1.7e308, -1.7e308, 1e-300, .leastNonzeroMagnitude, 1e100, 1e-100, .infinity,
        -.infinity, .nan,
        1e16, 1e16 + 2, 1, 1.0000000000000002, 9.3e18, 1e20, -9.3e18,
    ]

    @Test(arguments: [AxisScale.Kind.linear, .log])
    func `have an end, few ticks and finite places`(kind: AxisScale.Kind) {
        for one in Self.extremes {
            for other in Self.extremes {
                let axis = AxisScale(kind, covering: [one, other]).to(0, 300)
                #expect(axis.domain.lowerBound < axis.domain.upperBound)
                for whole in [false, true] {
                    let ticks = axis.ticks(5, whole: whole)
                    #expect(ticks.count <= 100, "\(one), \(other): \(ticks.count)")
                    for tick in ticks { #expect(tick.label.count < 24, "\(tick)") }
                }
                for value in Self.extremes {
                    if let place = axis.position(value) { #expect(place.isFinite, "\(value) on \(axis)") }
                }
            }
        }
    }

    @Test func `write no number out that has more digits than sense`() {
        for value in Self.extremes {
            for text in [
                Numbers.fixed(value, 3), Numbers.short(value), Numbers.percent(value), Numbers.signed(value, 2),
                Numbers.plain(value), Numbers.duration(value), ScriptJSON.number(value),
                AxisScale.label(value, digits: 320),
            ] { #expect(text.count < 30, "\(value): \(text)") }
        }
    }

    @Test func `compare groups of extreme values without a trap`() {
        for one in Self.extremes {
            for other in Self.extremes {
                let welch = WelchDifference(.init([one, other, 1]), .init([other, 2]))
                if let interval = welch?.interval { #expect(interval.lowerBound.isFinite) }
                let ranges = [one, other].filter(\.isFinite).map { min($0, 2)...max($0, 2) }
                #expect(CommonL0.choose(covering: ranges).count <= 4)
            }
        }
    }
}

@Suite struct `A map of many cells` {
    /// Each cell's shade once took a look at all the others.
    @Test func `takes time by their number, not by its square`() {
        endingWithin {
            let bins = Possible.mostBins
            let map = HeatMap(
                title: "", xLabel: "", yLabel: "", unit: "", columnNames: (0..<48).map { "\($0)" },
                rowEdges: (0...bins).map { Double($0) / Double(bins) },
                values: (0..<48).map { column in (0..<bins).map { Double(column * $0) } })
            #expect(map.body(DrawingSize(width: 640, height: 360)).contains("<rect"))
        }
    }
}

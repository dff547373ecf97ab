import Failures
import Files
import Foundation
import Records
import Report
import TestSupport
import Testing

/// The page of a fixture, as text.
private func page(
    _ fixture: Fixture = Fixture(), pages: LatentPages = .strongest(50),
    change: (inout ComparisonRecord) -> Void = { _ in }, then: (URL) throws -> Void = { _ in }
) throws -> String {
    try withTemporaryFolder { folder in
        try fixture.write(to: folder, change)
        try then(folder)
        var report = ReportPage(try ReportSource([folder]))
        report.latentPages = pages
        return String(decoding: report.html(), as: UTF8.self)
    }
}

/// The JSON in the page's script elements of a class or id.
private func scripts(_ html: String, _ mark: String) throws -> [Any] {
    try html.components(separatedBy: "<script type=\"application/json\" \(mark)>").dropFirst().map {
        try JSONSerialization.jsonObject(with: Data($0.components(separatedBy: "</script>")[0].utf8))
    }
}

@Suite struct `The report's page` {
    @Test func `has seven sections, each with its charts and tables`() throws {
        let html = try page()
        // A change here is a change of the page's structure: look at the page before writing it down.
        #expect(Outline.of(html) == Outline.expected)
    }

    @Test func `is well formed and needs nothing from outside`() throws {
        let html = try page()
        #expect(Outline.unbalanced(html).isEmpty)
        for outside in ["http://", "https://", "src=", "@import", "url("] {
            // The only address is SVG's namespace, in the script.
            #expect(!html.replacing("http://www.w3.org/2000/svg", with: "").contains(outside), "\(outside)")
        }
        let ids = html.components(separatedBy: " id=\"").dropFirst().map { $0.prefix { $0 != "\"" } }
        #expect(Set(ids).count == ids.count)
    }

    @Test func `gives every chart a name, a place for the keyboard, two sizes and a table`() throws {
        let html = try page()
        let figures = html.components(separatedBy: "<figure ").dropFirst().map {
            $0.components(separatedBy: "</figure>")[0]
        }
        #expect(figures.count > 20)
        for figure in figures {
            #expect(figure.components(separatedBy: "role=\"img\" aria-label=\"").count == 3)
            #expect(figure.components(separatedBy: "tabindex=\"0\"").count == 3)
            #expect(figure.contains("The figures behind it") && figure.contains("<tbody>"))
        }
        #expect(!html.contains("NaN,") && !html.contains("\"nan\"") && !html.contains(" inf"))
    }

    @Test func `is the same bytes from the same records`() throws {
        try withTemporaryFolder { folder in
            try Fixture().write(to: folder)
            #expect(ReportPage(try ReportSource([folder])).html() == ReportPage(try ReportSource([folder])).html())
        }
    }

    @Test func `lets no text out of its place`() throws {
        let html = try page(change: { record in
            record.rows[1].label = "<img src=x onerror=alert(1)>"
            record.command = ["orthosae", "it's", "</pre><script>"]
            record.saes[0].state = .failed(reason: "</table><script>alert(2)</script>")
            record.provenance.machine = "\"><b>"
        })
        #expect(!html.contains("<img") && !html.contains("alert(2)<") && !html.contains("<script>alert"))
        #expect(html.contains("&lt;img src=x onerror=alert(1)&gt;"))
        #expect(html.contains("&#39;it&#39;\\&#39;&#39;s&#39;"))
        #expect(Outline.unbalanced(html).isEmpty)
        // Three scripts of code and data kinds: one of code, the index, the blocks.
        #expect(html.components(separatedBy: "<script").count == 1 + 1 + 1 + 3)
    }

    @Test func `holds every latent, with contexts for the strongest and for those that other sections name`() throws {
        let html = try page(pages: .strongest(10))
        let index = try #require(try scripts(html, "id=\"latent-index\"").first as? [String: Any])
        let ids = try #require(index["id"] as? [Int]), tokens = try #require(index["tokens"] as? [String])
        #expect(ids == Array(0..<300))
        #expect(tokens.contains("␣sea") && tokens.contains("<script>alert(1)</script>"))
        // Canonically equal, and still two tokens.
        #expect(
            tokens.contains { Array($0.unicodeScalars) == ["e", "\u{301}"] }
                && tokens.contains { Array($0.unicodeScalars) == ["é"] })
        let details = try scripts(html, "class=\"latent-block\"").flatMap { try #require($0 as? [[Any]]) }
        #expect(details.count == 300)
        let contexts = try details.map { try #require($0[5] as? [[[Double]]]) }
        // 0 is strongest; 25 is letter Z's; 129 takes over a letter in a word; 250 is none of these.
        #expect(contexts[0].count == 6 && contexts[25].count == 6 && contexts[129].count == 6 && contexts[250].isEmpty)
        // 16 tokens before the peak at 20, the peak, 10 after.
        #expect(contexts[0][0][0].count == 27)
        let values = contexts[0][0][1]
        #expect(values.count % 2 == 0 && values[values.firstIndex(of: 16).map { $0 + 1 } ?? 0] == 30)
        let everything = try scripts(try page(pages: .all), "class=\"latent-block\"").flatMap {
            try #require($0 as? [[Any]])
        }
        #expect(everything.allSatisfy { ($0[5] as? [Any])?.count == 6 })
    }

    @Test func `links a latent only where its own SAE's latents are shown`() throws {
        let html = try page()
        let competition = html.components(separatedBy: "<section id=\"competition\"")[1]
        let folds = competition.components(separatedBy: "<details class=\"fold\"")
        // Orthogonal's are in section 6; #1 of Standard is another latent.
        #expect(folds[1].contains("href=\"#latent-") && folds[1].contains("data-latent"))
        #expect(
            !folds[2].contains("href=\"#latent-") && !folds[2].contains("data-latent")
                && folds[2].contains(">#1 <bdi>") && folds[2].contains(">#7 <bdi>"))
    }

    @Test func `is for a person what 'orthosae compare' printed`() throws {
        let html = try page(), tables = ComparisonTables(Study(Fixture().record))
        for row in tables.main.rows {
            for cell in row.cells where !cell.text.isEmpty { #expect(html.contains(Markup.escaped(cell.text))) }
        }
    }
}

@Suite struct `The page tells the truth` {
    @Test func `about missing and NaN values in the events`() throws {
        let html = try page(then: { folder in
            let file = folder.appending(path: "orthogonal-1-0/events.jsonl")
            var lines = Events.lines(upTo: 200)
            lines[3] = lines[3].replacing("\"total\":49.7", with: "\"total\":NaN")
            lines[4] = "{\"step\":40}\n"
            lines[5] = "{\"step\":50,\"l0\":\"Infinity\",\"losses\":null}\n"
            lines[6] = "{\"st"
            try Data(lines.joined().utf8).write(to: file)
        })
        #expect(html.contains("; the line has gaps there."))
        // The cut line swallowed the one after it.
        #expect(html.contains("Left out: 1 line of its events that cannot be read."))
        #expect(html.contains("left out of events.jsonl: 1 line that cannot be read"))
    }

    @Test func `about the priced term: its angles against where they settle`() throws {
        let plain = try page()
        #expect(!plain.contains("Mixing angle") && !plain.contains("Price of sparsity"))
        let html = try page(then: { folder in
            let run = folder.appending(path: "orthogonal-1-0")
            try FileManager.default.removeItem(at: run.appending(path: FileNames.competition))
            let priced = #""priced":{"price":0.5,"rho":3,"tokens":64,"pairs":412,"mixing":0.05,"leaning":0.17,"balance":0.1667},"#
            let lines = Events.lines(upTo: 1000).map { $0.replacing("\"l0\":", with: priced + "\"l0\":") }
            try Data(lines.joined().utf8).write(to: run.appending(path: FileNames.events))
        })
        #expect(html.contains("Mixing angle") && html.contains("Price of sparsity") && html.contains("1/(2ρ)"))
        #expect(html.contains("where it is paid") && html.contains("Leaning pairs in the tokens looked at"))
    }

    @Test func `about an interrupted run`() throws {
        try withTemporaryFolder { folder in
            var fixture = Fixture()
            fixture.endsAt = 300
            let run = folder.appending(path: "run-a")
            try fixture.writeRun(run, fixture.record.saes[0])
            let html = String(decoding: ReportPage(try ReportSource([run])).html(), as: UTF8.self)
            #expect(html.contains("its last event is step 291 of 1,000, and there is no finished SAE"))
            #expect(html.contains("No SAE is finished yet"))
            #expect(
                html.contains("Only a comparison trains them alike")
                    || html.contains("only a comparison trains them alike"))
        }
    }

    @Test func `about failed and unfinished SAEs, one seed, one architecture`() throws {
        var fixture = Fixture()
        fixture.seeds = 1
        fixture.rows = ["orthogonal"]
        let html = try page(
            fixture,
            change: { record in
                record.saes[3].state = .failed(reason: "not enough text")
                record.saes[2].state = .pending
            })
        #expect(html.contains("not enough text") && html.contains("one seed: no spread, and no difference counts"))
        #expect(html.contains("not finished: 1 of 4 SAEs"))
        #expect(html.contains("nothing to hold it against"))
        #expect(!html.contains("At matched L0</h3>"))
    }

    @Test func `about what is not there, and which command makes it`() throws {
        var fixture = Fixture()
        fixture.hasDetails = false
        let html = try page(fixture)
        for (what, command) in [
            ("No run here has recorded events.", "orthosae train"),
            ("No absorption evaluation is here.", "orthosae evaluate"),
            ("No competition statistics were recorded", "orthosae train --set record.competition_every=50"),
            ("No run here has its latents", "orthosae competition"),
        ] {
            let after = try #require(html.components(separatedBy: what).dropFirst().first, "\(what)")
            #expect(after.prefix(300).contains(command), "\(what)")
        }
        #expect(Outline.of(html).filter { $0.hasPrefix("section") }.count == 7)
    }

    @Test func `about latents that cannot be read`() throws {
        let html = try page(then: { folder in
            let file = folder.appending(path: "orthogonal-1-0/latents.jsonl")
            try
                (Data(contentsOf: file)
                + Data("{\"id\":3}\n{\"no\":1}\n{\"id\":9000,\"max\":NaN,\"density\":null}\n".utf8)).write(to: file)
        })
        #expect(html.contains("Left out: 2 lines of latents.jsonl that cannot be read."))
        #expect(html.contains("301 latents"))
    }

    @Test func `of plain runs, whose table comes from their evaluations`() throws {
        try withTemporaryFolder { folder in
            let fixture = Fixture(), record = fixture.record
            let runs = [0, 12].map { index in (folder.appending(path: "run-\(index)"), record.saes[index]) }
            for (place, sae) in runs { try fixture.writeRun(place, sae) }
            let source = try ReportSource(runs.map(\.0))
            #expect(source.record.rows.map(\.id) == ["orthogonal", "standard"])
            #expect(source.record.saes.map(\.state) == [.finished, .finished])
            #expect(source.record.saes[1].figures[.absorptionFraction] == record.saes[12].figures[.absorptionFraction])
            #expect(source.record.saes[1].sparsity == .init(name: "l1.weight", value: 0.5))
            let html = String(decoding: ReportPage(source).html(), as: UTF8.self)
            #expect(html.contains("only a comparison trains them alike"))
        }
    }

    @Test func `about folders that are nothing of the kind`() throws {
        try withTemporaryFolder { folder in
            #expect(try failure { try ReportSource([folder.appending(path: "none")]) }?.kind == .missingInput)
            #expect(try failure { try ReportSource([folder]) }?.kind == .missingInput)
            #expect(try failure { try ReportSource([]) }?.kind == .usage)
            try Data("{}".utf8).write(to: folder.appending(path: FileNames.comparison))
            #expect(try failure { try ReportSource([folder]) }?.kind == .badData)
            var record = Fixture().record
            record.format = 99
            try JSONCoding.data(record, .file, as: "a record").write(to: folder.appending(path: FileNames.comparison))
            #expect(try failure { try ReportSource([folder]) }?.what.contains("newer") == true)
            #expect(try failure { try ReportSource([folder, folder]) }?.kind == .usage)
        }
    }

    /// For the browser's check: `ORTHOSAE_KEEP_PAGE=FOLDER` leaves the made-up page there.
    @Test func `at full size, under 30 MB with all contexts`() throws {
        try withTemporaryFolder { folder in
            var fixture = Fixture()
            fixture.latents = 16_384
            fixture.seeds = 1
            fixture.sparsities = [1]
            fixture.rows = ["orthogonal"]
            try fixture.write(to: folder)
            var report = ReportPage(try ReportSource([folder]))
            report.latentPages = .all
            let all = report.html()
            #expect(all.count > 5_000_000 && all.count < 30_000_000, "\(all.count)")
            if let place = ProcessInfo.processInfo.environment["ORTHOSAE_KEEP_PAGE"] {
                let keep = URL(filePath: place, directoryHint: .isDirectory)
                try all.write(to: keep.appending(path: "all.html"))
                try Data(page(pages: .strongest(100)).utf8).write(to: keep.appending(path: "page.html"))
                var one = Fixture()
                one.seeds = 1
                one.rows = ["orthogonal"]
                one.endsAt = 300
                try Data(page(one).utf8).write(to: keep.appending(path: "poor.html"))
            }
        }
    }
}

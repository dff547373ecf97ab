import Foundation
import Testing

@Suite struct `The report command` {
    @Test func `makes a page of a run, and says what is missing from it`() throws {
        let place = try Workplace()
        #expect(try place.orthosae(tiny + ["--out", "run"]).status == 0)
        let outcome = try place.orthosae("report", "run")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("Table 1") && outcome.output.contains("run/report.html"))
        let html = String(decoding: try place.data("run/report.html"), as: UTF8.self)
        #expect(html.contains("Loss by term") && html.contains("No absorption evaluation is here."))
        let elsewhere = try place.orthosae("report", "run", "--out", "page.html", "--latent-pages", "all", "--markdown")
        #expect(elsewhere.status == 0 && elsewhere.output.contains("| architecture |"))
        #expect(try place.data("page.html") == place.data("run/report.html"))
    }

    @Test func `refuses what is no run, and impossible options`() throws {
        let place = try Workplace()
        #expect(try place.orthosae("report", "none").status == 66)
        #expect(try place.orthosae("report", ".").status == 66)
        #expect(try place.orthosae("report", ".", "--latent-pages", "some").status == 64)
        #expect(try place.orthosae("report").status == 64)
        _ = try place.write("{", to: "comparison.json")
        let damaged = try place.orthosae("report", ".")
        #expect(damaged.status == 65 && damaged.lastError.contains("comparison.json"))
        #expect(!place.exists("report.html"))
    }
}

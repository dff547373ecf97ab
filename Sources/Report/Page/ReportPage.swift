public import Foundation
import Records

/// The page: one HTML file that needs nothing beside it, made from records alone. The same records are the same bytes.
public struct ReportPage: Sendable {
    public let source: ReportSource
    /// Of how many latents the page holds contexts.
    public var latentPages = LatentPages.strongest(1000)

    public init(_ source: ReportSource) { self.source = source }

    /// The whole file, UTF-8.
    public func html() -> Data {
        let page = PageContext(source)
        let sections = [
            AnswerSection.html(page), SparsitySection.html(page), TrainingSection.html(page),
            AbsorptionSection.html(page),
            CompetitionSection.html(page), LatentSection.html(page, latentPages), MakingSection.html(page),
        ]
        let title = ReportPage.title(page)
        let head = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
            <title>\(Markup.escaped(title))</title>
            <link rel="icon" href="data:,">
            <style>
            \(String(decoding: PackageResources.page_css, as: UTF8.self))
            </style>
            </head>
            <body>
            <a class="skip" href="#answer">To the answer</a>
            <header>
            <h1>\(Markup.escaped(title))</h1>
            \(ReportPage.navigation)
            <button id="theme" type="button" aria-label="Light or dark">◐</button>
            </header>
            <main>

            """
        let foot = """

            </main>
            <footer><p>\(Markup.escaped(source.record.product)). Every figure here comes from the records of these runs; the paper's are marked as the paper's.</p></footer>
            <div id="tip" role="tooltip" hidden></div>
            <p id="spoken" class="unseen" aria-live="polite"></p>
            <script>
            \(String(decoding: PackageResources.page_js, as: UTF8.self))
            </script>
            </body>
            </html>

            """
        return Data((head + sections.joined(separator: "\n") + foot).utf8)
    }

    private static let navigation: String = {
        let places = [
            ("answer", "Answer"), ("sparsity", "Sparsity"), ("training", "Training"), ("absorption", "Absorption"),
            ("competition", "Competition"),
            ("latents", "Latents"), ("making", "Making"),
        ]
        return Markup.tag(
            "nav", [("aria-label", "Sections")],
            places.enumerated().map { Markup.tag("a", [("href", "#\($1.0)")], "\($0 + 1) \($1.1)") }.joined(
                separator: " "))
    }()

    private static func title(_ page: PageContext) -> String {
        let place = [page.source.record.provenance.model, page.source.record.provenance.hook].compactMap { $0 }.joined(
            separator: ", ")
        let rows = page.source.record.rows.map(\.label)
        let what =
            switch (page.source.isComparison, page.source.record.kind) {
            case (true, .compare): "Architectures compared"
            case (true, .ablate): "Ablations"
            case (false, _): rows.count == 1 ? "\(rows[0]) SAE" : "\(page.source.record.saes.count) SAEs"
            }
        return place.isEmpty ? what : "\(what): \(place)"
    }
}

import Foundation

/// A page's structure, without its figures.
enum Outline {
    /// Sections, headings, folds and charts in order, one a line. Folds and charts that repeat for each SAE once.
    static func of(_ html: String) -> [String] {
        var lines: [String] = [], rest = Substring(html.components(separatedBy: "<main>").last ?? "")
        while let start = rest.firstIndex(of: "<") {
            rest = rest[start...]
            guard let end = rest.firstIndex(of: ">") else { break }
            let tag = rest[...end]
            rest = rest[rest.index(after: end)...]
            func body(_ name: String) -> String {
                rest.components(separatedBy: "</\(name)>")[0].replacing("&gt;", with: ">")
            }
            if tag.hasPrefix("<section ") { lines.append("section " + tag.split(separator: "\"")[1]) }
            for (name, mark) in [("h2", "# "), ("h3", "## ")] where tag.hasPrefix("<\(name)") {
                lines.append(mark + body(name))
            }
            if tag == "<figcaption>" { lines.append("chart " + body("strong").replacing("<strong>", with: "")) }
            if tag == "<summary>", !body("summary").contains("The figures behind it") {
                lines.append("fold " + body("summary"))
            }
        }
        return lines
    }

    /// Elements that are closed in the wrong order, or never.
    static func unbalanced(_ html: String) -> [String] {
        let empty: Set = ["meta", "link", "br", "input", "!DOCTYPE"]
        var open: [String] = [], wrong: [String] = []
        var rest = Substring(html)
        while let start = rest.firstIndex(of: "<") {
            rest = rest[rest.index(after: start)...]
            guard let end = rest.firstIndex(of: ">") else { break }
            let tag = rest[..<end]
            rest = rest[rest.index(after: end)...]
            let name = String(tag.drop { $0 == "/" }.prefix { $0.isLetter || $0.isNumber || $0 == "!" })
            if tag.hasSuffix("/") || empty.contains(name) { continue }
            if !tag.hasPrefix("/") {
                open.append(name)
                // What stands inside is no markup.
                if name == "script" || name == "style", let close = rest.range(of: "</\(name)>") {
                    rest = rest[close.lowerBound...]
                }
            } else if open.popLast() != name {
                wrong.append(name)
            }
        }
        return wrong + open
    }

    /// What the fixture's page has.
    static let expected: [String] = {
        let saes = ["Orthogonal", "Standard", "TopK"].map { "fold \($0), l1.weight = 1, seed 0" }
        func each(_ lines: [String]) -> [String] { saes.flatMap { [$0] + lines } }
        return answer + each(training)
            + [
                "section absorption", "# 4. Absorption by letter",
                "chart Absorption fraction by letter, one SAE of each row",
            ] + each(absorption)
            + ["section competition", "# 5. Competition"] + each(competition) + end
    }()

    private static let answer = [
        "section answer",
        "# 1. The question and the answer",
        "## Table 1: architectures",
        "## At matched L0",
        "## Differences at matched L0",
        "section sparsity",
        "# 2. Along sparsity",
        "chart Absorption against L0",
        "chart MSE against L0",
        "chart CE score against L0",
        "chart KL score against L0",
        "section training",
        "# 3. Training",
    ]

    private static let training = [
        "chart Loss by term",
        "chart L0",
        "chart Explained variance and alive latents",
        "chart Curriculum",
        "chart Pairs in a training batch",
        "chart Throughput",
    ]

    private static let absorption = [
        "chart Absorption by letter",
        "fold The absorbed words: 40, 14 of them in full",
    ]

    private static let competition = [
        "chart Pairs in a training batch",
        "chart How strongly",
        "chart Directions of competing and of random pairs",
        "chart Histogram of c over training",
        "chart The strongest pairs&#39; history",
        "## The strongest pairs",
        "chart Who competes with whom, c > 0.3",
        "## Communities",
        "## Hubs",
        "## Competition and absorption",
        "chart Absorption against competitors, by letter",
        "## Competition and probing",
    ]

    private static let end = [
        "section latents",
        "# 6. Latents",
        "section making",
        "# 7. How it was made",
        "## The SAEs",
        "fold Settings that all of them share",
        "fold Settings that differ between them",
        "## Settings that differ",
    ]
}

/// The page's building blocks.
enum PageParts {
    /// A numbered section with its heading.
    static func section(_ id: String, _ title: String, _ parts: [String]) -> String {
        Markup.tag(
            "section", [("id", id), ("aria-labelledby", "\(id)-title")],
            "\n" + ([Markup.text("h2", [("id", "\(id)-title")], title)] + parts).joined(separator: "\n") + "\n")
    }

    static func paragraph(_ text: String, _ kind: String? = nil) -> String { Markup.text("p", [("class", kind)], text) }

    /// What is not there, and which command makes it.
    static func missing(_ what: String, command: String? = nil) -> String {
        Markup.tag(
            "p", [("class", "missing")],
            Markup.escaped(what)
                + (command.map { " " + Markup.escaped("Made by:") + " " + Markup.text("code", [], $0) } ?? ""))
    }

    static func list(_ items: [String], _ kind: String? = nil) -> String {
        items.isEmpty ? "" : Markup.tag("ul", [("class", kind)], items.map { Markup.text("li", [], $0) }.joined())
    }

    /// Charts side by side where there is room.
    static func charts(_ charts: [String]) -> String {
        charts.isEmpty ? "" : Markup.tag("div", [("class", "charts")], charts.joined(separator: "\n"))
    }

    /// Something that opens; the first is open.
    static func fold(_ title: String, isOpen: Bool, _ body: String) -> String {
        Markup.tag(
            "details", [("class", "fold"), ("open", isOpen ? "" : nil)], Markup.text("summary", [], title) + "\n" + body
        )
    }

    static func table(_ table: TableModel) -> String {
        let head = table.columns.enumerated().map { index, column in
            Markup.tag(
                "th", [("scope", "col"), ("class", index < table.wordColumns ? "word" : nil)],
                Markup.escaped(column.heading) + (column.unit.isEmpty ? "" : Markup.text("small", [], column.unit)))
        }.joined()
        let rows = table.rows.map { row -> String in
            let cells = row.cells.enumerated().map { index, cell -> String in
                let text = cell.isBest ? Markup.text("b", [("class", "best")], cell.text) : Markup.escaped(cell.text)
                if index == 0 { return Markup.tag("th", [("scope", "row")], text) }
                return Markup.tag(
                    "td", [("class", index < table.wordColumns ? "word" : nil), ("title", cell.note)], text)
            }
            return Markup.tag("tr", [("class", row.kind == .paper ? "paper" : nil)], cells.joined())
        }.joined(separator: "\n")
        let inside = Markup.tag("thead", [], Markup.tag("tr", [], head)) + "\n" + Markup.tag("tbody", [], rows)
        let caption = Markup.text("h3", [], table.title)
        return Markup.tag(
            "div", [("class", "table")],
            caption
                + Markup.tag(
                    "div", [("class", "scroll"), ("tabindex", "0"), ("role", "region"), ("aria-label", table.title)],
                    Markup.tag("table", [("class", "figures")], inside))
                + list(table.notes, "notes"))
    }

    /// Names and values, two columns.
    static func facts(_ facts: [(String, String?)]) -> String {
        let known = facts.compactMap { name, value in value.map { (name, $0) } }
        guard !known.isEmpty else { return "" }
        return Markup.tag(
            "dl", [],
            known.map { Markup.text("dt", [], $0.0) + Markup.text("dd", [], $0.1) }.joined())
    }
}

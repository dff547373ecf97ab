extension TableModel {
    /// For a terminal: even columns, the best marked with a star.
    public var text: String {
        let body = rows.map { $0.cells.map { $0.text + ($0.isBest ? "*" : "") } }
        let lines = [columns.map(\.heading)] + body
        let widths = columns.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
        let table = lines.map { cells in
            let padded = zip(cells, widths).enumerated().map { index, cell in
                let space = String(repeating: " ", count: cell.1 - cell.0.count)
                return index < wordColumns ? cell.0 + space : space + cell.0
            }
            var line = padded.joined(separator: "  ")
            while line.hasSuffix(" ") { line.removeLast() }
            return line
        }
        return ([title] + table + notes.map { "  " + $0 }).joined(separator: "\n")
    }

    /// A GitHub table: the best bold, the paper's figures in italics.
    public var markdown: String {
        func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
        let head = columns.map { TableModel.escaped($0.heading) }
        let rule = columns.indices.map { $0 < wordColumns ? "---" : "---:" }
        let body = rows.map { row in
            row.cells.map { cell -> String in
                let text = TableModel.escaped(cell.text)
                if text.isEmpty { return "" }
                return cell.isBest ? "**\(text)**" : row.kind == .paper ? "*\(text)*" : text
            }
        }
        let lines = ["**\(TableModel.escaped(title))**", "", line(head), line(rule)] + body.map(line)
        return (lines + (notes.isEmpty ? [] : [""] + notes.map { "- " + TableModel.escaped($0) })).joined(
            separator: "\n")
    }

    /// No character of a label ends a cell or begins markup.
    private static func escaped(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            switch character {
            case "\n", "\r", "\r\n": result += " "
            case "|", "*", "_", "`", "\\", "<", "[": result += "\\\(character)"
            default: result.append(character)
            }
        }
    }
}

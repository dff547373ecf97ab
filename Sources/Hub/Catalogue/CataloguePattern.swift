/// A text that follows from an SAE's id: `{}` stands for the id, `{1}` for its first run of digits, `{l0}` for its L0.
struct CataloguePattern: Sendable {
    private enum Part { case text(String), id, digits(Int), l0 }
    private let parts: [Part]

    /// Nil for an empty pattern: nothing follows.
    init?(_ pattern: String) {
        guard !pattern.isEmpty else { return nil }
        var parts: [Part] = []
        var rest = pattern[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            parts.append(.text(String(rest[..<open])))
            let name = rest[rest.index(after: open)..<close]
            switch name {
            case "": parts.append(.id)
            case "l0": parts.append(.l0)
            default: parts.append(.digits((Int(name) ?? 0) - 1))
            }
            rest = rest[rest.index(after: close)...]
        }
        parts.append(.text(String(rest)))
        self.parts = parts
    }

    /// Nil where the id has too few numbers.
    func text(id: String, l0: String) -> String? {
        let runs = id.utf8.split { !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        var text = ""
        for part in parts {
            switch part {
            case .text(let plain): text += plain
            case .id: text += id
            case .l0: text += l0
            case .digits(let index):
                guard runs.indices.contains(index) else { return nil }
                text += String(Substring(runs[index]))
            }
        }
        return text
    }
}

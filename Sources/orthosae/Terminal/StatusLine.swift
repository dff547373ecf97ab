/// One line that tells how work stands, made for the width there is: what matters least is left out first, and what
/// always matters is only ever said shorter.
package struct StatusLine: Equatable {
    package struct Field: Equatable {
        /// From the fullest way to say it to the shortest.
        package var forms: [String]
        /// 0: always there, in its shortest form if need be. Of the others the largest goes first.
        package var rank: Int

        package init(_ forms: [String], rank: Int) {
            self.forms = forms
            self.rank = rank
        }
    }

    /// In their order on the line.
    package var fields: [Field]

    package init(_ fields: [Field]) { self.fields = fields.filter { !$0.forms.isEmpty } }

    /// Everything, where nothing limits the width.
    package var text: String { StatusLine.joined(fields.map { $0.forms[0] }, "  ") }

    /// In at most so many columns of a terminal.
    package func text(columns: Int) -> String {
        var left = fields.map { (forms: $0.forms[...], rank: $0.rank) }
        func line(_ separator: String = "  ") -> String { StatusLine.joined(left.map { $0.forms.first ?? "" }, separator) }
        func fits(_ line: String) -> Bool { line.terminalColumns <= columns }
        while !fits(line()), let most = left.map(\.rank).max(), most > 0,
            let index = left.lastIndex(where: { $0.rank == most })
        {
            left[index].forms.removeFirst()
            if left[index].forms.isEmpty { left.remove(at: index) }
        }
        // Only what always stays is left: the one with the most to save is said shorter, until all is.
        while !fits(line()), !fits(line(" ")) {
            let savings = left.indices.map { index -> Int in
                let forms = Array(left[index].forms.prefix(2).map(\.terminalColumns))
                return forms.count < 2 ? -1 : forms[0] - forms[1]
            }
            guard let most = savings.max(), most >= 0, let index = savings.firstIndex(of: most) else { break }
            left[index].forms.removeFirst()
        }
        return fits(line()) ? line() : line(" ").cut(toColumns: columns)
    }

    private static func joined(_ texts: [String], _ separator: String) -> String {
        texts.filter { !$0.isEmpty }.joined(separator: separator)
    }
}

extension String {
    /// Columns that it takes on a terminal.
    package var terminalColumns: Int { reduce(0) { $0 + $1.terminalColumns } }

    /// Its beginning, where it takes more columns than there are, with a sign that there was more.
    package func cut(toColumns limit: Int) -> String {
        guard terminalColumns > limit else { return self }
        var result = "", used = 0
        for character in self {
            guard used + character.terminalColumns <= limit - 1 else { break }
            result.append(character)
            used += character.terminalColumns
        }
        return limit > 0 ? result + "…" : ""
    }
}

extension Character {
    /// 2 for East Asian wide characters and pictures, 0 for what only changes the one before, else 1.
    var terminalColumns: Int {
        guard let first = unicodeScalars.first else { return 0 }
        if unicodeScalars.contains(where: { $0.value == 0xFE0F }) || first.properties.isEmojiPresentation { return 2 }
        switch first.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control: return 0
        default: break
        }
        switch first.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF,
            0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x17000...0x18CFF, 0x1B000...0x1B16F, 0x20000...0x3FFFD:
            return 2
        default: return 1
        }
    }
}

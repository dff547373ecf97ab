/// Text from outside (a file, a command line), fit for a message of one line.
///
/// A file could otherwise write to the reader's terminal (escape sequences), break the line, or fill the screen.
extension StringProtocol {
    /// Between quotation marks, control characters escaped, a long text cut: what a message says of a foreign value.
    package var quoted: String { "'\(oneLine(atMost: 120))'" }

    /// Control characters, invisible ones and line breaks escaped, cut after so many characters.
    package func oneLine(atMost limit: Int) -> String {
        var shown = ""
        var count = 0
        for scalar in unicodeScalars {
            if count == limit { return shown + "…" }
            count += 1
            if scalar.isPlain {
                shown.unicodeScalars.append(scalar)
            } else {
                shown += "\\u{\(String(scalar.value, radix: 16))}"
            }
        }
        return shown
    }
}

extension String {
    /// Lines of text for a terminal: what would move its cursor, ring its bell or turn the direction of writing is
    /// escaped as JSON escapes it, so that a result in JSON stays the same JSON.
    package var harmless: String {
        guard unicodeScalars.contains(where: \.isHarmful) else { return self }
        var shown = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            if scalar.isHarmful {
                let digits = String(scalar.value, radix: 16)
                shown += "\\u\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits)".unicodeScalars
            } else {
                shown.append(scalar)
            }
        }
        return String(shown)
    }

    /// As a POSIX shell takes it for one word: a printed command works as printed.
    package var shellWord: String {
        let plain = unicodeScalars.allSatisfy {
            $0.isASCII
                && ($0.properties.isAlphabetic || $0.properties.numericType != nil
                    || "_-./:=,+@%".unicodeScalars.contains($0))
        }
        if plain && !isEmpty { return self }
        return "'" + split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}

extension Unicode.Scalar {
    /// Controls but for line feed and tab, and the marks that turn the direction of the text behind them.
    fileprivate var isHarmful: Bool {
        switch value {
        case 0x09, 0x0A: false
        case 0x00...0x1F, 0x7F...0x9F, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    /// Whether it neither moves a terminal's cursor nor hides or turns what stands around it.
    fileprivate var isPlain: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        default: true
        }
    }
}

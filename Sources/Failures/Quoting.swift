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
    /// Whether it neither moves a terminal's cursor nor hides or turns what stands around it.
    fileprivate var isPlain: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        default: true
        }
    }
}

/// Small pieces of YAML that we write ourselves, so that a file's bytes depend on nothing else.
///
/// What is written means the same in YAML 1.1, which PyYAML reads, and in 1.2: there `1e-08`, `1:30`, `0o17`, `on` and
/// `2001-01-01` are each something else.
package enum YAMLText {
    /// A number in Swift's shortest form, `1e-08`, as both read it: YAML 1.1 wants a point before the exponent.
    package static func number(_ shortest: String) -> String {
        guard let exponent = shortest.firstIndex(where: { $0 == "e" || $0 == "E" }), !shortest.contains(".") else {
            return shortest
        }
        return shortest[..<exponent] + ".0" + shortest[exponent...]
    }

    /// A word without quotes where both take it for that very text, in quotes otherwise.
    package static func word(_ text: String) -> String {
        let isPlain =
            text.unicodeScalars.allSatisfy { $0.isASCII && ($0.properties.isAlphabetic || $0 == "_") }
            && !text.isEmpty && !wordsWithMeaning.contains(text.lowercased())
        return isPlain ? text : quoted(text)
    }

    /// Truth values and nothing, in one version or the other.
    private static let wordsWithMeaning: Set<String> = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"]

    /// A double-quoted scalar.
    package static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20 || (0x7F...0xA0).contains(scalar.value):
                let hex = String(scalar.value, radix: 16, uppercase: true)
                result += "\\x" + String(repeating: "0", count: 2 - hex.count) + hex
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

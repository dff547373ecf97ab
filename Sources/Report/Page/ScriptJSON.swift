import Failures
import Foundation

/// JSON inside an HTML page: nothing in it can end the script element or a line of a script.
package enum ScriptJSON {
    package static func string(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "<", ">", "&", "'", "\u{2028}", "\u{2029}", "\u{FEFF}": result += escape(scalar.value)
            case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value): result += escape(scalar.value)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    private static func escape(_ value: UInt32) -> String { String(format: "\\u%04x", value) }

    /// Three significant digits; null for what is missing.
    package static func number(_ value: Double?) -> String {
        guard let value, value.isFinite else { return "null" }
        if value == 0 { return "0" }
        let digits = max(0, 2 - Int(bounded: log10(abs(value)).rounded(.down)))
        return digits > 8 ? String(format: "%.2e", value) : Numbers.plain(value, digits)
    }

    package static func array(_ items: some Sequence<String>) -> String { "[" + items.joined(separator: ",") + "]" }

    package static func element(_ json: String, id: String? = nil, kind: String? = nil) -> String {
        "<script type=\"application/json\"" + (id.map { " id=\"\($0)\"" } ?? "")
            + (kind.map { " class=\"\($0)\"" } ?? "") + ">\(json)</script>"
    }
}

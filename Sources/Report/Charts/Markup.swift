/// HTML and SVG as text. Everything that is not written here by hand goes through `escaped`.
package enum Markup {
    /// Text for an element's body or a quoted attribute. Characters that HTML forbids become U+FFFD.
    package static func escaped(_ text: String) -> String {
        var result = ""
        result.reserveCapacity(text.utf8.count + 16)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case "\t", "\n": result.unicodeScalars.append(scalar)
            case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value): result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// `<name key="value">body</name>`; an empty value stands as the bare key, a nil one is left out. Without a body
    /// the tag closes itself, as SVG's do.
    package static func tag(_ name: String, _ attributes: [(String, String?)] = [], _ body: String? = nil) -> String {
        var text = "<" + name
        for (key, value) in attributes {
            guard let value else { continue }
            text += value.isEmpty ? " \(key)" : " \(key)=\"\(escaped(value))\""
        }
        return text + (body.map { ">\($0)</\(name)>" } ?? "/>")
    }

    /// An element whose body is plain text.
    package static func text(_ name: String, _ attributes: [(String, String?)] = [], _ body: String) -> String {
        tag(name, attributes, escaped(body))
    }

    /// A number in an attribute: at most one decimal, which is a tenth of a pixel.
    package static func number(_ value: Double) -> String { Numbers.plain(value, 1) }
}

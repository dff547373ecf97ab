/// Tokens as a person can tell them apart: what would be invisible has a sign.
package enum TokenText {
    /// Spaces stay inside, a leading one becomes ␣; line breaks, tabs, other controls and marks of direction get their signs.
    package static func shown(_ token: String) -> String {
        if token.isEmpty { return "∅" }
        var result = ""
        for (index, scalar) in token.unicodeScalars.enumerated() {
            switch scalar.value {
            case 0x0A: result += "↵"
            case 0x0D: result += "␍"
            case 0x09: result += "⇥"
            case 0x20 where index == 0 || index == token.unicodeScalars.count - 1: result += "␣"
            case 0..<0x20: result.unicodeScalars.append(Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}")
            case 0x7F...0x9F, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x2069, 0xFEFF:
                result += "⟨\(String(scalar.value, radix: 16))⟩"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

import Failures
import Foundation

/// How figures are written for a person: one place, so that table, chart and page agree.
package enum Numbers {
    /// What stands for a figure that does not exist.
    package static let missing = "–"

    /// With so many decimals: 1234.5678 at 1 is 1,234.6. A dash for nil.
    package static func fixed(_ value: Double?, _ digits: Int) -> String {
        guard let value, value.isFinite else { return missing }
        // Three hundred digits are no figure.
        guard abs(value) < 1e15, digits <= 12 else { return short(value) }
        // A rounded-off negative is plain 0.
        let text = String(format: "%.*f", digits, value)
        return grouped(Double(text) == 0 ? text.replacing("-", with: "") : text.replacing("-", with: "−"))
    }

    /// To three significant digits: 0.00123, 1.23, 1,230; 1.2e-7 where zeros would hide it.
    package static func short(_ value: Double?) -> String {
        guard let value, value.isFinite else { return missing }
        if value == 0 { return "0" }
        let size = abs(value)
        if size < 1e-4 || size >= 1e9 {
            let parts = String(format: "%.1e", value).split(separator: "e")
            return "\(parts[0])e\(Int(parts[1]) ?? 0)".replacing("-", with: "−")
        }
        let digits = max(0, 2 - Int(bounded: log10(size).rounded(.down)))
        var text = String(format: "%.*f", digits, value)
        if text.contains(".") {
            while text.hasSuffix("0") { text.removeLast() }
            if text.hasSuffix(".") { text.removeLast() }
        }
        return grouped(text.replacing("-", with: "−"))
    }

    /// 12,345.
    package static func count(_ value: Int?) -> String { value.map { grouped("\($0)") } ?? missing }

    /// "1 line", "2,000 lines".
    package static func count(_ value: Int, of noun: String) -> String {
        "\(count(value)) \(noun)\(value == 1 ? "" : "s")"
    }

    /// 12.3 %.
    package static func percent(_ share: Double?) -> String {
        guard let share, share.isFinite else { return missing }
        return fixed(share * 100, 1) + " %"
    }

    /// With its sign: +0.012, −3.1.
    package static func signed(_ value: Double?, _ digits: Int) -> String {
        guard let value, value.isFinite else { return missing }
        return (value > 0 ? "+" : "") + fixed(value, digits)
    }

    /// 1:02:03, or 2:03.
    package static func duration(_ seconds: Double?) -> String {
        guard let seconds, seconds.isFinite, seconds >= 0, seconds < 1e12 else { return missing }
        let total = Int(bounded: seconds.rounded())
        let (hours, minutes, rest) = (total / 3600, total / 60 % 60, total % 60)
        return hours > 0
            ? String(format: "%d:%02d:%02d", hours, minutes, rest) : String(format: "%d:%02d", minutes, rest)
    }

    /// For JSON and SVG: no grouping, a point, no trailing zeros; at most so many decimals.
    package static func plain(_ value: Double, _ digits: Int = 1) -> String {
        guard value.isFinite else { return "0" }
        guard abs(value) < 1e15 else { return String(format: "%.2e", value) }
        var text = String(format: "%.*f", digits, value)
        if text.contains(".") {
            while text.hasSuffix("0") { text.removeLast() }
            if text.hasSuffix(".") { text.removeLast() }
        }
        return text == "-0" ? "0" : text
    }

    /// Commas between the thousands of the part before the point.
    private static func grouped(_ text: String) -> String {
        let end = text.firstIndex { $0 == "." } ?? text.endIndex
        var start = text.startIndex
        while start < end, !text[start].isNumber { start = text.index(after: start) }
        let digits = text[start..<end]
        var result = String(text[..<start])
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { result += "," }
            result.append(digit)
        }
        return result + text[end...]
    }
}

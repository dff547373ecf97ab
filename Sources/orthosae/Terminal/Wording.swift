import Failures
import Files
import Foundation

/// How figures are written for a person.
package enum Wording {
    /// 12,345,678.
    package static func count(_ number: Int) -> String {
        let digits = String(number.magnitude)
        var grouped = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { grouped += "," }
            grouped.append(digit)
        }
        return number < 0 ? "-" + grouped : grouped
    }

    /// Three or four significant digits; 1.00e20 where there would be more of them than anybody reads.
    package static func figure(_ value: Double) -> String {
        let size = abs(value)
        if value == 0 || !value.isFinite { return value == 0 ? "0" : "\(value)" }
        if size >= 1e12 || size < 1e-4 {
            let parts = String(format: "%.2e", value).split(separator: "e")
            return "\(parts[0])e\(Int(parts[1]) ?? 0)"
        }
        if size >= 1000 { return count(Int(bounded: value.rounded())) }
        return String(format: "%.*f", size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.1 ? 3 : 5, value)
    }

    /// 1:02:03, or 2:03; days where hours are too many to picture.
    package static func duration(_ seconds: Double) -> String {
        guard seconds.isFinite else { return "\(seconds) s" }
        guard seconds < 100 * 3600 else { return "\(figure(seconds / 86400)) days" }
        let total = Int(bounded: max(0, seconds).rounded())
        let (hours, minutes, rest) = (total / 3600, total / 60 % 60, total % 60)
        return hours > 0
            ? String(format: "%d:%02d:%02d", hours, minutes, rest) : String(format: "%d:%02d", minutes, rest)
    }

    /// 12.3 s.
    package static func seconds(_ seconds: Double) -> String {
        abs(seconds) < 1e9 ? String(format: "%.1f s", seconds) : "\(figure(seconds)) s"
    }

    /// 270 MB, 1.50 GB, 12 kB: of thousand bytes each, as the Hub shows them.
    package static func bytes(_ count: Int) -> String {
        let value = Double(max(0, count))
        let steps: [(Double, String)] = [(1e9, "GB"), (1e6, "MB"), (1e3, "kB")]
        guard let (size, unit) = steps.first(where: { value >= $0.0 * 0.9995 }) else { return "\(max(0, count)) bytes" }
        let scaled = value / size
        return String(format: scaled < 10 ? "%.2f %@" : scaled < 100 ? "%.1f %@" : "%.0f %@", scaled, unit)
    }

    /// 98.2 %.
    package static func percent(_ share: Double) -> String {
        abs(share) < 1e6 ? String(format: "%.1f %%", share * 100) : "\(figure(share * 100)) %"
    }

    /// 12,345 tokens/s.
    package static func rate(_ tokensPerSecond: Double) -> String {
        guard tokensPerSecond.isFinite else { return "\(tokensPerSecond) tokens/s" }
        return (tokensPerSecond < 1e12 ? count(Int(bounded: tokensPerSecond)) : figure(tokensPerSecond)) + " tokens/s"
    }

    /// Names on the left, values on the right, in two even columns; a text of a file (a token, a name) stays in its line.
    static func table(_ rows: [(String, String)]) -> String {
        let rows = rows.map { ($0.0.oneLine(atMost: 200), $0.1.oneLine(atMost: 4000)) }
        let width = rows.map(\.0.terminalColumns).max() ?? 0
        return rows.map { name, value in
            "  " + name + String(repeating: " ", count: width + 2 - name.terminalColumns) + value
        }.joined(separator: "\n")
    }

    /// Rows of texts under their heads, in even columns; nothing behind the last text of a row.
    static func columns(_ rows: [[String]]) -> String {
        let rows = rows.map { $0.map { $0.oneLine(atMost: 200) } }
        let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].terminalColumns }.max() ?? 0 }
        return rows.map { row in
            var line = ""
            for (text, width) in zip(row, widths) {
                line += "  " + text + String(repeating: " ", count: width - text.terminalColumns)
            }
            while line.hasSuffix(" ") { line.removeLast() }
            return line
        }.joined(separator: "\n")
    }

    /// An object with sorted keys.
    static func json(_ fields: [String: Any]) throws -> String {
        try JSONCoding.text(fields, as: "the result")
    }
}

import Failures
import Files
import Foundation

/// How figures are written for a person.
enum Wording {
    /// 12,345,678.
    static func count(_ number: Int) -> String {
        let digits = String(abs(number))
        var grouped = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { grouped += "," }
            grouped.append(digit)
        }
        return number < 0 ? "-" + grouped : grouped
    }

    /// Three or four significant digits.
    static func figure(_ value: Double) -> String {
        if value == 0 || !value.isFinite { return value == 0 ? "0" : "\(value)" }
        if abs(value) >= 1000 { return count(Int(value.rounded())) }
        return String(format: "%.*f", abs(value) >= 100 ? 0 : abs(value) >= 10 ? 1 : abs(value) >= 0.1 ? 3 : 5, value)
    }

    /// 1:02:03, or 2:03.
    static func duration(_ seconds: Double) -> String {
        let total = Int(max(0, seconds).rounded())
        let (hours, minutes, rest) = (total / 3600, total / 60 % 60, total % 60)
        return hours > 0
            ? String(format: "%d:%02d:%02d", hours, minutes, rest) : String(format: "%d:%02d", minutes, rest)
    }

    /// 12.3 s.
    static func seconds(_ seconds: Double) -> String { String(format: "%.1f s", seconds) }

    /// 98.2 %.
    static func percent(_ share: Double) -> String { String(format: "%.1f %%", share * 100) }

    /// Names on the left, values on the right, in two even columns; a text of a file (a token, a name) stays in its line.
    static func table(_ rows: [(String, String)]) -> String {
        let rows = rows.map { ($0.0.oneLine(atMost: 200), $0.1.oneLine(atMost: 4000)) }
        let width = rows.map(\.0.count).max() ?? 0
        return rows.map { "  " + $0.0.padding(toLength: width + 2, withPad: " ", startingAt: 0) + $0.1 }
            .joined(separator: "\n")
    }

    /// An object with sorted keys.
    static func json(_ fields: [String: Any]) throws -> String {
        try JSONCoding.text(fields, as: "the result")
    }
}

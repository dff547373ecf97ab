/// Whole numbers as a person writes them, in settings and on the command line.
package enum WholeNumber {
    /// `5000000`, `5_000_000` and `5e6` are the same; nil for anything that is no whole number, or one too large.
    package static func read<Number: FixedWidthInteger>(_ word: String) -> Number? {
        let digits = word.filter { $0 != "_" }
        if let value = Number(digits) { return value }
        guard let value = Double(digits), abs(value) < 0x1p53 else { return nil }
        return Number(exactly: value)
    }

    /// For messages: "a whole number, 1 or more, at most 16,777,216".
    package static func allowed(_ range: ClosedRange<Int>) -> String {
        let end = range.upperBound == .max ? "" : ", at most \(grouped(range.upperBound))"
        return "a whole number, \(range.lowerBound) or more\(end)"
    }

    /// 16,777,216.
    static func grouped(_ number: Int) -> String {
        var shown = "", digits = String(number.magnitude)
        while digits.count > 3 {
            shown = "," + digits.suffix(3) + shown
            digits.removeLast(3)
        }
        return (number < 0 ? "-" : "") + digits + shown
    }
}

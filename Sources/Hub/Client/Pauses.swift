import Foundation

/// How long to wait before a request is made again.
enum Pauses {
    /// Twice as long each time, and a little by chance, so that many clients do not come back at once.
    static func before(attempt: Int, _ settings: HTTPSettings) -> Double {
        let pause = settings.firstPause * Double(1 << min(attempt - 1, 20))
        return min(pause + Double.random(in: 0...0.25) * pause, settings.longestPause)
    }

    /// What the server asks for, in seconds: `Retry-After` as a number or as a date, else the reset of `RateLimit`.
    static func asked(_ response: HTTPResponse, now: Date = Date()) -> Double? {
        if let text = response["retry-after"] {
            if let seconds = Double(text), seconds >= 0, seconds.isFinite { return seconds }
            if let date = date(text) { return max(0, date.timeIntervalSince(now)) }
        }
        // "api";r=0;t=57: none remain, and they are counted anew in 57 seconds.
        guard response.status == 429, let limit = response["ratelimit"] else { return nil }
        let reset = limit.split(separator: ";").first { $0.hasPrefix("t=") }
        return reset.flatMap { Double($0.dropFirst(2)) }.flatMap { $0.isFinite && $0 >= 0 ? $0 : nil }
    }

    /// "Wed, 21 Oct 2026 07:28:00 GMT".
    private static func date(_ text: String) -> Date? {
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = TimeZone(secondsFromGMT: 0)
        format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return format.date(from: text)
    }
}

import Foundation

/// A JSON object with one of its values removed or replaced by what no program would write there, one change at a time;
/// objects inside it too.
public enum JSONExtremes {
    /// What stands in for every value, as JSON text.
    public static let values = [
        "null", "true", "false", "0", "-1", "1", "2", "0.5", "7", "1e-300", "1e300", "-1e300", "2147483647", "2147483648",
        "4611686018427387904", "9223372036854775807", "18446744073709551616", "\"\"", "\"x\"", "\"\\u001b[2J\\n\"", "[]",
        "[1]", "[null]", "[[[]]]", "{}", "{\"a\": {\"k\": 1}}", "\"\(String(repeating: "long ", count: 400))\"",
    ]

    /// Each change, and in words what it was.
    public static func changes(of object: [String: Any]) throws -> [(object: [String: Any], what: String)] {
        var all: [(object: [String: Any], what: String)] = []
        for key in object.keys.sorted() {
            var changed = object
            changed[key] = nil
            all.append((changed, "\(key) removed"))
            for text in values {
                changed[key] = try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
                all.append((changed, "\(key) = \(text.prefix(30))"))
            }
            if let inner = object[key] as? [String: Any] {
                for (value, what) in try changes(of: inner) {
                    changed[key] = value
                    all.append((changed, "\(key).\(what)"))
                }
            }
        }
        return all
    }
}

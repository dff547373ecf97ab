import Failures

/// What a misspelt word most likely means.
public enum Spelling {
    /// The possible word that is fewest letters away, the first of equally near ones; nil where none is near enough to
    /// have been meant: more than half of the word's letters would have to change.
    public static func nearest(to word: String, among possible: [String]) -> String? {
        let wanted = Array(word.lowercased())
        let near = possible.map { ($0, distance(wanted, Array($0.lowercased()))) }
            .min { $0.1 < $1.1 }
        return near.flatMap { $0.1 <= max(1, wanted.count / 2) ? $0.0 : nil }
    }

    /// For a remedy: "did you mean 'core'? there are core, absorption", or the list alone.
    public static func advice(for word: String, among possible: [String]) -> String {
        let all = "there are \(possible.joined(separator: ", "))"
        return nearest(to: word, among: possible).map { "did you mean \($0.quoted)? \(all)" } ?? all
    }

    /// Insertions, deletions, replacements and swaps of neighbours between two words (optimal string alignment).
    package static func distance<Letter: Equatable>(_ a: [Letter], _ b: [Letter]) -> Int {
        var beforePrevious: [Int] = []
        var previous = Array(0...b.count)
        for i in 0..<a.count {
            var current = [i + 1]
            for j in 0..<b.count {
                var distance = min(previous[j] + (a[i] == b[j] ? 0 : 1), previous[j + 1] + 1, current[j] + 1)
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
                    distance = min(distance, beforePrevious[j - 1] + 1)
                }
                current.append(distance)
            }
            (beforePrevious, previous) = (previous, current)
        }
        return previous[b.count]
    }
}

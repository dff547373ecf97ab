/// What a misspelt word most likely means.
public enum Spelling {
    /// The possible word that is fewest letters away, the first of equally near ones; nil where none is near enough to
    /// have been meant: more than half of the word's letters would have to change.
    public static func nearest(to word: String, among possible: [String]) -> String? {
        let wanted = Array(word.lowercased())
        let near = possible.map { ($0, Setting.editDistance(wanted, Array($0.lowercased()))) }
            .min { $0.1 < $1.1 }
        return near.flatMap { $0.1 <= max(1, wanted.count / 2) ? $0.0 : nil }
    }

    /// For a remedy: "did you mean 'core'? there are core, absorption", or the list alone.
    public static func advice(for word: String, among possible: [String]) -> String {
        let all = "there are \(possible.joined(separator: ", "))"
        return nearest(to: word, among: possible).map { "did you mean '\($0)'? \(all)" } ?? all
    }
}

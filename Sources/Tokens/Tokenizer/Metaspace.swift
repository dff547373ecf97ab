/// SentencePiece's way with spaces, as a pre-tokenizer: each becomes a character of its own, and one may be put first.
struct Metaspace: Sendable {
    enum Scheme: String, Sendable {
        case always, never
        /// Only where the part begins the text.
        case first
    }

    /// The character, in UTF-8.
    var replacement: [UInt8]
    var scheme: Scheme
    /// Whether the text is cut before each such character.
    var splits: Bool

    func apply(to text: [UInt8], startsText: Bool) -> [UInt8] {
        if text.isEmpty { return text }
        let replaced = ByteReplacement(pattern: [0x20], content: replacement).apply(to: text)
        let puts = scheme == .always || (scheme == .first && startsText)
        return puts && !replaced.starts(with: replacement) ? replacement + replaced : replaced
    }
}

public import Tokens

/// Tokens as a person would read them, each alone.
public final class TokenTexts {
    private let tokenizer: Tokenizer
    private var known: [Int32: String] = [:]

    public init(_ tokenizer: Tokenizer) { self.tokenizer = tokenizer }

    /// Decoded, spaces included; a piece that is part of a character (`<0xE2>`) or decodes to nothing as the file
    /// spells it.
    public subscript(id: Int32) -> String {
        if let text = known[id] { return text }
        var text = tokenizer.decode([id], skipSpecialTokens: false)
        if text.isEmpty || text.unicodeScalars.contains("\u{FFFD}") { text = tokenizer.token(id) ?? "#\(id)" }
        known[id] = text
        return text
    }
}

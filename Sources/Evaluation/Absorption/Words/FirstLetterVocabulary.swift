public import Tokens

/// The words of a tokenizer: its tokens that are nothing but ASCII letters after at most one space.
public enum FirstLetterVocabulary {
    /// In the order of ids, each as its token decodes alone: with its leading space, in its case. Where byte-fallback
    /// tokens (`<0x41>`) decode to letters, those letters stand in the list twice, as in SAEBench's.
    public static func words(of tokenizer: Tokenizer) -> [String] {
        (0..<Int32(tokenizer.idLimit)).compactMap { id in
            guard let piece = tokenizer.token(id) else { return nil }
            var text = tokenizer.decode([id], skipSpecialTokens: false)
            // Some decoders drop the space that begins a text.
            if piece.unicodeScalars.first == "\u{2581}", text.utf8.first != UInt8(ascii: " ") { text = " " + text }
            return isWord(text) ? text : nil
        }
    }

    /// One or more ASCII letters after at most one space.
    static func isWord(_ text: String) -> Bool {
        let letters = text.utf8.first == UInt8(ascii: " ") ? text.utf8.dropFirst() : text.utf8[...]
        return !letters.isEmpty && letters.allSatisfy { isLetter($0) }
    }

    static func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) }
}

/// The letters, as class numbers.
public enum FirstLetter {
    public static let count = 26

    /// The class of a word's first letter, 0 to 25; nil where it has none.
    public static func index(of word: String) -> Int? {
        word.utf8.first(where: FirstLetterVocabulary.isLetter).map { Int($0 | 0x20) - Int(UInt8(ascii: "a")) }
    }

    /// "a" to "z".
    public static func name(_ index: Int) -> String { String(UnicodeScalar(UInt8(ascii: "a") + UInt8(index))) }

    /// "A" to "Z".
    static func capital(_ index: Int) -> String { String(UnicodeScalar(UInt8(ascii: "A") + UInt8(index))) }
}

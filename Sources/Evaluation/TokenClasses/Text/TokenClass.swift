/// A class of tokens that plain text has, told by the token's text alone, or by its place. A token may be in several.
public enum TokenClass: Sendable, Equatable, CaseIterable {
    case leadingSpace
    /// The first letter is a capital, and the word is not all capitals.
    case capitalInitial
    /// Two letters or more, all capitals.
    case allCapitals
    case digits, punctuation
    /// Letters without a leading space: mostly a word's second piece.
    case continuation
    case endsInS, endsInEd, endsInIng, endsInLy, endsInEr
    // Closed classes, by lists (`WordLists`).
    case determiner, preposition, pronoun, auxiliary, conjunction
    /// One of the first tokens of its row.
    case early

    /// Tokens at a row's beginning that are `early`.
    static let earlyTokens = 8

    /// As a table writes it.
    public var name: String {
        switch self {
        case .leadingSpace: "leading space"
        case .capitalInitial: WordProperty.capitalInitial.name
        case .allCapitals: WordProperty.allCapitals.name
        case .digits: "digits"
        case .punctuation: "punctuation"
        case .continuation: "no leading space"
        case .endsInS: WordProperty.endsInS.name
        case .endsInEd: WordProperty.endsInEd.name
        case .endsInIng: WordProperty.endsInIng.name
        case .endsInLy: WordProperty.endsInLy.name
        case .endsInEr: "-er"
        case .determiner: "determiner"
        case .preposition: "preposition"
        case .pronoun: "pronoun"
        case .auxiliary: "auxiliary"
        case .conjunction: "conjunction"
        case .early: "first \(TokenClass.earlyTokens) tokens"
        }
    }

    /// Whether a token is in the class.
    ///
    /// - Parameters:
    ///   - text: the token's, with its leading space; nil for one that is part of a character only.
    ///   - position: from the beginning of its row, 0 for the first.
    public func holds(of text: String?, position: Int) -> Bool {
        if self == .early { return position < TokenClass.earlyTokens }
        guard let text, !text.isEmpty else { return false }
        let hasSpace = text.first == " ", word = hasSpace ? text.dropFirst() : text[...]
        let isWord = !word.isEmpty && word.allSatisfy(\.isLetter)
        switch self {
        case .early: return false
        case .leadingSpace: return hasSpace && word.first.map { !$0.isWhitespace } == true
        case .capitalInitial: return WordProperty.capitalInitial.holds(of: text)
        case .allCapitals: return WordProperty.allCapitals.holds(of: text)
        case .digits: return !word.isEmpty && word.allSatisfy { "0"..."9" ~= $0 }
        case .punctuation: return !word.isEmpty && word.allSatisfy { $0.isPunctuation || $0.isSymbol }
        case .continuation: return isWord && !hasSpace
        case .endsInS: return isWord && WordProperty.endsInS.holds(of: text)
        case .endsInEd: return isWord && WordProperty.endsInEd.holds(of: text)
        case .endsInIng: return isWord && WordProperty.endsInIng.holds(of: text)
        case .endsInLy: return isWord && WordProperty.endsInLy.holds(of: text)
        case .endsInEr: return isWord && word.count > 4 && word.hasSuffix("er")
        case .determiner, .preposition, .pronoun, .auxiliary, .conjunction:
            // A small letter without a space is a piece of some other word.
            guard isWord, hasSpace || word.first?.isUppercase == true else { return false }
            return WordLists.words(of: self).contains(word.lowercased())
        }
    }
}

package import Engine

/// What the gates ask of a word: its first letter, and other properties for which an SAE may have a latent.
public enum WordProperty: Sendable, Equatable, CaseIterable {
    case endsInS, endsInEd, endsInIng, endsInLy
    /// The first letter is a capital, and the word is not all capitals: "Word", "A".
    case capitalInitial
    /// Two letters or more, all capitals.
    case allCapitals

    /// As a table writes it.
    public var name: String {
        switch self {
        case .capitalInitial: "capital initial"
        case .allCapitals: "all capitals"
        default: "-" + (ending ?? "")
        }
    }

    public static let endings: [WordProperty] = [.endsInS, .endsInEd, .endsInIng, .endsInLy]

    /// Of a word with or without its leading space. An ending needs more than two letters before it.
    public func holds(of word: String) -> Bool {
        let letters = Array(word.utf8.drop { $0 == UInt8(ascii: " ") })
        func isCapital(_ byte: UInt8) -> Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) }
        let isAllCapitals = letters.count > 1 && letters.allSatisfy(isCapital)
        switch self {
        case .allCapitals: return isAllCapitals
        case .capitalInitial: return letters.first.map(isCapital) == true && !isAllCapitals
        default:
            let ending = Array((ending ?? "").utf8)
            return letters.count > ending.count + 2 && letters.suffix(ending.count).elementsEqual(ending)
        }
    }

    private var ending: String? {
        switch self {
        case .endsInS: "s"
        case .endsInEd: "ed"
        case .endsInIng: "ing"
        case .endsInLy: "ly"
        case .capitalInitial, .allCapitals: nil
        }
    }
}

extension RowProperties {
    /// Of words: their letter is property 0 to 25, then come the other properties in their order.
    package init(ofWords words: [FirstLetterPrompt]) {
        self.init(count: FirstLetter.count + WordProperty.allCases.count)
        for word in words {
            append(
                [word.letter]
                    + WordProperty.allCases.indices.filter { WordProperty.allCases[$0].holds(of: word.word) }
                    .map { FirstLetter.count + $0 })
        }
    }
}

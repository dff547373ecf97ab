/// How a training stream of words in spelling prompts is made, and the words that are held out of it to evaluate on
/// (Guides/Testbeds.md). It stands in `harvest.json`.
public struct SpellingRecipe: Codable, Sendable, Equatable {
    /// A word of rank r (its place among the tokenizer's words, by token id) is drawn with weight 1/(r + this).
    public var rankOffset = 100.0
    /// Only so many of the most frequent words; nil: all that the tokenizer has.
    public var words: Int?
    /// The most frequent words, seven in ten of which train probes and choose latents while the others test, in prefixes
    /// of their own.
    public var evaluationWords = 12_000
    /// Share of the stream that is plain text; 0: words only.
    public var textShare = 0.0
    /// Whether the words' common mean is subtracted from every activation.
    public var centers = true
    /// Words that share a prefix.
    public var groupWords = 96
    public var seed: UInt64 = 0

    public init() {}

    /// In how many different prefixes a word stands.
    public static func prefixes(ofRank rank: Int) -> Int { rank < 1000 ? 16 : rank < 4000 ? 8 : rank < 12_000 ? 4 : 1 }

    /// The most frequent word's.
    public static let mostPrefixes = 16
    /// The examples in a prefix are drawn from so many of the most frequent words.
    public static let exampleWords = 12_000

    /// What a finished SAE says that it was trained on begins so.
    public static let dataset = "words in spelling prompts"

    /// What a finished SAE says that it was trained on.
    ///
    /// - Parameter text: the corpus' name.
    public func dataset(text: String) -> String {
        let parts = [centers ? "their mean subtracted" : nil, textShare > 0 ? "and \(text)" : nil]
        return ([SpellingRecipe.dataset] + parts.compactMap(\.self)).joined(separator: ", ")
    }

    private enum CodingKeys: String, CodingKey {
        case rankOffset = "rank_offset", words, evaluationWords = "evaluation_words", textShare = "text_share",
            centers = "centers", groupWords = "group_words", seed
    }
}

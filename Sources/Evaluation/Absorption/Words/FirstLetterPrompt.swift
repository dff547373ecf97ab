package import Engine
import Failures

/// A word, its letter, and the in-context prompt that asks for it.
public struct FirstLetterPrompt: Sendable, Hashable, Codable {
    /// With its leading space, if it has one.
    public let word: String
    /// The class: 0 is "a".
    public let letter: Int
    public let text: String

    /// SAEBench's name of the question, for `eval_config`.
    public static let template = "{word} has the first letter:"

    /// The prompt of a word after some examples:
    /// `\n{e1} has the first letter: {E1}\n … \n{word} has the first letter:`.
    public init(word: String, examples: some Sequence<String>) {
        var text = ""
        for example in examples { text += "\n\(example) has the first letter:\(FirstLetterPrompt.answer(to: example))" }
        self.init(word: word, text: text + "\n\(word) has the first letter:")
    }

    /// A prompt that somebody else wrote.
    public init(word: String, text: String) {
        self.word = word
        self.text = text
        letter = FirstLetter.index(of: word) ?? 0
    }

    /// A space and the capital of the first letter.
    public static func answer(to word: String) -> String {
        " " + FirstLetter.capital(FirstLetter.index(of: word) ?? 0)
    }

    /// A prompt for the word at `index` of `words`, with ten examples drawn without replacement from `pool`; drawn again
    /// while the word itself is among them.
    ///
    /// Throws `Failure(.badData)` where the pool cannot give ten others.
    package static func drawn(
        for word: String, from pool: [String], using random: inout CounterRandom
    ) throws -> FirstLetterPrompt {
        let wanted = AbsorptionConstants.examples
        guard pool.count >= wanted else {
            throw Failure(
                .badData, "\(pool.count) words cannot give \(wanted) in-context examples",
                remedy: "use a tokenizer with more tokens that are words")
        }
        for _ in 0..<AbsorptionConstants.draws {
            var chosen: [Int] = []
            while chosen.count < wanted {
                let next = random.below(pool.count)
                if !chosen.contains(next) { chosen.append(next) }
            }
            if !chosen.contains(where: { pool[$0] == word }) {
                return FirstLetterPrompt(word: word, examples: chosen.map { pool[$0] })
            }
        }
        throw Failure(.badData, "no ten in-context examples without \(word.quoted) among \(pool.count) words")
    }
}

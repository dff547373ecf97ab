/// What the evaluation finds for one SAE and one seed.
public struct AbsorptionResult: Sendable {
    public let seed: UInt64
    /// All letters with a scored word, counted or not, in order.
    public let letters: [LetterAbsorption]
    /// The k-sparse probes of all letters, in order.
    public let probes: [KSparseLetter]
    /// The scored words, in the order of their prompts, each with its absorption.
    public let words: [(prompt: FirstLetterPrompt, absorption: WordAbsorption)]
    /// Letters from which a result counts as one.
    public let leastLetters: Int
    /// Whether there is a latent for each letter, and what the counted words are worth. Ours.
    public let gates: LatentGateFigures

    /// The letters that count.
    public var counted: [LetterAbsorption] { letters.filter(\.isCounted) }
    /// SAEBench would give no result.
    public var hasTooFewLetters: Bool { counted.count < leastLetters }

    /// Over the counted letters, unweighted.
    public var fraction: Spread { Spread(counted.map(\.meanFraction)) }
    public var fullAbsorption: Spread { Spread(counted.map(\.fullRate)) }
    public var splitCount: Spread { Spread(counted.map { Double($0.splitLatents.count) }) }

    /// Why there are too few letters, in a sentence; nil where there are enough.
    public var shortfall: String? {
        guard hasTooFewLetters else { return nil }
        let missing = (0..<FirstLetter.count).filter { letter in !counted.contains { $0.letter == letter } }
            .map(FirstLetter.name).joined(separator: " ")
        return "\(counted.count) letters pass the ground-truth probe's F1 rule, \(leastLetters) are needed; "
            + "not passing: \(missing)"
    }
}

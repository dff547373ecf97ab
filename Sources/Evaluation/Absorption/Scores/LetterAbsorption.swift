/// Absorption of one letter.
public struct LetterAbsorption: Sendable, Equatable {
    /// 0 is "a".
    public let letter: Int
    /// Sum of the words' fractions over their number.
    public let meanFraction: Double
    /// Share of the words with full absorption.
    public let fullRate: Double
    public let fullCount: Int
    /// Words that were scored: those the ground-truth probe gives their letter.
    public let words: Int
    /// The latents that stand for the letter.
    public let splitLatents: [Int32]
    /// The ground-truth probe on the test words.
    public let probe: ClassificationFigures
    /// Whether the probe is good enough for the letter to count.
    public let isCounted: Bool

    init(
        letter: Int, words: [WordAbsorption], splitLatents: [Int32], probe: ClassificationFigures, leastF1: Double
    ) {
        precondition(!words.isEmpty, "letter \(letter) without words")
        self.letter = letter
        self.words = words.count
        self.splitLatents = splitLatents
        self.probe = probe
        meanFraction = words.reduce(0) { $0 + $1.fraction } / Double(words.count)
        fullCount = words.count { $0.isFull }
        fullRate = Double(fullCount) / Double(words.count)
        isCounted = probe.f1 > leastF1
    }
}

/// Mean and sample standard deviation (n − 1).
public struct Spread: Sendable, Equatable {
    public let mean: Double
    public let standardDeviation: Double
    public let count: Int

    /// NaN for the mean of nothing, and for the deviation of fewer than two.
    public init(_ values: [Double]) {
        count = values.count
        let mean = values.reduce(0, +) / Double(values.count)
        self.mean = mean
        standardDeviation =
            values.count < 2
            ? .nan : (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)).squareRoot()
    }
}

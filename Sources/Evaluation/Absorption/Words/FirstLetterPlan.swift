import Engine

/// Which words a probe is trained and tested on, and the prompt of each.
public struct FirstLetterPlan: Sendable, Equatable, Codable {
    public let train: [FirstLetterPrompt]
    public let test: [FirstLetterPrompt]

    public init(train: [FirstLetterPrompt], test: [FirstLetterPrompt]) {
        self.train = train
        self.test = test
    }

    /// Shuffles the words, takes the first 80 % for training, and draws each word's examples from its own side alone.
    ///
    /// - Parameter limit: takes so many of the shuffled words; nil: all.
    /// - Throws: `Failure(.badData)` where a side has too few words.
    public init(words: [String], limit: Int? = nil, seed: UInt64) throws {
        var random = CounterRandom(seed: seed, stream: Stream.split.rawValue)
        var shuffled = words
        random.shuffle(&shuffled)
        if let limit { shuffled = Array(shuffled.prefix(limit)) }
        let count = shuffled.count * 8 / 10
        let sides = [Array(shuffled[..<count]), Array(shuffled[count...])]
        let prompts = try zip(sides, [Stream.trainPrompts, .testPrompts]).map { side, stream in
            var random = CounterRandom(seed: seed, stream: stream.rawValue)
            return try side.map { try FirstLetterPrompt.drawn(for: $0, from: side, using: &random) }
        }
        self.init(train: prompts[0], test: prompts[1])
    }

    /// All words, the examples' pool of the prompts on which absorption is measured.
    public var words: [String] { (train + test).map(\.word) }

    /// A new prompt for a test word, its examples from all words. Which other words are scored makes no difference.
    func scoringPrompt(ofTestWord index: Int, pool: [String], seed: UInt64) throws -> FirstLetterPrompt {
        var random = CounterRandom(seed: seed, stream: Stream.scoringPrompts.rawValue << 32 | UInt64(index))
        return try FirstLetterPrompt.drawn(for: test[index].word, from: pool, using: &random)
    }
}

/// What is drawn at random, each from a sequence of its own.
enum Stream: UInt64 {
    case split = 1
    case trainPrompts, testPrompts, scoringPrompts, probe, ranking
}

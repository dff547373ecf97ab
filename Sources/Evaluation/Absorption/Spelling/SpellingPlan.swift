import Engine
import Failures
package import Records

/// Which words stand in which prompts: words in groups, each with in-context examples of its own that are none of them.
package struct SpellingPlan {
    /// Prompts with the ranks of their words, and the groups that share examples.
    package struct Prompts {
        package var prompts: [FirstLetterPrompt] = []
        package var ranks: [Int] = []
        package var groups: [Range<Int>] = []
    }

    /// By rank.
    package let words: [String]
    package let stream: Prompts
    /// On held-out prefixes: the words that train probes and choose latents, and those that test.
    package let train: Prompts, test: Prompts

    private enum Purpose: UInt64 {
        case order = 0x7370_656c, examples, split, trainExamples, testExamples
    }

    /// - Parameter words: the tokenizer's, in the order of their ids, which is that of merges: a proxy of frequency.
    /// - Throws: `Failure(.badData)` for too few words.
    package init(words: [String], _ recipe: SpellingRecipe) throws {
        self.words = words
        func random(_ purpose: Purpose) -> CounterRandom {
            CounterRandom(seed: recipe.seed, stream: purpose.rawValue)
        }
        let pool = Array(0..<min(words.count, SpellingRecipe.exampleWords))
        var order = random(.order), examples = random(.examples)
        var stream = Prompts()
        for place in 0..<SpellingRecipe.mostPrefixes {
            var ranks = words.indices.filter { SpellingRecipe.prefixes(ofRank: $0) > place }
            order.shuffle(&ranks)
            try stream.add(ranks, words, recipe.groupWords, from: pool, using: &examples)
        }
        self.stream = stream
        var chosen = Array(0..<min(words.count, recipe.evaluationWords)), split = random(.split)
        split.shuffle(&chosen)
        let trained = Array(chosen[..<(chosen.count * 7 / 10)])
        var (train, test) = (Prompts(), Prompts())
        var (first, second) = (random(.trainExamples), random(.testExamples))
        try train.add(trained, words, recipe.groupWords, from: trained, using: &first)
        try test.add(Array(chosen[trained.count...]), words, recipe.groupWords, from: trained, using: &second)
        (self.train, self.test) = (train, test)
    }
}

extension SpellingPlan.Prompts {
    /// Cuts the ranks into groups and draws each group's examples from those of the pool that are not in it.
    fileprivate mutating func add(
        _ ranks: [Int], _ words: [String], _ size: Int, from pool: [Int], using random: inout CounterRandom
    ) throws {
        let wanted = AbsorptionConstants.examples
        for start in stride(from: 0, to: ranks.count, by: size) {
            let group = ranks[start..<min(ranks.count, start + size)], own = Set(group)
            var others = pool.filter { !own.contains($0) }
            guard others.count >= wanted else {
                throw Failure(
                    .badData, "\(words.count) words cannot give \(wanted) in-context examples beside \(group.count)",
                    remedy: "use a tokenizer with more tokens that are words")
            }
            // The first ten of a shuffle.
            for i in 0..<wanted { others.swapAt(i, i + random.below(others.count - i)) }
            let examples = others[..<wanted].map { words[$0] }
            let first = prompts.count
            for rank in group {
                prompts.append(FirstLetterPrompt(word: words[rank], examples: examples))
                self.ranks.append(rank)
            }
            groups.append(first..<prompts.count)
        }
    }
}

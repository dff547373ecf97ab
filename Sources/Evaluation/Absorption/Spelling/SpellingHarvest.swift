package import Engine
package import LanguageModels
package import Records
package import Tokens

/// Takes the words of a plan through the model: the stream's activations, and those of the held-out prefixes.
package struct SpellingHarvest {
    package let recipe: SpellingRecipe
    package let plan: SpellingPlan
    /// Of the stream's prompts. `[n, d]`
    package let stream: Matrix
    /// Of the words on held-out prefixes. `[train, d]`, `[test, d]`
    package let train: Matrix, test: Matrix
    /// Subtracted from all of them; zeros where nothing is. `[1, d]`
    package let mean: Matrix

    /// - Parameter words: by rank; nil: the tokenizer's, in the order of their ids.
    /// - Throws: `Failure(.badData)` for a tokenizer without words; `.failed` where memory does not suffice; what the model and `progress` throw.
    package init(
        _ recipe: SpellingRecipe, words: [String]? = nil, model: LanguageModel, tokenizer: Tokenizer, hook: Hookpoint, engine: ComputeEngine,
        progress: EvaluationProgress
    ) throws {
        self.recipe = recipe
        let known = words ?? FirstLetterVocabulary.words(of: tokenizer)
        let plan = try SpellingPlan(words: recipe.words.map { Array(known.prefix($0)) } ?? known, recipe)
        self.plan = plan
        var need = MemoryNeed()
        let rows = [plan.stream, plan.train, plan.test].reduce(0) { $0 + $1.prompts.count }
        need.add("activations of the words", rows: rows, columns: try model.width(at: hook))
        try need.require(for: "words in spelling prompts", remedy: "take fewer words with --words, or raise the limit")
        func activations(
            _ prompts: SpellingPlan.Prompts, _ what: String, _ range: ClosedRange<Double>
        ) throws -> Matrix {
            try PromptTokens(prompts.prompts, tokenizer: tokenizer).activations(
                in: model, at: hook, groups: prompts.groups, engine: engine
            ) { try progress(what, range.lowerBound + $0 * (range.upperBound - range.lowerBound)) }
        }
        let all = Double(plan.stream.prompts.count + plan.train.prompts.count + plan.test.prompts.count)
        let (one, two) = (Double(plan.train.prompts.count) / all, Double(plan.test.prompts.count) / all)
        train = try activations(plan.train, "words to train probes on", 0...one)
        test = try activations(plan.test, "words to test on", one...one + two)
        stream = try activations(plan.stream, "words of the stream", one + two...1)
        mean = Matrix(rows: 1, columns: stream.columns)
        guard recipe.centers else { return }
        engine.columnMeans(stream, into: mean)
        for part in [stream, train, test] { engine.subtractRow(part, mean, into: part) }
    }

    /// Draws rows of the stream's matrix by their words' frequency, the word's weight divided among its prefixes.
    package var streamDraw: WeightedDraw { draw(plan.stream.ranks) }

    /// Draws rows of train and test together, the test words after the training words.
    package var heldOutDraw: WeightedDraw { draw(plan.train.ranks + plan.test.ranks) }

    private func draw(_ ranks: [Int]) -> WeightedDraw {
        var prefixes = [Int](repeating: 0, count: plan.words.count)
        for rank in ranks { prefixes[rank] += 1 }
        return WeightedDraw(ranks.map { 1 / (Double($0) + recipe.rankOffset) / Double(prefixes[$0]) })
    }
}

/// Draws numbers `0..<n` with given weights.
package struct WeightedDraw: Sendable {
    private let upTo: [Double]

    package init(_ weights: [Double]) {
        var sum = 0.0
        upTo = weights.map {
            sum += $0
            return sum
        }
    }

    package func next(using random: inout CounterRandom) -> Int32 {
        let place = Double(random.next() >> 11) * 0x1p-53 * (upTo.last ?? 0)
        var low = 0, high = upTo.count - 1
        while low < high {
            let middle = (low + high) / 2
            if upTo[middle] > place { high = middle } else { low = middle + 1 }
        }
        return Int32(low)
    }
}

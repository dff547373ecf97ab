import Files
import Autoencoders
import Engine
import Evaluation
import Records
import Testing

/// Worlds made by hand, in which it is known what absorbs what.
@Suite struct AbsorptionWorldTests {
    /// Activations of words: a direction for each letter, and one more for one word of the letter ("elephant").
    struct World {
        static let letters = 26
        static let width = 2 * letters
        /// Words of each letter, the first of which has a direction of its own: 1 in 40 leaves the letter's latent an
        /// F1 of 0.987, from which the absorbing latent cannot rise by 0.03.
        static let words = 40
        let engine = ComputeEngine(threads: 1)

        /// Smaller batches than for a thousand latents: 50 steps of Adam would not outweigh the start of so few.
        static var settings: AbsorptionSettings {
            var settings = AbsorptionSettings()
            settings.rankingBatch = 64
            return settings
        }

        func side() -> AbsorptionModelSide {
            var prompts: [FirstLetterPrompt] = [], x: [Float] = []
            for letter in 0..<World.letters {
                for number in 0..<World.words {
                    let word = FirstLetter.name(letter) + String(repeating: "x", count: number)
                    prompts.append(FirstLetterPrompt(word: word, examples: []))
                    var row = [Float](repeating: 0, count: World.width)
                    row[letter] = 1
                    if number == 0 { row[World.letters + letter] = 1 }
                    x += row
                }
            }
            let activations = Matrix(rows: prompts.count, columns: World.width, elements: x)
            var directions = [Float](repeating: 0, count: World.letters * World.width)
            for letter in 0..<World.letters { directions[letter * World.width + letter] = 3 }
            let probe = LinearProbe(
                weights: Matrix(rows: World.letters, columns: World.width, elements: directions),
                bias: Matrix(rows: 1, columns: World.letters, elements: Array(repeating: -1.5, count: World.letters)))
            let logits = Matrix(rows: prompts.count, columns: World.letters)
            probe.logits(of: activations, engine: engine, into: logits)
            return AbsorptionModelSide(
                plan: FirstLetterPlan(train: prompts, test: prompts), train: activations, test: activations, probe: probe,
                testLogits: logits, scored: prompts, scoredActivations: activations)
        }

        /// Latent l is "starts with l", latent 26 + l its special word. Where absorbed, the letter's latent is silent on
        /// the special word, whose own decoder row holds the letter's direction too.
        func sae(absorbed: Set<Int>) -> Autoencoder {
            var configuration = AutoencoderConfig()
            configuration.latents = 2 * World.letters
            configuration.activation = .relu
            configuration.subtractDecoderBias = false
            let sae = Autoencoder(configuration: configuration, width: World.width)
            var encoder = [Float](repeating: 0, count: configuration.latents * World.width), decoder = encoder
            let half = Float(0.5).squareRoot()
            for letter in 0..<World.letters {
                let own = letter * World.width, special = (World.letters + letter) * World.width
                encoder[own + letter] = 1
                decoder[own + letter] = 1
                encoder[special + World.letters + letter] = 1
                decoder[special + World.letters + letter] = 1
                if absorbed.contains(letter) {
                    encoder[own + World.letters + letter] = -1
                    encoder[special + World.letters + letter] = 1 / half
                    decoder[special + World.letters + letter] = half
                    decoder[special + letter] = half
                }
            }
            sae.encoder.assign(encoder)
            sae.decoder.assign(decoder)
            return sae
        }

        func result(absorbed: Set<Int>) throws -> AbsorptionResult {
            try AbsorptionScorer(
                side: side(), settings: World.settings, ranking: nil, engine: engine, cost: EvaluationCost()
            ).result(of: sae(absorbed: absorbed), seed: 1) { _, _ in }
        }
    }

    @Test func `an SAE that holds each probe direction as a latent shows no absorption`() throws {
        let result = try World().result(absorbed: [])
        #expect(result.counted.count == 26)
        #expect(result.words.allSatisfy { $0.absorption.fraction == 0 && !$0.absorption.isFull })
        #expect(result.fraction.mean == 0 && result.fullAbsorption.mean == 0)
        #expect(result.letters.allSatisfy { $0.splitLatents == [Int32($0.letter)] })
    }

    @Test func `"elephant" is absorbed where it carries "starts with E", and nothing else is`() throws {
        let e = 4
        let result = try World().result(absorbed: [e])
        for (prompt, absorption) in result.words {
            let isElephant = prompt.word == "e"
            #expect(absorption.isFull == isElephant, "\(prompt.word)")
            #expect(absorption.fraction == (isElephant ? 1 : 0), "\(prompt.word)")
        }
        let letter = try #require(result.letters.first { $0.letter == e })
        #expect(letter.splitLatents == [Int32(e)])
        #expect(letter.meanFraction == 1.0 / 40 && letter.fullCount == 1 && letter.words == 40)
        #expect(result.fraction.mean == 1.0 / 40 / 26)
    }

    /// The paper's figure 1, token <elephant>, whose activation is "starts with E" + "elephant".
    @Test func `figure 1 absorbs in B and not in C`() {
        let half = Float(0.5).squareRoot()
        // B: only "elephant" fires; its row is the sum of both directions.
        let b = WordAbsorption(active: [(1, 1 / half)], cosines: [1, half], projection: 1, split: [0])
        #expect(b.fraction == 1 && b.isFull)
        // C: both fire, each with its own direction.
        let c = WordAbsorption(active: [(0, 1), (1, 1)], cosines: [1, 0], projection: 1, split: [0])
        #expect(c.fraction == 0 && !c.isFull)
        // Between them: the letter's latent gives 0.4 of the projection, "elephant" the rest.
        let between = WordAbsorption(active: [(0, 0.4), (1, 0.6 / half)], cosines: [1, half], projection: 1, split: [0])
        #expect(abs(between.fraction - 0.6) < 1e-6 && !between.isFull)
    }

    /// One bound each: the value on it, and the next on the other side.
    @Test func `the bounds are those of the definition`() {
        func word(
            _ a: [Float], _ c: [Float], _ projection: Double = 1, split: [Int32] = [0]
        ) -> WordAbsorption {
            WordAbsorption(
                active: a.enumerated().filter { $0.element != 0 }.map { ($0.offset, $0.element) }, cosines: c[...],
                projection: projection, split: split)
        }
        // A/P: 0.4 counts.
        #expect(word([0, 0.5], [1, 0.8]).fraction == 1)
        #expect(word([0, 0.49], [1, 0.8]).fraction == 0)
        // Candidates have a cosine of 0.1 or more; full absorption asks for 0.025 only.
        #expect(word([0, 8], [1, 0.0999]).fraction == 0)
        #expect(word([0, 8], [1, 0.0999]).isFull)
        #expect(!word([0, 50], [1, 0.0249]).isFull)
        // The three largest are summed: 0.3 together of four times 0.1.
        #expect(word([0, 0.2, 0.2, 0.2, 0.2], [1, 0.5, 0.5, 0.5, 0.5]).fraction == 0)
        #expect(word([0, 0.3, 0.3, 0.3, 0.3], [1, 0.5, 0.5, 0.5, 0.5]).fraction == 1)
        // What is missing bounds what counts: m = P − main.
        #expect(abs(word([0.5, 2], [1, 0.5]).fraction - 0.5) < 1e-12)
        // main ≥ P is none; a negative projection is none.
        #expect(word([1, 2], [1, 0.5]).fraction == 0)
        #expect(word([0, 1], [1, 0.5], -1).fraction == 0)
        #expect(!word([0, 1], [1, 0.5], -1).isFull)
        // Silence means below 1e-8.
        #expect(word([0.9e-8, 1], [1, 0.5]).isFull)
        #expect(!word([1.1e-8, 1], [1, 0.5]).isFull)
        // The strongest of all latents decides, whoever it is.
        #expect(!word([0, 1, 60], [1, 0.5, 0.02]).isFull)
        #expect(word([0, 1, 20], [1, 0.5, 0.02]).isFull)
        #expect(word([], [1, 0.5]).strongest == nil)
        #expect(word([], [1, 0.5]).fraction == 0)
    }

    @Test func `a letter counts where its probe's F1 is greater than the bound, and too few are said`() throws {
        let world = World(), side = world.side()
        var settings = World.settings
        settings.leastProbeF1 = 1
        let none = try AbsorptionScorer(
            side: side, settings: settings, ranking: nil, engine: world.engine, cost: EvaluationCost()
        ).result(of: world.sae(absorbed: []), seed: 1) { _, _ in }
        #expect(none.letters.count == 26 && none.counted.isEmpty && none.hasTooFewLetters)
        #expect(none.shortfall?.hasPrefix("0 letters pass") == true)
        #expect(none.fraction.mean.isNaN)
        settings.leastProbeF1 = 0.999
        settings.leastLetters = 26
        let all = try AbsorptionScorer(
            side: side, settings: settings, ranking: nil, engine: world.engine, cost: EvaluationCost()
        ).result(of: world.sae(absorbed: []), seed: 1) { _, _ in }
        #expect(!all.hasTooFewLetters && all.shortfall == nil)
    }

    @Test func `deviations are sample deviations`() {
        let spread = Spread([1, 2, 4])
        #expect(abs(spread.standardDeviation - (7.0 / 3).squareRoot()) < 1e-12)
        #expect(Spread([1]).standardDeviation.isNaN)
    }
}

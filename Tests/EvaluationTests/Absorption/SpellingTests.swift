import Activations
import Autoencoders
import Engine
import Evaluation
import Failures
import Files
import Foundation
import LanguageModels
import Records
import TestSupport
import Testing

/// The spelling testbed: which words stand where, what is drawn, and that a prefix shared is a prefix run.
@Suite struct SpellingTests {
    let engine = ComputeEngine(threads: 2)

    private static func words(_ count: Int) throws -> [String] {
        Array(FirstLetterVocabulary.words(of: try AbsorptionFixture.tokenizer()).dropFirst(200).prefix(count))
    }

    @Test func `words stand in as many prefixes as their rank says, none among its own examples`() throws {
        let words = (0..<4200).map { number -> String in
            // Digits as letters.
            "w" + String(String(number).map { Character(UnicodeScalar(UInt8(97 + ($0.wholeNumberValue ?? 0)))) })
        }
        var recipe = SpellingRecipe()
        recipe.evaluationWords = 1000
        let plan = try SpellingPlan(words: words, recipe)
        var times: [Int: Int] = [:]
        for rank in plan.stream.ranks { times[rank, default: 0] += 1 }
        #expect((0..<4200).allSatisfy { times[$0] == SpellingRecipe.prefixes(ofRank: $0) })
        #expect(plan.train.ranks.count == 700 && plan.test.ranks.count == 300)
        #expect(Set(plan.train.ranks + plan.test.ranks) == Set(0..<1000))
        for prompts in [plan.stream, plan.train, plan.test] {
            #expect(prompts.groups.flatMap { $0 } == Array(prompts.prompts.indices))
            for group in prompts.groups {
                #expect(group.count <= 96)
                let texts = prompts.prompts[group].map { $0.text.dropLast(" has the first letter:".count + $0.word.count) }
                #expect(Set(texts).count == 1)
                let examples = texts[0].split(separator: "\n").map { $0.split(separator: " ").first.map(String.init) ?? "" }
                #expect(examples.count == 10 && Set(examples).isDisjoint(with: prompts.prompts[group].map(\.word)))
            }
        }
        // Test prompts draw their examples from the training words.
        let known = Set(plan.train.ranks.map { words[$0] })
        #expect(plan.test.prompts[0].text.split(separator: "\n").prefix(10).allSatisfy { known.contains(String($0.split(separator: " ")[0])) })
        #expect(try SpellingPlan(words: words, recipe).stream.prompts == plan.stream.prompts)
        recipe.seed = 1
        #expect(try SpellingPlan(words: words, recipe).stream.prompts != plan.stream.prompts)
        #expect(try failure { try SpellingPlan(words: Array(words.prefix(50)), recipe) }?.kind == .badData)
    }

    @Test func `a shared prefix gives the full prompts' activations, and the same figures`() throws {
        let fixture = AbsorptionFixture(), tokenizer = try AbsorptionFixture.tokenizer()
        let model = try fixture.subject().model, hook = try Hookpoint("blocks.3.hook_resid_post")
        var recipe = SpellingRecipe()
        recipe.evaluationWords = 300
        recipe.groupWords = 24
        let plan = try SpellingPlan(words: Self.words(300), recipe)
        func both(_ prompts: SpellingPlan.Prompts) throws -> (Matrix, Matrix) {
            let tokens = try PromptTokens(prompts.prompts, tokenizer: tokenizer)
            return (
                try tokens.activations(in: model, at: hook, batch: 24, engine: engine) { _ in },
                try tokens.activations(in: model, at: hook, groups: prompts.groups, engine: engine) { _ in }
            )
        }
        let train = try both(plan.train), test = try both(plan.test)
        for (full, shared) in [train, test] {
            let scale = max(1, full.toArray().map(abs).max() ?? 1)
            #expect(zip(full.toArray(), shared.toArray()).allSatisfy { abs($0 - $1) <= 1e-5 * scale })
        }
        // Latents of both: the same fire, so the same figures.
        let sae = try AbsorptionFixture.sae("topk", engine: engine).autoencoder
        func gates(_ train: Matrix, _ test: Matrix) -> [BestLatent] {
            let encoder = RowEncoder(sae, engine: engine)
            let chosen = engine.firingCounts(encoder.latents(of: train), RowProperties(ofWords: plan.train.prompts))
            let tested = engine.firingCounts(encoder.latents(of: test), RowProperties(ofWords: plan.test.prompts))
            return (0..<chosen.properties).map { BestLatent(of: $0, choosing: chosen, testing: tested) }
        }
        #expect(gates(train.0, test.0) == gates(train.1, test.1))
    }

    @Test func `rows are drawn by weight`() {
        let draw = WeightedDraw([1, 0, 3, 4])
        var random = CounterRandom(seed: 3), counts = [0, 0, 0, 0]
        for _ in 0..<8000 { counts[Int(draw.next(using: &random))] += 1 }
        #expect(counts[1] == 0)
        for (count, share) in zip(counts, [0.125, 0, 0.375, 0.5]) {
            // Four standard deviations.
            #expect(abs(Double(count) / 8000 - share) <= 4 * (share * (1 - share) / 8000).squareRoot() + 1e-12)
        }
    }

    /// Words' rows are below 100, text's above; of text one row in ten is massive.
    @Test func `text is mixed in by its share, without rows of massive norm, the same in any pieces`() throws {
        let words = Matrix(rows: 50, columns: 2, elements: (0..<100).map { Float($0 / 2) })
        var elements: [Float] = []
        for row in 0..<20_000 { elements += [Float(1000 + row % 97), row % 10 == 0 ? 90_000 : 0] }
        let text = Matrix(rows: 20_000, columns: 2, elements: elements)
        func stream(pieces: Int) throws -> [Float] {
            let stream = SpellingStream(
                words: words, draw: WeightedDraw(Array(repeating: 1, count: 50)),
                text: PlainRows(MatrixStream(text, engine: engine), engine: engine), share: 0.3, seed: 8, engine: engine)
            let out = Matrix(rows: 6000, columns: 2)
            var origins: [ActivationOrigin] = []
            while origins.count < 6000 {
                _ = try stream.read(into: out, at: origins.count, limit: min(pieces, 6000 - origins.count), origins: &origins)
            }
            return out.toArray()
        }
        let rows = try stream(pieces: 6000)
        let texts = stride(from: 0, to: 12_000, by: 2).count { rows[$0] >= 1000 }
        #expect(abs(Double(texts) / 6000 - 0.3) < 4 * (0.21 / 6000).squareRoot())
        #expect(!rows.contains(90_000))
        #expect(try stream(pieces: 1) == rows && stream(pieces: 777) == rows)
    }

    @Test func `a text that ends is said`() throws {
        let text = PlainRows(MatrixStream(Matrix(rows: 3, columns: 2, elements: [1, 1, 1, 1, 1, 1]), engine: engine), engine: engine)
        let found = try failure { try text.take(4, into: Matrix(rows: 4, columns: 2), at: 0) }
        #expect(found?.what.contains("ended") == true)
    }

    @Test func `one threshold gives the L0 that is wanted`() {
        var configuration = AutoencoderConfig()
        configuration.latents = 40
        configuration.activation = .jumprelu
        configuration.subtractDecoderBias = false
        let sae = Autoencoder(configuration: configuration, width: 16)
        var random = CounterRandom(seed: 4)
        func noise(_ count: Int) -> [Float] { (0..<count).map { _ in random.uniform() - 0.5 } }
        sae.encoder.assign(noise(40 * 16))
        sae.decoder.assign(noise(40 * 16))
        sae.threshold.assign(Array(repeating: 0.9, count: 40))
        #expect(CommonThreshold.isShared(by: sae))
        let x = Matrix(rows: 500, columns: 16, elements: noise(500 * 16))
        func l0(_ sae: Autoencoder) -> Double { Double(RowEncoder(sae, engine: engine).latents(of: x).count) / 500 }
        for wanted in [0.5, 3, 7.25] {
            let set = CommonThreshold.setting(wanted, of: sae, on: x, engine: engine)
            #expect(abs(l0(set.sae) - wanted) < 1e-9 && set.threshold > 0)
        }
        // More than are above 0: as many as there are.
        #expect(CommonThreshold.setting(39, of: sae, on: x, engine: engine).threshold == 0)
        #expect(l0(sae) < 0.5)
        sae.threshold.assign((0..<40).map { Float($0) })
        #expect(!CommonThreshold.isShared(by: sae))
    }

    /// From the model to the file, on the embedded model with a few words.
    @Test func `a testbed is written, read and evaluated on`() throws {
        try withTemporaryFolder { folder in
            let fixture = AbsorptionFixture(), hook = try Hookpoint("blocks.3.hook_resid_post")
            var recipe = SpellingRecipe()
            recipe.evaluationWords = 240
            let harvest = try SpellingHarvest(
                recipe, words: Self.words(240), model: fixture.subject().model, tokenizer: AbsorptionFixture.tokenizer(),
                hook: hook, engine: engine) { _, _ in }
            #expect(harvest.stream.rows == 240 * 16 && harvest.train.rows == 168 && harvest.test.rows == 72)
            let means = Matrix(rows: 1, columns: harvest.stream.columns)
            engine.columnMeans(harvest.stream, into: means)
            #expect(means.toArray().allSatisfy { abs($0) < 1e-3 })
            try harvest.write(
                to: folder, hook: hook, heldOut: harvest.heldOutRows(500, engine: engine),
                text: Matrix(rows: 0, columns: harvest.stream.columns), engine: engine) { _, _ in }
            let testbed = try SpellingTestbed(folder: folder, engine: engine)
            #expect(testbed.recipe == recipe && testbed.hook == hook.name)
            #expect(testbed.side.train.toArray() == harvest.train.toArray())
            #expect(testbed.side.plan.test.map(\.word) == harvest.plan.test.prompts.map(\.word))
            #expect(testbed.sampleWords.count == SpellingTestbed.sampleRows)
            let sae = try AbsorptionFixture.sae("standard", engine: engine)
            let file = try #require(
                try SpellingEvaluation(testbed, settings: .init(), engine: engine).run([sae], wanted: { _ in 5 }).first)
            let own = file.unstructured["orthosae"]
            // ReLU has no common threshold, so it stays as it is.
            #expect(own?["spelling"]?["wanted_l0"] == nil && own?["spelling"]?["l0"]?.double != nil)
            #expect(own?["gates"]?["mean"]?["best_latent_f1"] != nil)
            #expect(try file.signed().text().isEmpty == false)
            let other = try Hookpoint("blocks.2.hook_resid_post")
            let elsewhere = EvaluatedSAE(
                sae.autoencoder, hook: other, description: sae.description, release: "x", engine: engine)
            #expect(try failure { try SpellingEvaluation(testbed, settings: .init(), engine: engine).run([elsewhere], wanted: { _ in nil }) }?.kind == .badData)
            try Data("{}".utf8).write(to: folder.appending(path: SpellingTestbed.wordsName))
            #expect(try failure { try SpellingTestbed(folder: folder, engine: engine) }?.kind == .badData)
        }
        #expect(try withTemporaryFolder { folder in try failure { try SpellingTestbed(folder: folder, engine: engine) } }?.kind == .missingInput)
    }
}

import Files
import Engine
import Evaluation
import Foundation
import LanguageModels
import TensorFiles
import TestSupport
import Testing

/// With SAEBench's words, prompts, probe and ranking everything downstream is determined.
@Suite(.serialized) struct AbsorptionGoldenTests {
    /// One run for each SAE, through the public door, keeping the file as JSON.
    private static func result(_ name: String) throws -> AbsorptionResult {
        let fixture = AbsorptionFixture()
        let sae = try AbsorptionFixture.sae(name, engine: fixture.engine)
        return try AbsorptionEvaluation(engine: fixture.engine).results(
            of: [sae], on: try fixture.subject(), artefacts: try AbsorptionFixture.artefacts(name))[0][0]
    }

    @Test(arguments: AbsorptionFixture.saes)
    func `words, k-sparse probes and letters are SAEBench's`(name: String) throws {
        let result = try Self.result(name)

        // Every word: fractions to 1e-4, verdicts exactly, the strongest latent.
        let words = try #require(try AbsorptionFixture.json("\(name)/absorption_words.json").elements)
        #expect(words.count == 858 && result.words.count == words.count)
        var worstFraction = 0.0, worstF1 = 0.0
        for (ours, theirs) in zip(result.words, words) {
            worstFraction = max(worstFraction, abs(ours.absorption.fraction - figure(theirs["absorption_fraction"])))
            #expect(ours.prompt.text == theirs["prompt"]?.string)
            let place = "\(theirs["letter"]?.string ?? "?") '\(ours.prompt.word)'"
            #expect(abs(ours.absorption.fraction - figure(theirs["absorption_fraction"])) <= 1e-4, "\(place)")
            #expect(.bool(ours.absorption.isFull) == theirs["is_full_absorption"], "\(place)")
            if let strongest = ours.absorption.strongest {
                #expect(strongest.latent == theirs["top_projection_feat"]?.integer, "\(place)")
                // float32 sums of 256 products on both sides.
                #expect(abs(strongest.projection - figure(theirs["top_probe_projection"])) <= 1e-3, "\(place)")
            }
        }

        // Every k-sparse probe: the F1 that decides the splits to 0.005.
        let figures = try #require(try AbsorptionFixture.json("\(name)/k_sparse_figures.json").elements)
        let metadata = try #require(try AbsorptionFixture.json("\(name)/k_sparse_metadata.json").elements)
        #expect(figures.count == 26 && metadata.count == 260)
        for (letter, theirs) in zip(result.probes, figures) {
            let golden = try #require(theirs["k_sparse"]?.elements)
            #expect(letter.probes.count == 10)
            for (probe, golden) in zip(letter.probes, golden) {
                let place = "\(theirs["letter"]?.string ?? "?") k = \(probe.k)"
                #expect(abs(probe.figures.f1 - figure(golden["f1"])) <= 0.005, "\(place)")
                worstF1 = max(worstF1, abs(probe.figures.f1 - figure(golden["f1"])))
                #expect(abs((probe.figures.auc ?? .nan) - figure(golden["auc"])) <= 0.005, "\(place)")
            }
        }

        print(
            "absorption goldens, \(name): \(words.count) words, worst error of a fraction \(worstFraction); "
                + "260 k-sparse F1s, worst error \(worstF1)")

        // Every letter: what is reported.
        let letters = try #require(try AbsorptionFixture.json("\(name)/absorption_letters.json").elements)
        #expect(letters.count == result.letters.count)
        for (ours, theirs) in zip(result.letters, letters) {
            #expect(FirstLetter.name(ours.letter) == theirs["letter"]?.string)
            #expect(ours.words == theirs["num_probe_true_positives"]?.integer)
            #expect(ours.fullCount == theirs["num_full_absorption"]?.integer)
            #expect(ours.splitLatents.map { Int($0) } == theirs["split_feats"]?.elements?.compactMap(\.integer))
            #expect(abs(ours.meanFraction - figure(theirs["mean_absorption_fraction"])) <= 1e-4)
            #expect(abs(ours.probe.f1 - figure(theirs["f1_probe"])) <= 1e-9)
        }

        // The file's two figures.
        let seed = try #require(try AbsorptionFixture.json("\(name)/absorption_seeds.json").elements?.first)
        #expect(result.counted.count == seed["letters"]?.integer)
        #expect(abs(result.fraction.mean - figure(seed["mean_absorption_fraction"])) <= 1e-4)
        #expect(abs(result.fullAbsorption.mean - figure(seed["full_absorption"])) <= 1e-9)
    }

    @Test func `our model gives SAEBench's activations at the prompts' position`() throws {
        let fixture = AbsorptionFixture()
        let shared = try ArtefactFolder.read([AbsorptionFixture.probeFolder])
        let plan = try #require(shared.plan), golden = try #require(shared.activations)
        let few = Array(plan.train.prefix(64))
        let tokens = try PromptTokens(few, tokenizer: try AbsorptionFixture.tokenizer())
        let ours = try tokens.activations(
            in: try fixture.subject().model, at: Hookpoint("blocks.3.hook_resid_post"), batch: 24, engine: fixture.engine
        ) { _ in }
        let theirs = golden.train.rows(0..<64)
        // Relative to the activations' size: four layers of float32 on both sides.
        let distance = fixture.engine.squaredDistance(ours, theirs).squareRoot()
        #expect(distance <= 1e-5 * fixture.engine.sumOfSquares(theirs).squareRoot())
    }

    @Test func `our own probe, trained on SAEBench's activations, is as good as SAEBench's`() throws {
        let fixture = AbsorptionFixture(), engine = fixture.engine
        let shared = try ArtefactFolder.read([AbsorptionFixture.probeFolder])
        let plan = try #require(shared.plan), x = try #require(shared.activations), golden = try #require(shared.probe)
        var random = CounterRandom(seed: 11)
        let ours = try LinearProbe.train(
            on: .dense(x.train), labels: plan.train.map { Int32($0.letter) }, classes: 26, .init(), engine: engine,
            using: &random)
        func f1(_ probe: LinearProbe) -> [Double] {
            let logits = Matrix(rows: x.test.rows, columns: 26)
            probe.logits(of: x.test, engine: engine, into: logits)
            let z = logits.toArray()
            return (0..<26).map { letter in
                ClassificationFigures(
                    scores: plan.test.indices.map { Double(z[$0 * 26 + letter]) },
                    labels: plan.test.map { $0.letter == letter }
                ).f1
            }
        }
        let a = f1(ours), b = f1(golden)
        // Two trainings differ in start and order alone: the mean F1 by less than a percent, a letter with 40 or more
        // test words by less than three.
        let means = [a, b].map { f1 in f1.reduce(0, +) / 26 }
        #expect(abs(means[0] - means[1]) <= 0.01)
        for letter in 0..<26 where plan.test.count(where: { $0.letter == letter }) >= 40 {
            #expect(abs(a[letter] - b[letter]) <= 0.03, "\(FirstLetter.name(letter)): \(a[letter]) for \(b[letter])")
        }
    }
}

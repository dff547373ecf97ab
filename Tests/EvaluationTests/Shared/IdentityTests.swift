import Files
import Autoencoders
import Engine
import Evaluation
import Foundation
import LanguageModels
import Records
import TestSupport
import Testing

/// A result's id follows the contents of everything that its figures depend on, and is known before any work.
@Suite(.serialized) struct IdentityTests {
    private func absorption(
        _ sae: EvaluatedSAE, _ fixture: AbsorptionFixture, _ artefacts: AbsorptionArtefacts,
        _ settings: AbsorptionSettings = .init(), model: String? = nil
    ) throws -> String {
        let subject = try fixture.subject()
        let named = AbsorptionEvaluation.Subject(
            model: subject.model, folder: subject.folder, tokenizer: subject.tokenizer, cache: nil, digest: model)
        var found = ""
        let files = try AbsorptionEvaluation(settings: settings, engine: fixture.engine).run(
            [sae], on: named, artefacts: artefacts,
            isFinished: { _, identity in
                found = identity
                return true
            })
        #expect(files.isEmpty && subject.model.tokensComputed == 0, "what is finished is not computed")
        return found
    }

    @Test func `absorption's is another for other shared parts, seeds, settings, model or SAE, of the same names`() throws {
        let fixture = AbsorptionFixture()
        let sae = try AbsorptionFixture.sae("topk", engine: fixture.engine)
        let shared = try AbsorptionFixture.artefacts("topk")
        let usual = try absorption(sae, fixture, shared)
        #expect(try absorption(sae, fixture, shared) == usual)
        var ids = [usual, try absorption(sae, fixture, .init()), try absorption(sae, fixture, shared, model: "other")]

        var changed = shared
        changed.ranking?[4]?.swapAt(0, 1)
        ids.append(try absorption(sae, fixture, changed))
        changed = shared
        let probe = try #require(shared.probe)
        let bias = Matrix(rows: 1, columns: 26, elements: probe.bias.toArray().map { $0 + 1e-3 })
        changed.probe = LinearProbe(weights: probe.weights, bias: bias)
        ids.append(try absorption(sae, fixture, changed))
        changed = shared
        let plan = try #require(shared.plan)
        changed.plan = FirstLetterPlan(train: plan.train.reversed(), test: plan.test)
        ids.append(try absorption(sae, fixture, changed))
        changed = shared
        changed.scoredPrompts?.removeLast()
        ids.append(try absorption(sae, fixture, changed))

        var settings = AbsorptionSettings()
        settings.seeds = 2
        ids.append(try absorption(sae, fixture, shared, settings))
        settings.seeds = 1
        settings.seed = 1
        ids.append(try absorption(sae, fixture, shared, settings))
        ids.append(try absorption(AbsorptionFixture.sae("standard", engine: fixture.engine), fixture, shared))
        #expect(Set(ids).count == 10)
        // Being strict changes no figure.
        settings = AbsorptionSettings()
        settings.strict = true
        #expect(try absorption(sae, fixture, shared, settings) == usual)
    }

    @Test func `core's is another for other tokens, settings, model or SAE, and what is finished is left out`() throws {
        let engine = ComputeEngine(threads: 2), model = try CoreFixtures.model(engine)
        let sae = try CoreFixtures.sae("topk", engine), rows = try CoreFixtures.tokens()
        func run(
            _ saes: [EvaluatedSAE], _ settings: CoreSettings = CoreFixtures.smallSettings, tokens: EvaluationTokens? = nil,
            model digest: String = "m", special: Set<Int32> = CoreFixtures.special, finished: Set<String>
        ) throws -> (ids: [String], files: [EvaluationFile]) {
            var ids: [String] = []
            let files = try CoreEvaluation(settings).run(
                saes, model: model, modelName: "gemma2-nano", modelDigest: digest, tokens: tokens ?? rows,
                specialTokens: special, engine: engine,
                isFinished: { sae, identity in
                    ids.append(identity)
                    return finished.contains(sae.release)
                })
            return (ids, files)
        }
        let all: Set = ["topk", "standard"]
        let usual = try run([sae], finished: all)
        #expect(usual.files.isEmpty && model.tokensComputed == 0)
        var other = CoreFixtures.smallSettings
        other.excludesSpecialTokens = true
        var ids = rows.rows
        ids[3][5] += 1
        let changed = EvaluationTokens(rows: ids, context: rows.context, source: rows.source)
        let others = [
            usual, try run([sae], other, finished: all), try run([sae], tokens: changed, finished: all),
            try run([sae], model: "n", finished: all), try run([sae], special: [1], finished: all),
            try run([CoreFixtures.sae("standard", engine)], finished: all),
        ]
        #expect(Set(others.flatMap { $0.ids }).count == 6)
        // Of two, the one that is not finished; and its id is the one that was told.
        let both = try run([sae, CoreFixtures.sae("standard", engine)], finished: ["topk"])
        #expect(both.files.map(\.release) == ["standard"] && both.files[0].identity == both.ids[1])
        #expect(both.ids[0] == usual.ids[0])
    }

    @Test func `a finished result is found by its id, and nothing else is`() throws {
        let engine = ComputeEngine(threads: 2), model = try CoreFixtures.model(engine)
        let sae = try CoreFixtures.sae("topk", engine)
        let file = try CoreEvaluation(CoreFixtures.smallSettings).run(
            [sae], model: model, modelName: "m", modelDigest: "", tokens: CoreFixtures.tokens(),
            specialTokens: CoreFixtures.special, engine: engine)[0]
        try withTemporaryFolder { folder in
            func find(_ identity: String, _ kind: EvaluationFile.Kind = .core) -> FinishedEvaluation? {
                FinishedEvaluation(kind, of: sae, identity: identity, below: folder)
            }
            #expect(find(file.identity) == nil)
            let place = try file.write(below: folder)
            #expect(find(file.identity)?.place.path == place.path)
            let score = file.metrics["model_performance_preservation"]?["ce_loss_score"]
            #expect(score != nil)
            let there = find(file.identity)?.json["eval_result_metrics"]
            #expect(there?["model_performance_preservation"]?["ce_loss_score"] == score)
            #expect(find(file.identity)?.shortfalls == [])
            #expect(find("another") == nil && find(file.identity, .absorption) == nil)
            let whole = try Data(contentsOf: place)
            try whole.dropLast(3).write(to: place)
            #expect(find(file.identity) == nil)
        }
    }
}

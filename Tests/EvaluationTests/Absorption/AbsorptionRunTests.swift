import Autoencoders
import EmbeddedModel
import Engine
import Evaluation
import Failures
import Files
import Foundation
import LanguageModels
import Records
import TensorFiles
import TestSupport
import Testing
import Tokens

/// The whole evaluation on a twelfth of the words: its cache, its file, and what it refuses.
@Suite(.serialized) struct AbsorptionRunTests {
    private let fixture = AbsorptionFixture()

    private static var settings: AbsorptionSettings {
        var settings = AbsorptionSettings()
        settings.seed = 9
        settings.rankingEpochs = 5
        settings.largestK = 3
        return settings
    }

    private func artefacts() throws -> AbsorptionArtefacts {
        var artefacts = AbsorptionArtefacts()
        artefacts.plan = try AbsorptionFixture.smallPlan()
        return artefacts
    }

    private func saes() throws -> [EvaluatedSAE] {
        try AbsorptionFixture.saes.map { try AbsorptionFixture.sae($0, engine: fixture.engine) }
    }

    private func run(
        _ saes: [EvaluatedSAE], _ subject: AbsorptionEvaluation.Subject, _ settings: AbsorptionSettings = Self.settings
    ) throws -> [EvaluationFile] {
        try AbsorptionEvaluation(settings: settings, engine: fixture.engine).run(
            saes, on: subject, artefacts: try artefacts())
    }

    /// The file without what a run's clock and memory put there.
    private func content(_ file: EvaluationFile) throws -> String {
        var own = try #require(file.unstructured["orthosae"])
        own = own.setting("cost", to: .null).setting("notes", to: .null).setting("model_side_shared_by_saes", to: .null)
        return try JSONTree.list(
            [file.configuration, file.metrics, .list(file.details), own, .text(file.identity)]
        ).text()
    }

    private func notes(_ file: EvaluationFile) -> [String] {
        file.unstructured["orthosae"]?["notes"]?.elements?.compactMap(\.string) ?? []
    }

    @Test func `three SAEs run the model once, a second run not at all, and a damaged cache again`() throws {
        try withTemporaryFolder { cache in
            let subject = try fixture.subject(cache: cache)
            let files = try run(try saes(), subject)
            let once = subject.model.tokensComputed
            #expect(files.count == 3 && once > 0)

            let alone = try run([try saes()[1]], try fixture.subject())
            #expect(try content(alone[0]) == content(files[1]))

            let again = try run(try saes(), subject)
            #expect(subject.model.tokensComputed == once)
            #expect(try again.map(content) == files.map(content))
            #expect(notes(again[0]).isEmpty)

            let entry = try #require(
                try FileManager.default.contentsOfDirectory(at: cache, includingPropertiesForKeys: nil).first)
            let tensors = entry.appending(path: "activations.safetensors")
            var bytes = try Data(contentsOf: tensors)
            bytes[bytes.count - 1] ^= 0x40
            try bytes.write(to: tensors)
            let repaired = try run(try saes(), subject)
            #expect(subject.model.tokensComputed == 2 * once)
            #expect(try repaired.map(content) == files.map(content))
            #expect(notes(repaired[0]).first?.contains("computed again") == true)

            try Data("{".utf8).write(to: entry.appending(path: "manifest.json"))
            #expect(notes(try run(try saes(), subject)[0]).count == 1)
            try FileManager.default.removeItem(at: tensors)
            #expect(notes(try run(try saes(), subject)[0]).count == 1)
            #expect(notes(try run(try saes(), subject)[0]).isEmpty)
            #expect(subject.model.tokensComputed == 4 * once)

            var other = Self.settings
            other.seed = 10
            _ = try run([try saes()[0]], subject, other)
            #expect(subject.model.tokensComputed > 4 * once, "another seed is another entry")
        }
    }

    @Test func `a changed model has another digest`() throws {
        try withTemporaryFolder { folder in
            try Data("{}".utf8).write(to: folder.appending(path: "config.json"))
            let weights = folder.appending(path: "model.safetensors")
            try Data([1, 2, 3]).write(to: weights)
            let before = try ModelDigest.of(folder: folder)
            #expect(try ModelDigest.of(folder: folder) == before)
            try Data([1, 2, 4]).write(to: weights)
            #expect(try ModelDigest.of(folder: folder) != before)
        }
    }

    @Test func `a cache that cannot be written is said and costs nothing else`() throws {
        try withTemporaryFolder { folder in
            let file = folder.appending(path: "a file")
            try Data().write(to: file)
            let files = try run([try saes()[0]], try fixture.subject(cache: file.appending(path: "cache")))
            #expect(notes(files[0]).first?.contains("could not be cached") == true)
        }
    }

    @Test func `the file has SAEBench's fields, and every seed's figures beside them`() throws {
        var settings = Self.settings
        settings.seeds = 2
        settings.leastProbeF1 = 0.2
        let file = try run([try saes()[0]], try fixture.subject(), settings)[0]
        let json = file.json
        #expect(json["eval_type_id"] == "absorption_first_letter")
        #expect(
            json["eval_config"]?.members?.map(\.key) == [
                "random_seed", "f1_jump_threshold", "max_k_value", "prompt_template", "prompt_token_pos", "model_name",
                "llm_batch_size", "llm_dtype", "k_sparse_probe_l1_decay", "k_sparse_probe_batch_size",
                "k_sparse_probe_num_epochs", "min_GT_probe_f1", "min_feats_for_eval", "eval_k_sparse_probe_batch_size",
                "precalc_k_sparse_probe_sae_acts",
            ])
        #expect(
            json["eval_result_metrics"]?["mean"]?.members?.map(\.key) == [
                "mean_absorption_fraction_score", "mean_full_absorption_score", "mean_num_split_features",
                "std_dev_absorption_fraction_score", "std_dev_full_absorption_score", "std_dev_num_split_features",
            ])
        let details = try #require(json["eval_result_details"]?.elements)
        #expect(!details.isEmpty)
        for detail in details {
            #expect(
                detail.members?.map(\.key) == [
                    "first_letter", "mean_absorption_fraction", "full_absorption_rate", "num_full_absorption",
                    "num_probe_true_positives", "num_split_features",
                ])
        }
        // The mean of the details is the metric.
        let sum = details.map { figure($0["mean_absorption_fraction"]) }.reduce(0, +)
        let metric = figure(json["eval_result_metrics"]?["mean"]?["mean_absorption_fraction_score"])
        #expect(abs(sum / Double(details.count) - metric) < 1e-12)
        let own = try #require(json["eval_result_unstructured"]?["orthosae"])
        let seeds = try #require(own["seeds"]?.elements)
        #expect(seeds.map { $0["seed"] } == [9, 10])
        for seed in seeds {
            let letter = try #require(seed["letters"]?.elements?.first)
            #expect(letter["probe"]?.members?.map(\.key) == ["f1", "precision", "recall", "auc"])
            #expect(letter["k_sparse_probes"]?.elements?.count == 3)
            // The words are those of the letters, and their mean is the letter's.
            let words = (seed["words"]?.elements ?? []).filter {
                FirstLetter.index(of: $0["word"]?.string ?? "") == FirstLetter.index(of: letter["first_letter"]?.string ?? "")
            }
            #expect(words.count == letter["num_probe_true_positives"]?.integer)
            let mean = words.map { figure($0["fraction"]) }.reduce(0, +) / Double(words.count)
            #expect(abs(mean - figure(letter["mean_absorption_fraction"])) < 1e-12)
            #expect(words.count { $0["full"] == true } == letter["num_full_absorption"]?.integer)
        }
        let both = seeds.map { figure($0["mean"]?["mean_absorption_fraction_score"]) }
        let over = figure(own["over_seeds"]?["mean_absorption_fraction_score"]?["mean"])
        #expect(abs(over - (both[0] + both[1]) / 2) < 1e-12)
        #expect(figure(own["cost"]?["encoder_seconds"]) > 0)
        _ = try json.text()
    }

    @Test func `too few letters are said, and are an error only where that is asked for`() throws {
        var settings = Self.settings
        settings.leastProbeF1 = 1
        let file = try run([try saes()[0]], try fixture.subject(), settings)[0]
        #expect(file.details.isEmpty)
        #expect(file.metrics["mean"]?["mean_absorption_fraction_score"] == .number(-1))
        let seed = try #require(file.unstructured["orthosae"]?["seeds"]?.elements?.first)
        #expect(seed["too_few_letters"] == true)
        #expect(seed["reason"]?.string?.hasPrefix("0 letters pass") == true)
        #expect(seed["letters"]?.elements?.isEmpty == false)
        #expect(seed["letters"]?.elements?.allSatisfy { $0["counted"] == false } == true)
        _ = try file.json.text()

        settings.strict = true
        let error = try failure(of: { try run([try saes()[0]], try fixture.subject(), settings) })
        #expect(error?.kind == .failed)
    }

    @Test func `what does not fit is refused before the model runs`() throws {
        let engine = fixture.engine, sae = try saes()[0], subject = try fixture.subject()
        func refusal(_ sae: EvaluatedSAE, _ shared: AbsorptionArtefacts) throws -> Failure? {
            try failure(of: {
                try AbsorptionEvaluation(settings: Self.settings, engine: engine).run([sae], on: subject, artefacts: shared)
            })
        }
        var configuration = sae.autoencoder.configuration
        configuration.latents = 8
        let narrow = EvaluatedSAE(
            Autoencoder(configuration: configuration, width: 128), hook: sae.hook, description: sae.description,
            release: "narrow", engine: engine)
        #expect(try refusal(narrow, try artefacts())?.kind == .badData)
        let elsewhere = EvaluatedSAE(
            sae.autoencoder, hook: Hookpoint(layer: 3, site: .mlpOut), description: sae.description, release: "mlp",
            engine: engine)
        #expect(try refusal(elsewhere, try artefacts())?.kind == .badData)

        var shared = try artefacts()
        shared.activations = (Matrix(rows: 1, columns: 256), Matrix(rows: 1, columns: 256))
        #expect(try refusal(sae, shared)?.kind == .badData)
        shared = try artefacts()
        shared.probe = LinearProbe(weights: Matrix(rows: 26, columns: 7), bias: Matrix(rows: 1, columns: 26))
        #expect(try refusal(sae, shared)?.kind == .badData)
        shared = AbsorptionArtefacts()
        shared.plan = FirstLetterPlan(train: [], test: [])
        #expect(try refusal(sae, shared)?.kind == .badData)
        #expect(subject.model.tokensComputed == 0)

        shared = try artefacts()
        shared.ranking = Dictionary(uniqueKeysWithValues: (0..<26).map { ($0, [1024]) })
        #expect(try refusal(sae, shared)?.kind == .badData)
        shared = try artefacts()
        shared.scoredPrompts = [
            FirstLetterPrompt(word: " the", examples: ["a"]), FirstLetterPrompt(word: " they", examples: ["a", "b"]),
        ]
        let lengths = try refusal(sae, shared)
        #expect(lengths?.kind == .badData)
        #expect(lengths?.what.contains("different lengths") == true)
    }
}

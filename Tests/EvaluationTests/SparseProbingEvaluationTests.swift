import Autoencoders
import EmbeddedModel
import Engine
import Evaluation
import Failures
import Files
import Foundation
import LanguageModels
import Records
import SAEFiles
import TestSupport
import Testing
import Tokens

/// The whole evaluation on a toy set of texts, with the model in the package and SAEs whose latents are ±the channels.
/// One at a time: they share an engine, which one thread drives.
@Suite(.serialized) struct SparseProbingEvaluationTests {
    private static let engine = ComputeEngine(threads: 2)
    private static let width = 256

    private struct World {
        let model: LanguageModel
        let tokenizer: Tokenizer

        init() throws {
            model = try LanguageModel(folder: EmbeddedGemma.folder(), engine: engine)
            tokenizer = try Tokenizer(file: EmbeddedGemma.folder() + "/tokenizer.json")
        }
    }

    /// Latent i is max(x_i, 0), latent d + i is max(−x_i, 0); those below `first` never fire.
    private static func sae(first: Int = 0, layer: Int = 1, width: Int = width) -> EvaluatedSAE {
        var configuration = AutoencoderConfig()
        configuration.latents = 2 * width
        let sae = Autoencoder(configuration: configuration, width: width)
        var rows = [Float](repeating: 0, count: 2 * width * width)
        for i in 0..<2 * width { rows[i * width + i % width] = i < width ? 1 : -1 }
        sae.decoder.assign(rows)
        for i in 0..<first * width { rows[i] = 0 }
        sae.encoder.assign(rows)
        let hook = Hookpoint(layer: layer, site: .residPost)
        return EvaluatedSAE(
            sae, hook: hook,
            description: SAEDescription(
                modelName: "gemma2-nano", hookName: hook.name, contextSize: 128, dataset: "", excludesBOS: false,
                trainedAs: "standard", trainingTokens: 0, writer: "test"),
            release: "toy\(first)", engine: engine)
    }

    private static let sea = ["The ship left the harbour", "Waves broke over the deck", "The captain saw the storm", "A sailor climbed the mast"]
    private static let home = ["She put the kettle on", "The garden was full of roses", "Her mother read by the fire", "The kitchen smelt of bread"]

    private static func write(to folder: URL) throws {
        var lines: [String] = []
        for turn in 0..<10 {
            for (texts, label) in [(sea, "sea"), (home, "home")] {
                for text in texts {
                    lines.append("{\"text\": \"\(text) and then \(turn) more said so.\", \"topic\": \"\(label)\"}")
                }
            }
        }
        try Data(lines.joined(separator: "\n").utf8).write(to: folder.appending(path: "toy.jsonl"))
    }

    private static func settings(_ folder: URL) throws -> SparseProbingSettings {
        try write(to: folder)
        var settings = SparseProbingSettings(folder: folder)
        var set = ProbingDataset(
            name: "toy", files: .one("toy"), textField: "text", labelField: "topic",
            classes: [.init("home"), .init("sea")], choice: .order)
        (set.train, set.test) = (28, 12)
        var absent = set
        absent.name = "absent"
        absent.files = .one("absent")
        settings.datasets = [set, absent]
        return settings
    }

    private static func run(
        _ saes: [EvaluatedSAE], _ settings: SparseProbingSettings, engine: ComputeEngine = engine
    ) throws -> [EvaluationFile] {
        let world = try World()
        return try SparseProbingEvaluation(settings).run(
            saes, model: world.model, tokenizer: world.tokenizer, modelName: "gemma2-nano", engine: engine
        ) { _, _ in }
    }

    @Test func `figures of one set are in the schema's places, and a missing source is reported and left out`() throws {
        try withTemporaryFolder { folder in
            let file = try #require(try Self.run([Self.sae()], Self.settings(folder)).first)
            let sae = try #require(file.metrics["sae"]), llm = try #require(file.metrics["llm"])
            #expect(llm.members?.map(\.key) == [
                "llm_test_accuracy", "llm_top_1_test_accuracy", "llm_top_2_test_accuracy", "llm_top_5_test_accuracy",
                "llm_top_10_test_accuracy", "llm_top_20_test_accuracy", "llm_top_50_test_accuracy",
                "llm_top_100_test_accuracy",
            ])
            #expect(sae["sae_top_10_test_accuracy"] == .null)
            // The repeated sentences make the task easy.
            #expect(try #require(sae["sae_test_accuracy"]?.double) > 0.9)
            #expect(try #require(llm["llm_top_5_test_accuracy"]?.double) > 0.7)
            #expect(file.details.count == 1)
            #expect(file.details[0]["dataset_name"] == "toy_results")
            #expect(file.details[0]["sae_top_2_test_accuracy"] == sae["sae_top_2_test_accuracy"])
            let classes = file.unstructured["toy_results"]?["sae_test_accuracy"]
            #expect(classes?.members?.map(\.key) == ["home", "sea"])
            #expect(file.configuration["dataset_names"] == ["toy"])
            let missing = try #require(file.unstructured["orthosae"]?["missing_sources"]?.elements)
            #expect(missing.map { $0["dataset"] } == ["absent"])
            #expect(file.missingSources.map(\.dataset) == ["absent"])
            #expect(file.missingSources[0].files == ["absent.{jsonl,jsonl.zst,csv,tsv,parquet}"])
            let entry = try #require(file.unstructured["orthosae"]?["entries"]?.elements?.first)
            let best = try #require(entry["sae_best_latents"]?.members)
            #expect(best.map(\.key) == ["home", "sea"] && best.allSatisfy { (0..<512).contains($0.value.integer ?? -1) })
            for part in ["model", "encoder", "probes"] {
                #expect(try #require(entry["\(part)_seconds"]?.double) > 0)
            }
        }
    }

    @Test func `two SAEs in one pass get what each gets alone, on any number of threads`() throws {
        try withTemporaryFolder { folder in
            let settings = try Self.settings(folder), saes = [Self.sae(), Self.sae(first: 40)]
            let both = try Self.run(saes, settings)
            for (index, sae) in saes.enumerated() {
                let alone = try Self.run([sae], settings, engine: ComputeEngine(threads: 1))
                #expect(alone[0].metrics == both[index].metrics)
                #expect(alone[0].identity == both[index].identity)
                #expect(alone[0].details == both[index].details)
            }
            #expect(both[0].identity != both[1].identity)
        }
    }

    @Test func `the seed, max pooling and a probe left out are seen in the file`() throws {
        try withTemporaryFolder { folder in
            var settings = try Self.settings(folder)
            settings.ks = [1]
            let usual = try Self.run([Self.sae()], settings)[0]
            settings.pooling = .max
            settings.fitsAllLatents = false
            let other = try Self.run([Self.sae()], settings)[0]
            #expect(other.metrics["sae"]?["sae_test_accuracy"] == -1.0)
            #expect(other.configuration["lower_vram_usage"] == true)
            #expect(other.unstructured["orthosae"]?["pooling"] == "max")
            #expect(other.metrics["llm"] != usual.metrics["llm"])
            #expect(usual.metrics["sae"]?["sae_top_2_test_accuracy"] == .null)
        }
    }

    @Test func `the data sets are the built-in ones, a user's first, or the named ones`() throws {
        try withTemporaryFolder { folder in
            let file = folder.appending(path: "sets.yaml")
            try Data("fancyzhx/ag_news: {file: x.csv, text: t, label: l, classes: [0, 1]}".utf8).write(to: file)
            let all = try SparseProbingSettings.datasets(adding: file)
            #expect(all.count == 8 && all[0].files == .one("x.csv"))
            let one = try SparseProbingSettings.datasets(adding: nil, only: ["Helsinki-NLP/europarl"])
            #expect(one.map(\.classes.count) == [5])
            #expect(try failure { try SparseProbingSettings.datasets(adding: nil, only: ["europarl"]) }?.kind == .usage)
        }
    }

    @Test func `no source at all, a missing one under strict, and an SAE of another width are refused`() throws {
        try withTemporaryFolder { folder in
            var settings = try Self.settings(folder)
            settings.isStrict = true
            let strict = try #require(try failure { try Self.run([Self.sae()], settings) })
            #expect(strict.kind == .missingInput && strict.what.contains("absent"))
            settings.isStrict = false
            #expect(try failure { try Self.run([Self.sae(width: 128)], settings) }?.kind == .badData)
            settings.datasets.removeFirst()
            #expect(try failure { try Self.run([Self.sae()], settings) }?.kind == .missingInput)
        }
    }

    @Test func `finished sets are taken up again, for the same SAE and settings alone`() throws {
        try withTemporaryFolder { folder in
            var settings = try Self.settings(folder)
            settings.ks = [1]
            let kept = folder.appending(path: "kept")
            settings.keptIn = kept
            func names() throws -> [String] {
                try FileManager.default.contentsOfDirectory(atPath: kept.path(percentEncoded: false)).sorted()
            }
            let first = try Self.run([Self.sae()], settings)[0]
            #expect(try names().count == 1)
            let file = kept.appending(path: try names()[0])
            func entry(_ file: EvaluationFile) throws -> JSONTree {
                try #require(file.unstructured["orthosae"]?["entries"]?.elements?.first)
            }
            // Its own times are what comes back: nothing was computed.
            let again = try Self.run([Self.sae()], settings)[0]
            #expect(try entry(first)["kept_from_an_earlier_run"] == false)
            #expect(try entry(again)["kept_from_an_earlier_run"] == true)
            #expect(try entry(again)["total_seconds"] == entry(first)["total_seconds"])
            #expect(again.metrics == first.metrics && again.identity == first.identity)
            // One more SAE in the pass: the first one's figures are still those that were kept.
            let two = try Self.run([Self.sae(), Self.sae(first: 7)], settings)
            #expect(try entry(two[0])["kept_from_an_earlier_run"] == true)
            #expect(try entry(two[1])["kept_from_an_earlier_run"] == false)
            #expect(two[0].metrics == first.metrics)
            #expect(try names().count == 2)
            settings.takesKept = false
            #expect(try entry(Self.run([Self.sae()], settings)[0])["kept_from_an_earlier_run"] == false)
            settings.takesKept = true
            // Another seed and another SAE have files of their own.
            settings.seed = 43
            _ = try Self.run([Self.sae()], settings)
            settings.seed = 42
            _ = try Self.run([Self.sae(first: 40)], settings)
            #expect(try names().count == 4)
            // The same texts divided otherwise are another data set.
            (settings.trainTexts, settings.testTexts) = (29, 11)
            _ = try Self.run([Self.sae()], settings)
            (settings.trainTexts, settings.testTexts) = (nil, nil)
            #expect(try names().count == 5)
            // Damaged, they are computed again, kept again, and the result says so.
            let whole = try Data(contentsOf: file)
            var flipped = whole
            flipped[whole.count / 2] ^= 1
            for damaged in [Data("{".utf8), whole.dropLast(5), flipped] {
                try damaged.write(to: file)
                let repaired = try Self.run([Self.sae()], settings)[0]
                #expect(repaired.metrics == first.metrics)
                #expect(repaired.notes.first?.contains("computed again") == true)
                #expect(try Self.run([Self.sae()], settings)[0].notes == [])
            }
        }
    }

    @Test func `what is missing, each set's times and the share that is done are told as it goes`() throws {
        try withTemporaryFolder { folder in
            let settings = try Self.settings(folder), world = try World()
            var told: [SparseProbingEvent] = [], shares: [Double] = [], what: Set<String> = []
            _ = try SparseProbingEvaluation(settings).run(
                [Self.sae(), Self.sae(first: 40)], model: world.model, tokenizer: world.tokenizer, modelName: "m",
                engine: Self.engine, tell: { told.append($0) }
            ) {
                what.insert($0)
                shares.append($1)
            }
            #expect(told.count == 2)
            guard case .missing("absent", _) = told.first, case .finished(let done) = told.last else {
                Issue.record("\(told)")
                return
            }
            #expect(done.dataset == "toy" && done.saes == 2 && !done.isKept)
            #expect(done.model > 0 && done.encoder > 0 && done.probes > 0)
            #expect(done.total == done.model + done.encoder + done.probes)
            #expect(what.contains("probing toy: model and encoder") && what.contains("probing toy: probes"))
            #expect(shares == shares.sorted() && shares.last == 1 && shares.count > 20)
        }
    }

    @Test func `an interruption comes through in the middle of a set`() throws {
        struct Stop: Error {}
        try withTemporaryFolder { folder in
            let settings = try Self.settings(folder), world = try World()
            #expect(throws: Stop.self) {
                _ = try SparseProbingEvaluation(settings).run(
                    [Self.sae()], model: world.model, tokenizer: world.tokenizer, modelName: "m", engine: Self.engine
                ) { if $1 > 0.6, $1 < 1 { throw Stop() } }
            }
        }
    }

    @Test func `the id changes with pooling, plan-less texts, model and classes, and with nothing else`() throws {
        try withTemporaryFolder { folder in
            var settings = try Self.settings(folder)
            settings.ks = [1]
            settings.fitsAllLatents = false
            func id(_ settings: SparseProbingSettings, model: String = "a") throws -> String {
                let world = try World()
                var found = ""
                _ = try SparseProbingEvaluation(settings).run(
                    [Self.sae()], model: world.model, tokenizer: world.tokenizer, modelName: "m", inputs: [model],
                    engine: Self.engine,
                    isFinished: { _, identity in
                        found = identity
                        return true
                    }
                ) { _, _ in }
                return found
            }
            let usual = try id(settings)
            var ids = [usual, try id(settings, model: "b")]
            var other = settings
            other.pooling = .max
            ids.append(try id(other))
            other = settings
            other.datasets[0].classes[0].name = "house"
            other.datasets[0].classes[0].labels = ["home"]
            ids.append(try id(other))
            other = settings
            other.trainTexts = 27
            ids.append(try id(other))
            other = settings
            other.seed = 1
            ids.append(try id(other))
            #expect(Set(ids).count == 6)
            other = settings
            other.keptIn = folder.appending(path: "elsewhere")
            #expect(try id(other) == usual)
            let text = folder.appending(path: "toy.jsonl")
            let words = String(decoding: try Data(contentsOf: text), as: UTF8.self).replacing("kettle", with: "cattle")
            try Data(words.utf8).write(to: text)
            #expect(try id(settings) != usual)
        }
    }

    @Test func `impossible settings are refused before anything is read`() throws {
        var settings = SparseProbingSettings(folder: URL(filePath: "/nowhere"))
        settings.ks = [3]
        #expect(try failure { try SparseProbingEvaluation(settings) }?.kind == .usage)
        settings.ks = [1]
        settings.trainTexts = 0
        #expect(try failure { try SparseProbingEvaluation(settings) }?.kind == .usage)
        settings.trainTexts = nil
        settings.plans = ["nothing": URL(filePath: "/nowhere")]
        #expect(try failure { try SparseProbingEvaluation(settings) }?.kind == .usage)
    }
}

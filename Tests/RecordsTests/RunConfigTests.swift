import Failures
import Foundation
import Records
import Testing

@Suite struct `A run's configuration` {
    @Test func `is the paper's section 4 by default`() throws {
        let config = RunConfig.preset(.paper)
        #expect(config == RunConfig())
        #expect(config.steps == 2441)
        #expect(config.optimizer.learningRate == 7e-6)
        #expect(config.optimizer.beta1 == 0 && config.optimizer.beta2 == 0.999)
        #expect(config.l1.weight == 0.04 && config.competition.weight == 0.01 && config.temporal.weight == 0.001)
        #expect(config.model.hook == "blocks.12.hook_resid_post")
        #expect(config.sae.latents == 16_384 && config.data.batch == 2048 && config.data.context == 128)
        try config.validate()
    }

    @Test(arguments: Preset.allCases, Architecture.allCases)
    func `of every preset, architecture and recipe is valid`(preset: Preset, architecture: Architecture) throws {
        for recipe in [nil] + Recipe.allCases {
            try RunConfig.preset(preset, architecture: architecture, recipe: recipe).validate()
        }
    }

    private static let wrong: [(String, @Sendable (inout RunConfig) -> Void, [String])] = [
        (
            "k",
            {
                $0.sae.activation = .topk
                $0.sae.k = 99_999
            }, ["sae.k 99999", "sae.latents 16384"]
        ),
        ("batch", { $0.data.tokens = 100 }, ["data.batch 2048", "data.tokens 100"]),
        ("buffer", { $0.data.buffer = 100 }, ["data.buffer 100", "data.batch 2048"]),
        ("pairing", { $0.temporal.pairing = .previousToken }, ["temporal.pairing", "data.shuffle"]),
        ("boundaries", { $0.curriculum.sparsityStart = 2001 }, ["sparsity_start 2001", "competition_start 2000"]),
        ("nan", { $0.l1.weight = .nan }, ["l1.weight", "nan"]),
        ("infinite", { $0.optimizer.learningRate = .infinity }, ["optimizer.learning_rate", "inf"]),
        ("negative", { $0.competition.weight = -1 }, ["competition.weight", "-1"]),
        (
            "no gradient of one",
            {
                $0.competition.coefficient = .one
                $0.competition.gradient = .through
            }, ["competition.gradient through", "competition.coefficient one", "detached", "containment"]
        ),
        (
            "no gradient of potential",
            {
                $0.competition.coefficient = .potential
                $0.competition.gradient = .through
            }, ["competition.gradient through", "competition.coefficient potential", "dense matrix", "detached"]
        ),
        (
            "no gradient of priced",
            {
                $0.competition.coefficient = .priced
                $0.competition.gradient = .through
            }, ["competition.gradient through", "competition.coefficient priced", "constants", "detached"]
        ),
        (
            "no price",
            {
                $0.competition.coefficient = .priced
                $0.l1.weight = 0
            }, ["competition.coefficient priced", "no price", "relu", "l1.weight", "cosine"]
        ),
        (
            "priced beyond the end",
            {
                $0.competition.coefficient = .priced
                $0.competition.priced.start = 2441
            }, ["curriculum.priced_start 2441", "2441 steps", "never be on"]
        ),
        (
            "never whole",
            {
                $0.competition.coefficient = .priced
                $0.competition.priced.start = 2000
                $0.competition.priced.decay = 441
            }, ["curriculum.priced_decay 441", "competition.rho would never be whole"]
        ),
        ("zero", { $0.sae.latents = 0 }, ["sae.latents", "0"]),
        ("l0", { $0.l0.weight = 1 }, ["l0.weight", "jumprelu"]),
        (
            "phase beyond the end",
            {
                $0.curriculum.schedule = .absolute
                $0.data.tokens = 100 * $0.data.batch
            }, ["curriculum.sparsity_start 1200", "100 steps", "proportional"]
        ),
        (
            "competition beyond the end",
            {
                $0.curriculum.schedule = .absolute
                $0.data.tokens = 1500 * $0.data.batch
            }, ["curriculum.competition_start 2000", "1500 steps", "proportional"]
        ),
        (
            "never dead",
            {
                $0.auxiliary.weight = 1
                $0.dead.tokens = 0
            }, ["auxiliary.weight", "dead.tokens"]
        ),
    ]

    @Test(arguments: wrong.indices)
    func `that contradicts itself is refused by the names of its settings`(index: Int) throws {
        let (_, break_, words) = Self.wrong[index]
        var config = RunConfig()
        break_(&config)
        let failure = #expect(throws: Failure.self) { try config.validate() }
        #expect(failure?.kind == .usage)
        for word in words { #expect(failure?.description.contains(word) == true, "\(String(describing: failure))") }
    }
}

@Suite struct `Sources of a configuration` {
    private func file(_ text: String) throws -> String {
        let path = FileManager.default.temporaryDirectory.appending(path: "settings-\(UUID().uuidString).yaml")
        try text.write(to: path, atomically: true, encoding: .utf8)
        return path.path
    }

    @Test func `none make the demo on the embedded model`() throws {
        #expect(try RunConfigSources().resolve() == .preset(.demo))
    }

    @Test func `another model makes a small run at its own hook, shards make the paper's`() throws {
        var sources = RunConfigSources()
        #expect(try sources.modelWithoutHook() == nil)
        sources.assignments = [SettingAssignment("model.path", .plain("gemma"), at: "--model")]
        #expect(try sources.modelWithoutHook() == "gemma")
        sources.usualHook = "blocks.12.hook_resid_post"
        var expected = RunConfig.preset(.small)
        expected.model.path = "gemma"
        expected.model.hook = "blocks.12.hook_resid_post"
        #expect(try sources.resolve() == expected)
        sources.assignments.append(try SettingAssignment(argument: "model.hook=blocks.1.hook_mlp_out"))
        #expect(try sources.modelWithoutHook() == nil)
        #expect(try sources.resolve().model.hook == "blocks.1.hook_mlp_out")
        sources.assignments = [SettingAssignment("data.activations", .plain("shards"), at: "--activations")]
        #expect(try sources.resolve().sae.latents == 16_384)
        sources.preset = .demo
        #expect(try sources.resolve().sae.latents == 4096)
    }

    @Test func `weigh as preset, recipe, file, flags`() throws {
        var sources = RunConfigSources()
        let base = try sources.resolve()
        sources.recipe = .saelens
        #expect(try sources.resolve().optimizer.learningRate == 3e-4)
        #expect(base.optimizer.learningRate != 3e-4)
        sources.file = try file("optimizer:\n  learning_rate: 0.5\n  clip: 7\nsae.architecture: topk\n")
        #expect(try sources.resolve().optimizer.learningRate == 0.5)
        #expect(try sources.resolve().sae.activation == .topk)
        #expect(try sources.resolve().sae.recipe == .saelens)
        sources.architecture = .jumprelu
        #expect(try sources.resolve().sae.activation == .jumprelu)
        sources.assignments = [try SettingAssignment(argument: "optimizer.learning_rate=0.25")]
        #expect(try sources.resolve().optimizer.learningRate == 0.25)
        #expect(try sources.resolve().optimizer.clip == 7)
    }

    @Test func `let a recipe see the size that a flag gives`() throws {
        var sources = RunConfigSources()
        sources.recipe = .dictionaryLearning
        sources.architecture = .topk
        sources.assignments = [try SettingAssignment(argument: "sae.latents=65536")]
        // dictionary_learning: 2e-4 / sqrt(F / 2^14).
        #expect(try sources.resolve().optimizer.learningRate == 1e-4)
    }

    @Test func `that name a step mean that step`() throws {
        var sources = RunConfigSources()
        sources.assignments = [try SettingAssignment(argument: "curriculum.sparsity_start=3")]
        let named = try sources.resolve().curriculum
        #expect(named.schedule == .absolute)
        #expect(named.sparsityStart == 3)
        // The demo's 976 steps: 700 / 2441 and 1600 / 2441 of them.
        #expect(named.competitionStart == 280)
        #expect(named.thresholdEnd == 640)
        sources.assignments.append(try SettingAssignment(argument: "curriculum.schedule=proportional"))
        #expect(try sources.resolve().curriculum.schedule == .proportional)
    }

    @Test func `accept a resolved file back, whatever made it`() throws {
        for architecture in Architecture.allCases {
            for recipe in [nil] + Recipe.allCases {
                var sources = RunConfigSources()
                sources.architecture = architecture
                sources.recipe = recipe
                let config = try sources.resolve()
                var again = RunConfigSources()
                again.file = try file(SettingsFile.write(config, heading: "resolved"))
                #expect(try again.resolve() == config)
            }
        }
    }

    @Test func `name the flag whose value is wrong`() throws {
        var sources = RunConfigSources()
        sources.assignments = [SettingAssignment("data.tokens", .plain("-3"), at: "--tokens")]
        let failure = #expect(throws: Failure.self) { try sources.resolve() }
        #expect(
            failure?.description
                == "--tokens: data.tokens cannot be -3; it must be a whole number, 1 or more, at most 1,000,000,000,000")
        #expect(throws: Failure.self) { try SettingAssignment(argument: "tokens") }
    }
}

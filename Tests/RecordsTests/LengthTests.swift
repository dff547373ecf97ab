import Failures
import Records
import Testing

@Suite struct `Lengths and the run's length` {
    private func resolve(
        _ assignments: [String], recipe: Recipe? = nil, _ architecture: Architecture = .standard, preset: Preset? = nil
    ) throws -> RunConfig {
        var sources = RunConfigSources()
        sources.preset = preset
        sources.recipe = recipe
        sources.architecture = architecture
        sources.assignments = try assignments.map { try SettingAssignment(argument: $0) }
        return try sources.resolve()
    }

    /// A run of so many steps.
    private func steps(_ count: Int) -> [String] { ["data.batch=64", "data.tokens=\(64 * count)"] }

    @Test func `are compared by a rule for every setting of class schedule`() {
        #expect(Set(RunConfig.scheduleKeys) == Set(Setting.all.filter { $0.length == .schedule }.map(\.key)))
    }

    /// In a run of any length everything that a recipe or preset brings arrives.
    @Test(arguments: [1, 2, 3, 4, 19, 117, 900, 976, 999, 1000, 1001, 1002, 1500, 2001, 4000], Architecture.allCases)
    func `of a recipe fit into a run of any length`(count: Int, architecture: Architecture) throws {
        for preset in Preset.allCases {
            for recipe in [nil] + Recipe.allCases {
                let config = try resolve(steps(count), recipe: recipe, architecture, preset: preset)
                let optimizer = config.optimizer
                #expect(config.steps == count)
                #expect(optimizer.warmup + optimizer.decay <= count)
                if recipe == .dictionaryLearning { #expect(optimizer.warmup < count) }
                if config.curriculum.schedule == .toolkit { #expect(config.curriculum.sparsityWarmup < count) }
                if architecture.activation == .batchtopk, config.sae.thresholdRule == .dictionaryLearning {
                    #expect(config.sae.thresholdStart == 0 || config.sae.thresholdStart < count - 1)
                }
            }
        }
    }

    @Test func `of a recipe become the same share of a shorter run, all of them`() throws {
        let short = try resolve(steps(900), recipe: .dictionaryLearning)
        #expect(short.optimizer.warmup == 225 && short.curriculum.sparsityWarmup == 450)
        let batch = try resolve(steps(900), recipe: .dictionaryLearning, .batchtopk)
        #expect(batch.optimizer.warmup == 225 && batch.sae.thresholdStart == 225)
        let demo = try resolve(["data.tokens=\(1024 * 97)"])
        #expect(demo.optimizer.warmup == 2 && demo.optimizer.decay == 20)
        let own = try resolve(["model.path=gemma"] + steps(117), .batchtopk, preset: .paper)
        #expect(own.sae.thresholdStart == 29)
    }

    @Test func `that fit stay what they are`() throws {
        let long = try resolve(steps(2001), recipe: .dictionaryLearning)
        #expect(long.optimizer.warmup == 1000 && long.curriculum.sparsityWarmup == 2000)
        #expect(try resolve(steps(1002), recipe: .dictionaryLearning, .batchtopk).sae.thresholdStart == 1000)
        let demo = try resolve(["data.tokens=\(1024 * 220)"])
        #expect(demo.optimizer.warmup == 20 && demo.optimizer.decay == 200)
        for architecture in Architecture.allCases {
            #expect(try resolve([], architecture) == .preset(.demo, architecture: architecture))
        }
    }

    @Test(arguments: [
        (["optimizer.warmup=1000"], Architecture.standard, ["optimizer.warmup 1000", "4 steps"]),
        (["optimizer.warmup=3", "optimizer.decay=2"], .standard, ["optimizer.warmup 3 and optimizer.decay 2"]),
        (["optimizer.decay=5"], .standard, ["optimizer.decay 5"]),
        (["curriculum.sparsity_warmup=4"], .standard, ["curriculum.sparsity_warmup 4", "sparsity"]),
        (
            ["sae.threshold_rule=dictionary_learning", "sae.threshold_start=3"], .batchtopk,
            ["sae.threshold_start 3", "inference threshold", "ReLU"]
        ),
        (["curriculum.threshold_end=5"], .orthogonal, ["curriculum.threshold_end 5", "4 steps", "θ"]),
        (["curriculum.competition_start=4", "curriculum.threshold_end=4"], .orthogonal, ["competition_start 4"]),
        (
            ["curriculum.schedule=proportional", "curriculum.threshold_end=3000"], .orthogonal,
            ["threshold_end 3000", "2441", "shares"]
        ),
    ])
    func `that somebody set beyond the end are refused by name`(
        given: [String], architecture: Architecture, words: [String]
    ) throws {
        let failure = #expect(throws: Failure.self) { try resolve(steps(4) + given, architecture) }
        for word in words { #expect(failure?.description.contains(word) == true, "\(String(describing: failure))") }
    }

    /// What was possible before must still be looked at and gone on with.
    @Test func `of a run that there was are what they were`() throws {
        var sources = RunConfigSources()
        sources.architecture = .standard
        sources.assignments = try (steps(4) + ["optimizer.warmup=1000"]).map { try SettingAssignment(argument: $0) }
        sources.areRecorded = true
        #expect(try sources.resolve().optimizer.warmup == 1000)
        #expect(try sources.resolve().optimizer.decay == 200)
    }

    @Test func `that were shortened or can hardly be meant are said`() throws {
        var sources = RunConfigSources()
        sources.architecture = .batchtopk
        sources.recipe = .dictionaryLearning
        sources.assignments = try steps(900).map { try SettingAssignment(argument: $0) }
        let said = try sources.shortened()
        #expect(said.contains { $0.contains("optimizer.warmup is 225 rather than 1000") && $0.contains("900 steps") })
        #expect(said.contains { $0.contains("sae.threshold_start is 225") })
        let notes = try sources.resolve().notesOnLengths
        #expect(notes.contains { $0.contains("auxiliary.weight") && $0.contains("dead.tokens 10000000") })
        sources.assignments.append(try SettingAssignment(argument: "optimizer.warmup=600"))
        #expect(try sources.resolve().notesOnLengths.contains { $0.contains("optimizer.warmup") && $0.contains("600") })
        sources = RunConfigSources()
        sources.assignments = try ["curriculum.schedule=none", "curriculum.threshold_end=3000"].map {
            try SettingAssignment(argument: $0)
        }
        #expect(try sources.resolve().notesOnLengths.contains { $0.contains("θ does not fall") && $0.contains("2300") })
        sources = RunConfigSources()
        #expect(try sources.shortened().isEmpty && sources.resolve().notesOnLengths.isEmpty)
    }
}

@Suite struct `Shortcomings of a finished SAE` {
    private func said(
        _ architecture: Architecture, l0: Double, explained: Double? = 0.9, steps: Int = 900, threshold: Float = 1,
        _ change: (inout RunConfig) -> Void = { _ in }
    ) -> String {
        var config = RunConfig.preset(.demo, architecture: architecture, recipe: .dictionaryLearning)
        config.sae.k = 8
        config.l0.target = 8
        change(&config)
        return Shortcomings.of(config, l0: l0, explainedVariance: explained, steps: steps, threshold: threshold)
            .joined(separator: "\n")
    }

    @Test(arguments: [Architecture.topk, .batchtopk, .matryoshka, .ortsae, .priced, .c2r, .jumprelu])
    func `are an L0 far from the one it was trained for`(architecture: Architecture) {
        #expect(said(architecture, l0: 8) == "" && said(architecture, l0: 6) == "" && said(architecture, l0: 11.9) == "")
        for l0 in [0, 5, 12.1, 37.7] {
            #expect(said(architecture, l0: l0).contains(/L0 on held-out rows is .*trained for 8/), "\(l0)")
        }
        #expect(said(.standard, l0: 4000) == "" && said(.orthogonal, l0: 1) == "")
    }

    @Test func `name the threshold that was never set, or that began at 0`() {
        let unset = said(.batchtopk, l0: 37, threshold: -1)
        #expect(unset.contains("threshold was never set") && unset.contains("sae.threshold_start"))
        #expect(said(.batchtopk, l0: 37, steps: 100) { $0.sae.thresholdRule = .saelens }.contains("starts at 0"))
    }

    @Test func `are a variance that is hardly explained, with the likely reason`() {
        #expect(said(.standard, l0: 40, explained: 0.11) == "" && said(.standard, l0: 40, explained: nil) == "")
        #expect(said(.standard, l0: 40, explained: -3, steps: 12) { $0.optimizer.learningRate = 7e-6 }
            .contains("optimizer.learning_rate 7e-06"))
        #expect(said(.standard, l0: 40, explained: 0.02, steps: 900).contains("the run had 900 steps"))
        #expect(said(.standard, l0: 0.2, explained: 0).contains("hardly any latent fires"))
        #expect(said(.standard, l0: 40, explained: 0, steps: 5000) { $0.data.scaling = .none }.contains("data.scaling"))
        #expect(Shortcomings.of(l0: 40, explainedVariance: 0.5) == nil)
        #expect(Shortcomings.of(l0: 0, explainedVariance: -1)?.contains("hardly any latent fires") == true)
        #expect(Shortcomings.of(l0: nil, explainedVariance: 0.05) != nil)
    }
}

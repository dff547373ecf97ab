import Failures

/// Everything that says what a run is, in order of weight: defaults, preset, recipe and architecture, file,
/// assignments (`--set` and flags). Each may be missing.
public struct RunConfigSources: Sendable {
    public var preset: Preset?
    public var recipe: Recipe?
    public var architecture: Architecture?
    /// A YAML file of settings.
    public var file: String?
    /// In the order given; the last one for a key counts.
    public var assignments: [SettingAssignment] = []
    /// Whether they say what a run was rather than what one shall be: then lengths are what they are, in a run that
    /// an earlier version began too.
    public var areRecorded = false
    /// The hook point for preset `small` where nobody names one: a hook means nothing without its model.
    public var usualHook: String?
    /// The SAE and the run that suit the world that is named; nil: those of the small one.
    public var worldScale: WorldScale?

    public init() {}

    /// The configuration that the sources make together, checked.
    ///
    /// Without a preset, `demo` is the start where the embedded model is used, `small` where another model is, `paper`
    /// where prepared activations are, and `world` where a world is named.
    ///
    /// - Throws: `Failure(.usage)` naming key, value and place; `Failure(.missingInput)` without the file.
    public func resolve() throws -> RunConfig {
        let config = try resolveSettings()
        try config.validate(lengths: !areRecorded)
        return config
    }

    /// What became shorter than preset or recipe have it, because the run is shorter; a sentence each.
    ///
    /// - Throws: as `resolve`.
    public func shortened() throws -> [String] {
        areRecorded ? [] : try resolveSettings().shortened(from: resolveSettings(fitting: false))
    }

    /// The keys that file and assignments set.
    ///
    /// - Throws: as `resolve`, for the file.
    public func givenKeys() throws -> Set<String> { Set(try given().map(\.key)) }

    private func given() throws -> [SettingAssignment] { try (file.map(SettingsFile.read) ?? []) + assignments }

    /// The same, with each setting checked but not how they agree in a training run: for work that is no such run.
    ///
    /// - Throws: as `resolve`.
    public func resolveSettings() throws -> RunConfig { try resolveSettings(fitting: !areRecorded) }

    private func preset(of config: RunConfig) -> Preset {
        if let preset { return preset }
        if config.world.name != nil { return .world }
        if config.data.activations != nil { return .paper }
        return config.model.isEmbedded ? .demo : .small
    }

    /// The model whose usual hook point is to be asked for, because nobody names one; nil: no model's is.
    ///
    /// - Throws: as `resolve`.
    public func modelWithoutHook() throws -> String? {
        let given = try given(), first = try RunConfig().setting(given)
        // Shards say themselves where they were taken.
        guard preset(of: first) == .small, first.data.activations == nil else { return nil }
        return given.contains { $0.key == "model.hook" } ? nil : first.model.path
    }

    /// The world that is named; nil: none is.
    ///
    /// - Throws: as `resolve`.
    public func namedWorld() throws -> String? { try RunConfig().setting(given()).world.name }

    /// The finished SAE that the run starts from; nil: from weights that are drawn.
    ///
    /// - Throws: as `resolve`.
    public func startingPlace() throws -> String? { try RunConfig().setting(given()).start.from }

    private func resolveSettings(fitting: Bool) throws -> RunConfig {
        let given = try given()
        // What a recipe or an architecture stands for comes before the single settings, wherever it was named; and it
        // may depend on the size of the dictionary. So a first reading finds these out.
        let first = try RunConfig().setting(given)
        let start = preset(of: first)
        var config = RunConfig()
        start.applyScale(to: &config)
        if start == .world { worldScale?.apply(to: &config) }
        if start == .small, let usualHook { config.model.hook = usualHook }
        let sized = try config.setting(given)
        config.sae.latents = sized.sae.latents
        config.sae.k = sized.sae.k
        if start == .world {
            // By them the fall of the rate goes, and no buffer need hold more than is drawn next.
            (config.data.tokens, config.data.batch) = (sized.data.tokens, sized.data.batch)
            config.data.buffer = 2 * config.data.batch
        }
        let namesRecipe = given.contains { $0.key == "sae.recipe" }
        config.apply(
            preset: start, architecture: architecture ?? first.sae.architecture,
            recipe: recipe ?? (namesRecipe ? first.sae.recipe : nil))
        if start == .world, recipe == nil, !namesRecipe, let worldScale {
            config.optimizer.learningRate = worldScale.learningRate
            config.data.scaling = worldScale.scaling
        }
        config = try config.setting(given.filter { !["sae.recipe", "sae.architecture"].contains($0.key) })
        config.takeNamedSteps(Set(given.map(\.key)))
        if fitting {
            config.fitLengths(
                given: Set(given.map(\.key)), tuning: recipe == nil && !namesRecipe ? start.usualSteps : nil)
        }
        try config.validateSettings()
        return config
    }
}

extension RunConfig {
    /// Whoever names a boundary between phases means that step of this run, and the other boundaries stay where they
    /// were: the schedule becomes `absolute`, unless it was named too.
    package mutating func takeNamedSteps(_ keys: Set<String>) {
        let boundaries: [(key: String, path: WritableKeyPath<CurriculumConfig, Int>)] = [
            ("curriculum.sparsity_start", \.sparsityStart), ("curriculum.competition_start", \.competitionStart),
            ("curriculum.threshold_end", \.thresholdEnd),
        ]
        guard !keys.contains("curriculum.schedule"), boundaries.contains(where: { keys.contains($0.key) }),
            [.automatic, .proportional].contains(curriculum.schedule)
        else { return }
        for boundary in boundaries where !keys.contains(boundary.key) {
            let share = Double(curriculum[keyPath: boundary.path]) / Double(CurriculumConfig.paperSteps)
            curriculum[keyPath: boundary.path] = Int(bounded: (share * Double(steps)).rounded())
        }
        curriculum.schedule = .absolute
    }

    /// A copy with the assignments made, one after the other.
    func setting(_ assignments: [SettingAssignment]) throws -> RunConfig {
        var config = self
        for assignment in assignments {
            try Setting.named(assignment.key, at: assignment.place)
                .set(assignment.text, in: &config, at: assignment.place)
        }
        return config
    }
}

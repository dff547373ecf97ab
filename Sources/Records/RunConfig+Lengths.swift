import Failures

/// Lengths in steps and tokens against the length of the run: a warm-up that never ends, a threshold that is never set.
extension RunConfig {
    /// The steps of a run that a recipe's fixed step counts are made for, at least: a run too short for one of them
    /// takes each as its share of this one. The longest, dictionary_learning's 2,000 steps of sparsity warm-up, is then
    /// half of the run.
    static let recipeSteps = 4000

    /// Shortens what a preset or a recipe says in steps, where the run ends before it is over: each length becomes the
    /// share of the run that it is of a run of usual length, all of them together. Changes nothing where everything
    /// fits.
    ///
    /// - Parameters:
    ///   - given: keys that somebody set. They stay, and `validate` refuses them by name.
    ///   - tuning: where rate warm-up and decay are a preset's own, the number of steps that they are made for.
    mutating func fitLengths(given: Set<String> = [], tuning: Int? = nil) {
        guard schedules.contains(where: { $0.isWanted(self) && !$0.fits(self) }) else { return }
        for schedule in schedules where schedule.isWanted(self) && !given.contains(schedule.key) {
            let whole = schedule.belongsToPreset ? tuning ?? RunConfig.recipeSteps : RunConfig.recipeSteps
            let share = min(1, Double(steps) / Double(whole))
            let part = Int(bounded: (Double(self[keyPath: schedule.path]) * share).rounded())
            self[keyPath: schedule.path] = max(0, min(part, schedule.longest(self)))
        }
    }

    /// - Throws: `Failure(.usage)` naming a length that does not fit into the run.
    func checkLengths() throws {
        for schedule in schedules where schedule.isWanted(self) && !schedule.fits(self) {
            var settings = "\(schedule.key) \(self[keyPath: schedule.path])"
            if schedule.key == "optimizer.warmup", optimizer.decay > 0 {
                settings += " and optimizer.decay \(optimizer.decay)"
            }
            throw Failure(
                .usage, "\(settings): \(schedule.consequence) in a run of \(steps) steps",
                remedy: "at most \(max(0, schedule.longest(self))) steps are possible here; train on more tokens, or in "
                    + "smaller batches")
        }
    }

    /// What else of the lengths a person should know: they are possible, and hardly meant.
    public var notesOnLengths: [String] {
        var notes: [String] = []
        if steps > 1, optimizer.warmup + optimizer.decay > steps / 2 {
            notes.append(
                "the learning rate rises or falls in \(optimizer.warmup + optimizer.decay) of the run's \(steps) steps "
                    + "(optimizer.warmup, optimizer.decay)")
        }
        let wantsDead = [
            ("auxiliary.weight", auxiliary.weight),
            ("auxiliary.pre_activation_weight", auxiliary.preActivationWeight),
        ]
        let canDie = (dead.steps > 0 && dead.steps < steps) || (dead.tokens > 0 && dead.tokens < steps * data.batch)
        if !canDie, let term = wantsDead.first(where: { $0.1 > 0 }) {
            let windows = [
                dead.steps > 0 ? "dead.steps \(dead.steps)" : nil, dead.tokens > 0 ? "dead.tokens \(dead.tokens)" : nil,
            ].compactMap { $0 }
            notes.append(
                "\(term.0) has nothing to act on: no latent can be silent for \(windows.joined(separator: " or ")) in a "
                    + "run of \(steps) steps and \(steps * data.batch) tokens")
        }
        let fall = curriculum.thresholdEnd - curriculum.competitionStart
        if curriculum.schedule == .none || curriculum.schedule == .toolkit, !boundariesAreShares, competition.hasPhase,
            fall > steps
        {
            notes.append(
                "θ does not fall to competition.threshold_end: without phases it falls over threshold_end - "
                    + "competition_start = \(fall) steps (curriculum), and the run has \(steps)")
        }
        if orthogonality.weight > 0 || consistency.weight > 0, orthogonality.interval >= steps, steps > 1 {
            notes.append(
                "orthogonality.interval \(orthogonality.interval): the term acts in 1 of the run's \(steps) steps")
        }
        return notes
    }

    /// Which schedules are shorter than in another configuration: "optimizer.warmup is 225 rather than 1000".
    func shortened(from long: RunConfig) -> [String] {
        schedules.filter { $0.isWanted(self) && self[keyPath: $0.path] != long[keyPath: $0.path] }.map {
            "\($0.key) is \(self[keyPath: $0.path]) rather than \(long[keyPath: $0.path]), as the run has \(steps) steps"
        }
    }
}

/// A setting of class `schedule`: where it is, when it matters, how long it may be.
struct ScheduleLength: Sendable {
    let key: String
    let path: any WritableKeyPath<RunConfig, Int> & Sendable
    /// What happens where it does not fit.
    let consequence: String
    let isWanted: @Sendable (RunConfig) -> Bool
    /// The longest that fits.
    let longest: @Sendable (RunConfig) -> Int
    var belongsToPreset = false

    func fits(_ config: RunConfig) -> Bool { config[keyPath: path] <= max(0, longest(config)) }
}

extension RunConfig {
    private var schedules: [ScheduleLength] { RunConfig.schedules }

    /// For the test that holds the table of settings against them.
    package static var scheduleKeys: [String] { schedules.map(\.key) }

    /// Every setting of class `schedule`.
    static let schedules: [ScheduleLength] = [
        ScheduleLength(
            key: "optimizer.decay", path: \.optimizer.decay, consequence: "the learning rate would never be whole",
            isWanted: { _ in true }, longest: { $0.steps }, belongsToPreset: true),
        // The rate is whole in some step: after the rise, before the fall.
        ScheduleLength(
            key: "optimizer.warmup", path: \.optimizer.warmup, consequence: "the learning rate would never be whole",
            isWanted: { _ in true },
            longest: { config in
                let last = min(config.steps - 1, config.steps - config.optimizer.decay)
                return config.optimizer.warmupForm == .saelens && config.steps == 1 ? 1 : last
            }, belongsToPreset: true),
        ScheduleLength(
            key: "curriculum.sparsity_warmup", path: \.curriculum.sparsityWarmup,
            consequence: "the sparsity term would never be whole",
            isWanted: { $0.curriculum.schedule == .toolkit && ($0.l1.weight > 0 || $0.l0.weight > 0) },
            longest: { $0.steps - 1 }),
        ScheduleLength(
            key: "sae.threshold_start", path: \.sae.thresholdStart,
            consequence: "the inference threshold would never be set, and the SAE would be a plain ReLU",
            isWanted: { $0.sae.activation == .batchtopk && $0.sae.thresholdRule == .dictionaryLearning },
            longest: { $0.steps - 2 }),
        ScheduleLength(
            key: "curriculum.priced_start", path: \.competition.priced.start,
            consequence: "the priced competition term would never be on",
            isWanted: { $0.competition.coefficient == .priced && $0.competition.isOn }, longest: { $0.steps - 1 }),
        ScheduleLength(
            key: "curriculum.priced_decay", path: \.competition.priced.decay,
            consequence: "competition.rho would never be whole",
            isWanted: { $0.competition.coefficient == .priced && $0.competition.isOn },
            longest: { $0.steps - 1 - $0.competition.priced.start }),
    ]
}

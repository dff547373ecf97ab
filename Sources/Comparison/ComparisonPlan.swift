import Failures
import Files
public import Records

/// What a comparison trains: every row at each of its sparsities, with each seed.
///
/// Seeds differ in where the weights start and in nothing else: all SAEs of a plan see the same batches, because
/// `data.seed` is the first seed unless the user set it. So `resolved.yaml` of each repeats it alone, byte for byte.
public struct ComparisonPlan: Sendable {
    public let kind: ComparisonRecord.Kind
    public let rows: [ComparisonRow]
    /// Row by row, each by sparsity, each by seed.
    public let saes: [PlannedSAE]

    /// What the user said of a plan.
    public struct Request: Sendable {
        public var kind = ComparisonRecord.Kind.compare
        /// Settings of all rows; its architecture is not looked at.
        public var sources = RunConfigSources()
        /// Seeds for each row and sparsity, counted up from `seed`.
        public var seeds = 1
        /// Worlds for each of them, counted up from `world.seed`.
        public var worldSeeds = 1
        /// For some rows or all of them.
        public var sparsities: [SparsityList] = []
        /// For all rows that have no list of their own.
        public var sharedSparsities: [String]?
        /// Settings of single rows, by the row's id.
        public var rowSettings: [(row: String, setting: SettingAssignment)] = []
        /// Activations to train on, where the user did not say, on the embedded model.
        public var demoTokens = 250_000
        /// Rows of text that training must not see, where the user did not say.
        public var heldOutRows = 64

        public init() {}

        /// SAEs for each row and sparsity: worlds, each with every seed.
        fileprivate var repetitions: Int { max(1, worldSeeds) * max(1, seeds) }
    }

    /// - Parameters:
    ///   - recipes: the rows; given the Orthogonal SAE's settings before anything that is a row's own.
    ///   - prepare: what is left to be found out of files: shards tell their model and text.
    /// - Throws: `Failure`: what resolving settings throws; `.usage` for a list of a row that is not in the plan, or
    ///   two SAEs that would be one.
    public init(
        _ request: Request, recipes: (RunConfig) throws -> [RowRecipe],
        prepare: (RunConfig) throws -> RunConfig = { $0 }
    ) throws {
        kind = request.kind
        let shared = try SharedSettings(request)
        var rows = try recipes(try shared.resolve(.orthogonal))
        let ids = rows.map(\.row.id)
        if let twice = ids.first(where: { id in ids.count { $0 == id } > 1 }) {
            throw Failure(.usage, "the row \(twice.quoted) is there twice")
        }
        for (row, place) in request.sparsities.map({ ($0.row, "--sparsities") })
            + request.rowSettings.map({ ($0.row, "--set-for") })
        where !ids.contains(row) {
            throw Failure(
                .usage, "there is no row \(row.quoted) in this comparison", at: place,
                remedy: Spelling.advice(for: row, among: ids))
        }
        var saes: [PlannedSAE] = []
        for index in rows.indices {
            let recipe = rows[index]
            let own = request.rowSettings.filter { $0.row == recipe.row.id }.map(\.setting)
            let base = try shared.resolve(recipe, own: own)
            // Wherever it was said: by the row's name, for the row, or for all of them.
            if base.competition.isOn, base.competition.coefficient != .cosine {
                rows[index].row.isOurs = true
                rows[index].row.paper = nil
            }
            let key = SparsityList.key(base)
            let values = request.sparsities.last { $0.row == recipe.row.id }?.values
                ?? request.sharedSparsities ?? SparsityList.usual(base, isDemo: shared.isDemo)
            for value in values {
                for repetition in 0..<request.repetitions {
                    var config = base
                    try Setting.named(key).set(.plain(value), in: &config, at: recipe.row.id)
                    config.world.seed = base.world.seed &+ UInt64(repetition / max(1, request.seeds))
                    config.seed = base.seed &+ UInt64(repetition % max(1, request.seeds))
                    config.data.seed = base.data.seed ?? base.seed
                    config = try prepare(config)
                    try config.validate()
                    saes.append(PlannedSAE(row: recipe.row.id, key: key, config: config))
                }
            }
        }
        if let twice = Dictionary(grouping: saes, by: \.id).first(where: { $0.value.count > 1 }) {
            throw Failure(.usage, "two SAEs would be \(twice.key.quoted)", remedy: "give each row different sparsities")
        }
        // Evaluations open one model for all of them, and take its activations in one way.
        for key in ["model.path", "model.center_writing_weights", "model.fold_value_biases"] {
            let setting = try Setting.named(key), values = Set(saes.map { setting.yaml(of: $0.config) })
            guard values.count <= 1 else {
                throw Failure(
                    .usage, "\(key) is \(values.sorted().joined(separator: " and ")) in one comparison", at: "--set-for",
                    remedy: "give all rows the same, or make two comparisons")
            }
        }
        self.rows = rows.map(\.row)
        self.saes = saes
    }

    public func sae(_ id: String) -> PlannedSAE? { saes.first { $0.id == id } }
}

/// Settings of all rows together.
private struct SharedSettings {
    private var sources: RunConfigSources
    private let given: Set<String>
    /// The embedded model, tuned as the demo is.
    let isDemo: Bool

    init(_ request: ComparisonPlan.Request) throws {
        var sources = request.sources
        let said = try sources.givenKeys()
        let start = try sources.resolveSettings()
        let isOfWorld = start.world.name != nil
        guard start.start.from == nil else {
            throw Failure(
                .usage, "init.from cannot be given for a comparison: its rows start alike, from weights that are drawn",
                at: start.start.from, remedy: "leave it out; 'orthosae train --from' goes on from a finished SAE")
        }
        guard isOfWorld || request.worldSeeds <= 1 else {
            throw Failure(
                .usage, "there is no world to have \(request.worldSeeds) of", at: "--world-seeds",
                remedy: "name one: --world toy")
        }
        isDemo = !isOfWorld && start.model.isEmbedded && start.data.activations == nil && sources.preset != .paper
        // Added only where nobody said anything: assignments weigh more than a file.
        if isDemo, !said.contains("data.tokens") {
            sources.assignments.append(.init("data.tokens", .plain("\(request.demoTokens)"), at: "compare"))
        }
        if start.data.activations == nil, !isOfWorld, !said.contains("data.held_out_rows") {
            sources.assignments.append(.init("data.held_out_rows", .plain("\(request.heldOutRows)"), at: "compare"))
        }
        given = said
        self.sources = sources
    }

    func resolve(_ architecture: Architecture) throws -> RunConfig {
        var sources = sources
        sources.architecture = architecture
        var config = try sources.resolveSettings()
        if isDemo { shorten(&config) }
        return config
    }

    func resolve(_ recipe: RowRecipe, own: [SettingAssignment]) throws -> RunConfig {
        var config = try resolve(recipe.architecture)
        if recipe.addsCompetition {
            let orthogonal = try resolve(.orthogonal)
            config.competition = orthogonal.competition
            config.curriculum = orthogonal.curriculum
        }
        for setting in recipe.settings + own {
            try Setting.named(setting.key, at: setting.place).set(setting.text, in: &config, at: setting.place)
        }
        config.takeNamedSteps(Set(own.map(\.key)))
        return config
    }

    /// The demo's tuning is for its million tokens: what it says in steps or tokens shrinks with a shorter run.
    private func shorten(_ config: inout RunConfig) {
        let whole = RunConfig.preset(.demo)
        let share = Double(config.steps) / Double(whole.steps)
        guard share < 1, sources.recipe == nil, !given.contains("sae.recipe") else { return }
        func part(_ number: Int) -> Int { Int(bounded: (Double(number) * share).rounded()) }
        if !given.contains("optimizer.decay") { config.optimizer.decay = part(whole.optimizer.decay) }
        if !given.contains("optimizer.warmup") { config.optimizer.warmup = part(whole.optimizer.warmup) }
        if !given.contains("dead.tokens") { config.dead.tokens = max(1, part(whole.dead.tokens)) }
    }
}

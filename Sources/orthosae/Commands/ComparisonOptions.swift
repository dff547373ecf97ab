import ArgumentParser
import Comparison
import Evaluation
import Failures
import Foundation
import Records

/// What `compare` and `ablate` share.
struct ComparisonOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Seeds for each row and sparsity, counted up from --seed.", valueName: "n"),
        transform: OptionNumber.whole(1...1000))
    var seeds = 1

    @Option(
        help: ArgumentHelp(
            "With --world: worlds for each of them, counted up from world.seed; repetitions like seeds.", valueName: "n"),
        transform: OptionNumber.whole(1...1000))
    var worldSeeds = 1

    @Option(
        help: ArgumentHelp(
            "One setting of one row, as orthogonal:competition.weight=0.1; may be repeated.",
            valueName: "row:key=value"))
    var setFor: [String] = []

    @Option(help: "Whose optimiser, norm and dead-latent rules: \(names(Recipe.self)).")
    var recipe: Recipe?

    @Option(help: ArgumentHelp("Size of the dictionary.", valueName: "n"))
    var latents: String?

    @Option(help: ArgumentHelp("A folder of shards from 'orthosae harvest' instead of model and text.", valueName: "dir"))
    var activations: String?

    @Option(
        help: ArgumentHelp(
            "The most SAEs that train at once; otherwise what fits into half the memory.", valueName: "n"),
        transform: OptionNumber.whole(1...10_000))
    var atOnce: Int?

    @Option(help: ArgumentHelp("The folder; one that the same command began is gone on with.", valueName: "dir"))
    var out: String?

    @Option(help: ArgumentHelp("Go on with the comparison in this folder, with its own command line.", valueName: "dir"))
    var resume: String?

    /// The checkpoint that is gone on from, where one was named.
    var checkpoint: URL?

    @Flag(help: "Train SAEs that failed before once more.")
    var retry = false

    @Flag(help: "Print the record as JSON.")
    var json = false

    /// What the options say of a plan.
    ///
    /// - Parameter spelling: a folder of a spelling stream, which gives the activations and the preset that suits it
    ///   where none is named.
    func request(
        _ kind: ComparisonRecord.Kind, _ run: RunOptions, core: CoreSettings, spelling: String?
    ) throws -> ComparisonPlan.Request {
        var request = ComparisonPlan.Request()
        request.kind = kind
        request.sources = try run.sources
        if let spelling { try SpellingTestbed.words(in: URL(filePath: spelling, directoryHint: .isDirectory)) }
        if spelling != nil, request.sources.preset == nil, request.sources.file == nil { request.sources.preset = .spelling }
        request.sources.recipe = recipe
        func add(_ key: String, _ value: String?, _ flag: String) {
            // Before what `--set` says, which weighs more.
            if let value { request.sources.assignments.insert(SettingAssignment(key, .plain(value), at: flag), at: 0) }
        }
        add("sae.latents", latents, "--latents")
        add("data.activations", activations ?? spelling, activations == nil ? "--spelling" : "--activations")
        request.seeds = seeds
        request.worldSeeds = worldSeeds
        request.heldOutRows = core.rows
        request.rowSettings = try setFor.map { text in
            // The row may have a colon of its own, a key has none.
            let parts = text.split(separator: "=", maxSplits: 1).first.map(String.init) ?? ""
            guard let colon = parts.lastIndex(of: ":") else {
                throw Failure(
                    .usage, "\(text.quoted) names no row and setting", at: "--set-for",
                    remedy: "write for instance orthogonal:competition.weight=0.1")
            }
            let setting = String(text[text.index(after: colon)...])
            return (String(text[..<colon]), try SettingAssignment(argument: setting, at: "--set-for"))
        }
        return request
    }

    /// What shards say of themselves, for a plan's configurations.
    func prepare(_ request: ComparisonPlan.Request) throws -> (RunConfig) throws -> RunConfig {
        let given = try request.sources.givenKeys()
        return { RunPaths.absolute(try Places.pinned(RunInputs.adoptingShards($0, given: given))) }
    }

    /// Trains, evaluates, prints.
    func run(_ plan: ComparisonPlan, _ evaluations: ComparisonEvaluations, threads: Int, command: [String]) throws {
        let session = try ComparisonSession(
            plan,
            .init(
                out: out, command: command, checkpoint: checkpoint, atOnce: atOnce, retries: retry, threads: threads, evaluations: evaluations))
        Terminal.say(
            "\(plan.saes.count) SAEs: \(plan.rows.count) rows, \(seeds) seed\(seeds == 1 ? "" : "s"), "
                + (worldSeeds > 1 ? "\(worldSeeds) worlds, " : "") + "in "
                + session.folder.path)
        for (note, ids) in Dictionary(
            grouping: plan.saes.flatMap { sae in sae.config.notesOnLengths.map { ($0, sae.row) } }, by: \.0
        ).mapValues({ Set($0.map(\.1)).sorted() }).sorted(by: { $0.key < $1.key }) {
            Terminal.say("note: \(ids.joined(separator: ", ")): \(note)")
        }
        try session.run()
        try ComparisonSummary(session.folder).show(json: json)
        if let failure = session.unwritten ?? session.shortOfText { throw failure }
    }

    /// The words after the subcommand that repeat this command, whatever folder it writes in.
    static var words: [String] {
        let own = ["--out": 1, "--resume": 1, "--json": 0, "--retry": 0]
        var words = Array(CommandLine.arguments.dropFirst(2)), kept: [String] = []
        while let word = words.first {
            words.removeFirst()
            let name = word.split(separator: "=", maxSplits: 1).first.map(String.init) ?? word
            guard let values = own[name] else {
                kept.append(word)
                continue
            }
            if name == word { words.removeFirst(min(values, words.count)) }
        }
        return fromRoot(kept, RunPaths.lasting)
    }

    /// Options whose values are places.
    private static let places: Set<String> = [
        "--corpus", "--model", "--activations", "--config", "--probing-data", "--probing-sets", "--spelling",
    ]

    /// The words with every place changed: a recorded command is repeated from any folder.
    static func fromRoot(_ words: [String], _ change: (String) -> String) -> [String] {
        var option = ""
        return words.map { word in
            if option == "--set" {
                option = ""
                let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
                guard parts.count == 2, Setting.places.contains(parts[0]), !parts[1].hasPrefix("[") else { return word }
                return parts[0] + "=" + change(parts[1])
            }
            if word.hasPrefix("--") {
                let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
                option = parts.count == 1 ? word : ""
                return parts.count == 2 && places.contains(parts[0]) ? parts[0] + "=" + change(parts[1]) : word
            }
            return places.contains(option) ? change(word) : word
        }
    }

    /// The command line that began the comparison in a folder.
    ///
    /// - Throws: `Failure(.missingInput)` where there is none; `.usage` where it is another command's, or where
    ///   something was given that a comparison that goes on keeps.
    static func recorded(in place: String, kind: ComparisonRecord.Kind) throws -> [String] {
        let folder = try ResumePlace.read(place).folder
        guard let record = try ComparisonFolder.read(folder) else {
            throw Failure(
                .missingInput, "there is no comparison to go on with (no \(FileNames.comparison))", at: folder,
                remedy: "name the folder of one that was interrupted")
        }
        guard record.kind == kind else {
            throw Failure(
                .usage, "this is a folder of 'orthosae \(record.kind.rawValue)'", at: folder,
                remedy: ResumePlace.command(record.kind.rawValue, folder))
        }
        let free = ["--threads", "--at-once"]
        if let other = words.first(where: { word in word.hasPrefix("--") && !free.contains { word.hasPrefix($0) } }) {
            throw Failure(
                .usage, "\(other) cannot be given with --resume: a comparison keeps its settings",
                remedy: "leave it out, or start a new one")
        }
        return fromRoot(record.command) { RunPaths.found($0, for: folder) }
    }
}

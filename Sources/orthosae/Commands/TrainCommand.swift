import Activations
import ArgumentParser
import Autoencoders
import Engine
import Failures
import Foundation
import Records
import Training

/// `orthosae train`.
struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train", abstract: "Trains a sparse autoencoder and writes it in SAELens' layout.",
        discussion: """
            Without arguments it trains an Orthogonal SAE of 4,096 latents on layer 3 of the embedded model, in about \
            two minutes on two cores, and says where it is and what to do next.

            EXAMPLES
              orthosae train
              orthosae train --architecture topk --set sae.k=20
              orthosae train --model models/smollm2-135m --layer 5 --corpus my-text.jsonl
              orthosae train --preset paper --model gemma-2-2b --corpus pile/*.jsonl.zst
              orthosae train --activations shards --recipe saelens --architecture standard
              orthosae train --config runs/orthogonal/resolved.yaml --seed 1
              orthosae train --from runs/topk --tokens 200000 --set optimizer.learning_rate=1e-4
              orthosae train --resume runs/orthogonal

            Defaults weigh less than a preset, a preset less than a recipe and an architecture, these less than a \
            --config file, and that less than flags and --set. Without --preset the demo is the start where the \
            embedded model is used, 'small' (4,096 latents, 2 million activations, the demo's tuning) where another \
            model is, and the paper's section 4 on prepared activations. All settings, with what each may be: \
            orthosae train --list-settings.

            The run folder holds every setting (resolved.yaml), a line for each interval (events.jsonl), checkpoints, \
            and at the end the SAE (sae/). Ctrl-C writes a checkpoint first; a second one ends the program at once.

            \(Glossary.help)
            """)

    @OptionGroup(title: "What the run is")
    var options: RunOptions

    @Option(
        help: "Whose optimiser, norm and dead-latent rules: \(names(Recipe.self))."
    )
    var recipe: Recipe?

    @Option(
        help:
            "Activation function, penalties and curriculum: \(names(Architecture.self))."
    )
    var architecture: Architecture?

    @Option(help: ArgumentHelp("Size of the dictionary.", valueName: "n"))
    var latents: String?

    @Option(
        help: ArgumentHelp(
            "Train on a folder of shards from 'orthosae harvest' instead of model and text.", valueName: "dir"))
    var activations: String?

    @Option(
        help: ArgumentHelp(
            "Start from this finished SAE's weights instead of drawing them: fine-tunes it. Latents, hook and, where they "
                + "are not given, the architecture are its own.", valueName: "sae"))
    var from: String?

    @Option(help: ArgumentHelp("Checkpoints to keep.", valueName: "n"))
    var keep: String?

    @Option(
        help: ArgumentHelp(
            "The run folder; must not exist, or be empty. Otherwise runs/<architecture>.", valueName: "dir"))
    var out: String?

    @Option(
        help: ArgumentHelp(
            "Continue the run in this folder from its newest checkpoint, or from the one named: RUN/checkpoints/step-N.",
            valueName: "dir"))
    var resume: String?

    @Flag(help: "Print the result as JSON.")
    var json = false

    @Flag(help: "List every setting and what it may be, then stop.")
    var listSettings = false

    func run() throws {
        if listSettings { return Terminal.print(SettingsList.text) }
        let session =
            try resume.map { try TrainingSession(resuming: $0, changes: changesOnResume()) }
            ?? TrainingSession(try configuration(), folder: out)
        let result = try session.run()
        if json { for warning in result.warnings { Terminal.say("orthosae: warning: \(warning)") } }
        Terminal.print(json ? try result.json() : result.text)
        if let failure = result.shortOfText { throw failure }
    }

    private func configuration() throws -> RunConfig {
        var sources = try options.sources
        sources.recipe = recipe
        sources.architecture = architecture
        func add(_ key: String, _ value: String?, _ flag: String) {
            // Before what `--set` says, which weighs more.
            if let value { sources.assignments.insert(SettingAssignment(key, .plain(value), at: flag), at: 0) }
        }
        add("sae.latents", latents, "--latents")
        add("data.activations", activations, "--activations")
        add("record.keep", keep, "--keep")
        add("init.from", from, "--from")
        var given = try sources.givenKeys()
        if let folder = activations, !given.contains("data.tokens") {
            // Shards hold what they hold: a run on them takes all of it where nobody says less.
            let held = try ShardStream.readManifest(URL(filePath: folder, directoryHint: .isDirectory)).tokens
            sources.assignments.insert(SettingAssignment("data.tokens", .plain("\(held)"), at: folder), at: 0)
            given = try sources.givenKeys()
        }
        if let place = try sources.startingPlace() {
            let start = try StartingSAE(place, engine: ComputeEngine(threads: 1))
            let found = try start.settings(given: given.union(architecture == nil ? [] : ["sae.architecture"]))
            sources.assignments.insert(contentsOf: found, at: 0)
            given = try sources.givenKeys()
        }
        let config = try RunInputs.adoptingShards(try sources.resolve(), given: given)
        for note in try sources.shortened() + config.notesOnLengths { Terminal.say("note: \(note)") }
        return RunPaths.absolute(try Places.pinned(config))
    }

    /// A resumed run keeps its settings but for those that change no result.
    private func changesOnResume() throws -> [SettingAssignment] {
        let free = ["--threads", "--device", "--model", "--corpus"]
        let given = try options.assignments.map(\.place).filter { !free.contains($0) }
        let others = [
            ("--preset", options.preset != nil), ("--config", options.config != nil), ("--recipe", recipe != nil),
            ("--architecture", architecture != nil), ("--latents", latents != nil), ("--from", from != nil),
            ("--out", out != nil),
        ].filter(\.1).map(\.0)
        if let flag = (given + others).first {
            throw Failure(
                .usage, "\(flag) cannot be given with --resume: a run keeps its settings",
                remedy: "leave it out, or start a new run with --config \(resume ?? "")/\(FileNames.resolvedSettings)")
        }
        // Where model, text or shards lie now: that they are the same is seen from their content.
        let corpus = options.corpus.isEmpty
            ? [] : [SettingAssignment("data.corpus", .list(options.corpus.map(RunPaths.lasting)), at: "--corpus")]
        return corpus + [
            ("threads", options.threads, "--threads"), ("device", options.device, "--device"), ("record.keep", keep, "--keep"),
            ("model.path", options.model.map(RunPaths.lasting), "--model"),
            ("data.activations", activations.map(RunPaths.absolute), "--activations"),
        ].compactMap { key, value, flag in value.map { SettingAssignment(key, .plain($0), at: flag) } }
    }
}

/// Every word of a choice, for a line of help.
func names<Choice: CaseIterable & RawRepresentable<String>>(_ type: Choice.Type) -> String {
    type.allCases.map(\.rawValue).joined(separator: ", ")
}

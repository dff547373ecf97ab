public import ArgumentParser
import Failures
import LanguageModels
import Records
import Worlds

extension Preset: ExpressibleByArgument {}
extension Recipe: ExpressibleByArgument {}
extension Architecture: ExpressibleByArgument {}

/// The options that say what a run is; `train` and `harvest` share them. Their values are words here: the table of
/// settings judges them, so that a flag, `--set` and a file accept the same.
struct RunOptions: ParsableArguments {
    @Option(help: "A whole set-up: the embedded demo, a first look at another model, or the paper's section 4.")
    var preset: Preset?

    @Option(help: ArgumentHelp("A YAML file of settings; 'resolved.yaml' of an earlier run is one.", valueName: "file"))
    var config: String?

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp(
            "One setting, as l1.weight=0.1; may be repeated. All of them: --list-settings.", valueName: "key=value"))
    var settings: [String] = []

    @Option(help: ArgumentHelp("A language model: a folder in Hugging Face's layout, a GGUF file, org/name[@revision] on the Hub, 'embedded' or 'embedded-letters'.", valueName: "path"))
    var model: String?

    @Option(
        help: ArgumentHelp(
            "A world with known features in place of model and text: "
                + "\(WorldRegistry.all.map { $0.name }.joined(separator: ", ")). Its settings: world.… (Guides/Worlds.md).",
            valueName: "name"))
    var world: String?

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Text: .txt, .jsonl, .csv (.gz, .zst), .parquet, .arrow files or folders, a data set on the Hub (org/name), or 'embedded'.", valueName: "file"))
    var corpus: [String] = []

    @Option(
        help: ArgumentHelp(
            "The field or column of the text, or of token ids; otherwise the first that there is of tokens, input_ids, text, problem.",
            valueName: "name"))
    var column: String?

    @Option(help: ArgumentHelp("The layer after which the residual stream is read; of a model of one's own the middle one unless you say.", valueName: "n"))
    var layer: String?

    @Option(help: ArgumentHelp("Instead of --layer: the activation's TransformerLens name.", valueName: "name"))
    var hook: String?

    @Option(help: ArgumentHelp("Activations to use in all.", valueName: "n"))
    var tokens: String?

    @Option(help: ArgumentHelp("Passes over the text before the run ends for want of it.", valueName: "n"))
    var epochs: String?

    @Option(help: ArgumentHelp("What to do at a malformed line of text: error or skip.", valueName: "what"))
    var onBadLine: String?

    @Flag(name: .customLong("no-bos"), help: "Neither begin rows of text with BOS nor put it between documents.")
    var noBOS = false

    @Option(help: ArgumentHelp("Seeds every random choice.", valueName: "n"))
    var seed: String?

    @Option(help: ArgumentHelp("Worker threads; 0 takes every processor. Results do not depend on it.", valueName: "n"))
    var threads: String?

    @Option(
        help: ArgumentHelp(
            "Where to compute: auto (a GPU where one is found and works, else the processor), cpu, cuda or cuda:N.",
            valueName: "device"))
    var device: String?

    @Option(
        help: ArgumentHelp(
            "What a GPU's products round their operands to: \(names(DevicePrecision.self)).", valueName: "precision"))
    var precision: String?

    func validate() throws {
        if layer != nil, hook != nil {
            throw ValidationError("--layer and --hook say the same thing: give one of them")
        }
    }

    /// What was given, in the order in which it weighs: `--set` after the flags.
    var assignments: [SettingAssignment] {
        get throws {
            var given: [SettingAssignment] = []
            func add(_ key: String, _ value: String?, _ flag: String) {
                if let value { given.append(SettingAssignment(key, .plain(value), at: flag)) }
            }
            add("model.path", model, "--model")
            if !corpus.isEmpty { given.append(SettingAssignment("data.corpus", .list(corpus), at: "--corpus")) }
            add("data.column", column, "--column")
            if let layer {
                guard let number = Int(layer), number >= 0 else {
                    throw Failure(
                        .usage, "there is no layer '\(layer)'", at: "--layer", remedy: "give a number from 0 on")
                }
                add("model.hook", "blocks.\(number).hook_resid_post", "--layer")
            }
            add("model.hook", hook, "--hook")
            add("world.name", world, "--world")
            add("data.tokens", tokens, "--tokens")
            add("data.epochs", epochs, "--epochs")
            add("data.on_bad_line", onBadLine, "--on-bad-line")
            add("data.prepend_bos", noBOS ? "false" : nil, "--no-bos")
            add("seed", seed, "--seed")
            add("threads", threads, "--threads")
            add("device", device, "--device")
            add("precision", precision, "--precision")
            return try given + settings.map { try SettingAssignment(argument: $0) }
        }
    }

    /// The sources of a configuration that these options name.
    var sources: RunConfigSources {
        get throws {
            var sources = RunConfigSources()
            sources.preset = preset
            sources.file = config
            sources.assignments = try assignments
            sources.worldScale = try sources.namedWorld().map { try WorldRegistry.named($0).scale }
            // A model of one's own has its middle layer read where nobody says which.
            if let model = try sources.modelWithoutHook() {
                let place = try Places.model(model)
                sources.usualHook = try ModelDescription(model: place).middle.name
            }
            return sources
        }
    }
}

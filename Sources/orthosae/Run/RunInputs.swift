import Activations
import Autoencoders
import Engine
import Evaluation
import Failures
import Foundation
import Harvest
import Records
import SAEFiles
import Tokens
import Worlds

/// Where a run's activations come from, opened: model and text, shards, or a world.
final class RunInputs {
    let source: MixingSource
    /// Whether a signal may end the reading of activations at once: until something came of them.
    var losesNothing: Bool {
        get { stream.losesNothing }
        set { stream.losesNothing = newValue }
    }
    private let stream: InterruptibleStream
    private let config: RunConfig
    private let origin: Origin

    private enum Origin {
        case language(LanguageInputs)
        case shards(ShardStream)
        case world(World)
    }

    /// - Throws: `Failure`: what opening throws; `.badData` when the shards hold too little.
    init(_ config: RunConfig, engine: ComputeEngine) throws {
        self.config = config
        let stream: any ActivationStream
        if config.world.name != nil {
            let world = try WorldRegistry.world(config.world, engine: engine)
            origin = .world(world)
            stream = try WorldStream(world, order: config.data.seed ?? config.seed, engine: engine)
        } else if let folder = config.data.activations {
            let shards = try ShardStream(folder: RunInputs.url(folder), engine: engine)
            guard shards.tokens >= config.data.tokens else {
                throw Failure(
                    .badData, "the shards hold \(shards.tokens) activations, the run asks for \(config.data.tokens)",
                    at: folder, remedy: "harvest more, or ask for fewer with --tokens")
            }
            origin = .shards(shards)
            stream = shards
        } else {
            let language = try LanguageInputs(config, engine: engine)
            origin = .language(language)
            stream = language.stream
        }
        self.stream = InterruptibleStream(stream)
        source = MixingSource(stream: self.stream, plan: MixingPlan(config), engine: engine)
    }

    /// The files that decide what the run sees, in the order in which they are read.
    ///
    /// - Throws: what listing them throws.
    func files() throws -> [(role: InputsRecord.Role, path: String)] {
        switch origin {
        case .shards(let shards):
            let folder = config.data.activations ?? ""
            let names = [HarvestManifest.fileName] + shards.manifest.shards.map(\.name)
            return (names + [shards.manifest.heldOut?.name].compactMap { $0 }).map { (.activations, folder + "/" + $0) }
        case .world:
            let parameters = config.world.parameters.map { [(InputsRecord.Role.activations, $0)] } ?? []
            return try parameters + (config.world.background.map(ShardBackground.files) ?? []).map { (.activations, $0) }
        case .language:
            let folder = try Places.model(config.model.path)
            return try ModelDigest.files(of: folder).map { (.model, $0) }
                + Places.corpus(config.data.corpus).map { (.corpus, $0) }
        }
    }

    private static func url(_ folder: String) -> URL { URL(filePath: folder, directoryHint: .isDirectory) }

    /// The activations that training never sees, `[n, d]`; nil when there are none.
    func heldOut() throws -> Matrix? {
        switch origin {
        case .language(let language): try language.heldOutStream()?.matrix()
        case .shards(let shards): try shards.heldOut()
        case .world(let world): try world.heldOutTokens().activations
        }
    }

    /// The language model's name.
    var modelName: String {
        switch origin {
        case .language(let language): language.modelName
        case .shards(let shards): ModelAndTokenizer.name(shards.manifest.settings.model)
        case .world(let world): "world \(world.name), seed \(world.seed)"
        }
    }

    /// Lines of text passed over as unreadable.
    var skippedLines: Int {
        if case .language(let language) = origin { language.stream.skippedLines } else { 0 }
    }

    /// What the finished SAE's metadata say.
    ///
    /// - Parameter trained: the settings of one of several SAEs; nil: those of the run.
    func description(tokens: Int, of trained: RunConfig? = nil) -> SAEDescription {
        var about = SAEDescription(
            modelName: modelName, hookName: config.model.hook, contextSize: config.data.context,
            dataset: Places.datasets(config.data.corpus),
            prependsBOS: config.data.prependBOS, excludesBOS: config.data.dropBOS, trainedAs: (trained ?? config).sae.architecture.rawValue, trainingTokens: tokens,
            writer: "\(ProductVersion.name) \(ProductVersion.current)")
        if case .world(let world) = origin { about.take(world: world.name) }
        if case .shards(let shards) = origin, let spelling = shards.manifest.settings.spelling {
            about.dataset = spelling.dataset(text: about.dataset)
        }
        (about.centersWriting, about.foldsValueBiases) = (config.model.centersWriting, config.model.foldsValueBiases)
        return about
    }

    /// The configuration with what prepared activations say of themselves: model, hook, corpus and how it was read.
    ///
    /// - Parameter given: the keys that the user set.
    /// - Throws: `Failure(.usage)` when the user asked for something else than the shards hold.
    static func adoptingShards(_ config: RunConfig, given: Set<String>) throws -> RunConfig {
        guard let folder = config.data.activations else { return config }
        let settings = try ShardStream(folder: url(folder), engine: ComputeEngine(threads: 1)).manifest.settings
        let config = RunPaths.absolute(config)
        var adopted = config
        adopted.model.path = settings.model
        adopted.model.hook = settings.hook
        adopted.model.centersWriting = settings.centersWriting
        adopted.model.foldsValueBiases = settings.foldsValueBiases
        adopted.data.corpus = settings.corpus
        adopted.data.column = settings.column
        adopted.data.context = settings.context
        adopted.data.packing = settings.packing
        adopted.data.prependBOS = settings.prependsBOS
        adopted.data.dropBOS = settings.dropBOS
        adopted.data.epochs = settings.epochs
        adopted.data.onBadLine = settings.onBadLine
        adopted.data.heldOutRows = settings.heldOutRows
        adopted.data.maskShare = settings.maskShare
        adopted.data.maskToken = settings.maskToken
        adopted = RunPaths.absolute(adopted)
        for setting in Setting.all where given.contains(setting.key) {
            let (asked, there) = (setting.yaml(of: config), setting.yaml(of: adopted))
            guard asked == there else {
                throw Failure(
                    .usage, "\(setting.key) is \(asked), but the activations were harvested with \(there)", at: folder,
                    remedy: "leave it out, or harvest anew")
            }
        }
        return adopted
    }
}

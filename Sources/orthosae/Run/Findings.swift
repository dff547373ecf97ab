import Activations
import Autoencoders
import Engine
import Failures
import Files
import Foundation
import LanguageModels
import Records
import SAEFiles
import TensorFiles
import Training

/// What a path holds, as names and values: for a person in two columns, for a program as one object.
struct Findings {
    /// "run", "sae", "checkpoint", "model", "shards", "tensors".
    var kind = ""
    private var fields: [(name: String, value: Any)] = []
    /// The model, where it has its tokenizer with it.
    var opened: ModelAndTokenizer?

    /// - Throws: `Failure(.missingInput)` when there is nothing there; `.badData` when it is damaged or none of ours.
    init(at path: String, text: String? = nil) throws {
        let path = try Places.isHubModel(path) ? Places.model(path) : path
        if let published = try Places.publishedSAE(path) {
            try addSAE(published)
            return
        }
        let url = URL(filePath: path)
        func has(_ name: String) -> Bool {
            FileManager.default.fileExists(atPath: url.appending(path: name).path(percentEncoded: false))
        }
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw Failure(
                .missingInput, "there is no such file or folder", at: path,
                remedy: HubName.remedy(for: path, as: .model) ?? "check the path")
        }
        if GGUFFile.isOne(path) {
            try addGGUF(path)
        } else if !isFolder.boolValue, SAEFile.seemsOne(url) {
            try addSAE(FinishedSAE(place: url))
        } else if !isFolder.boolValue {
            try addTensors(SafetensorsFile(url))
        } else if has(FileNames.resolvedSettings) {
            try addRun(url)
        } else if SAEFile.seemsOne(url) {
            try addSAE(FinishedSAE(place: url))
        } else if has(FileNames.manifest) {
            try addCheckpoint(url)
        } else if has(HarvestManifest.fileName) {
            try addShards(url)
        } else if ["config.json", "adapter_config.json", "tokenizer.json", "model.safetensors"].contains(where: has) {
            try addModel(path)
        } else {
            throw Failure(
                .badData, "this is no run, SAE, checkpoint, model or shard folder", at: path,
                remedy: "name a folder that orthosae or Hugging Face wrote")
        }
        if let text {
            guard kind == "model" else {
                throw Failure(.usage, "only a model predicts text, and this is a \(kind)", at: "--text")
            }
            try addText(text, path)
        }
    }

    mutating func add(_ name: String, _ value: Any?) {
        if let value { fields.append((name, value)) }
    }

    private mutating func addRun(_ url: URL) throws {
        kind = "run"
        var sources = RunConfigSources()
        sources.areRecorded = true
        sources.file = url.appending(path: FileNames.resolvedSettings).path(percentEncoded: false)
        let config = try sources.resolve()
        add("architecture", config.sae.architecture.rawValue)
        add("recipe", config.sae.recipe.rawValue)
        add("latents", config.sae.latents)
        if let world = config.world.name {
            add("world", world)
            add("world seed", "\(config.world.seed)")
        } else {
            add("model", config.data.activations == nil ? config.model.path : nil)
            add("activations", config.data.activations)
            add("hook", config.model.hook)
        }
        add("steps", config.steps)
        if let event = try RunFiles.lastEvent(of: url) {
            add("last step", event.step + 1)
            add("loss", event.losses?.total)
            add("L0 (training batch)", event.l0)
            add("explained variance (training batch)", event.explainedVariance)
            add("alive in training", event.aliveFraction)
            add("pairs in a training batch", event.competition?.pairs)
            add("seconds", event.seconds)
        }
        if let checkpoint = Checkpoints.latest(in: url) { add("newest checkpoint", checkpoint.lastPathComponent) }
        let sae = url.appending(path: FileNames.finished)
        add("finished", SAEFile.isOne(sae))
        if SAEFile.isOne(sae) { try addRates(sae) }
    }

    private mutating func addSAE(_ found: FinishedSAE) throws {
        kind = "SAE"
        let contents = try found.read(engine: ComputeEngine(threads: 1))
        let (sae, about) = (contents.autoencoder, contents.description)
        add("format", contents.format)
        add("activation function", sae.configuration.activation.rawValue)
        add("latents", sae.latents)
        add("width", sae.width)
        if sae.configuration.activation == .topk { add("k", sae.configuration.k.perToken) }
        add("read by the rules", contents.decisions.isEmpty ? nil : contents.decisions)
        add("published L0", contents.alarm.l0)
        add("published explained variance", contents.alarm.explainedVariance)
        add("model", about.modelName.isEmpty ? nil : about.modelName)
        add("hook", about.hookName.isEmpty ? nil : about.hookName)
        add("context", about.contextSize > 0 ? about.contextSize : nil)
        if about.centersWriting { add("activations without their mean", true) }
        if about.foldsValueBiases { add("activations without value biases", true) }
        add("begins with BOS", about.prependsBOS ? nil : false)
        add("trained as", about.trainedAs.isEmpty ? nil : about.trainedAs)
        add("trained on tokens", about.trainingTokens > 0 ? about.trainingTokens : nil)
        add("dataset", about.dataset.isEmpty ? nil : about.dataset)
        try addRates(found.place)
        add("written by", about.writer.isEmpty ? nil : about.writer)
    }

    /// Of an SAE whose firing was measured on rows that its training never saw.
    private mutating func addRates(_ url: URL) throws {
        guard let rates = try SAEFile.firingRates(url), !rates.isEmpty else { return }
        add("alive on held-out tokens", Double(rates.count { $0 > 0 }) / Double(rates.count))
        add("latents that fire on most tokens", rates.count { $0 > LatentLabels.often })
    }

    private mutating func addCheckpoint(_ url: URL) throws {
        kind = "checkpoint"
        let manifest = try RunFiles.manifest(of: url)
        add("step", manifest.step)
        add("tokens", manifest.tokens)
        add("SAEs", manifest.jobs.map(\.name))
        add("files", manifest.files.map(\.name))
        add("bytes", Int(bounded: manifest.files.reduce(0.0) { $0 + Double($1.bytes) }))
    }

    private mutating func addShards(_ url: URL) throws {
        kind = "shards"
        let manifest = try ShardStream(folder: url, engine: ComputeEngine(threads: 1)).manifest
        add("activations", manifest.tokens)
        add("width", manifest.width)
        add("number format", manifest.dtype)
        add("shards", manifest.shards.count)
        add("held-out activations", manifest.heldOut?.rows)
        add("model", manifest.settings.model)
        add("hook", manifest.settings.hook)
        add("corpus", manifest.settings.corpus)
        add("context", manifest.settings.context)
    }

    private mutating func addTensors(_ file: SafetensorsFile) throws {
        kind = "tensors"
        for entry in file.entries { add(entry.name, "\(entry.type.rawValue) \(entry.shape)") }
    }

    var text: String {
        // Names and texts come from files: none may steer the terminal or break the line.
        kind + "\n"
            + Wording.table(fields.map { ($0.name.oneLine(atMost: 200), Findings.shown($0.value).oneLine(atMost: 1000)) })
    }

    func json() throws -> String {
        var object: [String: Any] = ["kind": kind]
        for (name, value) in fields { object[kind == "tensors" ? name : Findings.key(name)] = value }
        return try Wording.json(object)
    }

    private static func shown(_ value: Any) -> String {
        switch value {
        case let flag as Bool: flag ? "yes" : "no"
        case let number as Int: Wording.count(number)
        case let number as Double: Wording.figure(number)
        case let list as [String]: list.joined(separator: ", ")
        default: "\(value)"
        }
    }

    /// "L0 (training batch)" as "l0_training_batch".
    private static func key(_ name: String) -> String {
        name.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: "_")
    }
}

import Autoencoders
import Engine
import Failures
import Files
import Foundation
import Records
import TensorFiles

/// dictionary_learning: `ae.pt` beside `config.json`, which names the class; also `checkpoints/ae_N.pt` below it.
/// Sources: exchange.md 1.3; dictionary_learning training.py.
enum DictionaryLearningFormat: SAEFormat {
    static let name = "dictionary_learning"
    static let configurationName = "config.json"
    static let weightsName = "ae.pt"
    /// Numbers that a layer may have.
    static let layers = 0...100_000

    static func matches(_ place: SAEPlace) -> Bool {
        if let file = place.file {
            let name = file.lastPathComponent
            if name == configurationName { return place.has(weightsName) }
            if name == weightsName || name.hasPrefix("ae_") && file.pathExtension == "pt" { return true }
            // Under another name, its configuration still says whose it is.
            return file.pathExtension == "pt" && ((try? JSONTree(file: place[configurationName]))?["trainer"]?["dict_class"]) != nil
        }
        return place.has(weightsName)
    }

    private static func weights(_ place: SAEPlace) -> URL {
        place.file.flatMap { $0.pathExtension == "pt" ? $0 : nil } ?? place[weightsName]
    }

    /// nil where there is none: an `ae.pt` alone.
    private static func configuration(_ place: SAEPlace) -> URL? {
        if place.has(configurationName) { return place[configurationName] }
        guard place.file?.lastPathComponent.hasPrefix("ae_") == true else { return nil }
        let above = place.folder.deletingLastPathComponent().appending(path: configurationName)
        return FileManager.default.fileExists(atPath: above.filePath) ? above : nil
    }

    static func files(_ place: SAEPlace) -> [URL] { [configuration(place), weights(place)].compactMap(\.self) }

    static func read(_ place: SAEPlace, _ hints: SAEHints, _ engine: ComputeEngine) throws -> SAEContents {
        let cfg = try configuration(place).map {
            try ConfigurationFile($0, remedy: "name a trainer's folder as dictionary_learning left it")
        }
        let tree = try configuration(place).map { try JSONTree(file: $0) }, trainer = try cfg?.object("trainer")
        let file = try PickleFile(weights(place))
        let kind = try self.kind(trainer, file)
        let source = PickleWeights(file, holding: kind.signature)
        let weights = Weights(source, engine: engine)
        let (sae, decisions) = try autoencoder(kind, weights, source, trainer)
        let k = sae.configuration.activation == .topk ? sae.configuration.k.perToken : nil
        var alarm = MisloadAlarm(l0: k.map(Double.init), isLimit: true, source: "k")
        if k == nil, kind == .batchTopK || kind == .matryoshka, let k = source.value("k")?.number {
            alarm = MisloadAlarm(l0: k, source: "k, which is a mean here,")
        }
        return SAEContents(
            autoencoder: sae, description: try description(cfg, tree, trainer, kind, hints), format: name,
            decisions: ["class \(kind.rawValue)"] + decisions, alarm: alarm, files: files(place))
    }

    /// The class that the configuration names, or the only one that has these tensors.
    private static func kind(_ trainer: ConfigurationFile?, _ file: PickleFile) throws -> DictionaryLearningClass {
        let all = DictionaryLearningClass.allCases.map(\.rawValue).joined(separator: ", ")
        if let trainer {
            guard let kind = DictionaryLearningClass(rawValue: try trainer.string("dict_class")) else {
                throw trainer.wrong("dict_class", "one of \(all)")
            }
            return kind
        }
        let names = Set(PickleWeights(file, root: file.root).names)
        guard let kind = DictionaryLearningClass.known(by: names) else {
            throw Failure(
                .badData, "there is no config.json beside it, and its tensors (\(names.sorted().prefix(8).joined(separator: ", "))) "
                    + "are those of no class or of several: top-k per token and in the batch are stored alike", at: file.path,
                remedy: "put dictionary_learning's config.json beside it")
        }
        return kind
    }

    private static func autoencoder(
        _ kind: DictionaryLearningClass, _ weights: Weights, _ source: PickleWeights, _ trainer: ConfigurationFile?
    ) throws -> (Autoencoder, [String]) {
        let (enc, dec) = kind.isLinear ? ("encoder.weight", "decoder.weight") : ("W_enc", "W_dec")
        let found = try weights.shape(enc, dimensions: 2)
        let (latents, d) = kind.isLinear ? (found[0], found[1]) : (found[1], found[0])
        for (key, size) in [("activation_dim", d), ("dict_size", latents)] {
            guard let trainer, trainer.has(key) else { continue }
            guard try trainer.integer(key, in: 1...Int(Int32.max)) == size else {
                throw trainer.wrong(key, "\(size), as \(weights.path.split(separator: "/").last.map(String.init) ?? "") has it")
            }
        }
        let bias = kind.isLinear ? "encoder.bias" : "b_enc"
        var shapes = [
            enc: found, dec: [found[1], found[0]], kind.decoderBias: [d],
        ]
        switch kind {
        case .gated: for name in ["r_mag", "gate_bias", "mag_bias"] { shapes[name] = [latents] }
        case .jumpReLU: (shapes[bias], shapes["threshold"]) = ([latents], [latents])
        default: shapes[bias] = [latents]
        }
        // k and a scalar threshold are checked where they are used; how latents were grouped is training's.
        let known: Set<String> = kind == .topK || kind == .batchTopK || kind == .matryoshka ? ["k", "threshold", "group_sizes"] : []
        try weights.check(shapes, ignoring: known, of: "dictionary_learning's \(kind.rawValue)")

        var parts = SAEParts(
            encoder: try kind.isLinear ? weights.matrix(enc, latents, d) : weights.turned(enc, latents, d),
            encoderBias: try weights.vector(kind == .gated ? "mag_bias" : bias, latents),
            decoder: try kind.isLinear ? weights.turned(dec, latents, d) : weights.matrix(dec, latents, d),
            decoderBias: try weights.vector(kind.decoderBias, d))
        let rule = kind.subtractsBias ? "b_dec is subtracted from the input" : "b_dec is not subtracted"
        switch kind {
        case .autoEncoder, .autoEncoderNew: return (parts.autoencoder(.relu, subtractsBias: kind.subtractsBias), [rule])
        case .gated:
            parts.threshold = try Gate.threshold(
                encoder: parts.encoder, gateBias: weights.vector("gate_bias", latents), magnitudeBias: parts.encoderBias,
                r: weights.vector("r_mag", latents), at: weights.path, engine: weights.engine)
            return (
                parts.autoencoder(.jumprelu, subtractsBias: true),
                [rule, "the gate is computed as a threshold, which is the same function"])
        case .jumpReLU:
            parts.threshold = try weights.vector("threshold", latents, isBounded: false)
            return (parts.autoencoder(.jumprelu, subtractsBias: false), [rule])
        case .topK:
            let k = try self.k(source, trainer, latents)
            return (
                parts.autoencoder(.topk, k: k, subtractsBias: true),
                [rule, "the \(k) largest latents of a token are kept; the stored threshold is not used"])
        case .batchTopK, .matryoshka:
            let theta = try threshold(source)
            parts.threshold = SAEParts.shared(theta, latents)
            if theta < 0 {
                // The class then keeps everything above 0, hundreds of latents where it was trained to keep k: its alarm
                // (k) will say so.
                return (
                    parts.autoencoder(.relu, subtractsBias: true),
                    [rule, "WARNING: the threshold was never set in training (\(theta)): every latent above 0 fires, as in its own program"])
            }
            return (parts.autoencoder(.jumprelu, subtractsBias: true), [rule, "latents fire above the stored threshold \(theta)"])
        }
    }

    private static func k(_ source: PickleWeights, _ trainer: ConfigurationFile?, _ latents: Int) throws -> Int {
        guard let value = source.value("k"), let k = value.whole ?? value.number.flatMap({ Int(exactly: $0) }), (1...latents).contains(k) else {
            throw Failure(
                .badData, "k is \(source.value("k").map { $0.number.map { "\($0)" } ?? "no number" } ?? "missing"), expected 1 to \(latents)",
                at: source.path, remedy: "the file is damaged; fetch it again")
        }
        if let trainer, trainer.has("k"), try trainer.integer("k", in: 1...Int(Int32.max)) != k {
            throw trainer.wrong("k", "\(k), as \(weightsName) has it")
        }
        return k
    }

    /// θ of all latents, below 0 where training ended before it was set.
    private static func threshold(_ source: PickleWeights) throws -> Float {
        let value = source.value("threshold")?.number ?? .nan
        guard value.isFinite, abs(value) <= Double(Weights.bound) else {
            throw Failure(.badData, "threshold is \(value), which is none", at: source.path, remedy: "the file is damaged; fetch it again")
        }
        return Float(value)
    }

    private static func description(
        _ cfg: ConfigurationFile?, _ tree: JSONTree?, _ trainer: ConfigurationFile?, _ kind: DictionaryLearningClass,
        _ hints: SAEHints
    ) throws -> SAEDescription {
        var about = SAEDescription(reading: hints)
        about.trainedAs = kind.rawValue
        guard let cfg, let trainer else { return about }
        if about.modelName.isEmpty, trainer.has("lm_name") { about.modelName = try trainer.string("lm_name") }
        if about.contextSize == 0, cfg.has("buffer") {
            let buffer = try cfg.object("buffer")
            if buffer.has("ctx_len") { about.contextSize = try buffer.integer("ctx_len", in: 0...(1 << 31)) }
        }
        if about.hookName.isEmpty { about.hookName = try hook(trainer) }
        // What a conversion of ours has put beside it.
        if cfg.has(Remarks.key) { try Remarks.read(cfg.object(Remarks.key), tree?[Remarks.key], into: &about) }
        return about
    }

    /// The hook, by the layer and the words for what is read there; empty where they do not say.
    private static func hook(_ trainer: ConfigurationFile) throws -> String {
        let said = trainer.has("submodule_name") ? try trainer.string("submodule_name") : "resid_post"
        if said.contains("hook_") { return said }
        guard trainer.has("layer") else { return "" }
        let layer = try trainer.integer("layer", in: layers), module = said.lowercased()
        let sites = [
            ("resid_pre", "hook_resid_pre"), ("resid_mid", "hook_resid_mid"), ("mlp", "hook_mlp_out"), ("att", "hook_attn_out"),
        ]
        return "blocks.\(layer).\(sites.first { module.contains($0.0) }?.1 ?? "hook_resid_post")"
    }
}

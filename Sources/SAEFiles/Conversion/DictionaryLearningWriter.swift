import Autoencoders
import Engine
import Failures
import Files
import Foundation
import Records
import TensorFiles

/// dictionary_learning's two files, of the class that computes the same: `load_dictionary` reads them, and SAEBench's
/// loaders of its classes.
enum DictionaryLearningWriter {
    static func write(
        _ given: Autoencoder, _ description: SAEDescription, to folder: URL, replacing: Bool, engine: ComputeEngine
    ) throws -> [String] {
        try SAEConversion.requirePlainRows(given, in: .dictionaryLearning, at: folder)
        guard given.inference.choice == .activation else {
            let other: SAEConversion.Format = given.inference.choice == .groupMaximum ? .sparsify : .saelens
            throw SAEConversion.impossible(
                "it chooses latents by \(given.inference.choice.rawValue)", in: .dictionaryLearning, at: folder, but: other)
        }
        let kind: DictionaryLearningClass, trainer: String
        switch given.configuration.activation {
        case .relu where given.configuration.subtractDecoderBias: (kind, trainer) = (.autoEncoder, "StandardTrainer")
        case .relu: (kind, trainer) = (.autoEncoderNew, "StandardTrainerAprilUpdate")
        case .topk: (kind, trainer) = (.topK, "TopKTrainer")
        case .jumprelu, .batchtopk: (kind, trainer) = (.jumpReLU, "JumpReluTrainer")
        }
        let sae = given.subtracting(kind.subtractsBias, engine: engine)
        let configuration = self.configuration(sae, description, kind, trainer)
        let weights = weights(sae, kind, engine)
        try AtomicFolder.build(folder, replacing: replacing) { url in
            try AtomicFile.write(configuration.text() + "\n", to: url.appending(path: DictionaryLearningFormat.configurationName))
            try weights.write(to: url.appending(path: DictionaryLearningFormat.weightsName))
        }
        var says: Set = ["model", "context"]
        if place(ofHook: description.hookName) != nil { says.insert("hook") }
        let holder = "\(Remarks.key.quoted) of \(DictionaryLearningFormat.configurationName)"
        var notes = ["class \(kind.rawValue)"] + SAEConversion.bias(given, sae)
        notes += Remarks.note(description, in: .dictionaryLearning, saying: says, holder: holder)
        if given.configuration.rescaleByDecoderNorm { notes.append("decoder rows have norm 1, by which latents were chosen") }
        return notes
    }

    private static func weights(_ sae: Autoencoder, _ kind: DictionaryLearningClass, _ engine: ComputeEngine) -> PickleWriter {
        let (d, latents) = (sae.width, sae.latents)
        var writer = PickleWriter()
        if kind.isLinear {
            writer.add("encoder.weight", sae.encoder)
            writer.add("encoder.bias", sae.encoderBias, shape: [latents])
            writer.add("decoder.weight", transposed: sae.decoder)
        } else {
            writer.add("W_enc", transposed: sae.encoder)
            writer.add("b_enc", sae.encoderBias, shape: [latents])
            writer.add("W_dec", sae.decoder)
        }
        writer.add(kind.decoderBias, sae.decoderBias, shape: [d])
        switch kind {
        case .jumpReLU: writer.add("threshold", sae.threshold, shape: [latents])
        case .topK:
            writer.add("k", [Int32(truncatingIfNeeded: sae.configuration.k.perToken)], shape: [])
            // Never set: the class does not use it to encode.
            writer.addScalar("threshold", Float(-1))
        default: break
        }
        return writer
    }

    private static func configuration(
        _ sae: Autoencoder, _ about: SAEDescription, _ kind: DictionaryLearningClass, _ trainerClass: String
    ) -> JSONTree {
        var trainer: JSONTree = [
            "trainer_class": .text(trainerClass), "dict_class": .text(kind.rawValue), "activation_dim": .integer(sae.width),
            "dict_size": .integer(sae.latents), "lm_name": .text(about.modelName), "steps": 0, "seed": 0, "device": "cpu",
            "wandb_name": .text(trainerClass),
        ]
        if let (layer, site) = place(ofHook: about.hookName) {
            trainer = trainer.setting("layer", to: .integer(layer))
            trainer = trainer.setting("submodule_name", to: .text("\(site)_layer_\(layer)"))
        } else if about.hookName.contains("hook_") {
            // No layer: its readers take a layer for what leaves the block.
            trainer = trainer.setting("submodule_name", to: .text(about.hookName))
        }
        if kind == .topK { trainer = trainer.setting("k", to: .integer(sae.configuration.k.perToken)) }
        return [
            "trainer": trainer, "buffer": ["d_submodule": .integer(sae.width), "ctx_len": .integer(about.contextSize)],
            Remarks.key: Remarks.tree(about),
        ]
    }

    /// Layer and site of the hooks that dictionary_learning has words for; nil for every other.
    static func place(ofHook hook: String) -> (layer: Int, site: String)? {
        let parts = hook.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "blocks", let layer = Int(parts[1]), String(layer) == parts[1],
            DictionaryLearningFormat.layers.contains(layer)
        else { return nil }
        switch parts[2] {
        case "hook_resid_post": return (layer, "resid_post")
        case "hook_attn_out": return (layer, "attention_out")
        case "hook_mlp_out": return (layer, "mlp_out")
        default: return nil
        }
    }
}

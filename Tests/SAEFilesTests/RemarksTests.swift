import Autoencoders
import Engine
import Failures
import Files
import Foundation
import Records
import SAEFiles
import TestSupport
import Testing

/// What is said of an SAE survives a conversion, is never said wrongly, and what the target's own program will not know
/// is in a note.
@Suite struct RemarksTests {
    private let engine = ComputeEngine(threads: 1)
    private let w = SAEFixture()

    private func sae(_ activation: ActivationKind) -> Autoencoder {
        var config = AutoencoderConfig()
        (config.latents, config.activation, config.k, config.decoderNorm) = (w.f, activation, 3, .free)
        return Autoencoder(
            configuration: config, inference: .plain, encoder: SAEFixture.matrix(w.encoder),
            encoderBias: SAEFixture.vector(w.encoderBias).0, decoder: SAEFixture.matrix(w.decoder),
            decoderBias: SAEFixture.vector(w.decoderBias).0, threshold: SAEFixture.vector(w.threshold).0)
    }

    private func about(_ hook: String) -> SAEDescription {
        SAEDescription(
            modelName: "gpt2-small", hookName: hook, contextSize: 64, dataset: "pile", excludesBOS: false, trainedAs: "topk",
            trainingTokens: 7, writer: "test")
    }

    private func convert(_ about: SAEDescription, as format: SAEConversion.Format, in folder: URL) throws -> (notes: [String], URL) {
        let target = folder.appending(path: "out-\(UUID().uuidString)")
        return (try SAEConversion.write(sae(.topk), about, as: format, to: target, engine: engine), target)
    }

    @Test(arguments: [
        ("blocks.3.hook_resid_post", "resid_post_layer_3"), ("blocks.0.hook_attn_out", "attention_out_layer_0"),
        ("blocks.11.hook_mlp_out", "mlp_out_layer_11"),
    ]) func `dictionary_learning has words for three hooks`(hook: String, module: String) throws {
        try withTemporaryFolder { folder in
            let (notes, target) = try convert(about(hook), as: .dictionaryLearning, in: folder)
            let trainer = try #require(try JSONTree(file: target.appending(path: "config.json"))["trainer"])
            #expect(trainer["submodule_name"]?.string == module && trainer["layer"]?.integer == Int(module.split(separator: "_").last ?? ""))
            #expect(!notes.contains { $0.contains("hook") })
            #expect(try SAEFile.read(target, engine: engine).description.hookName == hook)
        }
    }

    @Test(arguments: [
        "blocks.3.hook_resid_pre", "blocks.3.hook_resid_mid", "blocks.3.ln2.hook_normalized", "hook_embed", "blocks.3.attn.hook_z",
        "blocks.3.mlp.hook_post", "blocks.3.mlp.hook_out", "", "blocks.-1.hook_resid_post", "blocks.03.hook_resid_post",
        "blocks.3.hook_resid_post.more", "world",
    ]) func `no other hook becomes one of them`(hook: String) throws {
        try withTemporaryFolder { folder in
            let (notes, target) = try convert(about(hook), as: .dictionaryLearning, in: folder)
            let file = target.appending(path: "config.json")
            let cfg = try JSONTree(file: file), trainer = try #require(cfg["trainer"])
            #expect(trainer["layer"] == nil, "a layer is read as what leaves the block")
            #expect(trainer["submodule_name"]?.string == (hook.contains("hook_") ? hook : nil))
            #expect(try SAEFile.read(target, engine: engine).description.hookName == hook)
            #expect(notes.contains { $0.contains("hook") && (hook.isEmpty || $0.contains(hook)) })
            // Also without what only we read.
            try SAEFilesTests.json(["trainer": ["dict_class": "AutoEncoderTopK", "k": 3, "submodule_name": trainer["submodule_name"]?.string ?? "x"]], to: file)
            let left = try SAEFile.read(target, engine: engine).description.hookName
            #expect(left == hook || left.isEmpty, "\(left)")
        }
    }

    @Test func `what dictionary_learning says of other sites is not taken for what leaves the block`() throws {
        try withTemporaryFolder { folder in
            let (_, target) = try convert(about("blocks.3.hook_resid_post"), as: .dictionaryLearning, in: folder)
            for (module, hook) in [("resid_pre_layer_2", "blocks.2.hook_resid_pre"), ("resid_mid_layer_2", "blocks.2.hook_resid_mid"), ("attn_layer_2", "blocks.2.hook_attn_out")] {
                try SAEFilesTests.json(
                    ["trainer": ["dict_class": "AutoEncoderTopK", "k": 3, "layer": 2, "submodule_name": module]],
                    to: target.appending(path: "config.json"))
                #expect(try SAEFile.read(target, engine: engine).description.hookName == hook)
            }
        }
    }

    @Test(arguments: SAEConversion.Format.allCases) func `model, hook, BOS, the model's processing and L0 survive`(format: SAEConversion.Format) throws {
        try withTemporaryFolder { folder in
            var given = about("blocks.3.hook_resid_pre")
            (given.prependsBOS, given.centersWriting, given.foldsValueBiases, given.publishedL0) = (false, true, true, 41.5)
            given.others = [.init("mine", ["a": 1]), .init("neuronpedia_id", "m/1")]
            let (notes, target) = try convert(given, as: format, in: folder)
            let read = try SAEFile.read(target, engine: engine)
            #expect(read.description == given, "\(read.description)")
            let lost = ["prepend_bos", "center_writing_weights", "fold_value_biases", "41.5", "neuronpedia_id"] + (format == .sparsify ? ["gpt2-small"] : [])
            if format == .saelens {
                #expect(notes.isEmpty)
            } else {
                for word in lost { #expect(notes.contains { $0.contains(word) }, "\(word) in \(notes)") }
            }
            // k itself is what holds for topk.
            #expect(read.alarm.l0 == 3 && read.alarm.l0IsLimit)
            #expect(SAEFile.files(of: target).allSatisfy { FileManager.default.fileExists(atPath: $0.path(percentEncoded: false)) })
        }
    }

    @Test func `L0 is held against what is measured after a conversion`() throws {
        try withTemporaryFolder { folder in
            var given = about("blocks.3.hook_resid_post")
            given.publishedL0 = 5.25
            for format in [SAEConversion.Format.saelens, .dictionaryLearning] {
                let target = folder.appending(path: format.rawValue)
                _ = try SAEConversion.write(sae(.jumprelu), given, as: format, to: target, engine: engine)
                let read = try SAEFile.read(target, engine: engine)
                #expect(read.alarm.l0 == 5.25 && read.description.publishedL0 == 5.25)
            }
            // Rates, which have no place there, leave their sum.
            let target = folder.appending(path: "rates")
            given.publishedL0 = nil
            _ = try SAEConversion.write(
                sae(.jumprelu), given, as: .dictionaryLearning, firingRates: [Double](repeating: 0.25, count: w.f), to: target, engine: engine)
            #expect(try SAEFile.read(target, engine: engine).alarm.l0 == 3)
        }
    }

    @Test(arguments: [
        ("sae-final", ""), ("h", ""), ("layers", ""), ("run.3", ""), ("layers.x", ""), ("layers.4.mlp", "blocks.4.mlp.hook_out"), ("h.2", "blocks.2.hook_resid_post"),
        ("model.layers.4", "blocks.4.hook_resid_post"), ("layers.4.mlp.act_fn", "layers.4.mlp.act_fn"),
    ]) func `sparsify's hook is a folder named as a module, and no other folder`(name: String, hook: String) throws {
        try withTemporaryFolder { folder in
            let target = folder.appending(path: name)
            _ = try SAEConversion.write(sae(.topk), about("blocks.9.hook_resid_pre"), as: .sparsify, to: target, engine: engine)
            #expect(try SAEFile.read(target, engine: engine).description.hookName == "blocks.9.hook_resid_pre")
            try FileManager.default.removeItem(at: target.appending(path: "orthosae.json"))
            #expect(try SAEFile.read(target, engine: engine).description.hookName == hook)
        }
    }

    @Test(arguments: ["{\"hook_name\": 3}", "{\"prepend_bos\": \"no\"}", "{\"l0\": -1}", "[]", "{"]) func `damaged remarks are refused`(text: String) throws {
        try withTemporaryFolder { folder in
            let (_, target) = try convert(about("hook_embed"), as: .sparsify, in: folder)
            try Data(text.utf8).write(to: target.appending(path: "orthosae.json"))
            #expect(try failure { try SAEFile.read(target, engine: engine) }?.kind == .badData)
        }
    }

    @Test func `mutated remarks are read or refused`() throws {
        try withTemporaryFolder { folder in
            var given = about("blocks.3.hook_resid_pre"), state: UInt64 = 7, refused = 0
            given.publishedL0 = 2.5
            for (format, name) in [(SAEConversion.Format.sparsify, "orthosae.json"), (.dictionaryLearning, "config.json")] {
                let (_, target) = try convert(given, as: format, in: folder), file = target.appending(path: name)
                let whole = [UInt8](try Data(contentsOf: file))
                for _ in 0..<200 {
                    var bytes = whole
                    for _ in 0..<3 {
                        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                        let at = Int(truncatingIfNeeded: state >> 33) % bytes.count
                        bytes[at] = UInt8(truncatingIfNeeded: state >> 24)
                    }
                    try Data(bytes).write(to: file)
                    // Any other error than a `Failure` passes through and fails the test.
                    if try failure(of: { try SAEFile.read(target, engine: engine) }) != nil { refused += 1 }
                }
            }
            #expect(refused > 0 && refused < 400)
        }
    }
}

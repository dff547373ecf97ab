import Autoencoders
import Engine
import Failures
import Foundation
import Records
import SAEFiles
import TensorFiles
import TestSupport
import Testing

/// Formats in torch's files: dictionary_learning's classes and the dictionaries that do not say what they are.
@Suite struct PickleFormatTests {
    private let engine = ComputeEngine(threads: 1)
    private let w = SAEFixture()

    private func write(_ url: URL, _ change: (inout PickleWriter) -> Void) throws {
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        var writer = PickleWriter()
        change(&writer)
        try writer.write(to: url)
    }

    private func add(_ writer: inout PickleWriter, _ name: String, _ values: [Float]) {
        writer.add(name, SAEFixture.vector(values).0, shape: [values.count])
    }

    private func linear(_ writer: inout PickleWriter, _ encoder: String = "encoder", _ decoder: String = "decoder") {
        writer.add(encoder + ".weight", SAEFixture.matrix(w.encoder))
        writer.add(decoder + ".weight", transposed: SAEFixture.matrix(w.decoder))
        add(&writer, encoder + ".bias", w.encoderBias)
    }

    private func trainer(_ folder: URL, _ kind: String, _ more: [String: Any] = [:]) throws {
        let trainer: [String: Any] = [
            "dict_class": kind, "trainer_class": "T", "activation_dim": w.d, "dict_size": w.f, "layer": 8, "lm_name": "EleutherAI/pythia-70m-deduped",
            "submodule_name": "resid_post_layer_8",
        ]
        try SAEFilesTests.json(
            ["trainer": trainer.merging(more) { $1 }, "buffer": ["ctx_len": 128]], to: folder.appending(path: "config.json"))
    }

    /// SAELens PR 308: read as relu it would have every latent above 0.
    @Test func `a TopK class keeps k, whatever its threshold says; a BatchTopK class goes by its threshold`() throws {
        try withTemporaryFolder { folder in
            func put(k: Int, threshold: Float) throws {
                try write(folder.appending(path: "ae.pt")) {
                    linear(&$0)
                    add(&$0, "b_dec", w.decoderBias)
                    $0.add("k", [Int32(k)], shape: [])
                    $0.addScalar("threshold", threshold)
                }
            }
            try put(k: 3, threshold: 0.5)
            // Both classes have these tensors: without the configuration nobody knows.
            #expect(try failure { try SAEFile.read(folder, engine: engine) }?.remedy?.contains("config.json") == true)
            try trainer(folder, "AutoEncoderTopK", ["k": 3])
            var contents = try SAEFile.read(folder, engine: engine)
            expectSame(contents.autoencoder, as: PlainSAE(w: w, act: .topk(3), subtracts: true), engine: engine)
            #expect(contents.alarm.l0 == 3 && contents.description.hookName == "blocks.8.hook_resid_post")
            #expect(contents.description.modelName == "EleutherAI/pythia-70m-deduped" && contents.description.contextSize == 128)
            try trainer(folder, "AutoEncoderTopK", ["k": 4])
            #expect(try failure { try SAEFile.read(folder, engine: engine) }?.what.contains("'k'") == true)
            try trainer(folder, "BatchTopKSAE", ["k": 3])
            contents = try SAEFile.read(folder, engine: engine)
            let theta = [Double](repeating: 0.5, count: w.f)
            expectSame(contents.autoencoder, as: PlainSAE(w: w, act: .jump(theta), subtracts: true), engine: engine)
            for k in [0, 13, -1] {
                try put(k: k, threshold: -1)
                try trainer(folder, "AutoEncoderTopK")
                #expect(try SAEFilesTests.failureKind { try SAEFile.read(folder, engine: engine) } == .badData)
            }
            // Never set: a relu, and the sentence says so.
            try put(k: 3, threshold: -1)
            try trainer(folder, "BatchTopKSAE")
            contents = try SAEFile.read(folder, engine: engine)
            #expect(contents.decisions.contains { $0.hasPrefix("WARNING") } && contents.alarm.l0 == 3)
            try put(k: 3, threshold: .nan)
            #expect(try SAEFilesTests.failureKind { try SAEFile.read(folder, engine: engine) } == .badData)
            // A checkpoint below the trainer's folder has its configuration above.
            try put(k: 3, threshold: 0.5)
            try FileManager.default.createDirectory(at: folder.appending(path: "checkpoints"), withIntermediateDirectories: true)
            let checkpoint = folder.appending(path: "checkpoints/ae_100.pt")
            try FileManager.default.moveItem(at: folder.appending(path: "ae.pt"), to: checkpoint)
            contents = try SAEFile.read(checkpoint, engine: engine)
            expectSame(contents.autoencoder, as: PlainSAE(w: w, act: .jump(theta), subtracts: true), engine: engine)
        }
    }

    @Test func `b_dec is subtracted by AutoEncoder and not by AutoEncoderNew nor JumpReluAutoEncoder`() throws {
        try withTemporaryFolder { folder in
            let file = folder.appending(path: "ae.pt")
            try write(file) {
                linear(&$0)
                add(&$0, "bias", w.decoderBias)
            }
            expectSame(try SAEFile.read(folder, engine: engine).autoencoder, as: PlainSAE(w: w, act: .relu, subtracts: true), engine: engine)
            try trainer(folder, "AutoEncoderNew")
            #expect(try failure { try SAEFile.read(folder, engine: engine) }?.what.contains("bias") == true)
            try write(file) {
                linear(&$0)
                add(&$0, "decoder.bias", w.decoderBias)
            }
            expectSame(try SAEFile.read(folder, engine: engine).autoencoder, as: PlainSAE(w: w, act: .relu), engine: engine)
            try write(file) {
                $0.add("W_enc", transposed: SAEFixture.matrix(w.encoder))
                $0.add("W_dec", SAEFixture.matrix(w.decoder))
                add(&$0, "b_enc", w.encoderBias)
                add(&$0, "b_dec", w.decoderBias)
                add(&$0, "threshold", w.threshold)
            }
            try trainer(folder, "JumpReluAutoEncoder")
            let jump = PlainSAE(w: w, act: .jump(w.threshold.map { Double($0) }))
            expectSame(try SAEFile.read(folder, engine: engine).autoencoder, as: jump, engine: engine)
            for (key, value): (String, Any) in [("dict_size", 24), ("activation_dim", 5), ("dict_class", "IdentityDict"), ("layer", -1)] {
                try trainer(folder, "JumpReluAutoEncoder", [key: value])
                #expect(try failure { try SAEFile.read(folder, engine: engine) }?.what.contains("'\(key)'") == true)
            }
        }
    }

    @Test func `Qwen Scope's k is in its repository's name, and without one nothing is guessed`() throws {
        try withTemporaryFolder { base in
            func put(_ place: String) throws -> URL {
                let url = base.appending(path: place).appending(path: "layer7.sae.pt")
                try write(url) {
                    $0.add("W_enc", SAEFixture.matrix(w.encoder))
                    $0.add("W_dec", transposed: SAEFixture.matrix(w.decoder))
                    add(&$0, "b_enc", w.encoderBias)
                    add(&$0, "b_dec", w.decoderBias)
                }
                return url
            }
            let plain = PlainSAE(w: w, act: .topk(3))
            let unnamed = try put("somewhere")
            #expect(try failure { try SAEFile.read(unnamed, engine: engine) }?.what.contains("k ") == true)
            var hints = SAEHints()
            hints.k = 3
            expectSame(try SAEFile.read(unnamed, about: hints, engine: engine).autoencoder, as: plain, engine: engine)
            hints.k = 13
            #expect(try SAEFilesTests.failureKind { try SAEFile.read(unnamed, about: hints, engine: engine) } == .badData)
            // 32K latents it has not.
            let named = try put("models--Qwen--SAE-Res-Qwen3-1.7B-Base-W32K-L0_3/snapshots/0123/")
            #expect(try failure { try SAEFile.read(named, engine: engine) }?.what.contains("32768") == true)
        }
    }

    @Test func `Goodfire's and qresearch's are relu without b_dec, ckkissane's with it`() throws {
        try withTemporaryFolder { folder in
            let goodfire = folder.appending(path: "Llama-3.1-8B-Instruct-SAE-l19.pth")
            try write(goodfire) {
                linear(&$0, "encoder_linear", "decoder_linear")
                add(&$0, "decoder_linear.bias", w.decoderBias)
            }
            var contents = try SAEFile.read(goodfire, engine: engine)
            expectSame(contents.autoencoder, as: PlainSAE(w: w, act: .relu), engine: engine)
            #expect(contents.description.hookName == "blocks.19.hook_resid_post")
            #expect(contents.description.modelName == "meta-llama/Llama-3.1-8B-Instruct")
            let attention = folder.appending(path: "gpt2.pt")
            try write(attention) {
                $0.add("W_enc", transposed: SAEFixture.matrix(w.encoder))
                $0.add("W_dec", SAEFixture.matrix(w.decoder))
                add(&$0, "b_enc", w.encoderBias)
                add(&$0, "b_dec", w.decoderBias)
            }
            try SAEFilesTests.json(
                ["act_size": w.d, "dict_size": w.f, "act_name": "blocks.5.attn.hook_z"], to: folder.appending(path: "gpt2_cfg.json"))
            contents = try SAEFile.read(attention, engine: engine)
            expectSame(contents.autoencoder, as: PlainSAE(w: w, act: .relu, subtracts: true), engine: engine)
            #expect(contents.description.hookName == "blocks.5.attn.hook_z" && contents.files.count == 2)
        }
    }

    @Test func `a file of other tensors says what it holds`() throws {
        try withTemporaryFolder { folder in
            let file = folder.appending(path: "model.pt")
            try write(file) { add(&$0, "transformer.weight", [1, 2]) }
            let failure = try failure { try SAEFile.read(file, engine: engine) }
            #expect(failure?.kind == .badData && failure?.what.contains("transformer.weight") == true)
            // A folder with such a file is not taken for an SAE's.
            #expect(!SAEFile.seemsOne(folder))
        }
    }
}

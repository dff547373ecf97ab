import Autoencoders
import Engine
import Failures
import Foundation
import Records
import SAEFiles
import TensorFiles
import TestSupport
import Testing

enum SAEFilesTests {
    static func failureKind<R>(_ body: () throws -> R) throws -> Failure.Kind? { try failure(of: body)?.kind }

    static func json(_ object: [String: Any], to url: URL) throws {
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try JSONSerialization.data(withJSONObject: object).write(to: url)
    }

    static func tensors(_ all: [(String, [[Float]])], vectors: [(String, [Float])], to url: URL) throws {
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        var writer = SafetensorsWriter()
        for (name, rows) in all { writer.add(name, SAEFixture.matrix(rows)) }
        for (name, values) in vectors { writer.add(name, SAEFixture.vector(values).0, shape: [values.count]) }
        try writer.write(to: url)
    }

    static func turned(_ rows: [[Float]]) -> [[Float]] { (0..<rows[0].count).map { j in rows.map { $0[j] } } }
}

/// A format each: the same weights as that format stores them must give what its own program computes, and what would
/// load and compute something else must be refused (exchange.md 1.9).
@Suite struct FormatFixtureTests {
    private let engine = ComputeEngine(threads: 1)
    private let w = SAEFixture()

    // MARK: sparsify

    private func sparsify(_ folder: URL, _ changes: [String: Any], extra: [(String, [[Float]])] = []) throws {
        var cfg: [String: Any] = [
            "activation": "topk", "expansion_factor": 2, "normalize_decoder": true, "num_latents": 0, "k": 4,
            "multi_topk": false, "skip_connection": false, "transcode": false, "d_in": w.d,
        ]
        cfg.merge(changes) { $1 }
        try SAEFilesTests.json(cfg, to: folder.appending(path: "cfg.json"))
        try SAEFilesTests.tensors(
            [("encoder.weight", w.encoder), ("W_dec", w.decoder)] + extra,
            vectors: [("encoder.bias", w.encoderBias), ("b_dec", w.decoderBias)],
            to: folder.appending(path: "sae.safetensors"))
    }

    @Test func `sparsify subtracts b_dec always, and 0 latents are the expansion`() throws {
        try withTemporaryFolder { run in
            let folder = run.appending(path: "layers.5")
            try SAEFilesTests.json(["model": "EleutherAI/pythia-70m", "dataset": "pile", "ctx_len": 2048], to: run.appending(path: "config.json"))
            for normalized in [true, false] {
                for latents in [0, 12] {
                    try sparsify(folder, ["normalize_decoder": normalized, "num_latents": latents])
                    let contents = try SAEFile.read(folder, engine: engine)
                    expectSame(contents.autoencoder, as: PlainSAE(w: w, act: .topk(4), subtracts: true), engine: engine)
                    #expect(contents.format == "sparsify" && contents.alarm.l0 == 4)
                    #expect(contents.description.hookName == "blocks.5.hook_resid_post")
                    #expect(contents.description.modelName == "EleutherAI/pythia-70m" && contents.description.contextSize == 2048)
                }
            }
            try sparsify(folder, ["activation": "groupmax"])
            let groups = try SAEFile.read(folder, engine: engine).autoencoder
            expectSame(groups, as: PlainSAE(w: w, act: .groups(4), subtracts: true), engine: engine)
            expectSame(groups.folded(inputScale: 1, engine: engine), as: PlainSAE(w: w, act: .groups(4), subtracts: true), engine: engine)
            try sparsify(folder, ["signed": true])
            expectSame(try SAEFile.read(folder, engine: engine).autoencoder, as: PlainSAE(w: w, act: .abstopk(4), subtracts: true), engine: engine)
            // The file itself may be named.
            #expect(try SAEFile.read(folder.appending(path: "sae.safetensors"), engine: engine).format == "sparsify")
            #expect(SAEFile.isOne(folder) && SAEFile.files(of: folder).map(\.lastPathComponent) == ["cfg.json", "sae.safetensors"])
        }
    }

    @Test(arguments: [
        ("transcode", "true"), ("skip_connection", "true"), ("activation", "\"batchtopk\""), ("k", "0"), ("k", "13"), ("k", "null"),
        ("num_latents", "11"), ("expansion_factor", "4611686018427387904"), ("d_in", "2147483648"), ("d_in", "7"), ("signed", "\"x\""),
    ]) func `sparsify refuses`(key: String, value: String) throws {
        try withTemporaryFolder { folder in
            let parsed = try JSONSerialization.jsonObject(with: Data(value.utf8), options: .fragmentsAllowed)
            try sparsify(folder, [key: parsed])
            let failure = try failure { try SAEFile.read(folder, engine: engine) }
            #expect(failure?.kind == .badData && failure?.remedy != nil, "\(String(describing: failure))")
        }
        try withTemporaryFolder { folder in
            try sparsify(folder, [:], extra: [("W_skip", w.encoder)])
            #expect(try failure { try SAEFile.read(folder, engine: engine) }?.what.contains("W_skip") == true)
            try sparsify(folder, ["activation": "groupmax", "k": 5])
            #expect(try failure { try SAEFile.read(folder, engine: engine) }?.what.contains("'k'") == true)
        }
    }

    // MARK: Gemma Scope 2

    private func gemma2(_ folder: URL, _ cfg: [String: Any]?, extra: [(String, [[Float]])] = []) throws {
        try? FileManager.default.removeItem(at: folder.appending(path: "config.json"))
        if let cfg { try SAEFilesTests.json(cfg, to: folder.appending(path: "config.json")) }
        try SAEFilesTests.tensors(
            [("w_enc", SAEFilesTests.turned(w.encoder)), ("w_dec", w.decoder)] + extra,
            vectors: [("b_enc", w.encoderBias), ("b_dec", w.decoderBias), ("threshold", w.threshold)],
            to: folder.appending(path: "params.safetensors"))
    }

    @Test func `Gemma Scope 2 does not subtract b_dec, and says where it reads by its path`() throws {
        let plain = PlainSAE(w: w, act: .jump(w.threshold.map { Double($0) }))
        try withTemporaryFolder { cache in
            let folder = cache.appending(
                path: "models--google--gemma-scope-2-1b-pt/snapshots/0123456789012345678901234567890123456789/resid_post/layer_13_width_16k_l0_medium")
            try gemma2(folder, nil)
            var contents = try SAEFile.read(folder, engine: engine)
            expectSame(contents.autoencoder, as: plain, engine: engine)
            #expect(contents.decisions.contains("b_dec is not subtracted: Gemma Scope"))
            #expect(contents.description.hookName == "blocks.13.hook_resid_post")
            #expect(contents.description.modelName == "google/gemma-3-1b-pt" && contents.alarm.l0 == nil)
            try gemma2(folder, [
                "architecture": "jump_relu", "model_name": "gemma-v3-270m-pt", "hf_hook_point_in": "model.layers.4.self_attn.o_proj.input",
                "hf_hook_point_out": NSNull(), "width": 12, "l0": 40, "affine_connection": false,
            ])
            contents = try SAEFile.read(folder.appending(path: "params.safetensors"), engine: engine)
            expectSame(contents.autoencoder, as: plain, engine: engine)
            #expect(contents.description.hookName == "blocks.4.attn.hook_z" && contents.alarm.l0 == 40)
            #expect(contents.description.modelName == "google/gemma-3-270m")
        }
    }

    @Test func `Gemma Scope 2 transcoders are refused, however they are known`() throws {
        func refused(_ folder: URL) throws -> Bool {
            try failure { try SAEFile.read(folder, engine: engine) }?.what.contains("transcoder") == true
        }
        let start: [String: Any] = ["architecture": "jump_relu", "model_name": "gemma-v3-1b-pt", "hf_hook_point_in": "model.layers.4.output"]
        try withTemporaryFolder { base in
            let plain = base.appending(path: "x")
            try gemma2(plain, start.merging(["hf_hook_point_out": "model.layers.5.output"]) { $1 })
            #expect(try refused(plain))
            try gemma2(plain, start.merging(["affine_connection": true]) { $1 })
            #expect(try refused(plain))
            try gemma2(plain, start, extra: [("affine_skip_connection", w.encoder)])
            #expect(try refused(plain))
            let named = base.appending(path: "transcoder_all/layer_1_width_16k_l0_small_affine")
            try gemma2(named, nil)
            #expect(try refused(named))
            let across = base.appending(path: "clt/width_262k_l0_big")
            try gemma2(across, nil)
            #expect(try refused(across))
            let wrong = base.appending(path: "y")
            try gemma2(wrong, start.merging(["width": 13]) { $1 })
            #expect(try failure { try SAEFile.read(wrong, engine: engine) }?.what.contains("'width'") == true)
            try gemma2(wrong, start.merging(["architecture": "topk"]) { $1 })
            #expect(try failure { try SAEFile.read(wrong, engine: engine) }?.what.contains("'architecture'") == true)
        }
    }

    // MARK: Llama Scope

    @Test func `Llama Scope's threshold and weights are scaled by the activations' norm`() throws {
        let norm = 5.0, s = Double(w.d).squareRoot() / norm
        let start: [String: Any] = [
            "d_model": w.d, "d_sae": w.f, "jump_relu_threshold": 0.7, "act_fn": "jumprelu", "norm_activation": "dataset-wise",
            "dataset_average_activation_norm": ["in": norm, "out": norm], "hook_point_in": "blocks.3.hook_resid_post",
            "hook_point_out": "blocks.3.hook_resid_post", "apply_decoder_bias_to_pre_encoder": false, "use_glu_encoder": false,
        ]
        func write(_ folder: URL, _ changes: [String: Any]) throws {
            try SAEFilesTests.json(start.merging(changes) { $1 }, to: folder.appending(path: "hyperparams.json"))
            try SAEFilesTests.tensors(
                [("encoder.weight", w.encoder), ("decoder.weight", SAEFilesTests.turned(w.decoder))],
                vectors: [("encoder.bias", w.encoderBias), ("decoder.bias", w.decoderBias)],
                to: folder.appending(path: "checkpoints/final.safetensors"))
        }
        try withTemporaryFolder { folder in
            try write(folder, [:])
            let theta = [Double](repeating: 0.7 * s, count: w.f)
            for place in [folder, folder.appending(path: "checkpoints/final.safetensors")] {
                let contents = try SAEFile.read(place, engine: engine)
                expectSame(contents.autoencoder, as: PlainSAE(w: w, act: .jump(theta), scale: s), engine: engine)
                #expect(contents.description.hookName == "blocks.3.hook_resid_post" && contents.format == "Llama Scope")
            }
            for (key, value): (String, Any) in [
                ("d_sae", 24), ("act_fn", "relu"), ("use_glu_encoder", true), ("hook_point_out", "blocks.4.hook_mlp_out"),
                ("norm_activation", "token-wise"), ("dataset_average_activation_norm", ["in": 5.0, "out": 9.0]),
                ("dataset_average_activation_norm", ["in": 0.0]), ("dataset_average_activation_norm", ["in": 1e30]),
                ("jump_relu_threshold", -1), ("d_model", 0),
            ] {
                try write(folder, [key: value])
                #expect(try SAEFilesTests.failureKind { try SAEFile.read(folder, engine: engine) } == .badData, "\(key)")
            }
        }
    }

    @Test func `Llama Scope R1's thresholds are exponentials and not scaled`() throws {
        let logarithms = w.threshold.map { log($0 + 0.1) }, s = Double(w.d).squareRoot() / 4
        func write(_ folder: URL, _ changes: [String: Any]) throws {
            let start: [String: Any] = [
                "d_model": w.d, "expansion_factor": 2, "hook_point_in": "blocks.15.hook_resid_post",
                "dataset_average_activation_norm": ["in": 4.0],
            ]
            try SAEFilesTests.json(start.merging(changes) { $1 }, to: folder.appending(path: "config.json"))
            try SAEFilesTests.tensors(
                [("encoder.weight", w.encoder), ("decoder.weight", SAEFilesTests.turned(w.decoder))],
                vectors: [("encoder.bias", w.encoderBias), ("decoder.bias", w.decoderBias), ("log_jumprelu_threshold", logarithms)],
                to: folder.appending(path: "sae_weights.safetensors"))
        }
        try withTemporaryFolder { folder in
            try write(folder, [:])
            let plain = PlainSAE(w: w, act: .jump(logarithms.map { exp(Double($0)) }), scale: s)
            expectSame(try SAEFile.read(folder, engine: engine).autoencoder, as: plain, engine: engine)
            try write(folder, ["dataset_average_activation_norm": NSNull()])
            #expect(try SAEFilesTests.failureKind { try SAEFile.read(folder, engine: engine) } == .badData)
            var hints = SAEHints()
            hints.inputScale = s
            expectSame(try SAEFile.read(folder, about: hints, engine: engine).autoencoder, as: plain, engine: engine)
            for factor in [1, 3, Int.max] {
                try write(folder, ["expansion_factor": factor])
                #expect(try SAEFilesTests.failureKind { try SAEFile.read(folder, engine: engine) } == .badData)
            }
        }
    }

    // MARK: What is none

    @Test func `what is no SAE is told what one is`() throws {
        try withTemporaryFolder { folder in
            let failure = try failure { try SAEFile.read(folder, engine: engine) }
            #expect(failure?.kind == .missingInput && failure?.remedy?.contains("ae.pt") == true)
            #expect(!SAEFile.seemsOne(folder) && !SAEFile.isOne(folder) && SAEFile.files(of: folder).isEmpty)
            let missing = folder.appending(path: "missing")
            #expect(try SAEFilesTests.failureKind { try SAEFile.read(missing, engine: engine) } == .missingInput)
        }
    }
}

import Autoencoders
import Engine
import Failures
import Foundation
import Records
import SAEFiles
import TensorFiles
import TestSupport
import Testing

/// SAEs as SAELens 1 to 5 wrote them: one flat object in `cfg.json`, the function's name in a key of its own.
@Suite struct OldSAELensTests {
    private let engine = ComputeEngine(threads: 1)
    static let width = 6
    static let latents = 10

    /// What all versions before 6 wrote, by `SAEConfig.to_dict` of SAELens 3.23 and 5.11.
    static var flat: [String: Any] {
        [
            "architecture": "standard", "d_in": width, "d_sae": latents, "dtype": "torch.float32", "device": "cpu",
            "model_name": "gemma-2-2b", "hook_name": "blocks.3.hook_resid_post", "hook_layer": 3,
            "hook_head_index": NSNull(), "activation_fn_str": "relu", "activation_fn_kwargs": [String: Any](),
            "apply_b_dec_to_input": true, "finetuning_scaling_factor": false, "sae_lens_training_version": "5.11.0",
            "prepend_bos": true, "dataset_path": "pile", "dataset_trust_remote_code": true, "context_size": 128,
            "normalize_activations": "none", "neuronpedia_id": NSNull(),
            "model_from_pretrained_kwargs": ["center_writing_weights": false], "seqpos_slice": [NSNull()],
        ]
    }

    /// Some numbers of both signs, each its own.
    static func numbers(_ count: Int, seed: Int) -> [Float] {
        (0..<count).map { Float((($0 + seed) * 7919) % 211 - 105) / 64 }
    }

    /// Writes an SAE folder from `flat`, changed, and `W_enc [d, F]` as SAELens has it.
    static func write(
        to folder: URL, _ changes: [String: Any?], extra: [(String, [Float])] = [],
        largest: (name: String, value: Float)? = nil
    ) throws {
        var cfg = flat
        for (key, value) in changes { cfg[key] = value }
        try JSONSerialization.data(withJSONObject: cfg).write(to: folder.appending(path: "cfg.json"))
        var writer = SafetensorsWriter()
        let (d, f) = (width, latents)
        func values(_ name: String, _ count: Int, seed: Int) -> [Float] {
            var all = numbers(count, seed: seed)
            // The second number, as a damaged file may have it.
            if let largest, largest.name == name { all[1] = largest.value }
            return all
        }
        writer.add("W_enc", Matrix(rows: d, columns: f, elements: values("W_enc", d * f, seed: 1)))
        writer.add("W_dec", Matrix(rows: f, columns: d, elements: values("W_dec", d * f, seed: 5)))
        writer.add("b_enc", Matrix(rows: 1, columns: f, elements: values("b_enc", f, seed: 9)), shape: [f])
        writer.add("b_dec", Matrix(rows: 1, columns: d, elements: values("b_dec", d, seed: 13)), shape: [d])
        for (name, values) in extra {
            writer.add(name, Matrix(rows: 1, columns: values.count, elements: values), shape: [values.count])
        }
        try writer.write(to: folder.appending(path: "sae_weights.safetensors"))
    }

    /// What SAELens computes, plainly: latents of one activation, and their reconstruction.
    static func plain(_ x: [Float], k: Int?, scale: [Float]? = nil) -> (latents: [Float], output: [Float]) {
        let (d, f) = (width, latents)
        let encoder = numbers(d * f, seed: 1), decoder = numbers(d * f, seed: 5)
        let encoderBias = numbers(f, seed: 9), decoderBias = numbers(d, seed: 13)
        var z = (0..<f).map { j in
            (0..<d).reduce(encoderBias[j]) { $0 + (x[$1] - decoderBias[$1]) * encoder[$1 * f + j] }
        }
        let kept = Set((0..<f).sorted { z[$0] > z[$1] }.prefix(k ?? f))
        for j in 0..<f where !kept.contains(j) || z[j] < 0 { z[j] = 0 }
        let output = (0..<d).map { i in
            (0..<f).reduce(decoderBias[i]) { $0 + z[$1] * (scale?[$1] ?? 1) * decoder[$1 * d + i] }
        }
        return (z, output)
    }

    private func expect(_ folder: URL, k: Int?, scale: [Float]? = nil) throws {
        let (sae, _) = try SAELensFolder.read(folder, engine: engine)
        for seed in [2, 30, 71] {
            let x = Self.numbers(Self.width, seed: seed)
            let wanted = Self.plain(x, k: k, scale: scale)
            let found = SparseLatents(columns: Self.latents), output = Matrix(rows: 1, columns: Self.width)
            sae.encode(Matrix(rows: 1, columns: Self.width, elements: x), engine: engine, into: found)
            sae.decode(found, engine: engine, into: output)
            var latents = [Float](repeating: 0, count: Self.latents)
            for entry in found.entries(ofRow: 0) { latents[entry.column] = entry.value }
            for (a, b) in zip(latents + output.toArray(), wanted.latents + wanted.output) { #expect(abs(a - b) < 1e-4) }
            #expect(latents.count { $0 > 0 } == wanted.latents.count { $0 > 0 })
        }
    }

    @Test(arguments: ["activation_fn_str", "activation_fn"], [1, 3, 10])
    func `topk is computed as topk, whatever its key is called`(key: String, k: Int) throws {
        try withTemporaryFolder { folder in
            var changes: [String: Any?] = ["activation_fn_str": nil, "activation_fn_kwargs": ["k": k]]
            changes[key] = .some("topk")
            try Self.write(to: folder, changes)
            #expect(try SAELensFolder.read(folder, engine: engine).sae.configuration.activation == .topk)
            try expect(folder, k: k)
            try Self.write(to: folder, changes.merging(["architecture": "topk"]) { $1 })
            try expect(folder, k: k)
        }
    }

    @Test func `relu is relu, said or not`() throws {
        try withTemporaryFolder { folder in
            try Self.write(to: folder, [:])
            try expect(folder, k: nil)
            try Self.write(to: folder, ["activation_fn_str": nil, "activation_fn_kwargs": nil, "architecture": nil])
            try expect(folder, k: nil)
        }
    }

    @Test func `model, hook and text are read from the flat keys, and from the oldest names`() throws {
        try withTemporaryFolder { folder in
            try Self.write(to: folder, [:])
            var about = try SAELensFolder.read(folder, engine: engine).1
            #expect(about.modelName == "gemma-2-2b" && about.hookName == "blocks.3.hook_resid_post")
            #expect(about.contextSize == 128 && about.dataset == "pile" && about.prependsBOS)
            try Self.write(
                to: folder,
                [
                    "hook_name": nil, "hook_layer": nil, "hook_point": "blocks.{layer}.hook_mlp_out", "hook_point_layer": 7,
                    "prepend_bos": false,
                ])
            about = try SAELensFolder.read(folder, engine: engine).1
            #expect(about.hookName == "blocks.7.hook_mlp_out" && !about.prependsBOS)
        }
    }

    @Test func `factors between encoder and decoder are ones, or go into the decoder, or are refused`() throws {
        let ones = [Float](repeating: 1, count: Self.latents)
        let factors = (0..<Self.latents).map { 0.5 + Float($0) / 8 }
        try withTemporaryFolder { folder in
            try Self.write(to: folder, [:], extra: [("scaling_factor", ones)])
            try expect(folder, k: nil)
            try Self.write(to: folder, ["finetuning_scaling_factor": true], extra: [("scaling_factor", factors)])
            try expect(folder, k: nil, scale: factors)
            try Self.write(to: folder, [:], extra: [("scaling_factor", factors)])
            let failure = try failure { try SAELensFolder.read(folder, engine: engine) }
            #expect(failure?.kind == .badData && failure?.what.contains("scaling_factor") == true)
            try Self.write(to: folder, ["finetuning_scaling_factor": true], extra: [("scaling_factor", [1, 2])])
            #expect(try failureKind(folder) == .badData)
        }
    }

    private func failureKind(_ folder: URL) throws -> Failure.Kind? {
        try failure { try SAELensFolder.read(folder, engine: engine) }?.kind
    }

    struct Refused: Sendable, CustomTestStringConvertible {
        let key: String
        let json: String
        var testDescription: String { json }
        init(_ key: String, _ json: String) { (self.key, self.json) = (key, json) }
    }

    /// The key that the sentence names, and what is changed in `flat`.
    @Test(arguments: [
        Refused("activation_fn", #"{"activation_fn_str": null, "activation_fn": "tanh-relu"}"#),
        Refused("activation_fn_str", #"{"activation_fn_str": "tanh-relu"}"#),
        Refused("activation_fn_str", #"{"activation_fn_str": 5}"#),
        Refused("activation_fn", #"{"activation_fn": "topk", "activation_fn_kwargs": {"k": 2}}"#),
        Refused("activation_fn_str", #"{"architecture": "topk", "k": 2}"#),
        Refused("activation_fn_str", #"{"architecture": "jumprelu", "activation_fn_str": "topk"}"#),
        Refused("activation_fn_str", #"{"activation_fn_str": "topk", "sae_lens_version": "6.1.0"}"#),
        Refused("k", #"{"activation_fn_str": "topk"}"#),
        Refused("k", #"{"activation_fn_str": "topk", "activation_fn_kwargs": {"k": 0}}"#),
        Refused("k", #"{"activation_fn_str": "topk", "activation_fn_kwargs": {"k": 11}}"#),
        Refused("k", #"{"activation_fn_str": "topk", "activation_fn_kwargs": {"k": -3}}"#),
        Refused("k", #"{"activation_fn_str": "topk", "activation_fn_kwargs": {"k": 2.5}}"#),
        Refused("k", #"{"activation_fn_str": "topk", "activation_fn_kwargs": {"k": 1e300}}"#),
        Refused("k", #"{"activation_fn_str": "topk", "activation_fn_kwargs": {"k": 2}, "k": 3}"#),
        Refused("postact_fn", #"{"activation_fn_str": "topk", "activation_fn_kwargs": {"k": 2, "postact_fn": "abs"}}"#),
        Refused("activation_fn_kwargs", #"{"activation_fn_str": null, "activation_fn_kwargs": {"k": 2}}"#),
        Refused("k", #"{"k": 4}"#),
        Refused("architecture", #"{"architecture": "matching_pursuit"}"#),
        Refused("architecture", #"{"architecture": "temporal"}"#),
        Refused("architecture", #"{"architecture": "batchtopk2", "k": 2}"#),
        Refused("architecture", #"{"architecture": "skip_transcoder"}"#),
        Refused("d_out", #"{"d_out": 7}"#),
        Refused("normalize_activations", #"{"normalize_activations": true}"#),
        Refused("normalize_activations", #"{"normalize_activations": "expected_average_only_in"}"#),
        Refused("reshape_activations", #"{"reshape_activations": "hook_z"}"#),
        Refused("hook_head_index", #"{"hook_head_index": 3}"#),
        Refused("hook_name_out", #"{"hook_name_out": "blocks.4.hook_mlp_out"}"#),
        Refused("rescale_acts_by_decoder_norm", #"{"rescale_acts_by_decoder_norm": true}"#),
        Refused("apply_b_dec_to_input", #"{"apply_b_dec_to_input": 1}"#),
        Refused("input_centering", #"{"input_centering": "mean"}"#),
        Refused("tied_weights", #"{"tied_weights": true}"#),
        Refused("sae_lens_version", #"{"sae_lens_version": "new"}"#),
        Refused("context_size", #"{"context_size": -1}"#),
        Refused("model_name", #"{"model_name": 5}"#),
        Refused("metadata", #"{"metadata": []}"#),
    ])
    func `what is not computed so is refused by its key`(refused: Refused) throws {
        try withTemporaryFolder { folder in
            let changes = try #require(
                JSONSerialization.jsonObject(with: Data(refused.json.utf8)) as? [String: Any])
            try Self.write(to: folder, changes)
            let failure = try failure { try SAELensFolder.read(folder, engine: engine) }
            #expect(failure?.kind == .badData)
            #expect(failure?.what.contains("'\(refused.key)'") == true, "\(String(describing: failure))")
            #expect(failure?.place?.hasSuffix("cfg.json") == true && failure?.remedy != nil)
        }
    }

    @Test func `keys that say how it was trained, and unknown ones that say nothing, are passed over`() throws {
        try withTemporaryFolder { folder in
            try Self.write(
                to: folder,
                [
                    "noise_scale": 0.5, "mse_loss_normalization": "dense_batch", "use_ghost_grads": true, "lp_norm": 1.0,
                    "run_name": "mine", "input_centering": NSNull(), "tied_weights": false, "normalize_activations": false,
                    "exclude_special_tokens": [1, 2],
                ])
            try expect(folder, k: nil)
        }
    }
}

import Engine
import Failures
import Foundation
import SAEFiles
import TensorFiles
import TestSupport
import Testing

/// Each rule that a file is read by is stated.
@Suite struct DecisionsTests {
    private let engine = ComputeEngine(threads: 1)
    private let w = SAEFixture()

    private func decisions(_ changes: [String: Any], vectors: [(String, [Float])] = [], scalars: [(String, Float)] = []) throws -> [String] {
        try withTemporaryFolder { folder in
            var cfg: [String: Any] = [
                "architecture": "standard", "d_in": w.d, "d_sae": w.f, "dtype": "float32", "normalize_activations": "none",
                "apply_b_dec_to_input": true, "metadata": ["sae_lens_version": "6.18.0", "model_name": "m", "hook_name": "blocks.1.hook_resid_post"],
            ]
            cfg.merge(changes) { $1 }
            try SAEFilesTests.json(cfg, to: folder.appending(path: "cfg.json"))
            var writer = SafetensorsWriter()
            writer.add("W_enc", SAEFixture.turned(w.encoder))
            writer.add("W_dec", SAEFixture.matrix(w.decoder))
            for (name, values) in [("b_enc", w.encoderBias), ("b_dec", w.decoderBias)] + vectors {
                writer.add(name, SAEFixture.vector(values).0, shape: [values.count])
            }
            for (name, value) in scalars { writer.add(name, Matrix(rows: 1, columns: 1, elements: [value]), shape: []) }
            try writer.write(to: folder.appending(path: "sae_weights.safetensors"))
            return try SAEFile.read(folder, engine: engine).decisions
        }
    }

    @Test func `how latents are chosen, scaled and brought to scale`() throws {
        let plain = try decisions([:])
        #expect(plain.count == 1 && plain[0].hasPrefix("b_dec is subtracted"))
        #expect(try decisions(["apply_b_dec_to_input": false])[0].hasPrefix("b_dec is not subtracted"))
        #expect(try decisions(["architecture": "topk", "k": 3]).contains("the 3 largest latents of a token are kept"))
        #expect(try decisions(["architecture": "abstopk", "k": 3]).contains("abstopk keeps the 3 largest by magnitude, with their sign"))
        let rescaled = try decisions(["architecture": "topk", "k": 3, "rescale_acts_by_decoder_norm": true])
        #expect(rescaled.contains { $0.contains("rescale_acts_by_decoder_norm") })
        for scale in ["layer_norm", "constant_norm_rescale"] {
            #expect(try decisions(["normalize_activations": scale]).contains { $0.contains("each row") && $0.contains(scale) })
        }
        let threshold = try decisions(
            ["architecture": "batchtopk", "k": 3, "rescale_acts_by_decoder_norm": false], scalars: [("topk_threshold", 0.75)])
        #expect(threshold.contains { $0.contains("topk_threshold") && $0.contains("0.75") }, "\(threshold)")
    }

    @Test func `a factor on latents is stated where there is one`() throws {
        let factors = [Float](repeating: 1.5, count: w.f), ones = [Float](repeating: 1, count: w.f)
        let folded = try decisions(["finetuning_scaling_factor": true], vectors: [("scaling_factor", factors)])
        #expect(folded.contains { $0.contains("scaling_factor") && $0.contains("folded") })
        #expect(try !decisions([:], vectors: [("scaling_factor", ones)]).contains { $0.contains("scaling_factor") })
    }
}

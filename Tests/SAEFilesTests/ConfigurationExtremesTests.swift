import Autoencoders
import Engine
import Failures
import Foundation
import SAEFiles
import TestSupport
import Testing

/// Whatever a `cfg.json` says, an SAE is read or a sentence says why not; nothing traps, and nothing is taken for granted
/// that the tensors beside it do not bear out.
@Suite struct ConfigurationExtremesTests {
    private let engine = ComputeEngine(threads: 1)

    /// One of each architecture, in the old and the new layout.
    private static var starts: [[String: Any]] {
        let topk: [String: Any] = ["activation_fn_str": "topk", "activation_fn_kwargs": ["k": 2]]
        let new: [String: Any] = [
            "architecture": "topk", "k": 2, "d_in": OldSAELensTests.width, "d_sae": OldSAELensTests.latents,
            "dtype": "float32", "device": "cpu", "apply_b_dec_to_input": false, "normalize_activations": "none",
            "reshape_activations": "none", "rescale_acts_by_decoder_norm": true,
            "metadata": [
                "sae_lens_version": "6.54.0", "model_name": "m", "hook_name": "blocks.1.hook_mlp_out", "context_size": 64,
                "hook_head_index": NSNull(), "prepend_bos": true, "dataset_path": "d", "exclude_special_tokens": false,
                "training_architecture": "topk", "orthosae_training_tokens": 5, "orthosae_writer": "w",
            ],
        ]
        return [OldSAELensTests.flat, OldSAELensTests.flat.merging(topk) { $1 }, new]
    }

    @Test(arguments: 0..<3) func `each key removed, extreme or of another type`(start: Int) throws {
        try withTemporaryFolder { folder in
            try OldSAELensTests.write(to: folder, [:])
            let file = folder.appending(path: "cfg.json")
            var read = 0, refused = 0
            for (object, what) in try JSONExtremes.changes(of: Self.starts[start]) {
                try JSONSerialization.data(withJSONObject: object).write(to: file)
                do {
                    let (sae, _) = try SAELensFolder.read(folder, engine: engine)
                    let x = Matrix(rows: 1, columns: sae.width, elements: OldSAELensTests.numbers(sae.width, seed: 3))
                    sae.encode(x, engine: engine, into: SparseLatents(columns: sae.latents))
                    read += 1
                } catch let failure as Failure {
                    refused += 1
                    #expect(failure.kind == .badData && failure.remedy != nil, "\(what): \(failure)")
                    #expect(failure.description.utf8.count < 1000, "\(what)")
                    #expect(!failure.description.contains("\u{1B}") && !failure.description.contains("\n"), "\(what)")
                }
            }
            // Harmless keys may say anything; sizes, functions and names may not.
            #expect(read > 100 && refused > 200, "\(read) read, \(refused) refused")
        }
    }

    @Test func `sizes that the tensors do not have take no memory`() throws {
        try withTemporaryFolder { folder in
            // 2^31 latents of 2^31 numbers would be 2^64 bytes.
            try OldSAELensTests.write(to: folder, ["d_in": Int(Int32.max), "d_sae": Int(Int32.max)])
            let failure = try failure { try SAELensFolder.read(folder, engine: engine) }
            #expect(failure?.kind == .badData && failure?.what.contains("2147483647") == true)
        }
    }

    @Test func `weights that are not finite, empty or of another type are refused by name`() throws {
        for bad in [Float.nan, .infinity, -.infinity] {
            try withTemporaryFolder { folder in
                try OldSAELensTests.write(to: folder, ["finetuning_scaling_factor": true], extra: [
                    ("scaling_factor", [bad] + [Float](repeating: 1, count: OldSAELensTests.latents - 1))
                ])
                let failure = try failure { try SAELensFolder.read(folder, engine: engine) }
                #expect(failure?.kind == .badData && failure?.what.contains("scaling_factor") == true)
            }
        }
        try withTemporaryFolder { folder in
            try OldSAELensTests.write(to: folder, [:], extra: [("log_threshold", [0])])
            let failure = try failure { try SAELensFolder.read(folder, engine: engine) }
            #expect(failure?.kind == .badData && failure?.what.contains("log_threshold") == true)
        }
    }

    @Test(arguments: ["W_enc", "W_dec", "b_enc", "b_dec"], [Float(0x1p34), -1e38])
    func `a weight too large to compute with in float32 is refused by tensor and place`(name: String, value: Float) throws {
        try withTemporaryFolder { folder in
            try OldSAELensTests.write(to: folder, [:], largest: (name, value))
            let failure = try failure { try SAELensFolder.read(folder, engine: engine) }
            let place = name.hasPrefix("W") ? "[0, 1]" : "[1]"
            #expect(failure?.kind == .badData && failure?.what.contains("'\(name)'") == true)
            #expect(failure?.what.contains(place) == true, "\(String(describing: failure))")
        }
    }

    @Test(arguments: ["ae.pt", "params.npz", "sae.safetensors", "hyperparams.json"])
    func `another program's SAE is called that`(name: String) throws {
        try withTemporaryFolder { folder in
            try Data().write(to: folder.appending(path: name))
            #expect(SAELensFolder.seemsOne(folder) && !SAELensFolder.isOne(folder))
            let failure = try failure { try SAELensFolder.read(folder, engine: engine) }
            #expect(failure?.kind == .badData && failure?.what.contains(name) == true)
        }
    }
}

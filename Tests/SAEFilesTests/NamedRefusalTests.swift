import Engine
import Failures
import Foundation
import SAEFiles
import TensorFiles
import TestSupport
import Testing

/// What cannot be read is named for what it is; what can be read is, whatever its numbers' format or its file's name.
@Suite struct NamedRefusalTests {
    private let engine = ComputeEngine(threads: 1)
    private let w = SAEFixture()

    private func standard(_ url: URL, enc: String = "W_enc", dec: String = "W_dec") throws {
        try SAEFilesTests.tensors(
            [(enc, SAEFilesTests.turned(w.encoder)), (dec, w.decoder)], vectors: [("b_enc", w.encoderBias), ("b_dec", w.decoderBias)], to: url)
    }

    /// Of the file and of its folder.
    private func expectRefused(_ file: URL, _ word: String) throws {
        for place in [file, file.deletingLastPathComponent()] {
            let failure = try failure { try SAEFile.read(place, engine: engine) }
            #expect(failure?.kind == .badData && failure?.what.contains(word) == true, "\(String(describing: failure))")
            #expect(SAEFile.seemsOne(place))
        }
    }

    @Test func `transcoders by layer, across layers, and pickled objects are named`() throws {
        try withTemporaryFolder { folder in
            let old = folder.appending(path: "old/sparse_autoencoder_gpt2_24576.pkl.gz")
            try FileManager.default.createDirectory(at: old.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data([0x1F, 0x8B, 8, 0]).write(to: old)
            try expectRefused(old, "before version 3")
            let layer = folder.appending(path: "qwen/layer_12.safetensors")
            try standard(layer)
            try expectRefused(layer, "is a transcoder")
            let cross = folder.appending(path: "clt/W_enc_3.safetensors")
            try standard(cross, enc: "W_enc_3", dec: "W_dec_3")
            try expectRefused(cross, "cross-layer transcoder")
            // A model's shard is none of these.
            let model = folder.appending(path: "model/model.safetensors")
            try standard(model, enc: "model.layers.3.mlp.up_proj.weight", dec: "x")
            #expect(!SAEFile.seemsOne(model) && !SAEFile.seemsOne(model.deletingLastPathComponent()))
        }
    }

    private func jump(_ url: URL, k: Float? = nil) throws {
        var writer = PickleWriter()
        if let k {
            writer.add("encoder.weight", SAEFixture.matrix(w.encoder))
            writer.add("decoder.weight", transposed: SAEFixture.matrix(w.decoder))
            writer.add("encoder.bias", SAEFixture.vector(w.encoderBias).0, shape: [w.f])
            writer.addScalar("k", k)
        } else {
            writer.add("W_enc", transposed: SAEFixture.matrix(w.encoder))
            writer.add("W_dec", SAEFixture.matrix(w.decoder))
            writer.add("b_enc", SAEFixture.vector(w.encoderBias).0, shape: [w.f])
            writer.add("threshold", SAEFixture.vector(w.threshold).0, shape: [w.f])
        }
        writer.add("b_dec", SAEFixture.vector(w.decoderBias).0, shape: [w.d])
        try writer.write(to: url)
    }

    @Test func `dictionary_learning's file under another name is dictionary_learning's`() throws {
        try withTemporaryFolder { folder in
            let file = folder.appending(path: "plain.pt"), config = folder.appending(path: "config.json")
            for (k, name) in [(nil, "JumpReluAutoEncoder"), (3, "AutoEncoderTopK or BatchTopKSAE")] as [(Float?, String)] {
                try jump(file, k: k)
                for place in [file, folder] {
                    let failure = try failure { try SAEFile.read(place, engine: engine) }
                    #expect(failure?.what.contains("dictionary_learning's \(name)") == true, "\(String(describing: failure))")
                    #expect(failure?.remedy?.contains("config.json") == true)
                }
            }
            try jump(file, k: 3)
            try SAEFilesTests.json(["trainer": ["dict_class": "AutoEncoderTopK", "k": 3]], to: config)
            var contents = try SAEFile.read(file, engine: engine)
            #expect(contents.format == "dictionary_learning" && contents.files.map(\.lastPathComponent) == ["config.json", "plain.pt"])
            expectSame(contents.autoencoder, as: PlainSAE(w: w, act: .topk(3), subtracts: true), engine: engine)
            try jump(file)
            try SAEFilesTests.json(["trainer": ["dict_class": "JumpReluAutoEncoder"]], to: config)
            contents = try SAEFile.read(file, engine: engine)
            expectSame(contents.autoencoder, as: PlainSAE(w: w, act: .jump(w.threshold.map { Double($0) })), engine: engine)
        }
    }

    @Test func `a whole k is one though it is stored as a float, and no other is`() throws {
        try withTemporaryFolder { folder in
            let file = folder.appending(path: "ae.pt")
            try SAEFilesTests.json(["trainer": ["dict_class": "AutoEncoderTopK"]], to: folder.appending(path: "config.json"))
            try jump(file, k: 3)
            expectSame(try SAEFile.read(folder, engine: engine).autoencoder, as: PlainSAE(w: w, act: .topk(3), subtracts: true), engine: engine)
            for k in [3.5, 0, .nan, .infinity, 1e30] as [Float] {
                try jump(file, k: k)
                #expect(try failure { try SAEFile.read(folder, engine: engine) }?.what.contains("k is") == true)
            }
        }
    }

    @Test func `a file of weights without its configuration misses it by name`() throws {
        try withTemporaryFolder { folder in
            let file = folder.appending(path: "sae_weights.safetensors")
            try standard(file)
            for place in [file, folder] {
                let failure = try failure { try SAEFile.read(place, engine: engine) }
                #expect(failure?.kind == .missingInput && failure?.what.contains("cfg.json") == true, "\(String(describing: failure))")
            }
        }
    }

    @Test func `a folder with the weights of two formats is refused, and the file that is named is read`() throws {
        try withTemporaryFolder { folder in
            try standard(folder.appending(path: "sae_weights.safetensors"))
            let cfg: [String: Any] = [
                "architecture": "standard", "d_in": w.d, "d_sae": w.f, "metadata": ["sae_lens_version": "6.18.0"],
            ]
            try SAEFilesTests.json(cfg, to: folder.appending(path: "cfg.json"))
            // What lies beside a published SAE is no second one.
            for name in ["sparsity.safetensors", "README.md", "acts_histogram.pt"] { try Data().write(to: folder.appending(path: name)) }
            #expect(try SAEFile.read(folder, engine: engine).format == "SAELens")
            try jump(folder.appending(path: "ae.pt"), k: 3)
            try SAEFilesTests.json(["trainer": ["dict_class": "AutoEncoderTopK"]], to: folder.appending(path: "config.json"))
            let failure = try failure { try SAEFile.read(folder, engine: engine) }
            #expect(failure?.kind == .badData && failure?.what.contains("ae.pt") == true && failure?.what.contains("sae_weights.safetensors") == true)
            #expect(try SAEFile.read(folder.appending(path: "ae.pt"), engine: engine).format == "dictionary_learning")
            #expect(try SAEFile.read(folder.appending(path: "sae_weights.safetensors"), engine: engine).format == "SAELens")
        }
    }

    /// A safetensors file of F64 tensors, which our writer does not make.
    private func doubles(_ all: [(name: String, shape: [Int], values: [Double])], to url: URL) throws {
        var at = 0, header: [String: Any] = [:], body = Data()
        for one in all {
            header[one.name] = ["dtype": "F64", "shape": one.shape, "data_offsets": [at, at + 8 * one.values.count]]
            at += 8 * one.values.count
            for value in one.values { withUnsafeBytes(of: value.bitPattern.littleEndian) { body.append(contentsOf: $0) } }
        }
        let text = try JSONSerialization.data(withJSONObject: header)
        var file = withUnsafeBytes(of: UInt64(text.count).littleEndian) { Data($0) }
        file.append(text)
        file.append(body)
        try file.write(to: url)
    }

    @Test func `float64 weights are read as the nearest float32, and a decision says so`() throws {
        try withTemporaryFolder { folder in
            try SAEFilesTests.json(["activation": "topk", "k": 3, "d_in": w.d, "num_latents": w.f], to: folder.appending(path: "cfg.json"))
            func put(_ first: Double) throws {
                var encoder = w.encoder.flatMap { $0.map { Double($0) } }
                encoder[0] += first
                try doubles(
                    [
                        ("encoder.weight", [w.f, w.d], encoder), ("W_dec", [w.f, w.d], w.decoder.flatMap { $0.map { Double($0) } }),
                        ("encoder.bias", [w.f], w.encoderBias.map { Double($0) }), ("b_dec", [w.d], w.decoderBias.map { Double($0) }),
                    ], to: folder.appending(path: "sae.safetensors"))
            }
            try put(0)
            let contents = try SAEFile.read(folder, engine: engine)
            expectSame(contents.autoencoder, as: PlainSAE(w: w, act: .topk(3), subtracts: true), engine: engine)
            #expect(contents.decisions.contains { $0.contains("float64") && $0.contains("encoder.weight") })
            try put(1e300)
            #expect(try failure { try SAEFile.read(folder, engine: engine) }?.what.contains("not finite") == true)
        }
    }
}

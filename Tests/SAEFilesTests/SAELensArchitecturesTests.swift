import Autoencoders
import Engine
import Failures
import Foundation
import Records
import SAEFiles
import TensorFiles
import TestSupport
import Testing

/// SAELens' architectures and normalisations beyond those that are trained here, and checkpoints of its training classes.
@Suite struct SAELensArchitecturesTests {
    private let engine = ComputeEngine(threads: 1)
    private let w = SAEFixture()

    /// A SAELens 6 folder.
    private func write(
        _ folder: URL, _ architecture: String, _ changes: [String: Any] = [:], extra: [(String, [Float])] = [],
        without: Set<String> = []
    ) throws {
        var cfg: [String: Any] = [
            "architecture": architecture, "d_in": w.d, "d_sae": w.f, "dtype": "float32", "device": "cpu",
            "apply_b_dec_to_input": true, "normalize_activations": "none", "reshape_activations": "none",
            "metadata": ["sae_lens_version": "6.54.0", "model_name": "m", "hook_name": "blocks.1.hook_resid_post"],
        ]
        cfg.merge(changes) { $1 }
        try JSONSerialization.data(withJSONObject: cfg).write(to: folder.appending(path: "cfg.json"))
        var writer = SafetensorsWriter()
        writer.add("W_enc", SAEFixture.turned(w.encoder))
        writer.add("W_dec", SAEFixture.matrix(w.decoder))
        for (name, values) in [("b_enc", w.encoderBias), ("b_dec", w.decoderBias)] + extra where !without.contains(name) {
            let (matrix, shape) = SAEFixture.vector(values)
            writer.add(name, matrix, shape: shape)
        }
        try writer.write(to: folder.appending(path: "sae_weights.safetensors"))
    }

    private func read(_ folder: URL, _ hints: SAEHints? = nil) throws -> SAEContents {
        try SAEFile.read(folder, about: hints, engine: engine)
    }

    @Test(arguments: [1, 3, 12]) func `abstopk keeps the largest by size, with their sign`(k: Int) throws {
        try withTemporaryFolder { folder in
            try write(folder, "abstopk", ["k": k])
            let contents = try read(folder)
            expectSame(contents.autoencoder, as: PlainSAE(w: w, act: .abstopk(k), subtracts: true), engine: engine)
            #expect(contents.alarm.l0 == Double(k) && contents.format == "SAELens")
        }
    }

    @Test func `a gate is computed as a threshold`() throws {
        let gate = w.encoderBias.map { $0 - 0.2 }, r = w.threshold.map { 0.5 - $0 }
        try withTemporaryFolder { folder in
            let extra = [("b_gate", gate), ("b_mag", w.encoderBias), ("r_mag", r)]
            try write(folder, "gated", extra: extra, without: ["b_enc"])
            let plain = PlainSAE(
                w: w, act: .gated(gate: gate.map { Double($0) }, magnitude: w.encoderBias.map { Double($0) }, r: r.map { Double($0) }),
                subtracts: true)
            expectSame(try read(folder).autoencoder, as: plain, engine: engine)
            // exp(1000) is no number to compute with.
            try write(folder, "gated", extra: [("b_gate", gate), ("b_mag", gate), ("r_mag", r.map { $0 + 1000 })], without: ["b_enc"])
            #expect(try failure { try read(folder) }?.what.contains("r_mag") == true)
            try write(folder, "gated", extra: [("b_gate", gate), ("b_mag", gate)], without: ["b_enc"])
            #expect(try failure { try read(folder) }?.what.contains("r_mag") == true)
        }
    }

    @Test(arguments: [InferenceRules.RowScale.layerNorm, .constantNorm])
    func `rows are brought to scale and back`(row: InferenceRules.RowScale) throws {
        try withTemporaryFolder { folder in
            try write(folder, "topk", ["k": 3, "normalize_activations": row.rawValue])
            let contents = try read(folder), plain = PlainSAE(w: w, act: .topk(3), subtracts: true, row: row)
            expectSame(contents.autoencoder, as: plain, engine: engine)
            // As evaluations take it, and written and read again.
            expectSame(contents.autoencoder.folded(inputScale: 1, engine: engine), as: plain, engine: engine)
            let copy = folder.appending(path: "copy")
            try SAELensFolder.write(contents.autoencoder, contents.description, to: copy, engine: engine)
            expectSame(try read(copy).autoencoder, as: plain, engine: engine)
            // jumprelu has its rows brought to norm 1, its latents times as much.
            try write(folder, "jumprelu", ["normalize_activations": row.rawValue], extra: [("threshold", w.threshold)])
            let jump = PlainSAE(w: w, act: .jump(w.threshold.map { Double($0) }), subtracts: true, row: row)
            let read = try read(folder).autoencoder
            expectSame(read, as: jump, engine: engine)
            let folded = read.folded(inputScale: 1, engine: engine), x = SAEFixture.matrix(w.activations())
            let (one, two) = (Matrix(rows: x.rows, columns: w.d), Matrix(rows: x.rows, columns: w.d))
            for (sae, output) in [(read, one), (folded, two)] {
                let latents = SparseLatents(columns: w.f)
                sae.encode(x, engine: engine, into: latents)
                sae.decode(latents, of: x, engine: engine, into: output)
            }
            #expect(zip(one.toArray(), two.toArray()).allSatisfy { abs($0 - $1) < 1e-4 })
        }
    }

    @Test func `a row of zeros is no reason for NaN`() throws {
        for row in [InferenceRules.RowScale.layerNorm, .constantNorm] {
            var config = AutoencoderConfig()
            (config.latents, config.activation) = (w.f, .relu)
            let sae = Autoencoder(
                configuration: config, inference: InferenceRules(rowScale: row), encoder: SAEFixture.matrix(w.encoder),
                encoderBias: SAEFixture.vector(w.encoderBias).0, decoder: SAEFixture.matrix(w.decoder),
                decoderBias: SAEFixture.vector(w.decoderBias).0, threshold: Matrix(rows: 1, columns: w.f))
            let x = Matrix(rows: 2, columns: w.d), latents = SparseLatents(columns: w.f), y = Matrix(rows: 2, columns: w.d)
            sae.encode(x, engine: engine, into: latents)
            sae.decode(latents, of: x, engine: engine, into: y)
            #expect(y.toArray().allSatisfy { $0.isFinite })
        }
    }

    @Test func `expected_average_only_in needs its factor`() throws {
        try withTemporaryFolder { folder in
            try write(folder, "standard", ["normalize_activations": "expected_average_only_in"])
            let failure = try failure { try read(folder) }
            #expect(failure?.kind == .badData && failure?.what.contains("'normalize_activations'") == true)
            var hints = SAEHints()
            hints.inputScale = 0.25
            let plain = PlainSAE(w: w, act: .relu, subtracts: true, scale: 0.25)
            let contents = try read(folder, hints)
            expectSame(contents.autoencoder, as: plain, engine: engine)
            #expect(contents.decisions.contains { $0.contains("0.25") })
            // A checkpoint has it beside it.
            try Data(#"{"scaling_factor": 0.25}"#.utf8).write(to: folder.appending(path: "activation_scaler.json"))
            expectSame(try read(folder).autoencoder, as: plain, engine: engine)
            for bad in ["0", "-1", "1e300", "null", "\"x\"", "1e-30"] {
                try Data(#"{"scaling_factor": \#(bad)}"#.utf8).write(to: folder.appending(path: "activation_scaler.json"))
                #expect(try SAEFilesTests.failureKind { try read(folder) } == .badData, "\(bad)")
            }
        }
    }

    @Test func `a batchtopk checkpoint fires above its threshold on scores, or is refused without one`() throws {
        try withTemporaryFolder { folder in
            try write(folder, "batchtopk", ["k": 2.5])
            #expect(try failure { try read(folder) }?.what.contains("topk_threshold") == true)
            for rescales in [false, true] {
                try write(folder, "batchtopk", ["k": 2.5, "rescale_acts_by_decoder_norm": rescales])
                // One number has the shape [].
                var writer = SafetensorsWriter()
                writer.add("W_enc", SAEFixture.turned(w.encoder))
                writer.add("W_dec", SAEFixture.matrix(w.decoder))
                writer.add("b_enc", SAEFixture.vector(w.encoderBias).0, shape: [w.f])
                writer.add("b_dec", SAEFixture.vector(w.decoderBias).0, shape: [w.d])
                writer.add("topk_threshold", Matrix(rows: 1, columns: 1, elements: [0.5]), shape: [])
                try writer.write(to: folder.appending(path: "sae_weights.safetensors"))
                let norms = w.decoder.map { $0.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot() }
                let theta = norms.map { rescales ? 0.5 / $0 : 0.5 }
                expectSame(try read(folder).autoencoder, as: PlainSAE(w: w, act: .jump(theta), subtracts: true), engine: engine)
            }
        }
    }

    @Test func `metadata is open: unknown keys are kept and written back`() throws {
        try withTemporaryFolder { folder in
            let metadata: [String: Any] = [
                "sae_lens_version": "6.54.0", "model_name": "m", "hook_name": "blocks.1.hook_resid_post", "seqpos_slice": [NSNull()],
                "neuronpedia_id": "m/1", "mine": ["a": [1, 2.5, true]], "model_class_name": "AutoModelForCausalLM", "l0": 3.5,
            ]
            try write(folder, "standard", ["metadata": metadata])
            let contents = try read(folder), copy = folder.appending(path: "copy")
            #expect(contents.alarm.l0 == 3.5)
            try SAELensFolder.write(contents.autoencoder, contents.description, to: copy, engine: engine)
            let again = try read(copy)
            #expect(again.description == contents.description && again.description.others.count == 4)
            #expect(again.description.publishedL0 == 3.5)
            let cfg = try JSONSerialization.jsonObject(with: Data(contentsOf: copy.appending(path: "cfg.json"))) as? [String: Any]
            let written = try #require(cfg?["metadata"] as? [String: Any])
            for (key, value) in metadata where key != "sae_lens_version" {
                #expect((written[key] as? NSObject) == (value as? NSObject), "\(key)")
            }
        }
    }

    @Test(arguments: ["transcoder", "skip_transcoder", "jumprelu_transcoder", "jumprelu_skip_transcoder", "temporal", "matching_pursuit"])
    func `what has no reconstruction here is refused by its name`(architecture: String) throws {
        try withTemporaryFolder { folder in
            try write(folder, architecture, ["apply_b_dec_to_input": false])
            let failure = try failure { try read(folder) }
            #expect(failure?.kind == .badData && failure?.what.contains("'\(architecture)'") == true)
            #expect(failure?.what.contains("not") == true)
        }
    }
}

import Autoencoders
import Engine
import Failures
import Foundation
import Records
import SAEFiles
import TensorFiles
import Testing

@Suite struct `A finished SAE on disk` {
    private let engine = ComputeEngine(threads: 1)
    private let about = SAEDescription(
        modelName: "gemma2-nano", hookName: "blocks.3.hook_resid_post", contextSize: 128, dataset: "corpus.jsonl.zst",
        excludesBOS: true, trainedAs: "orthogonal", trainingTokens: 1234, writer: "orthosae test")

    private func folder() -> URL { FileManager.default.temporaryDirectory.appending(path: "sae-\(UUID().uuidString)") }

    /// F = 3, d = 2, every number its own.
    private func sae(_ activation: ActivationKind) -> Autoencoder {
        var config = AutoencoderConfig()
        config.activation = activation
        config.latents = 3
        config.k = 2
        config.decoderNorm = .free
        config.subtractDecoderBias = activation == .topk
        let sae = Autoencoder(configuration: config, width: 2)
        sae.encoder.assign([1, 2, 3, 4, 5, 6])
        sae.encoderBias.assign([0.1, 0.2, 0.3])
        sae.decoder.assign([-1, -2, -3, -4, -5, -6])
        sae.decoderBias.assign([10, 20])
        if activation == .jumprelu { sae.threshold.assign([0.5, 0.6, 0.7]) }
        return sae
    }

    @Test(arguments: [ActivationKind.relu, .topk, .jumprelu])
    func `reads back as it was written`(activation: ActivationKind) throws {
        let url = folder()
        defer { try? FileManager.default.removeItem(at: url) }
        let sae = sae(activation)
        try SAELensFolder.write(sae, about, firingRates: [0, 0.1, 1], to: url, engine: engine)
        let (read, description) = try SAELensFolder.read(url, engine: engine)
        #expect(description == about)
        #expect(read.configuration.activation == activation)
        #expect(read.configuration.subtractDecoderBias == sae.configuration.subtractDecoderBias)
        #expect(read.configuration.k == (activation == .topk ? 2 : AutoencoderConfig().k))
        for part in [\Autoencoder.encoder, \.encoderBias, \.decoder, \.decoderBias, \.threshold] {
            #expect(read[keyPath: part].toArray() == sae[keyPath: part].toArray())
        }
    }

    /// How TransformerLens processed the model, and heads' results, which SAELens has apart.
    @Test func `says of what activations it is`() throws {
        let url = folder()
        defer { try? FileManager.default.removeItem(at: url) }
        var about = about
        about.hookName = "blocks.3.attn.hook_z"
        about.centersWriting = true
        about.foldsValueBiases = true
        try SAELensFolder.write(sae(.relu), about, firingRates: nil, to: url, engine: engine)
        #expect(try SAELensFolder.read(url, engine: engine).1 == about)
        let file = url.appending(path: "cfg.json")
        var cfg = try #require(JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
        #expect(cfg["reshape_activations"] as? String == "hook_z")
        var metadata = try #require(cfg["metadata"] as? [String: Any])
        #expect(
            metadata["model_from_pretrained_kwargs"] as? [String: Bool]
                == ["center_writing_weights": true, "fold_value_biases": true])
        // As SAELens' own training has it.
        metadata["model_from_pretrained_kwargs"] = ["center_writing_weights": false]
        cfg["metadata"] = metadata
        try JSONSerialization.data(withJSONObject: cfg).write(to: file)
        let read = try SAELensFolder.read(url, engine: engine).1
        #expect(!read.centersWriting && !read.foldsValueBiases)
        metadata["model_from_pretrained_kwargs"] = ["center_writing_weights": "yes"]
        cfg["metadata"] = metadata
        try JSONSerialization.data(withJSONObject: cfg).write(to: file)
        #expect(throws: Failure.self) { try SAELensFolder.read(url, engine: engine) }
    }

    @Test func `has SAELens' names, shapes and orientation`() throws {
        let url = folder()
        defer { try? FileManager.default.removeItem(at: url) }
        try SAELensFolder.write(sae(.jumprelu), about, firingRates: [0, 0.1, 1], to: url, engine: engine)
        let file = try SafetensorsFile(url.appending(path: "sae_weights.safetensors"))
        #expect(Set(file.names) == ["W_enc", "W_dec", "b_enc", "b_dec", "threshold"])
        // The encoder is [d, F] there.
        #expect(try file.matrix("W_enc", shape: [2, 3]).toArray() == [1, 3, 5, 2, 4, 6])
        #expect(try file.matrix("W_dec", shape: [3, 2]).toArray() == [-1, -2, -3, -4, -5, -6])
        #expect(try file.matrix("threshold", shape: [3]).toArray() == [0.5, 0.6, 0.7])
        let sparsity = try SafetensorsFile(url.appending(path: "sparsity.safetensors")).matrix("sparsity", shape: [3])
        // log10 of 1e-10, of 0.1 and of 1; the 1e-10 that is added moves the last two by less than 1e-9.
        for (found, expected) in zip(sparsity.toArray(), [-10, -1, 0] as [Float]) {
            #expect(abs(found - expected) < 1e-9)
        }
        let json = try JSONSerialization.jsonObject(with: Data(contentsOf: url.appending(path: "cfg.json")))
        let cfg = try #require(json as? [String: Any])
        #expect(cfg["architecture"] as? String == "jumprelu")
        #expect(cfg["apply_b_dec_to_input"] as? Bool == false)
        #expect(cfg["d_in"] as? Int == 2 && cfg["d_sae"] as? Int == 3)
        #expect((cfg["metadata"] as? [String: Any])?["sae_lens_version"] as? String == "6.18.0")
        #expect((cfg["metadata"] as? [String: Any])?["hook_head_index"] is NSNull)
    }

    @Test func `has the same bytes however often it is written`() throws {
        let (a, b) = (folder(), folder())
        defer { for url in [a, b] { try? FileManager.default.removeItem(at: url) } }
        for url in [a, b] {
            try SAELensFolder.write(sae(.topk), about, firingRates: [0, 0, 1], to: url, engine: engine)
        }
        for name in ["cfg.json", "sae_weights.safetensors", "sparsity.safetensors"] {
            #expect(try Data(contentsOf: a.appending(path: name)) == Data(contentsOf: b.appending(path: name)))
        }
    }

    @Test func `is not overwritten unless that is asked`() throws {
        let url = folder()
        defer { try? FileManager.default.removeItem(at: url) }
        try SAELensFolder.write(sae(.relu), about, to: url, engine: engine)
        #expect(throws: Failure.self) { try SAELensFolder.write(sae(.topk), about, to: url, engine: engine) }
        #expect(try SAELensFolder.read(url, engine: engine).sae.configuration.activation == .relu)
        try SAELensFolder.write(sae(.topk), about, to: url, replacing: true, engine: engine)
        #expect(try SAELensFolder.read(url, engine: engine).sae.configuration.activation == .topk)
    }

    /// What is wrong, and the words that say so.
    private static let wrongConfigurations: [(String, String, [String])] = [
        ("\"standard\"", "\"temporal\"", ["'architecture'", "temporal"]),
        (
            "\"normalize_activations\" : \"none\"", "\"normalize_activations\" : \"covariance_whitening\"",
            ["normalize_activations", "covariance_whitening"]
        ),
        ("\"d_sae\" : 3", "\"d_sae\" : 4", ["[2, 4]", "[2, 3]"]),
        ("\"d_in\" : 2", "\"d_in\" : 0", ["'d_in'", "0"]),
        ("\"d_in\" : 2", "\"d_in\" : \"2\"", ["'d_in'"]),
        ("\"apply_b_dec_to_input\" : false", "\"apply_b_dec_to_input\" : \"no\"", ["apply_b_dec_to_input"]),
        ("{", "[", ["JSON"]),
    ]

    @Test(arguments: wrongConfigurations.indices)
    func `with a cfg.json that we do not compute is refused by key`(index: Int) throws {
        let (old, new, words) = Self.wrongConfigurations[index]
        let url = folder()
        defer { try? FileManager.default.removeItem(at: url) }
        try SAELensFolder.write(sae(.relu), about, to: url, engine: engine)
        let file = url.appending(path: "cfg.json")
        let text = try String(contentsOf: file, encoding: .utf8)
        try #require(text.contains(old))
        try text.replacingOccurrences(of: old, with: new).write(to: file, atomically: true, encoding: .utf8)
        let failure = #expect(throws: Failure.self) { try SAELensFolder.read(url, engine: engine) }
        #expect(failure?.kind == .badData)
        for word in words { #expect(failure?.description.contains(word) == true, "\(String(describing: failure))") }
    }

    @Test func `with a tensor too few, too many, misshapen or not finite is refused by name`() throws {
        func failure(_ change: (inout SafetensorsWriter) -> Void) throws -> Failure? {
            let url = folder()
            defer { try? FileManager.default.removeItem(at: url) }
            try SAELensFolder.write(sae(.relu), about, to: url, engine: engine)
            var writer = SafetensorsWriter()
            change(&writer)
            try writer.write(to: url.appending(path: "sae_weights.safetensors"))
            return #expect(throws: Failure.self) { try SAELensFolder.read(url, engine: engine) }
        }
        func add(_ names: [String], _ writer: inout SafetensorsWriter) {
            let shapes = ["W_enc": [2, 3], "W_dec": [3, 2], "b_enc": [3], "b_dec": [2], "threshold": [3]]
            for name in names {
                let shape = shapes[name] ?? [1]
                let count = shape.reduce(1, *)
                writer.add(name, Matrix(rows: 1, columns: count), shape: shape)
            }
        }
        let missing = try failure { add(["W_enc", "W_dec", "b_enc"], &$0) }
        #expect(missing?.kind == .badData && missing?.what.contains("b_dec") == true)
        let extra = try failure { add(["W_enc", "W_dec", "b_enc", "b_dec", "threshold"], &$0) }
        #expect(extra?.kind == .badData && extra?.what.contains("threshold") == true)
        let shape = try failure {
            add(["W_enc", "b_enc", "b_dec"], &$0)
            $0.add("W_dec", Matrix(rows: 2, columns: 3))
        }
        #expect(shape?.kind == .badData && shape?.what.contains("W_dec") == true)
        let number = try failure {
            add(["W_enc", "W_dec", "b_enc"], &$0)
            $0.add("b_dec", Matrix(rows: 1, columns: 2, elements: [0, .nan]), shape: [2])
        }
        #expect(number?.kind == .badData && number?.what.contains("b_dec") == true)
    }

    @Test func `that is not there is missing input`() {
        let failure = #expect(throws: Failure.self) {
            try SAELensFolder.read(URL(filePath: "/nowhere"), engine: engine)
        }
        #expect(failure?.kind == .missingInput)
    }
}

import Foundation
import Testing

/// Folders and names as people have them, given to every command that opens one: the same sentence everywhere.
@Suite struct `Folders from elsewhere` {
    private func expect(
        _ outcome: Command.Outcome, _ status: Int32, says words: String...,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(outcome.status == status, "\(outcome.errors)", sourceLocation: sourceLocation)
        #expect(outcome.lastError.hasPrefix("orthosae: "), "\(outcome.errors)", sourceLocation: sourceLocation)
        for word in words {
            #expect(
                outcome.lastError.contains(word), "'\(word)' in: \(outcome.lastError)", sourceLocation: sourceLocation)
        }
    }

    /// An SAE of 4 latents at layer 1 of the embedded model, in the layout of SAELens 5; `W_enc` has one number other
    /// than 0 for each latent.
    private func oldSAE(
        in place: Workplace, _ changes: [String: Any] = [:], decoder: Float = 0.1
    ) throws -> String {
        let folder = place.url.appending(path: "old")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var cfg: [String: Any] = [
            "architecture": "standard", "d_in": 256, "d_sae": 4, "activation_fn_str": "topk",
            "activation_fn_kwargs": ["k": 1], "model_name": "gemma2-nano", "hook_name": "blocks.1.hook_resid_post",
            "hook_layer": 1, "apply_b_dec_to_input": false, "context_size": 64, "prepend_bos": true, "dtype": "float32",
        ]
        cfg.merge(changes) { $1 }
        try JSONSerialization.data(withJSONObject: cfg).write(to: folder.appending(path: "cfg.json"))
        let counts = ["W_dec": [4, 256], "W_enc": [256, 4], "b_dec": [256], "b_enc": [4]]
        var header: [String: Any] = [:], body = Data()
        for (name, shape) in counts.sorted(by: { $0.key < $1.key }) {
            let count = shape.reduce(1, *)
            header[name] = ["dtype": "F32", "shape": shape, "data_offsets": [body.count, body.count + 4 * count]]
            for i in 0..<count {
                let value: Float =
                    switch name {
                    case "b_enc": 1
                    case "W_dec": decoder
                    case "W_enc" where i % 5 == 0: 0.01
                    default: 0
                    }
                withUnsafeBytes(of: value) { body.append(contentsOf: $0) }
            }
        }
        let text = try JSONSerialization.data(withJSONObject: header)
        let length = withUnsafeBytes(of: UInt64(text.count).littleEndian) { Data($0) }
        try (length + text + body).write(to: folder.appending(path: "sae_weights.safetensors"))
        return folder.path
    }

    @Test func `a name on the Hub is told how to become a folder, by every command that takes one`() throws {
        let place = try Workplace()
        let hub = "google/gemma-2-2b", how = "hf download google/gemma-2-2b"
        expect(try place.orthosae(tiny + ["--model", hub]), 66, says: how)
        expect(try place.orthosae("inspect", hub), 66, says: how)
        expect(try place.orthosae("encode", hub, "--text", "x"), 66, says: how)
        expect(try place.orthosae("evaluate", hub, "--evals", "core"), 66, says: how)
        expect(try place.orthosae("bench", "--model", hub, "--stages", "forward"), 66, says: how)
        let sae = try oldSAE(in: place)
        expect(try place.orthosae("encode", sae, "--text", "x", "--model", hub), 66, says: how)
        expect(
            try place.orthosae(tiny + ["--corpus", "monology/pile"]), 66,
            says: "hf download monology/pile", "--repo-type dataset")
        #expect(!place.exists("runs"))
    }

    @Test func `an SAE of SAELens 5 is encoded and inspected as what it is`() throws {
        let place = try Workplace(), sae = try oldSAE(in: place)
        let encoded = try place.orthosae("encode", sae, "--text", "The old man", "--json")
        #expect(encoded.status == 0, "\(encoded.errors)")
        let inspected = try place.orthosae("inspect", sae)
        for word in ["topk", "gemma2-nano", "blocks.1.hook_resid_post"] { #expect(inspected.output.contains(word)) }
        for command in [["inspect"], ["encode", "--text", "x"], ["evaluate", "--evals", "core"]] {
            let path = try oldSAE(in: place, ["activation_fn_str": "tanh-relu"])
            expect(try place.orthosae(command + [path]), 65, says: "'activation_fn_str'", "tanh-relu")
        }
    }

    @Test func `an SAE that does not say where it reads is refused by that key`() throws {
        let place = try Workplace(), sae = try oldSAE(in: place, ["hook_name": ""])
        expect(try place.orthosae("evaluate", sae, "--evals", "core"), 65, says: "hook_name")
        expect(try place.orthosae("encode", sae, "--text", "x"), 65, says: "hook_name")
    }

    @Test func `what inspect prints of a file cannot steer the terminal`() throws {
        let place = try Workplace()
        let sae = try oldSAE(in: place, ["model_name": "\u{1B}[2Jgone\nkind  model", "dataset_path": "a\rb"])
        let inspected = try place.orthosae("inspect", sae)
        #expect(inspected.status == 0 && inspected.output.contains("\\u{1b}[2Jgone\\u{a}kind"), "\(inspected.output)")
        #expect(!inspected.output.contains("\u{1B}") && !inspected.output.contains("\r"))
    }

    @Test func `a decoder row too short to be brought to norm 1 is refused by evaluate`() throws {
        // topk's rows are left as they are.
        let relu: [String: Any] = ["activation_fn_str": "relu"]
        let place = try Workplace(), sae = try oldSAE(in: place, relu, decoder: Float(bitPattern: 700))
        expect(try place.orthosae("evaluate", sae, "--evals", "core"), 65, says: "W_dec", "norm 1")
    }

    @Test func `part of a model folder is inspected as one`() throws {
        let place = try Workplace(), model = try DamagedModel(in: place)
        try FileManager.default.removeItem(at: model.folder.appending(path: "config.json"))
        expect(try place.orthosae("inspect", model.folder.path), 66, says: "config.json")
        try FileManager.default.removeItem(at: model.folder.appending(path: "tokenizer.json"))
        try FileManager.default.removeItem(at: model.folder.appending(path: "model.safetensors"))
        _ = try place.write("{}", to: "model/adapter_config.json")
        expect(try place.orthosae("inspect", model.folder.path), 65, says: "adapter")
    }

    @Test func `a tokenizer that knows more tokens than the model is refused by every command`() throws {
        let place = try Workplace(), sae = try oldSAE(in: place)
        let model = try DamagedModel(in: place)
        try model.addTokens()
        let path = model.folder.path
        expect(try place.orthosae("encode", sae, "--text", "x", "--model", path), 65, says: "6144 tokens", "tokenizer.json")
        expect(try place.orthosae("evaluate", sae, "--evals", "core", "--model", path), 65, says: "6144 tokens")
        expect(try place.orthosae("bench", "--model", path, "--stages", "harvest"), 65, says: "6144 tokens")
        expect(try place.orthosae("inspect", path), 65, says: "6144 tokens")
    }

    @Test func `what training would refuse of a model, inspect refuses in the same words`() throws {
        let place = try Workplace(), model = try DamagedModel(in: place)
        try model.changeHeader("layers.1.mlp.up_proj", to: "layers.1.mlp.xx_proj")
        let trained = try place.orthosae(
            tiny + ["--preset", "demo", "--model", model.folder.path, "--corpus", model.folder.path + "/corpus.jsonl.zst"])
        let inspected = try place.orthosae("inspect", model.folder.path)
        expect(inspected, 65, says: "model.layers.1.mlp.up_proj.weight")
        #expect(trained.lastError == inspected.lastError)
    }
}

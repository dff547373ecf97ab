import Foundation
import TestSupport
import Testing

/// Names on the Hub in place of paths, from a cache as Python's huggingface_hub leaves it: nothing here asks a network.
@Suite struct `Names on the Hub` {
    private static let commit = "0123456789abcdef0123456789abcdef01234567"

    /// A snapshot in the workplace's cache, of files that lie elsewhere.
    private func cache(_ place: Workplace, _ repository: String, _ files: [(name: String, source: URL)]) throws {
        let folder = place.url.appending(path: "hub-cache/\(repository)")
        for part in ["refs", "blobs", "snapshots/\(Self.commit)"] {
            try FileManager.default.createDirectory(at: folder.appending(path: part), withIntermediateDirectories: true)
        }
        try Data(Self.commit.utf8).write(to: folder.appending(path: "refs/main"))
        for (name, source) in files {
            let link = folder.appending(path: "snapshots/\(Self.commit)/\(name)")
            try FileManager.default.createDirectory(at: link.deletingLastPathComponent(), withIntermediateDirectories: true)
            try FileManager.default.createSymbolicLink(at: link, withDestinationURL: source)
        }
    }

    private func model(_ place: Workplace) throws {
        let source = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Sources/EmbeddedModel/Resources/gemma2-nano").standardized
        try cache(
            place, "models--acme--nano",
            ["config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"].map { ($0, source.appending(path: $0)) })
    }

    private func text(_ place: Workplace) throws {
        let lines = (0..<400).map { "{\"text\": \"The ship number \($0) left the harbour and came home again.\"}" }
        let file = try place.write(lines.joined(separator: "\n"), to: "lines.jsonl")
        try cache(place, "datasets--acme--ships", [("data/train-00000.jsonl", URL(filePath: file))])
    }

    private let short = [
        "train", "--threads", "1", "--latents", "64", "--tokens", "1280", "--layer", "1", "--set", "data.batch=64", "--set",
        "data.held_out_rows=2", "--set", "data.buffer=512",
    ]

    @Test func `a model and a text are trained on, and their commit is kept`() throws {
        let place = try Workplace()
        try model(place)
        try text(place)
        let outcome = try place.orthosae(short + ["--model", "acme/nano", "--corpus", "acme/ships", "--out", "run"])
        try #require(outcome.status == 0, "\(outcome.errors)")
        let settings = String(decoding: try place.data("run/resolved.yaml"), as: UTF8.self)
        #expect(settings.contains("acme/nano@\(Self.commit)"), "\(settings)")
        #expect(settings.contains("hf:datasets/acme/ships/data/train-00000.jsonl@\(Self.commit)"), "\(settings)")
        // The same settings give the same run, and what is printed next works as printed.
        let again = try place.orthosae("train", "--config", "run/resolved.yaml", "--out", "again")
        try #require(again.status == 0, "\(again.errors)")
        #expect(try place.data("run/sae/sae_weights.safetensors") == place.data("again/sae/sae_weights.safetensors"))
        let resumed = try place.orthosae("train", "--resume", "run")
        #expect(resumed.status == 0, "\(resumed.errors)")
        let encoded = try place.orthosae("encode", "run", "--text", "The ship")
        #expect(encoded.status == 0, "\(encoded.errors)")
        let about = String(decoding: try place.data("run/sae/cfg.json"), as: UTF8.self)
        #expect(about.contains("\"model_name\" : \"nano\"") || about.contains("\"model_name\": \"nano\""), "\(about)")
    }

    @Test func `of a data set as many files are taken as the run needs`() throws {
        let place = try Workplace()
        func lines(_ count: Int, _ name: String) throws -> URL {
            let text = (0..<count).map { "{\"image\": \"\(String(repeating: "x", count: 4000))\", \"text\": \"The ship number \($0) left the harbour.\"}" }
            return URL(filePath: try place.write(text.joined(separator: "\n"), to: name))
        }
        // Many bytes and little text: bytes alone would say that one file is enough.
        let files = try (0..<4).map { ("data/train-0000\($0).jsonl", try lines(40, "part\($0).jsonl")) }
        try cache(place, "datasets--acme--wide", files)
        let outcome = try place.orthosae(short + ["--corpus", "acme/wide", "--set", "data.held_out_rows=0", "--tokens", "640", "--out", "run"])
        try #require(outcome.status == 0, "\(outcome.errors)")
        let settings = String(decoding: try place.data("run/resolved.yaml"), as: UTF8.self)
        #expect(settings.contains("train-00003") == false && settings.contains("train-00001"), "\(settings)")
        #expect(outcome.errors.contains("acme/wide: ") && outcome.errors.contains(" of its 4 files"), "\(outcome.errors)")
        let about = String(decoding: try place.data("run/sae/cfg.json"), as: UTF8.self)
        #expect(about.contains("acme/wide@\(Self.commit)"), "\(about)")
    }

    @Test func `a run that starts from an SAE of the Hub keeps its commit`() throws {
        let place = try Workplace()
        let trained = try place.orthosae(short + ["--architecture", "topk", "--set", "sae.k=4", "--out", "run"])
        try #require(trained.status == 0, "\(trained.errors)")
        let sae = place.url.appending(path: "run/sae")
        try cache(place, "models--acme--saes", ["cfg.json", "sae_weights.safetensors"].map { ("layer_1/\($0)", sae.appending(path: $0)) })
        for (name, out) in [("hf:acme/saes/layer_1", "tuned"), ("acme/saes/layer_1", "other")] {
            let tuned = try place.orthosae(
                "train", "--from", name, "--threads", "1", "--tokens", "640", "--set", "data.batch=64", "--out", out)
            try #require(tuned.status == 0, "\(tuned.errors)")
            let settings = String(decoding: try place.data("\(out)/resolved.yaml"), as: UTF8.self)
            #expect(settings.contains("hf:acme/saes/layer_1@\(Self.commit)"), "\(settings)")
        }
    }

    /// The two overrides in SAELens' list that change what is computed (exchange.md 1.9, item 5).
    @Test func `what the catalogue overrides holds`() throws {
        let place = try Workplace()
        let trained = try place.orthosae(short + ["--architecture", "standard", "--out", "run"])
        try #require(trained.status == 0, "\(trained.errors)")
        let sae = place.url.appending(path: "run/sae")
        func files(_ folder: String) -> [(String, URL)] {
            ["cfg.json", "sae_weights.safetensors"].map { ("\(folder)/\($0)", sae.appending(path: $0)) }
        }
        try cache(place, "models--jbloom--GPT2-Small-SAEs-Reformatted", files("blocks.8.hook_resid_pre"))
        let centred = try place.orthosae("inspect", "gpt2-small-res-jb/blocks.8.hook_resid_pre", "--json")
        #expect(centred.status == 0 && centred.output.contains("activations_without_their_mean"), "\(centred.errors)\(centred.output)")
        try cache(place, "models--JoshEngels--Mistral-7B-Residual-Stream-SAEs", files("mistral_7b_layer_8"))
        let scaled = try place.orthosae("inspect", "mistral-7b-res-wg/blocks.8.hook_resid_pre", "--json")
        #expect(scaled.status == 0 && scaled.output.contains("constant_norm_rescale"), "\(scaled.errors)\(scaled.output)")
        let plain = try place.orthosae("inspect", "hf:jbloom/GPT2-Small-SAEs-Reformatted/blocks.8.hook_resid_pre", "--json")
        #expect(plain.status == 0 && !plain.output.contains("activations_without_their_mean"), "\(plain.output)")
    }

    @Test func `inspect and tokenize take a model's name`() throws {
        let place = try Workplace()
        try model(place)
        let inspected = try place.orthosae("inspect", "acme/nano")
        #expect(inspected.status == 0 && inspected.output.contains("layers"), "\(inspected.errors)")
        let tokens = try place.orthosae("tokenize", "--model", "acme/nano@\(Self.commit)", "--text", "The ship")
        #expect(tokens.status == 0, "\(tokens.errors)")
    }

    @Test func `an SAE of the cache is encoded with and converted`() throws {
        let place = try Workplace()
        try model(place)
        let trained = try place.orthosae(short + ["--architecture", "topk", "--set", "sae.k=4", "--out", "run"])
        try #require(trained.status == 0, "\(trained.errors)")
        let sae = place.url.appending(path: "run/sae")
        try cache(
            place, "models--acme--saes",
            ["cfg.json", "sae_weights.safetensors", "sparsity.safetensors"].map { ("layer_1/topk/\($0)", sae.appending(path: $0)) })
        for name in ["acme/saes/layer_1/topk", "hf:acme/saes/layer_1/topk", "hf:acme/saes/layer_1/topk@\(Self.commit)"] {
            let outcome = try place.orthosae("inspect", name)
            #expect(outcome.status == 0 && outcome.output.contains("topk"), "\(name): \(outcome.errors)")
        }
        let converted = try place.orthosae("convert", "hf:acme/saes/layer_1/topk", "dl", "--to", "dictionary_learning")
        try #require(converted.status == 0, "\(converted.errors)")
        #expect(place.exists("dl/ae.pt") && place.exists("dl/config.json"))
        let back = try place.orthosae("convert", "dl", "back", "--to", "saelens")
        try #require(back.status == 0, "\(back.errors)")
        // dictionary_learning subtracts b_dec and this SAE does not: b_enc makes up for it, there and back.
        let description = try place.orthosae("inspect", "back")
        #expect(description.output.contains("topk") && description.output.contains("dictionary_learning") == false, "\(description.output)")
        func strongest(_ sae: String) throws -> [[Int]] {
            let outcome = try place.orthosae("encode", sae, "--text", "The ship left the harbour", "--top", "1", "--model", "acme/nano", "--json")
            let json = try #require(JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any], "\(outcome.errors)")
            return try #require(json["tokens"] as? [[String: Any]]).map { ($0["latents"] as? [[String: Any]] ?? []).compactMap { $0["index"] as? Int } }
        }
        let before = try strongest("run")
        #expect(try before == strongest("back") && !before.isEmpty)
        let root = try place.orthosae("inspect", "hf:acme/saes")
        #expect(root.status == 66 && root.errors.contains("hf:acme/saes/layer_1/topk"), "\(root.errors)")
        let taken = try place.orthosae("convert", "run", "dl", "--to", "sparsify")
        #expect(taken.status == 64 && taken.errors.contains("not empty"), "\(taken.errors)")
        // What lies where it was told to write is never lost, however the place is called.
        _ = try place.write("mine", to: "mine.txt")
        try FileManager.default.createDirectory(at: place.url.appending(path: "empty"), withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(at: place.url.appending(path: "link"), withDestinationURL: place.url.appending(path: "empty"))
        for destination in ["", ".", "./", "link", "mine.txt"] {
            let refused = try place.orthosae("convert", "run", destination, "--to", "saelens")
            #expect(refused.status == 64, "\(destination): \(refused.errors)")
        }
        #expect(try place.data("mine.txt") == Data("mine".utf8) && place.exists("link"))
        let tilde = try place.orthosae("convert", "run", "~", "--to", "saelens")
        #expect(tilde.status == 0 && place.exists("~/cfg.json"), "\(tilde.errors)")
        let filled = try place.orthosae("convert", "run", "empty", "--to", "saelens")
        #expect(filled.status == 0 && place.exists("empty/cfg.json"), "\(filled.errors)")
    }

    @Test func `what is not in the cache is said with the command that fetches it`() throws {
        let place = try Workplace()
        let words: [([String], [String])] = [
            (["train", "--model", "acme/other", "--layer", "1"], ["acme/other", "HF_HUB_OFFLINE", "hf download acme/other"]),
            (["train", "--corpus", "acme/other"], ["acme/other", "--repo-type dataset"]),
            (["inspect", "gpt2-small-res-jb/blocks.8.hook_resid_pre"], ["jbloom/GPT2-Small-SAEs-Reformatted"]),
            (["evaluate", "hf:acme/other/layer_1"], ["acme/other"]),
        ]
        for (arguments, parts) in words {
            let outcome = try place.orthosae(arguments)
            #expect(outcome.status == 66, "\(arguments): \(outcome.errors)")
            for part in parts { #expect(outcome.lastError.contains(part), "\(part) in \(outcome.errors)") }
        }
        #expect(place.files.isEmpty, "\(place.files)")
    }

    @Test func `a path that was misspelt is no name on the Hub`() throws {
        let place = try Workplace()
        try FileManager.default.createDirectory(at: place.url.appending(path: "runs"), withIntermediateDirectories: true)
        for arguments in [["inspect", "runs/topk"], ["encode", "runs/topk", "--text", "a"], ["train", "--model", "nope", "--layer", "1"]] {
            let outcome = try place.orthosae(arguments)
            #expect(outcome.status == 66 && !outcome.errors.contains("HF_HUB"), "\(outcome.errors)")
        }
        let wrong = try place.orthosae("inspect", "gpt2-smal-res-jb/blocks.8.hook_resid_pre")
        #expect(wrong.status == 64 && wrong.errors.contains("gpt2-small-res-jb"), "\(wrong.errors)")
    }

    @Test func `the catalogue lists releases and their SAEs`() throws {
        let place = try Workplace()
        let all = try place.orthosae("catalogue", "--model", "gpt2")
        #expect(all.status == 0 && all.output.contains("gpt2-small-res-jb"), "\(all.errors)")
        let one = try place.orthosae("catalogue", "gpt2-small-res-jb", "--json")
        let json = try #require(JSONSerialization.jsonObject(with: Data(one.output.utf8)) as? [String: Any])
        #expect((json["rows"] as? [Any])?.count == 13)
        #expect(try place.orthosae("catalogue", "--notice").output.contains("MIT License"))
        #expect(try place.orthosae("catalogue", "nothing").status == 64)
    }
}

import Foundation
import TestSupport
import Testing

/// A GGUF file wherever a command takes a model: a small `llama` with its tokenizer inside.
@Suite struct `A GGUF file as the model` {
    /// Two layers, d 32; the pieces are the printable characters, space, line feed and an end.
    private static func write(to url: URL) throws {
        let (d, f, layers) = (32, 64, 4)
        let pieces = (33...126).map { String(UnicodeScalar(UInt8($0))) } + ["\u{120}", "\u{10A}", "<|end|>"]
        var file = GGUFBuilder(), state: UInt64 = 1
        func drawn(_ count: Int) -> [Float] {
            (0..<count).map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return (Float(state >> 40) / Float(1 << 24) - 0.5) * 0.6
            }
        }
        file.set("general.architecture", .text("llama"))
        for (key, value) in [
            ("context_length", 256), ("embedding_length", d), ("block_count", layers), ("feed_forward_length", f),
            ("attention.head_count", 2), ("attention.head_count_kv", 1),
        ] { file.set("llama." + key, .uint32(UInt32(value))) }
        file.set("llama.attention.layer_norm_rms_epsilon", .float(1e-5))
        file.set("tokenizer.ggml.model", .text("gpt2"))
        file.set("tokenizer.ggml.pre", .text("gpt-2"))
        file.set("tokenizer.ggml.tokens", .texts(pieces))
        file.set("tokenizer.ggml.token_type", .int32s(pieces.map { $0 == "<|end|>" ? 3 : 1 }))
        file.set("tokenizer.ggml.merges", .texts([]))
        file.set("tokenizer.ggml.bos_token_id", .uint32(96))
        file.set("tokenizer.ggml.eos_token_id", .uint32(96))
        func matrix(_ name: String, _ rows: Int, _ columns: Int) {
            file.add(name + ".weight", shape: [rows, columns], drawn(rows * columns))
        }
        func norm(_ name: String) { file.add(name + ".weight", shape: [d], [Float](repeating: 1, count: d)) }
        matrix("token_embd", pieces.count, d)
        norm("output_norm")
        for layer in 0..<layers {
            let block = "blk.\(layer)."
            for name in ["attn_norm", "ffn_norm"] { norm(block + name) }
            matrix(block + "attn_q", d, d)
            matrix(block + "attn_k", 16, d)
            matrix(block + "attn_v", 16, d)
            matrix(block + "attn_output", d, d)
            matrix(block + "ffn_gate", f, d)
            matrix(block + "ffn_up", f, d)
            matrix(block + "ffn_down", d, f)
        }
        try file.write(to: url)
    }

    @Test func `is read by every command, its middle layer without a word`() throws {
        let place = try Workplace()
        try Self.write(to: place.url.appending(path: "m.gguf"))
        let page = (0..<60).map { "{\"text\": \"The ship \($0) left the harbour before the wind came up from the west.\"}" }
        _ = try place.write(page.joined(separator: "\n"), to: "text.jsonl")
        _ = try place.write("The ship left the harbour.", to: "page.txt")
        func run(_ arguments: String...) throws -> String {
            let outcome = try place.orthosae(arguments)
            try #require(outcome.status == 0, "\(arguments): \(outcome.errors)")
            return outcome.output
        }
        #expect(try run("inspect", "m.gguf", "--text", "page.txt").contains("cross-entropy"))
        #expect(try run("tokenize", "--model", "m.gguf", "--text", "a b").contains("96"))
        let small = ["--model", "m.gguf", "--corpus", "text.jsonl", "--set", "data.context=32", "--set", "data.held_out_rows=2"]
        let harvested = try place.orthosae(["harvest", "--tokens", "700", "--out", "shards"] + small)
        try #require(harvested.status == 0, "\(harvested.errors)")
        #expect(try run("inspect", "shards").contains("blocks.1.hook_resid_post"))
        let trained = try place.orthosae(
            ["train", "--tokens", "1280", "--latents", "48", "--architecture", "topk", "--set", "sae.k=4", "--set",
             "data.batch=64", "--set", "data.buffer=256", "--out", "run"] + small)
        try #require(trained.status == 0, "\(trained.errors)")
        let cfg = try #require(JSONSerialization.jsonObject(with: place.data("run/sae/cfg.json")) as? [String: Any])
        #expect((cfg["metadata"] as? [String: Any])?["hook_name"] as? String == "blocks.1.hook_resid_post")
        let evaluated = try place.orthosae(
            ["evaluate", "run", "--evals", "core", "--corpus", "text.jsonl", "--context", "32", "--out", "results"]
                + EvaluationPlace.few)
        #expect(evaluated.status == 0, "\(evaluated.errors)")
        #expect(try run("encode", "run", "--text", "The ship").contains("T"))
        #expect(try run("competition", "run", "--rows", "2").contains("latents"))
        #expect(try run("report", "run").contains("report.html"))
    }
}

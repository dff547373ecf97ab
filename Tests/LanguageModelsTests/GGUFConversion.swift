import Engine
import Foundation
import TensorFiles
import TestSupport
import Testing

/// A family's golden folder as a GGUF file of float32, under the conventions of llama.cpp's convert_hf_to_gguf.py.
struct GGUFConversion {
    let architecture: String
    private let folder: URL
    private let config: [String: Any]

    init(_ folder: URL, as architecture: String) throws {
        self.folder = folder
        self.architecture = architecture
        config = try #require(
            JSONSerialization.jsonObject(with: Data(contentsOf: folder.appending(path: "config.json"))) as? [String: Any])
    }

    private func integer(_ keys: String...) -> Int? { keys.lazy.compactMap { config[$0] as? Int }.first }
    private func number(_ key: String) -> Double? { config[key] as? Double }
    private var rope: [String: Any] { config["rope_parameters"] as? [String: Any] ?? [:] }
    private var heads: Int { integer("num_attention_heads", "n_head") ?? 0 }
    private var keyHeads: Int { integer("num_key_value_heads") ?? heads }
    private var width: Int { integer("hidden_size", "n_embd") ?? 0 }
    private var headWidth: Int { integer("head_dim") ?? width / heads }

    /// The file; what a test wants to spoil, it may.
    func builder() throws -> GGUFBuilder {
        var builder = GGUFBuilder()
        builder.set("general.architecture", .text(architecture))
        func set(_ key: String, _ value: Int?) { if let value { builder.set("\(architecture).\(key)", .uint32(UInt32(value))) } }
        func set(_ key: String, _ value: Double?) { if let value { builder.set("\(architecture).\(key)", .float(Float(value))) } }
        set("context_length", integer("max_position_embeddings", "n_positions"))
        set("embedding_length", width)
        set("block_count", integer("num_hidden_layers", "n_layer"))
        set("feed_forward_length", integer("intermediate_size", "n_inner"))
        set("attention.head_count", heads)
        set("attention.head_count_kv", integer("num_key_value_heads"))
        if config["head_dim"] != nil {
            set("attention.key_length", headWidth)
            set("attention.value_length", headWidth)
        }
        set("attention.layer_norm_rms_epsilon", number("rms_norm_eps"))
        set("attention.layer_norm_epsilon", number("layer_norm_eps") ?? number("layer_norm_epsilon"))
        if let window = integer("sliding_window"), architecture != "qwen2" { set("attention.sliding_window", window) }
        if let parallel = config["use_parallel_residual"] as? Bool { builder.set("gptneox.use_parallel_residual", .bool(parallel)) }
        let main = rope["full_attention"] as? [String: Any] ?? rope
        set("rope.freq_base", main["rope_theta"] as? Double)
        if let share = main["partial_rotary_factor"] as? Double { set("rope.dimension_count", Int(share * Double(headWidth))) }
        if let kind = main["rope_type"] as? String, ["linear", "yarn"].contains(kind) {
            builder.set("\(architecture).rope.scaling.type", .text(kind))
            set("rope.scaling.factor", main["factor"] as? Double)
            set("rope.scaling.original_context_length", main["original_max_position_embeddings"] as? Int)
        }
        if main["rope_type"] as? String == "llama3" { builder.add("rope_freqs.weight", shape: [headWidth / 2], divisors(main)) }
        let source = try TensorFolder(folder)
        for name in source.names.sorted() {
            let shape = try source.entry(name).shape
            let (turned, elements) = converted(name, shape, try source.matrix(name).toArray())
            builder.add(try self.name(name), shape: turned, elements)
        }
        return builder
    }

    /// Llama 3.1's scaling as the converter's `generate_extra_tensors` has it.
    private func divisors(_ rope: [String: Any]) -> [Float] {
        func value(_ key: String) -> Double { (rope[key] as? Double) ?? Double(rope[key] as? Int ?? 0) }
        let original = value("original_max_position_embeddings"), low = value("low_freq_factor"), high = value("high_freq_factor")
        return stride(from: 0, to: headWidth, by: 2).map { i in
            let wave = 2 * Double.pi * pow(value("rope_theta"), Double(i) / Double(headWidth))
            if wave < original / high { return 1 }
            if wave > original / low { return Float(value("factor")) }
            let smooth = (original / wave - low) / (high - low)
            return Float(1 / ((1 - smooth) / value("factor") + smooth))
        }
    }

    private func converted(_ name: String, _ shape: [Int], _ elements: [Float]) -> ([Int], [Float]) {
        let columns = shape.count > 1 ? shape[1] : 1, rows = shape[0]
        func taking(_ order: [Int]) -> [Float] { order.flatMap { elements[$0 * columns..<($0 + 1) * columns] } }
        if architecture == "llama", name.contains("q_proj") || name.contains("k_proj") {
            // (half, pair) to (pair, half), head by head.
            let half = headWidth / 2
            return (shape, taking((0..<rows).map { $0 / headWidth * headWidth + $0 % 2 * half + $0 % headWidth / 2 }))
        }
        if name.contains("query_key_value") {
            return (shape, taking((0..<rows).map { row in
                let part = row / width, head = row % width / headWidth
                return (3 * head + part) * headWidth + row % headWidth
            }))
        }
        if architecture.hasPrefix("gemma"), name.hasSuffix("norm.weight") { return (shape, elements.map { $0 + 1 }) }
        if architecture == "gpt2", name.contains(".attn.c_") || name.contains(".mlp.c_"), shape.count == 2 {
            return ([columns, rows], (0..<columns).flatMap { c in (0..<rows).map { elements[$0 * columns + c] } })
        }
        return (shape, elements)
    }

    private func name(_ tensor: String) throws -> String {
        var parts = tensor.split(separator: ".").map(String.init)
        let kind = parts.removeLast()
        guard let at = parts.firstIndex(where: { $0 == "layers" || $0 == "h" }) else {
            return "\(try #require(Self.names[parts.last ?? ""], "\(tensor)")).\(kind)"
        }
        let inner = parts[(at + 2)...].joined(separator: ".")
        let isPost = ["gemma2", "gemma3", "olmo2"].contains(architecture) && inner == "post_attention_layernorm"
        let name = isPost ? "post_attention_norm" : try #require(Self.names[inner], "\(tensor)")
        return "blk.\(parts[at + 1]).\(name).\(kind)"
    }

    private static let names = [
        "embed_tokens": "token_embd", "wte": "token_embd", "embed_in": "token_embd", "wpe": "position_embd",
        "norm": "output_norm", "ln_f": "output_norm", "final_layer_norm": "output_norm", "final_layernorm": "output_norm",
        "lm_head": "output", "embed_out": "output", "input_layernorm": "attn_norm", "ln_1": "attn_norm",
        "self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k", "self_attn.v_proj": "attn_v",
        "self_attn.qkv_proj": "attn_qkv", "attn.c_attn": "attn_qkv", "attention.query_key_value": "attn_qkv",
        "self_attn.o_proj": "attn_output", "attn.c_proj": "attn_output", "attention.dense": "attn_output",
        "self_attn.dense": "attn_output", "self_attn.q_norm": "attn_q_norm", "self_attn.k_norm": "attn_k_norm",
        "post_attention_layernorm": "ffn_norm", "pre_feedforward_layernorm": "ffn_norm", "ln_2": "ffn_norm",
        "post_feedforward_layernorm": "post_ffw_norm", "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up",
        "mlp.gate_up_proj": "ffn_up", "mlp.c_fc": "ffn_up", "mlp.dense_h_to_4h": "ffn_up", "mlp.fc1": "ffn_up",
        "mlp.down_proj": "ffn_down", "mlp.c_proj": "ffn_down", "mlp.dense_4h_to_h": "ffn_down", "mlp.fc2": "ffn_down",
    ]
}

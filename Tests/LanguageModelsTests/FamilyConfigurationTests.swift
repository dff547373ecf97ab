import Failures
import Foundation
import LanguageModels
import TestSupport
import Testing

/// `config.json` of each family in the forms that users meet: what transformers 5 writes, what was written before it,
/// and with nothing but the type.
@Suite struct FamilyConfigurationTests {
    /// What a `config.json` with this text describes.
    private func describe(_ text: String) throws -> ModelDescription {
        let folder = FileManager.default.temporaryDirectory.appending(path: "config-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(text.utf8).write(to: folder.appending(path: "config.json"))
        return try ModelDescription(folder: folder.path(percentEncoded: false))
    }

    /// The goldens' models as files before transformers 5 have them, defaults left out.
    static let old: [(String, String)] = [
        ("gpt2", """
            {"model_type": "gpt2", "n_embd": 48, "n_head": 6, "n_inner": 80, "n_layer": 3, "n_ctx": 64, "n_positions": 64,
             "scale_attn_by_inverse_layer_idx": true, "vocab_size": 96, "torch_dtype": "float32"}
            """),
        ("gpt_neo", """
            {"architectures": ["GPTNeoForCausalLM"], "attention_types": [[["global", "local"], 2]], "hidden_size": 48,
             "intermediate_size": 80, "max_position_embeddings": 64, "num_heads": 4, "num_layers": 4, "vocab_size": 96,
             "window_size": 8}
            """),
        ("gpt_neox", """
            {"model_type": "gpt_neox", "hidden_size": 64, "intermediate_size": 80, "max_position_embeddings": 64,
             "num_attention_heads": 4, "num_hidden_layers": 3, "rotary_pct": 0.25, "rotary_emb_base": 10000, "vocab_size": 96}
            """),
        ("llama", """
            {"model_type": "llama", "attention_bias": true, "mlp_bias": true, "head_dim": 10, "hidden_size": 48,
             "intermediate_size": 80, "max_position_embeddings": 64, "num_attention_heads": 6, "num_hidden_layers": 3,
             "num_key_value_heads": 2, "rope_theta": 500000.0, "rope_scaling": {"rope_type": "llama3", "factor": 8.0,
             "high_freq_factor": 4.0, "low_freq_factor": 1.0, "original_max_position_embeddings": 16}, "vocab_size": 96}
            """),
        ("llama_yarn", """
            {"model_type": "llama", "head_dim": 8, "hidden_size": 48, "intermediate_size": 80,
             "max_position_embeddings": 64, "num_attention_heads": 6, "num_hidden_layers": 3, "num_key_value_heads": 2,
             "rope_scaling": {"type": "yarn", "factor": 4.0, "original_max_position_embeddings": 16},
             "tie_word_embeddings": true, "vocab_size": 96}
            """),
        ("mistral", """
            {"model_type": "mistral", "head_dim": 8, "hidden_size": 48, "intermediate_size": 80,
             "max_position_embeddings": 64, "num_attention_heads": 6, "num_hidden_layers": 3, "num_key_value_heads": 2,
             "rms_norm_eps": 1e-6, "rope_theta": 10000.0, "sliding_window": 8, "vocab_size": 96}
            """),
        ("qwen2", """
            {"model_type": "qwen2", "hidden_size": 48, "intermediate_size": 80, "max_position_embeddings": 64,
             "max_window_layers": 2, "num_attention_heads": 6, "num_hidden_layers": 4, "num_key_value_heads": 2,
             "rope_theta": 1000000.0, "sliding_window": 8, "use_sliding_window": true, "vocab_size": 96}
            """),
        ("qwen3", """
            {"model_type": "qwen3", "head_dim": 10, "hidden_size": 48, "intermediate_size": 80, "rope_scaling": null,
             "max_position_embeddings": 64, "num_attention_heads": 6, "num_hidden_layers": 3, "num_key_value_heads": 2,
             "vocab_size": 96}
            """),
        // The activation that the file names is not the one that is meant.
        ("gemma", """
            {"model_type": "gemma", "head_dim": 10, "hidden_act": "gelu", "hidden_activation": null, "hidden_size": 48,
             "intermediate_size": 80, "max_position_embeddings": 64, "num_attention_heads": 6, "num_hidden_layers": 3,
             "num_key_value_heads": 1, "vocab_size": 96}
            """),
        ("gemma3", """
            {"model_type": "gemma3_text", "head_dim": 10, "hidden_size": 48, "intermediate_size": 80,
             "max_position_embeddings": 64, "num_attention_heads": 6, "num_hidden_layers": 7, "num_key_value_heads": 2,
             "query_pre_attn_scalar": 14, "rope_theta": 1000000, "rope_local_base_freq": 10000,
             "rope_scaling": {"factor": 8.0, "rope_type": "linear"}, "sliding_window": 8, "sliding_window_pattern": 6,
             "vocab_size": 96}
            """),
        ("olmo2", """
            {"model_type": "olmo2", "hidden_size": 48, "intermediate_size": 80, "max_position_embeddings": 64,
             "num_attention_heads": 6, "num_hidden_layers": 3, "num_key_value_heads": 2, "vocab_size": 96}
            """),
        ("phi", """
            {"model_type": "phi", "hidden_size": 64, "intermediate_size": 80, "max_position_embeddings": 64,
             "num_attention_heads": 4, "num_hidden_layers": 3, "num_key_value_heads": 2, "partial_rotary_factor": 0.5,
             "vocab_size": 96}
            """),
        ("phi3", """
            {"model_type": "phi3", "head_dim": 8, "hidden_size": 48, "intermediate_size": 80,
             "max_position_embeddings": 64, "num_attention_heads": 6, "num_hidden_layers": 3, "num_key_value_heads": 2,
             "rope_theta": 10000.0, "rope_scaling": null, "sliding_window": 8, "vocab_size": 96}
            """),
    ]

    @Test(arguments: old)
    func `the older form describes the same model`(name: String, text: String) throws {
        #expect(try describe(text) == ModelDescription(folder: FamilyGoldenTests.folder(name)))
    }

    /// transformers 5.24's classes (families.md §3): layers, d, H, K, D, F, ε, θ, context, whether the head is tied.
    static let defaults: [(type: String, sizes: [Int], epsilon: Float, theta: Float?, tied: Bool)] = [
        ("gpt2", [12, 768, 12, 12, 64, 3072, 1024], 1e-5, nil, true),
        ("gpt_neo", [24, 2048, 16, 16, 128, 8192, 2048], 1e-5, nil, true),
        ("gpt_neox", [44, 6144, 64, 64, 96, 24_576, 2048], 1e-5, 1e4, false),
        ("llama", [32, 4096, 32, 32, 128, 11_008, 2048], 1e-6, 1e4, false),
        ("mistral", [32, 4096, 32, 8, 128, 14_336, 131_072], 1e-6, 1e4, false),
        ("qwen2", [32, 4096, 32, 32, 128, 22_016, 32_768], 1e-6, 1e4, false),
        ("qwen3", [32, 4096, 32, 32, 128, 22_016, 32_768], 1e-6, 1e4, false),
        ("gemma", [28, 3072, 16, 16, 256, 24_576, 8192], 1e-6, 1e4, true),
        ("gemma3_text", [26, 2304, 8, 4, 256, 9216, 131_072], 1e-6, 1e6, true),
        ("olmo2", [32, 4096, 32, 32, 128, 11_008, 2048], 1e-5, 1e4, false),
        ("phi", [24, 2048, 32, 32, 64, 8192, 2048], 1e-5, 1e4, false),
        ("phi3", [32, 3072, 32, 32, 96, 8192, 4096], 1e-5, 1e4, false),
    ]

    @Test(arguments: defaults)
    func `what is absent has the default of its class`(
        of: (type: String, sizes: [Int], epsilon: Float, theta: Float?, tied: Bool)
    ) throws {
        let c = try describe("{\"model_type\": \"\(of.type)\"}"), a = c.attention
        #expect([c.layers, c.hiddenSize, a.heads, a.keyHeads, a.headWidth, c.feedForward.size, c.contextLength] == of.sizes)
        #expect(c.norm.epsilon == of.epsilon && c.rotaries.first?.base == of.theta && c.tiesHead == of.tied)
    }

    /// TransformerLens' `default_prepend_bos` is false for these alone.
    @Test(arguments: defaults.map(\.type))
    func `prompts begin with BOS but for Pythia, Qwen and Phi 1 and 2`(type: String) throws {
        let begins = try describe("{\"model_type\": \"\(type)\"}").beginsPromptsWithBOS
        #expect(begins == !["gpt_neox", "qwen2", "qwen3", "phi"].contains(type))
    }

    @Test func `absent is not null`() throws {
        func windows(_ text: String) throws -> Set<Int?> { Set(try describe(text).perLayer.map(\.window)) }
        #expect(try windows(#"{"model_type": "mistral"}"#) == [4096])
        #expect(try windows(#"{"model_type": "mistral", "sliding_window": null}"#) == [nil])
        #expect(try describe(#"{"model_type": "llama", "num_key_value_heads": null}"#).attention.keyHeads == 32)
        #expect(try describe(#"{"model_type": "gpt2", "n_embd": 64, "n_head": 4, "n_inner": null}"#).feedForward.size == 256)
    }

    @Test func `a multimodal folder's few keys are enough`() throws {
        let c = try describe("""
            {"model_type": "gemma3", "architectures": ["Gemma3ForConditionalGeneration"], "vision_config": {"hidden_size": 1152},
             "text_config": {"model_type": "gemma3_text", "hidden_size": 2560, "intermediate_size": 10240,
             "num_hidden_layers": 34, "rope_scaling": {"factor": 8.0, "rope_type": "linear"}, "sliding_window": 1024}}
            """)
        #expect(c.hiddenSize == 2560 && c.layers == 34 && c.vocabularySize == 262_208 && c.attention.headWidth == 256)
        #expect(c.perLayer.enumerated().allSatisfy { ($0 + 1) % 6 == 0 ? $1.window == nil : $1.window == 1024 })
        #expect(c.rotaries.map(\.base) == [1e6, 1e4] && c.rotaries[0].scaling == .linear(factor: 8))
        #expect(c.rotaries[1].scaling == .none && c.perLayer[5].rotary == 0 && c.perLayer[4].rotary == 1)
        #expect(c.attention.cap == nil && c.finalCap == nil && c.attention.queryKeyNorm == .perHead)
        // Under either name, where the layers' types are not listed.
        for key in ["sliding_window_pattern", "_sliding_window_pattern"] {
            let every = try describe("{\"model_type\": \"gemma3_text\", \"\(key)\": 2}").perLayer.map { $0.window == nil }
            #expect(every == (0..<26).map { $0 % 2 == 1 })
        }
    }

    @Test(arguments: [
        (#"{"model_type": "mixtral"}"#, ["mixtral", "llama", "qwen3", "phi3"]),
        (#"{"model_type": "llama", "num_local_experts": 8}"#, ["num_local_experts", "mixtures of experts"]),
        (#"{"model_type": "qwen3", "num_experts": 128}"#, ["num_experts", "mixtures of experts"]),
        (#"{"model_type": "llama", "rope_scaling": {"rope_type": "dynamic", "factor": 2}}"#, ["dynamic", "yarn"]),
        (#"{"model_type": "phi3", "rope_scaling": {"type": "longrope", "short_factor": [1], "long_factor": [1]}}"#, ["longrope"]),
        (#"{"model_type": "llama", "hidden_act": "swiglu"}"#, ["hidden_act", "swiglu"]),
        (#"{"model_type": "phi", "qk_layernorm": true}"#, ["qk_layernorm"]),
        (#"{"model_type": "llama", "num_attention_heads": 7}"#, ["num_attention_heads"]),
        (#"{"model_type": "llama", "num_key_value_heads": 5}"#, ["num_key_value_heads"]),
        (#"{"model_type": "gpt_neo", "attention_types": [[["global", "sideways"], 12]]}"#, ["attention_types", "'global' and 'local'"]),
        (#"{"model_type": "gpt_neo", "num_layers": 5, "attention_types": [[["global", "local"], 2]]}"#, ["attention_types"]),
    ])
    func `what is not built is refused by name`(text: String, words: [String]) throws {
        let failure = try #require(throws: Failure.self) { try describe(text) }
        #expect(failure.kind == .badData)
        for word in words { #expect("\(failure)".contains(word), "\(word) in: \(failure)") }
    }
}

import TensorFiles

/// GPT-NeoX (Pythia): layer norms, rotary embedding of a part of each head, attention and feed-forward side by side.
enum GPTNeoXFamily: ModelFamily {
    static let types = ["gpt_neox"]
    static let architectures = ["GPTNeoXForCausalLM"]

    static func describe(_ file: ConfigurationFile, type: String) throws -> ModelDescription {
        let d = try file.integer("hidden_size", in: ConfigurationFile.widths, absent: 6144)
        let layers = try file.integer("num_hidden_layers", in: ConfigurationFile.layers, absent: 44)
        let context = try file.integer("max_position_embeddings", in: ConfigurationFile.contexts, absent: 2048)
        var attention = try file.attention(d, heads: 64, keyHeads: nil, headWidth: nil)
        guard attention.keyHeads == attention.heads else { throw file.wrong("num_key_value_heads", "none") }
        attention.hasBias = try file.bool("attention_bias", absent: true)
        attention.outputHasBias = attention.hasBias
        let rotary = try file.rotary(
            headWidth: attention.headWidth, base: 10_000, baseKey: file.has("rotary_emb_base") ? "rotary_emb_base" : "rope_theta",
            partialKey: "rotary_pct", partial: 0.25, context: context)
        var model = ModelDescription(
            family: type, vocabularySize: try file.integer("vocab_size", in: ConfigurationFile.vocabularies, absent: 50_432),
            hiddenSize: d, layers: layers, contextLength: context,
            tiesHead: try file.bool("tie_word_embeddings", absent: false),
            norm: .init(kind: .layer, place: .before, epsilon: try file.positive("layer_norm_eps", absent: 1e-5)),
            residual: try file.bool("use_parallel_residual", absent: true) ? .parallel(sharesNorm: false) : .sequential,
            attention: attention, perLayer: (0..<layers).map { _ in .init(rotary: 0) }, rotaries: [rotary],
            feedForward: .init(
                size: try file.integer("intermediate_size", in: ConfigurationFile.hidden, absent: 24_576),
                activation: try file.activation("hidden_act", absent: "gelu"), isGated: false, hasBias: true),
            tensors: TensorNames(
                prefixes: ["gpt_neox.", ""], embedding: "embed_in", finalNorm: "final_layer_norm",
                heads: ["embed_out", "lm_head"], attentionNorm: "input_layernorm",
                queryKeyValue: .byHead("attention.query_key_value"), output: "attention.dense",
                feedForwardNorm: "post_attention_layernorm", hidden: .plain("mlp.dense_h_to_4h"),
                down: "mlp.dense_4h_to_h"))
        model.beginsPromptsWithBOS = false
        return model
    }
}

import TensorFiles

/// Phi 1, 1.5 and 2: one layer norm for attention and feed-forward side by side, biases everywhere, the head's too.
enum PhiFamily: ModelFamily {
    static let types = ["phi"]
    static let architectures = ["PhiForCausalLM"]

    static func describe(_ file: ConfigurationFile, type: String) throws -> ModelDescription {
        let d = try file.integer("hidden_size", in: ConfigurationFile.widths, absent: 2048)
        let layers = try file.integer("num_hidden_layers", in: ConfigurationFile.layers, absent: 24)
        let context = try file.integer("max_position_embeddings", in: ConfigurationFile.contexts, absent: 2048)
        if try file.bool("qk_layernorm", absent: false) { throw file.wrong("qk_layernorm", "false") }
        var attention = try file.attention(d, heads: 32, keyHeads: nil, headWidth: nil)
        attention.hasBias = true
        attention.outputHasBias = true
        let rotary = try file.rotary(
            headWidth: attention.headWidth, base: 10_000, partialKey: "partial_rotary_factor", partial: 0.5,
            context: context)
        var model = ModelDescription(
            family: type, vocabularySize: try file.integer("vocab_size", in: ConfigurationFile.vocabularies, absent: 51_200),
            hiddenSize: d, layers: layers, contextLength: context,
            tiesHead: try file.bool("tie_word_embeddings", absent: false), headHasBias: true,
            norm: .init(kind: .layer, place: .before, epsilon: try file.positive("layer_norm_eps", absent: 1e-5)),
            residual: .parallel(sharesNorm: true), attention: attention,
            perLayer: (0..<layers).map { _ in .init(rotary: 0) }, rotaries: [rotary],
            feedForward: .init(
                size: try file.integer("intermediate_size", in: ConfigurationFile.hidden, absent: 8192),
                activation: try file.activation("hidden_act", absent: "gelu_new"), isGated: false, hasBias: true),
            tensors: TensorNames(
                prefixes: ["model.", ""], embedding: "embed_tokens", finalNorm: "final_layernorm",
                attentionNorm: "input_layernorm",
                queryKeyValue: .separate("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"),
                output: "self_attn.dense", hidden: .plain("mlp.fc1"), down: "mlp.fc2"))
        model.beginsPromptsWithBOS = false
        return model
    }
}

/// Phi 3 and 4: Llama with joined matrices.
enum Phi3Family: ModelFamily {
    static let types = ["phi3"]
    static let architectures = ["Phi3ForCausalLM"]

    static func describe(_ file: ConfigurationFile, type: String) throws -> ModelDescription {
        var model = try file.llamaLike(
            type, .init(vocabulary: 32_064, width: 3072, feedForward: 8192, epsilon: 1e-5, context: 4096, readsBiases: false))
        model.rotaries = [
            try file.rotary(
                headWidth: model.attention.headWidth, base: 10_000, partialKey: "partial_rotary_factor",
                context: model.contextLength)
        ]
        let windows = try file.windows(
            file.has("sliding_window") ? file.slidingLayers(model.layers) { _ in true } : .init(repeating: false, count: model.layers))
        for layer in windows.indices { model.perLayer[layer].window = windows[layer] }
        model.tensors.queryKeyValue = .joined("self_attn.qkv_proj")
        model.tensors.hidden = .joined("mlp.gate_up_proj")
        return model
    }
}

import TensorFiles

/// GPT-2: layer norms, learned positions, biases everywhere, and weights that lie as `[in, out]`.
enum GPT2Family: ModelFamily {
    static let types = ["gpt2"]
    static let architectures = ["GPT2LMHeadModel", "GPT2Model"]

    static func describe(_ file: ConfigurationFile, type: String) throws -> ModelDescription {
        let d = try file.integer("n_embd", in: ConfigurationFile.widths, absent: 768)
        let layers = try file.integer("n_layer", in: ConfigurationFile.layers, absent: 12)
        let context = try file.integer("n_positions", in: ConfigurationFile.contexts, absent: 1024)
        var attention = try file.attention(d, heads: 12, keyHeads: nil, headWidth: nil, headsKey: "n_head")
        attention.hasBias = true
        attention.outputHasBias = true
        if try !file.bool("scale_attn_weights", absent: true) { attention.scale = 1 }
        let byDepth = try file.bool("scale_attn_by_inverse_layer_idx", absent: false)
        if try file.bool("add_cross_attention", absent: false) { throw file.wrong("add_cross_attention", "false") }
        return ModelDescription(
            family: type, vocabularySize: try file.integer("vocab_size", in: ConfigurationFile.vocabularies, absent: 50_257),
            hiddenSize: d, layers: layers, contextLength: context, learnedPositions: context,
            tiesHead: try file.bool("tie_word_embeddings", absent: true),
            norm: .init(
                kind: .layer, place: .before, epsilon: try file.positive("layer_norm_epsilon", absent: 1e-5)),
            attention: attention,
            perLayer: (0..<layers).map { .init(scoreDivisor: byDepth ? Float($0 + 1) : 1) }, rotaries: [],
            feedForward: .init(
                size: try file.integerIfAny("n_inner", in: ConfigurationFile.hidden) ?? 4 * d,
                activation: try file.activation("activation_function", absent: "gelu_new"), isGated: false,
                hasBias: true),
            tensors: TensorNames(
                prefixes: ["transformer.", ""], embedding: "wte", positions: "wpe", block: "h", finalNorm: "ln_f",
                attentionNorm: "ln_1", queryKeyValue: .joined("attn.c_attn"), output: "attn.c_proj",
                feedForwardNorm: "ln_2", hidden: .plain("mlp.c_fc"), down: "mlp.c_proj", isTransposed: true))
    }
}

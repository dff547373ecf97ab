import TensorFiles

/// GPT-Neo (TinyStories): GPT-2 with scores that are not scaled, no biases of queries, keys and values, and a window on
/// some layers.
enum GPTNeoFamily: ModelFamily {
    static let types = ["gpt_neo"]
    static let architectures = ["GPTNeoForCausalLM"]

    static func describe(_ file: ConfigurationFile, type: String) throws -> ModelDescription {
        let d = try file.integer("hidden_size", in: ConfigurationFile.widths, absent: 2048)
        let layers = try file.integer("num_layers", in: ConfigurationFile.layers, absent: 24)
        let context = try file.integer("max_position_embeddings", in: ConfigurationFile.contexts, absent: 2048)
        var attention = try file.attention(d, heads: 16, keyHeads: nil, headWidth: nil, headsKey: "num_heads")
        attention.scale = 1
        attention.outputHasBias = true
        let window = try file.integer("window_size", in: ConfigurationFile.vocabularies, absent: 256)
        let local = try file.localLayers(layers)
        return ModelDescription(
            family: type, vocabularySize: try file.integer("vocab_size", in: ConfigurationFile.vocabularies, absent: 50_257),
            hiddenSize: d, layers: layers, contextLength: context, learnedPositions: context,
            tiesHead: try file.bool("tie_word_embeddings", absent: true),
            norm: .init(
                kind: .layer, place: .before, epsilon: try file.positive("layer_norm_epsilon", absent: 1e-5)),
            attention: attention, perLayer: local.map { .init(window: $0 ? window : nil) }, rotaries: [],
            feedForward: .init(
                size: try file.integerIfAny("intermediate_size", in: ConfigurationFile.hidden) ?? 4 * d,
                activation: try file.activation("activation_function", absent: "gelu_new"), isGated: false,
                hasBias: true),
            tensors: TensorNames(
                prefixes: ["transformer.", ""], embedding: "wte", positions: "wpe", block: "h", finalNorm: "ln_f",
                attentionNorm: "ln_1",
                queryKeyValue: .separate(
                    "attn.attention.q_proj", "attn.attention.k_proj", "attn.attention.v_proj"),
                output: "attn.attention.out_proj", feedForwardNorm: "ln_2", hidden: .plain("mlp.c_fc"),
                down: "mlp.c_proj"))
    }
}

extension ConfigurationFile {
    /// `attention_types`: [[["global", "local"], 12]] means the two in turn, twelve times.
    fileprivate func localLayers(_ layers: Int) throws -> [Bool] {
        let expected = "a list of [names, times], 'global' and 'local', \(layers) in all"
        guard has("attention_types") else {
            guard layers % 2 == 0 else { throw wrong("attention_types", expected) }
            return (0..<layers).map { $0 % 2 == 1 }
        }
        var local: [Bool] = []
        for (names, times) in try repeated("attention_types", expected, atMost: layers) {
            let kinds = try names.map { name in
                guard name == "global" || name == "local" else { throw wrong("attention_types", expected) }
                return name == "local"
            }
            for _ in 0..<times where local.count <= layers { local += kinds }
        }
        guard local.count == layers else { throw wrong("attention_types", expected) }
        return local
    }
}

import TensorFiles

/// Llama 2 and 3, and what is built like them: SmolLM2, TinyLlama, Yi, R1's distillations.
enum LlamaFamily: ModelFamily {
    static let types = ["llama"]
    static let architectures = ["LlamaForCausalLM"]

    static func describe(_ file: ConfigurationFile, type: String) throws -> ModelDescription {
        try file.llamaLike(type, .init())
    }
}

/// What the families around Llama differ in, as absent keys leave it.
struct LlamaDefaults {
    var vocabulary = 32_000
    var layers = 32, width = 4096, heads = 32, feedForward = 11_008
    /// nil: as many as heads.
    var keyHeads: Int?
    /// nil: d / H.
    var headWidth: Int?
    var epsilon = 1e-6
    var theta = 10_000.0
    var context = 2048
    var tiesHead = false
    var readsBiases = true
}

extension ConfigurationFile {
    func llamaLike(_ type: String, _ defaults: LlamaDefaults) throws -> ModelDescription {
        let d = try integer("hidden_size", in: Self.widths, absent: defaults.width)
        let layers = try integer("num_hidden_layers", in: Self.layers, absent: defaults.layers)
        let context = try integer("max_position_embeddings", in: Self.contexts, absent: defaults.context)
        var attention = try attention(
            d, heads: defaults.heads, keyHeads: defaults.keyHeads, headWidth: defaults.headWidth)
        if defaults.readsBiases {
            attention.hasBias = try bool("attention_bias", absent: false)
            attention.outputHasBias = attention.hasBias
        }
        return ModelDescription(
            family: type,
            vocabularySize: try integer("vocab_size", in: Self.vocabularies, absent: defaults.vocabulary),
            hiddenSize: d, layers: layers, contextLength: context,
            tiesHead: try bool("tie_word_embeddings", absent: defaults.tiesHead),
            norm: .init(
                kind: .rms(offset: 0), place: .before,
                epsilon: try positive("rms_norm_eps", absent: defaults.epsilon)),
            attention: attention,
            perLayer: (0..<layers).map { _ in .init(rotary: 0) },
            rotaries: [try rotary(headWidth: attention.headWidth, base: defaults.theta, context: context)],
            feedForward: .init(
                size: try integer("intermediate_size", in: Self.hidden, absent: defaults.feedForward),
                activation: try activation("hidden_act", absent: "silu"), isGated: true,
                hasBias: defaults.readsBiases ? try bool("mlp_bias", absent: false) : false),
            tensors: .llama())
    }
}

import TensorFiles

/// OLMo 2: norms after the sublayers only, and norms of all query and all key heads together.
enum OLMo2Family: ModelFamily {
    static let types = ["olmo2"]
    static let architectures = ["Olmo2ForCausalLM"]

    static func describe(_ file: ConfigurationFile, type: String) throws -> ModelDescription {
        var model = try file.llamaLike(
            type, .init(vocabulary: 50_304, epsilon: 1e-5, context: 2048, readsBiases: false))
        model.attention.hasBias = try file.bool("attention_bias", absent: false)
        model.attention.outputHasBias = model.attention.hasBias
        model.norm.place = .after
        model.attention.queryKeyNorm = .acrossHeads
        model.tensors.queryNorm = "self_attn.q_norm"
        model.tensors.keyNorm = "self_attn.k_norm"
        model.tensors.attentionNorm = nil
        model.tensors.feedForwardNorm = nil
        model.tensors.attentionPostNorm = "post_attention_layernorm"
        model.tensors.feedForwardPostNorm = "post_feedforward_layernorm"
        return model
    }
}

import TensorFiles

/// Gemma 1: Llama's skeleton with gains stored as offsets from one, scaled embeddings and GELU in its tanh form,
/// whatever `hidden_act` says (`hidden_activation` decides, and absent or null is tanh).
enum GemmaFamily: ModelFamily {
    static let types = ["gemma"]
    static let architectures = ["GemmaForCausalLM"]

    static func describe(_ file: ConfigurationFile, type: String) throws -> ModelDescription {
        var model = try file.llamaLike(
            type,
            .init(
                vocabulary: 256_000, layers: 28, width: 3072, heads: 16, feedForward: 24_576, keyHeads: 16,
                headWidth: 256, context: 8192, tiesHead: true))
        model.norm.kind = .rms(offset: 1)
        model.embeddingScale = Float(model.hiddenSize).squareRoot()
        model.feedForward.activation = try file.activation("hidden_activation", absent: "gelu_pytorch_tanh")
        return model
    }
}

/// Gemma 2: norms before and after each sublayer, soft-caps, and a window on every other layer.
enum Gemma2Family: ModelFamily {
    static let types = ["gemma2"]
    static let architectures = ["Gemma2ForCausalLM"]

    static func describe(_ file: ConfigurationFile, type: String) throws -> ModelDescription {
        // The sizes must all be there: every published file has them.
        for key in [
            "vocab_size", "hidden_size", "intermediate_size", "num_hidden_layers", "num_attention_heads",
            "num_key_value_heads", "head_dim", "max_position_embeddings", "rms_norm_eps", "query_pre_attn_scalar",
        ] where !file.mentions(key) { throw file.wrong(key, "a value") }
        if !file.has("rope_parameters"), !file.has("rope_theta") { throw file.wrong("rope_theta", "a value") }
        for key in ["hidden_activation", "hidden_act"] where file.has(key) {
            guard try file.string(key) == "gelu_pytorch_tanh" else { throw file.wrong(key, "'gelu_pytorch_tanh'") }
        }
        var model = try file.gemmaWithPostNorms(type, .init(tiesHead: true))
        model.attention.cap = try file.cap("attn_logit_softcapping", absent: 50)
        model.finalCap = try file.cap("final_logit_softcapping", absent: 30)
        let windows = try file.windows(file.slidingLayers(model.layers) { $0 % 2 == 0 })
        for layer in windows.indices { model.perLayer[layer].window = windows[layer] }
        return model
    }
}

/// Gemma 3's language model, alone or in a folder with a vision tower: norms of each query and key head in place of
/// soft-caps, and layers with a window that have a rotary base of their own.
enum Gemma3Family: ModelFamily {
    static let types = ["gemma3_text", "gemma3"]
    static let architectures = ["Gemma3ForCausalLM", "Gemma3ForConditionalGeneration"]

    static func describe(_ file: ConfigurationFile, type: String) throws -> ModelDescription {
        let file = try type == "gemma3" && file.has("text_config") ? file.object("text_config") : file
        let defaults = LlamaDefaults(
            vocabulary: 262_208, layers: 26, width: 2304, heads: 8, feedForward: 9216, keyHeads: 4, headWidth: 256,
            theta: 1_000_000, context: 131_072, tiesHead: true)
        var model = try file.gemmaWithPostNorms(type, defaults)
        model.attention.cap = try file.cap("attn_logit_softcapping", absent: nil)
        model.finalCap = try file.cap("final_logit_softcapping", absent: nil)
        model.attention.queryKeyNorm = .perHead
        model.tensors.queryNorm = "self_attn.q_norm"
        model.tensors.keyNorm = "self_attn.k_norm"
        model.tensors.prefixes = ["model.", "", "language_model.model.", "model.language_model."]
        model.tensors.heads = ["lm_head", "language_model.lm_head"]
        model.tensors.ignoredBeginnings = [
            "vision_tower.", "multi_modal_projector.", "model.vision_tower.", "model.multi_modal_projector.",
        ]
        // Its name has an underscore before it where the layers' types are listed too.
        let key = ["sliding_window_pattern", "_sliding_window_pattern"].first(where: file.has) ?? "sliding_window_pattern"
        let pattern = try file.integer(key, in: 1...10_000, absent: 6)
        let sliding = try file.slidingLayers(model.layers) { ($0 + 1) % pattern != 0 }
        let windows = try file.windows(sliding, absent: 4096)
        model.rotaries = [
            try file.rotary(
                headWidth: model.attention.headWidth, base: defaults.theta, context: model.contextLength,
                kind: "full_attention"), try file.localRotary(model),
        ]
        for layer in windows.indices {
            model.perLayer[layer].window = windows[layer]
            model.perLayer[layer].rotary = sliding[layer] ? 1 : 0
        }
        return model
    }
}

extension ConfigurationFile {
    /// What Gemma 2 and 3 share.
    fileprivate func gemmaWithPostNorms(_ type: String, _ defaults: LlamaDefaults) throws -> ModelDescription {
        if try bool("attention_bias", absent: false) { throw wrong("attention_bias", "false") }
        if try bool("use_bidirectional_attention", absent: false) {
            throw wrong("use_bidirectional_attention", "false")
        }
        var model = try llamaLike(type, defaults)
        model.norm.kind = .rms(offset: 1)
        model.norm.place = .around
        model.embeddingScale = Float(model.hiddenSize).squareRoot()
        model.attention.scale = 1 / (try positive("query_pre_attn_scalar", absent: 256)).squareRoot()
        model.feedForward.activation = try activation("hidden_activation", absent: "gelu_pytorch_tanh")
        model.tensors.attentionPostNorm = "post_attention_layernorm"
        model.tensors.feedForwardNorm = "pre_feedforward_layernorm"
        model.tensors.feedForwardPostNorm = "post_feedforward_layernorm"
        return model
    }

    /// A soft-cap: absent has a default, null means none.
    fileprivate func cap(_ key: String, absent: Float?) throws -> Float? {
        try mentions(key) ? positiveIfAny(key) : absent
    }

    /// The layers with a window: a base of their own, never scaled.
    fileprivate func localRotary(_ model: ModelDescription) throws -> Rotary {
        let width = model.attention.headWidth
        if has("rope_parameters"), try object("rope_parameters").has("sliding_attention") {
            return try rotary(headWidth: width, base: 10_000, context: model.contextLength, kind: "sliding_attention")
        }
        return Rotary(width: width, base: try positive("rope_local_base_freq", absent: 10_000))
    }
}

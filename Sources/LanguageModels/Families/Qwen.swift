import TensorFiles

/// Qwen 1.5, 2 and 2.5: Llama with biases of queries, keys and values, and windows that no release turns on.
enum Qwen2Family: ModelFamily {
    static let types = ["qwen2"]
    static let architectures = ["Qwen2ForCausalLM"]

    static func describe(_ file: ConfigurationFile, type: String) throws -> ModelDescription {
        var model = try file.llamaLike(
            type,
            .init(vocabulary: 151_936, feedForward: 22_016, keyHeads: 32, context: 32_768, readsBiases: false))
        model.attention.hasBias = true
        try file.setQwenWindows(&model)
        model.beginsPromptsWithBOS = false
        return model
    }
}

/// Qwen 3 (dense): no such biases, but norms of each query and key head.
enum Qwen3Family: ModelFamily {
    static let types = ["qwen3"]
    static let architectures = ["Qwen3ForCausalLM"]

    static func describe(_ file: ConfigurationFile, type: String) throws -> ModelDescription {
        var model = try file.llamaLike(
            type,
            .init(
                vocabulary: 151_936, feedForward: 22_016, keyHeads: 32, headWidth: 128, context: 32_768,
                readsBiases: false))
        model.attention.hasBias = try file.bool("attention_bias", absent: false)
        model.attention.outputHasBias = model.attention.hasBias
        model.attention.queryKeyNorm = .perHead
        model.tensors.queryNorm = "self_attn.q_norm"
        model.tensors.keyNorm = "self_attn.k_norm"
        try file.setQwenWindows(&model)
        model.beginsPromptsWithBOS = false
        return model
    }
}

extension ConfigurationFile {
    /// A window on the layers from `max_window_layers` on, where `use_sliding_window` is true; `layer_types` says it
    /// layer by layer.
    fileprivate func setQwenWindows(_ model: inout ModelDescription) throws {
        guard try bool("use_sliding_window", absent: false) else { return }
        let from = try integer("max_window_layers", in: 0...10_000, absent: 28)
        let windows = try windows(slidingLayers(model.layers) { $0 >= from }, absent: 4096)
        for layer in windows.indices { model.perLayer[layer].window = windows[layer] }
    }
}

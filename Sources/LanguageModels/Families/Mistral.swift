import TensorFiles

/// Mistral 7B and Nemo: Llama with a window, which is 4,096 where the key is absent and none where it is null.
enum MistralFamily: ModelFamily {
    static let types = ["mistral"]
    static let architectures = ["MistralForCausalLM"]

    static func describe(_ file: ConfigurationFile, type: String) throws -> ModelDescription {
        var model = try file.llamaLike(
            type, .init(feedForward: 14_336, keyHeads: 8, context: 131_072, readsBiases: false))
        let window =
            file.mentions("sliding_window")
            ? try file.integerIfAny("sliding_window", in: ConfigurationFile.vocabularies) : 4096
        let sliding = try file.slidingLayers(model.layers) { _ in true }
        for layer in sliding.indices where sliding[layer] { model.perLayer[layer].window = window }
        return model
    }
}

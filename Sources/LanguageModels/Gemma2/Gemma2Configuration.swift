import Failures
import TensorFiles

/// What a Gemma-2 folder's `config.json` says of its model. Symbols: d `hiddenSize`, H `heads`, K `keyHeads`,
/// D `headWidth`, F `feedForwardSize`, V `vocabularySize`.
public struct Gemma2Configuration: Sendable, Hashable {
    public let vocabularySize: Int
    public let hiddenSize: Int
    public let feedForwardSize: Int
    public let layers: Int
    public let heads: Int
    public let keyHeads: Int
    /// `heads * headWidth` need not be `hiddenSize`.
    public let headWidth: Int
    /// The longest sequence, in tokens.
    public let contextLength: Int
    public let normEpsilon: Float
    public let rotaryBase: Float
    /// Scores are divided by its square root.
    public let queryScalar: Float
    /// Soft-cap of attention scores; nil: none.
    public let attentionCap: Float?
    /// Soft-cap of logits; nil: none.
    public let finalCap: Float?
    /// For each layer, how many positions a token sees, itself included; nil: all.
    public let windows: [Int?]
    /// Whether the embedding is also the output matrix where the weights hold no other.
    public let tiesHead: Bool

    /// Reads `folder/config.json`. Where a key is absent that `transformers` gives a default, the default holds; the
    /// sizes must all be there.
    ///
    /// Throws `Failure`: `.missingInput` without the file, `.badData` for a key that is missing, of the wrong type, or
    /// impossible, and for a model that is not a Gemma-2 or has a part that this implementation lacks.
    public init(folder: String) throws {
        let file = try ModelFolder.configuration(folder)
        guard try file.string("model_type") == "gemma2" else {
            throw file.wrong("model_type", "'gemma2', the family that can be read")
        }
        for key in ["hidden_activation", "hidden_act"] where file.has(key) {
            guard try file.string(key) == "gelu_pytorch_tanh" else { throw file.wrong(key, "'gelu_pytorch_tanh'") }
        }
        for key in ["attention_bias", "use_bidirectional_attention"] where file.has(key) {
            guard try !file.bool(key) else { throw file.wrong(key, "false") }
        }
        vocabularySize = try file.integer("vocab_size", in: 1...Int(Int32.max))
        hiddenSize = try file.integer("hidden_size", in: 1...(1 << 20))
        feedForwardSize = try file.integer("intermediate_size", in: 1...(1 << 22))
        layers = try file.integer("num_hidden_layers", in: 1...10_000)
        heads = try file.integer("num_attention_heads", in: 1...65_536)
        keyHeads = try file.integer("num_key_value_heads", in: 1...65_536)
        guard heads % keyHeads == 0 else {
            throw file.wrong("num_key_value_heads", "a divisor of num_attention_heads = \(heads)")
        }
        headWidth = try file.integer("head_dim", in: 2...65_536)
        guard headWidth % 2 == 0 else { throw file.wrong("head_dim", "an even number") }
        contextLength = try file.integer("max_position_embeddings", in: 1...(1 << 24))
        normEpsilon = Float(try file.positive("rms_norm_eps"))
        queryScalar = Float(try file.positive("query_pre_attn_scalar"))
        rotaryBase = try Gemma2Configuration.rotaryBase(file)
        attentionCap = try Gemma2Configuration.cap(file, "attn_logit_softcapping", default: 50)
        finalCap = try Gemma2Configuration.cap(file, "final_logit_softcapping", default: 30)
        windows = try Gemma2Configuration.windows(file, layers: layers)
        tiesHead = try file.has("tie_word_embeddings") ? file.bool("tie_word_embeddings") : true
    }

    private static func cap(_ file: ConfigurationFile, _ key: String, default value: Float) throws -> Float? {
        if !file.mentions(key) { return value }
        return try file.has(key) ? Float(file.positive(key)) : nil
    }

    /// `rope_theta`, since transformers 5 inside `rope_parameters`; only unscaled frequencies exist for Gemma-2.
    private static func rotaryBase(_ file: ConfigurationFile) throws -> Float {
        if file.has("rope_scaling") { throw file.wrong("rope_scaling", "null") }
        guard file.has("rope_parameters") else { return Float(try file.positive("rope_theta")) }
        let parameters = try file.object("rope_parameters")
        if parameters.has("rope_type"), try parameters.string("rope_type") != "default" {
            throw parameters.wrong("rope_type", "'default'")
        }
        return Float(try parameters.positive("rope_theta"))
    }

    /// `layer_types` where it is given, otherwise the window on layers 0, 2, 4, …
    private static func windows(_ file: ConfigurationFile, layers: Int) throws -> [Int?] {
        let types =
            try file.has("layer_types")
            ? file.strings("layer_types")
            : (0..<layers).map { $0 % 2 == 0 ? "sliding_attention" : "full_attention" }
        guard types.count == layers else { throw file.wrong("layer_types", "\(layers) elements, one for each layer") }
        return try types.map { type in
            switch type {
            case "full_attention": return nil
            case "sliding_attention": return try file.integer("sliding_window", in: 1...Int(Int32.max))
            default: throw file.wrong("layer_types", "only 'full_attention' and 'sliding_attention', not \(type.quoted)")
            }
        }
    }
}

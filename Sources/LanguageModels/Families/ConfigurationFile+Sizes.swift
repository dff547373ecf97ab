import Failures
import Engine
import TensorFiles

/// What most families' files say in the same words.
extension ConfigurationFile {
    /// Sizes that no model comes near: beyond them a file is damaged, and products of them still fit an `Int`.
    static let widths = 1...(1 << 20)
    static let hidden = 1...(1 << 22)
    static let layers = 1...10_000
    static let heads = 1...65_536
    static let contexts = 1...(1 << 24)
    static let vocabularies = 1...Int(Int32.max)

    /// Heads, key heads and their width under the keys that Llama introduced; `keyHeads` and `headWidth` as absent or
    /// null leaves them: nil means H, and d / H.
    func attention(
        _ d: Int, heads: Int, keyHeads: Int?, headWidth: Int?, headsKey: String = "num_attention_heads"
    ) throws -> ModelDescription.Attention {
        let h = try integer(headsKey, in: Self.heads, absent: heads)
        let k = try integerIfAny("num_key_value_heads", in: Self.heads) ?? keyHeads ?? h
        guard h % k == 0 else { throw wrong("num_key_value_heads", "a divisor of \(headsKey) = \(h)") }
        let width: Int
        if let given = try integerIfAny("head_dim", in: 1...65_536) ?? headWidth {
            width = given
        } else {
            guard d % h == 0 else { throw wrong(headsKey, "a divisor of the width \(d)") }
            width = d / h
        }
        return .init(heads: h, keyHeads: k, headWidth: width, scale: 1 / Float(width).squareRoot())
    }

    /// The activation function under a key.
    func activation(_ key: String, absent: String) throws -> HiddenActivation {
        let name = try string(key, absent: absent)
        switch name {
        case "gelu_new", "gelu_pytorch_tanh", "gelu_fast": return .geluTanh
        case "gelu": return .gelu
        case "silu", "swish": return .silu
        case "relu": return .relu
        default: throw wrong(key, "'gelu', 'gelu_new', 'gelu_pytorch_tanh', 'silu' or 'relu'")
        }
    }

    /// For each layer whether it has a window, from `layer_types` where it is there.
    func slidingLayers(_ layers: Int, otherwise rule: (Int) -> Bool) throws -> [Bool] {
        guard has("layer_types") else { return (0..<layers).map(rule) }
        let types = try strings("layer_types")
        guard types.count == layers else { throw wrong("layer_types", "\(layers) elements, one for each layer") }
        return try types.map { type in
            switch type {
            case "full_attention": return false
            case "sliding_attention": return true
            default: throw wrong("layer_types", "only 'full_attention' and 'sliding_attention', not \(type.quoted)")
            }
        }
    }

    /// `sliding_window` for the layers that have one.
    func windows(_ sliding: [Bool], absent: Int? = nil) throws -> [Int?] {
        guard sliding.contains(true) else { return sliding.map { _ in nil } }
        let window =
            try !mentions("sliding_window") && absent != nil ? absent : integer("sliding_window", in: Self.vocabularies)
        return sliding.map { $0 ? window : nil }
    }
}

extension TensorNames {
    /// Names as Llama introduced them.
    static func llama(prefixes: [String] = ["model.", ""]) -> TensorNames {
        TensorNames(
            prefixes: prefixes, embedding: "embed_tokens", finalNorm: "norm", attentionNorm: "input_layernorm",
            queryKeyValue: .separate("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"),
            output: "self_attn.o_proj", feedForwardNorm: "post_attention_layernorm",
            hidden: .gated(gate: "mlp.gate_proj", up: "mlp.up_proj"), down: "mlp.down_proj")
    }
}

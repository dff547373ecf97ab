/// The names under which a family's files hold the weights, and how they lie there. A name is without `.weight` and
/// `.bias`; those of a block stand behind the prefix, the layer's stem and its number.
struct TensorNames: Sendable, Hashable {
    /// What may stand before every name but the head's: the first under which the embedding is found.
    var prefixes: [String]
    var embedding: String
    var positions: String?
    /// `layers` in `layers.3.self_attn.q_proj`.
    var block = "layers"
    var finalNorm: String
    /// Names of an output matrix of its own, without prefix; the first that is there.
    var heads = ["lm_head"]
    /// The norm before attention.
    var attentionNorm: String?
    /// The norm of what attention gives.
    var attentionPostNorm: String?
    var queryKeyValue: QueryKeyValue
    var queryNorm: String?
    var keyNorm: String?
    var output: String
    /// The norm before the feed-forward layer; nil where it shares attention's or has none.
    var feedForwardNorm: String?
    var feedForwardPostNorm: String?
    var hidden: Hidden
    var down: String
    /// Whether the blocks' matrices lie as `[in, out]`.
    var isTransposed = false
    /// Whether the rows of queries and keys, apart, have the halves of each head interleaved (GGUF's `llama`).
    var interleavesHeads = false
    /// Buffers of older files: a tensor is passed over whose name ends so.
    var ignoredEndings = [
        ".attn.bias", ".attn.masked_bias", ".attention.bias", ".attention.masked_bias", "rotary_emb.inv_freq",
    ]
    /// Parts of a larger model that the language model does without: a tensor is passed over whose name begins so.
    var ignoredBeginnings: [String] = []

    enum QueryKeyValue: Sendable, Hashable {
        case separate(String, String, String)
        /// Rows: all queries, all keys, all values.
        case joined(String)
        /// Rows: for each head its query, key and value.
        case byHead(String)
    }

    enum Hidden: Sendable, Hashable {
        case plain(String)
        case gated(gate: String, up: String)
        /// Rows: the gate's, then the others.
        case joined(String)
    }
}

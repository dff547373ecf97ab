/// What a GGUF file says of its tokenizer (the keys under `tokenizer.ggml.`), as plain values: pieces, merges or scores,
/// and names for the rest. Guides/GGUF.md.
public struct GGUFVocabulary: Sendable {
    /// `model`: `gpt2` (byte-level) or `llama` (SentencePiece).
    public var model: String
    /// `pre`: which pattern cuts a text into words.
    public var pattern: String?
    /// `tokens`, in UTF-8, by id.
    public var pieces: [[UInt8]]
    /// `token_type`, by id; empty: all are normal.
    public var types: [Int]
    /// `scores`, by id.
    public var scores: [Float]
    /// `merges`: two pieces and a space between them each.
    public var merges: [[UInt8]]
    /// `bos_token_id` and its like.
    public var bos: Int?, eos: Int?, unknown: Int?, padding: Int?
    /// `add_bos_token`, `add_eos_token`, `add_space_prefix`.
    public var addsBOS: Bool?, addsEOS: Bool?, addsSpacePrefix: Bool?

    public init(
        model: String, pattern: String? = nil, pieces: [[UInt8]], types: [Int] = [], scores: [Float] = [],
        merges: [[UInt8]] = [], bos: Int? = nil, eos: Int? = nil, unknown: Int? = nil, padding: Int? = nil,
        addsBOS: Bool? = nil, addsEOS: Bool? = nil, addsSpacePrefix: Bool? = nil
    ) {
        self.model = model
        self.pattern = pattern
        self.pieces = pieces
        self.types = types
        self.scores = scores
        self.merges = merges
        (self.bos, self.eos, self.unknown, self.padding) = (bos, eos, unknown, padding)
        (self.addsBOS, self.addsEOS, self.addsSpacePrefix) = (addsBOS, addsEOS, addsSpacePrefix)
    }

    /// What a piece is, by the number in `types`.
    enum Kind: Int {
        case normal = 1, unknown, control, userDefined, unused, byte
    }
}

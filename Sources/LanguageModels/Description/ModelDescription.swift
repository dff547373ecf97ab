public import Engine

/// What a language model computes, decided field by field by the reader of its family (`Families/`): below this value no
/// name of a family occurs. Symbols: d `hiddenSize`, H `heads`, K `keyHeads`, D `headWidth`, F `feedForwardSize`,
/// V `vocabularySize`. Guides/LanguageModels.md has the formulas and sources.
public struct ModelDescription: Sendable, Hashable {
    /// What the family calls itself in `config.json`: for messages and records only.
    public var family: String
    public var vocabularySize: Int
    public var hiddenSize: Int
    public var layers: Int
    /// The longest sequence, in tokens.
    public var contextLength: Int

    /// Whether TransformerLens puts BOS before a prompt to such a model (`default_prepend_bos`), and so SAEBench before
    /// those of its absorption.
    public var beginsPromptsWithBOS = true
    /// Multiplies a token's embedding.
    public var embeddingScale: Float = 1
    /// Rows of a table of learned positions that is added to the embedding; nil: there is none.
    public var learnedPositions: Int?
    /// Whether the embedding is also the output matrix.
    public var tiesHead: Bool
    public var headHasBias = false
    /// Soft-cap of the logits; nil: none.
    public var finalCap: Float?

    public var norm: Norm
    public var residual = Residual.sequential
    public var attention: Attention
    /// What differs from layer to layer, one for each.
    public var perLayer: [Layer]
    /// The rotary embeddings that layers refer to by number.
    public var rotaries: [Rotary]
    public var feedForward: FeedForward
    /// Where the weights stand in the files.
    var tensors: TensorNames

    public var feedForwardSize: Int { feedForward.size }

    /// A normalisation: which, and where its sublayer has it.
    public struct Norm: Sendable, Hashable {
        public enum Kind: Sendable, Hashable {
            /// By the root of the mean square; the gain is `offset` + the stored weight.
            case rms(offset: Float)
            /// By mean and variance, with gain and bias.
            case layer
        }

        public enum Place: Sendable, Hashable {
            /// x + f(norm(x)).
            case before
            /// x + norm(f(norm(x))).
            case around
            /// x + norm(f(x)).
            case after
        }

        public var kind: Kind
        public var place: Place
        public var epsilon: Float
    }

    /// How attention and feed-forward follow each other.
    public enum Residual: Sendable, Hashable {
        /// The feed-forward layer reads what attention has added to.
        case sequential
        /// Both read the block's input, through one norm or each through its own.
        case parallel(sharesNorm: Bool)
    }

    public struct Attention: Sendable, Hashable {
        public enum QueryKeyNorm: Sendable, Hashable {
            case none
            /// Each head by itself, with one gain `[D]`.
            case perHead
            /// All heads together, with gains `[H D]` and `[K D]`.
            case acrossHeads
        }

        public var heads: Int
        public var keyHeads: Int
        /// `heads * headWidth` need not be `hiddenSize`.
        public var headWidth: Int
        /// Multiplies the scores, before a layer's own divisor.
        public var scale: Float
        /// Soft-cap of the scores; nil: none.
        public var cap: Float?
        public var queryKeyNorm = QueryKeyNorm.none
        /// Whether queries, keys and values have biases.
        public var hasBias = false
        public var outputHasBias = false
    }

    public struct Layer: Sendable, Hashable {
        /// How many positions a token sees, itself included; nil: all.
        public var window: Int?
        /// Its place in `rotaries`; nil: no rotary embedding.
        public var rotary: Int?
        /// Scores are divided by it.
        public var scoreDivisor: Float = 1
    }

    public struct FeedForward: Sendable, Hashable {
        public var size: Int
        public var activation: HiddenActivation
        public var isGated: Bool
        public var hasBias = false
    }
}

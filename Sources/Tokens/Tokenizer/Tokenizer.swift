public import Failures

/// Text to token ids and back, as a `tokenizer.json` of the `tokenizers` library describes it.
///
/// Covers byte-pair encodings as GPT-2's, Pythia's, Llama's, Qwen's, OLMo's, Mistral's and Gemma's files describe them; a
/// file that asks for anything else is refused with the component's name. Ids and decoded text equal the library's. Pieces are
/// compared as UTF-8 bytes, never as `String`s. The file's `truncation` and `padding` are not applied.
/// Source: huggingface/tokenizers 0.23; see `Guides/Tokenizer.md`.
public final class Tokenizer: Sendable {
    let parts: TokenizerParts
    private let special: SpecialIDs
    let workspaces = WorkspacePool()

    /// The id that rows of text begin with: `bos_token` of `tokenizer_config.json` beside the file, else `bos_token_id` of
    /// `config.json`, else the special token that the template puts first, else `eosID`. Nil if there is none of them.
    public let bosID: Int32?
    /// Whether rows, prompts and texts begin with `bosID`; not for a tokenizer that `withoutBOS` made.
    public let prependsBOS: Bool
    /// The id that ends a text: from `tokenizer_config.json`, else `config.json`, else `<eos>` or `</s>`.
    public let eosID: Int32?
    /// The id that fills a row up: from `tokenizer_config.json`, else `<pad>`.
    public let padID: Int32?
    /// The model's unknown token.
    public let unknownID: Int32?

    /// Reads a `tokenizer.json`, and `tokenizer_config.json` and `config.json` in the same folder if there are such.
    ///
    /// - Throws: `Failure` `.missingInput` or `.io` when it cannot be read, `.badData` when it is damaged
    ///   or names a component that is not implemented.
    public convenience init(file: String) throws(Failure) {
        let parts = try TokenizerParts(file: file)
        self.init(parts: parts, special: try SpecialIDs(parts: parts, tokenizerFile: file))
    }

    /// Makes a tokenizer of what a GGUF file says of it.
    ///
    /// - Parameter place: the file, as messages name it.
    /// - Throws: `Failure` `.badData` for a kind of tokenizer that is not supported, and lists that do not fit together.
    public convenience init(_ vocabulary: GGUFVocabulary, at place: String) throws(Failure) {
        let reader = try GGUFTokenizerReader(vocabulary, place: place)
        self.init(parts: try reader.parts(), special: try reader.special())
    }

    /// A tokenizer from its parts.
    init(parts: TokenizerParts, special: SpecialIDs, prependsBOS: Bool = true) {
        var parts = parts
        self.prependsBOS = prependsBOS
        self.special = special
        if let addsBOS = special.addsBOS {
            parts.template = parts.template.beginning(with: addsBOS ? special.bos : nil)
        }
        self.parts = parts
        bosID = special.bos
        eosID = special.eos
        padID = special.pad
        unknownID = parts.model.unknownID
    }

    /// The same tokenizer for a model that reads its text without BOS: the ids' meaning stays, none is put in front.
    public func withoutBOS() -> Tokenizer {
        var parts = parts, special = special
        parts.template = parts.template.beginning(with: nil)
        special.addsBOS = nil
        return Tokenizer(parts: parts, special: special, prependsBOS: false)
    }

    /// What a text begins with: BOS, or nothing.
    ///
    /// - Throws: `Failure` `.badData` where BOS is wanted and there is none.
    public func beginning() throws(Failure) -> [Int32] {
        guard prependsBOS else { return [] }
        guard let bosID else {
            throw Failure(
                .badData, "the tokenizer names no BOS token",
                remedy: "name its 'bos_token' in tokenizer_config.json, or do without BOS (--no-bos)")
        }
        return [bosID]
    }

    /// A text by itself as a row of text has it: BOS, unless the text begins with it or is read without, and its ids.
    ///
    /// - Throws: `Failure` as `beginning` does.
    public func row(of text: String) throws(Failure) -> [Int32] { try row(of: Array(text.utf8)) }

    /// The same of a text given as UTF-8.
    public func row(of text: [UInt8]) throws(Failure) -> [Int32] {
        let ids = encode(utf8: text, addSpecialTokens: false), beginning = try beginning()
        return beginning.first == ids.first ? ids : beginning + ids
    }

    /// How many ids there are: the model's pieces and the added tokens that are not among them.
    public var vocabularyCount: Int {
        parts.model.vocabulary.count + parts.added.count { parts.model.vocabulary.piece($0.key) == nil }
    }

    /// One more than the largest id: the least number of rows that a model's embedding must have.
    public var idLimit: Int {
        max(parts.model.vocabulary.idLimit, Int(parts.added.keys.max() ?? -1) + 1)
    }

    /// The id of a piece, added tokens included, nil if there is none.
    public func id(of piece: some Collection<UInt8>) -> Int32? {
        parts.id(of: Array(piece))
    }

    /// The piece with an id as the file spells it (`▁the`, `<0x0A>`), nil if no piece has it.
    public func token(_ id: Int32) -> String? {
        pieceBytes(id).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Whether an id is an added token marked special.
    public func isSpecial(_ id: Int32) -> Bool { parts.added[id]?.special ?? false }

    /// A piece's UTF-8.
    func pieceBytes(_ id: Int32) -> [UInt8]? { parts.piece(id) }
}

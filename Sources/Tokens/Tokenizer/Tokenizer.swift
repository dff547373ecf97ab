public import Failures

/// Text to token ids and back, as a `tokenizer.json` of the `tokenizers` library describes it.
///
/// Covers what Gemma's files use (byte-pair encoding with byte fallback); a file that asks for anything
/// else is refused with the component's name. Ids and decoded text equal the library's. Pieces are
/// compared as UTF-8 bytes, never as `String`s. The file's `truncation` and `padding` are not applied.
/// Source: huggingface/tokenizers 0.23; see `Guides/Tokenizer.md`.
public final class Tokenizer: Sendable {
    let parts: TokenizerParts
    let workspaces = WorkspacePool()

    /// The id that begins a text, nil if the files name none. From `tokenizer_config.json` beside the
    /// file; without one, the special token that the template puts first.
    public let bosID: Int32?
    /// The id that ends a text: from `tokenizer_config.json`, else `<eos>` or `</s>`.
    public let eosID: Int32?
    /// The id that fills a row up: from `tokenizer_config.json`, else `<pad>`.
    public let padID: Int32?
    /// The model's unknown token.
    public let unknownID: Int32?

    /// Reads a `tokenizer.json`, and the `tokenizer_config.json` in the same folder if there is one.
    ///
    /// - Throws: `Failure` `.missingInput` or `.io` when it cannot be read, `.badData` when it is damaged
    ///   or names a component that is not implemented.
    public init(file: String) throws(Failure) {
        parts = try TokenizerParts(file: file)
        let special = try SpecialIDs(parts: parts, tokenizerFile: file)
        bosID = special.bos
        eosID = special.eos
        padID = special.pad
        unknownID = parts.model.unknownID
    }

    /// Makes a tokenizer of what a GGUF file says of it.
    ///
    /// - Parameter place: the file, as messages name it.
    /// - Throws: `Failure` `.badData` for a kind of tokenizer that is not supported, and lists that do not fit together.
    public init(_ vocabulary: GGUFVocabulary, at place: String) throws(Failure) {
        let reader = try GGUFTokenizerReader(vocabulary, place: place)
        parts = try reader.parts()
        let special = try reader.special()
        bosID = special.bos
        eosID = special.eos
        padID = special.pad
        unknownID = parts.model.unknownID
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
    func pieceBytes(_ id: Int32) -> [UInt8]? {
        parts.added[id]?.decoded ?? parts.model.vocabulary.piece(id).map { Array($0) }
    }
}

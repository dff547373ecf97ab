import Failures
import Files

/// Everything that a `tokenizer.json` describes, checked.
struct TokenizerParts: Sendable {
    var model: BPEModel
    var normalizer: Normalizer
    var preTokenizer: PreTokenizer
    var template: Template
    /// nil where the file has none: pieces are then joined by spaces.
    var decoder: [PieceDecoder]?
    /// Added tokens by id.
    var added: [Int32: AddedToken]
    private var addedIDs: [[UInt8]: Int32]
    /// Looked for in the text as it comes.
    var plainTokens: AddedTokenMatcher
    /// Looked for in the normalised text.
    var normalizedTokens: AddedTokenMatcher

    /// Reads a `tokenizer.json`.
    init(file: String) throws(Failure) {
        let json = try JSONFile.value(file)
        let reader = TokenizerFileReader(file: file)
        guard json.members != nil else { throw reader.failure("not a JSON object") }
        let normalizer = try reader.normalizer(json["normalizer"])
        let preTokenizer = try reader.preTokenizer(json["pre_tokenizer"])
        let model = try reader.model(json["model"], isByteLevel: preTokenizer.isByteLevel)
        try self.init(
            model: model, normalizer: normalizer, preTokenizer: preTokenizer,
            template: try reader.template(json["post_processor"]), decoder: try reader.decoder(json["decoder"]),
            addedTokens: try reader.addedTokens(json["added_tokens"], model: model, normalizer: normalizer), at: file)
    }

    /// Parts from wherever they come.
    ///
    /// - Parameters:
    ///   - addedTokens: each with an id of the model or behind it; of two with one id the later counts.
    ///   - place: the file, for the sentence of a failure.
    init(
        model: BPEModel, normalizer: Normalizer, preTokenizer: PreTokenizer, template: Template,
        decoder: [PieceDecoder]?, addedTokens: [AddedToken], at place: String?
    ) throws(Failure) {
        self.model = model
        self.normalizer = normalizer
        self.preTokenizer = preTokenizer
        self.template = template
        self.decoder = decoder
        var tokens = addedTokens
        let specialContents = Set(tokens.filter(\.special).map(\.content))
        for index in tokens.indices { tokens[index].isSkipped = specialContents.contains(tokens[index].decoded) }
        added = Dictionary(tokens.map { ($0.id, $0) }) { $1 }
        addedIDs = Dictionary(tokens.map { ($0.content, $0.id) }) { $1 }

        let unique = added.values.sorted { $0.id < $1.id }
        let plain = unique.filter { !$0.normalized }
        plainTokens = AddedTokenMatcher(plain, patterns: plain.map(\.content))
        let normalized = unique.filter(\.normalized)
        let patterns = normalized.map(\.decoded)
        if let empty = patterns.firstIndex(of: []) {
            let name = String(decoding: normalized[empty].content, as: UTF8.self)
            throw Failure(.badData, "added token \(name.quoted) is normalised to nothing", at: place)
        }
        if Set(patterns).count != patterns.count {
            throw Failure(.badData, "two added tokens are the same after normalisation", at: place)
        }
        normalizedTokens = AddedTokenMatcher(normalized, patterns: patterns)
        for id in template.tokens where added[id] == nil && model.vocabulary.piece(id) == nil {
            throw Failure(.badData, "the post-processor adds id \(id), which no piece has", at: place)
        }
    }

    /// The id of a piece, added tokens first.
    func id(of piece: [UInt8]) -> Int32? {
        addedIDs[piece] ?? model.vocabulary.id(of: piece[...])
    }

    /// The id of the first of some pieces that there is.
    func id(ofAny pieces: [String]) -> Int32? { pieces.lazy.compactMap { id(of: Array($0.utf8)) }.first }

    /// The piece with an id as it is decoded, nil if none has it.
    func piece(_ id: Int32) -> [UInt8]? { added[id]?.decoded ?? model.vocabulary.piece(id).map { Array($0) } }
}

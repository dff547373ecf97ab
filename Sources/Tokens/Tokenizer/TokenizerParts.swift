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

    init(file: String) throws(Failure) {
        let json = try JSONFile.value(file)
        let reader = TokenizerFileReader(file: file)
        guard json.members != nil else { throw reader.failure("not a JSON object") }
        let normalizer = try reader.normalizer(json["normalizer"])
        let preTokenizer = try reader.preTokenizer(json["pre_tokenizer"])
        let model = try reader.model(json["model"], isByteLevel: preTokenizer.isByteLevel)
        let template = try reader.template(json["post_processor"])
        let decoder = try reader.decoder(json["decoder"])
        let tokens = try reader.addedTokens(json["added_tokens"], model: model, normalizer: normalizer)
        try self.init(
            model: model, normalizer: normalizer, preTokenizer: preTokenizer, template: template, decoder: decoder,
            tokens: tokens) { reader.failure($0) }
    }

    /// - Parameter failure: makes of what is wrong the failure that is thrown.
    init(
        model: BPEModel, normalizer: Normalizer, preTokenizer: PreTokenizer, template: Template, decoder: [PieceDecoder]?,
        tokens: [AddedToken], failure: (String) -> Failure
    ) throws(Failure) {
        (self.model, self.normalizer, self.preTokenizer) = (model, normalizer, preTokenizer)
        (self.template, self.decoder) = (template, decoder)
        var tokens = tokens
        let specialContents = Set(tokens.filter(\.special).map(\.content))
        for index in tokens.indices { tokens[index].isSkipped = specialContents.contains(tokens[index].decoded) }
        added = Dictionary(tokens.map { ($0.id, $0) }) { $1 }
        addedIDs = Dictionary(tokens.map { ($0.content, $0.id) }) { $1 }

        // A token listed twice counts once, as it was listed last.
        let unique = added.values.sorted { $0.id < $1.id }
        let plain = unique.filter { !$0.normalized }
        plainTokens = AddedTokenMatcher(plain, patterns: plain.map(\.content))
        let normalized = unique.filter(\.normalized)
        let patterns = normalized.map(\.decoded)
        if let empty = patterns.firstIndex(of: []) {
            throw failure(
                "added token \(String(decoding: normalized[empty].content, as: UTF8.self).quoted) is normalised to nothing")
        }
        if Set(patterns).count != patterns.count {
            throw failure("two added tokens are the same after normalisation")
        }
        normalizedTokens = AddedTokenMatcher(normalized, patterns: patterns)
    }

    /// The id of a piece, added tokens first.
    func id(of piece: [UInt8]) -> Int32? {
        addedIDs[piece] ?? model.vocabulary.id(of: piece[...])
    }
}

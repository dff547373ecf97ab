import Failures

/// Makes of a GGUF file's vocabulary the parts that a `tokenizer.json` of the same model describes, so that ids and text
/// are the same. What the file does not say (normaliser, decoder) is fixed by its `model` and `pre`.
struct GGUFTokenizerReader {
    private let source: GGUFVocabulary
    private let place: String
    /// By id.
    private let kinds: [GGUFVocabulary.Kind]
    /// As the model has them: with SentencePiece's ▁, which llama.cpp writes as a space in user-defined pieces.
    private let pieces: [[UInt8]]

    private static let space = Array("\u{2581}".utf8)

    /// - Parameter place: the file, as messages name it.
    init(_ source: GGUFVocabulary, place: String) throws(Failure) {
        self.source = source
        self.place = place
        let count = source.pieces.count
        func failure(_ what: String) -> Failure { GGUFTokenizerReader.failure(what, place) }
        guard count > 0, count <= Vocabulary.largestAllowedID else {
            throw failure("has \(count) pieces in 'tokenizer.ggml.tokens', expected 1 to \(Vocabulary.largestAllowedID)")
        }
        guard source.types.isEmpty || source.types.count == count else {
            throw failure("has \(source.types.count) types in 'tokenizer.ggml.token_type' for \(count) pieces")
        }
        var kinds: [GGUFVocabulary.Kind] = []
        kinds.reserveCapacity(count)
        for type in source.types {
            guard let kind = GGUFVocabulary.Kind(rawValue: type) else {
                throw failure("has the unknown type \(type) in 'tokenizer.ggml.token_type'")
            }
            kinds.append(kind)
        }
        self.kinds = kinds.isEmpty ? Array(repeating: .normal, count: count) : kinds
        if source.model == "llama" {
            let space = ByteReplacement(pattern: [0x20], content: GGUFTokenizerReader.space)
            pieces = zip(source.pieces, self.kinds).map { $1 == .userDefined ? space.apply(to: $0) : $0 }
        } else {
            pieces = source.pieces
        }
    }

    private static func failure(_ what: String, _ place: String) -> Failure {
        Failure(.badData, what, at: place, remedy: "name a model whose tokenizer is supported, or its folder with tokenizer.json")
    }

    private func failure(_ what: String) -> Failure { GGUFTokenizerReader.failure(what, place) }

    func parts() throws(Failure) -> TokenizerParts {
        switch source.model {
        case "gpt2": return try byteLevel()
        case "llama": return try sentencePiece()
        case let other:
            throw failure("has the tokenizer \(other.quoted) ('tokenizer.ggml.model'); 'gpt2' and 'llama' are supported")
        }
    }

    /// The special ids, each checked.
    func special() throws(Failure) -> SpecialIDs {
        let eos = try id(source.eos, "eos")
        return SpecialIDs(bos: try id(source.bos, "bos") ?? eos, eos: eos, pad: try id(source.padding, "padding"))
    }

    private func id(_ number: Int?, _ name: String) throws(Failure) -> Int32? {
        guard let number else { return nil }
        guard pieces.indices.contains(number) else {
            throw failure("has \(number) for 'tokenizer.ggml.\(name)_token_id', but \(pieces.count) pieces")
        }
        return Int32(number)
    }

    private func byteLevel() throws(Failure) -> TokenizerParts {
        let scheme = try WordScheme(source.pattern, failure)
        let vocabulary = try vocabulary()
        let model = try model(
            vocabulary, rules(vocabulary), unknownID: nil, byteIDs: nil, ignoresMerges: scheme.ignoresMerges, isByteLevel: true)
        return try TokenizerParts(
            model: model, normalizer: scheme.normalizer, preTokenizer: scheme.preTokenizer,
            template: template(addsBOS: source.addsBOS ?? scheme.addsBOS), decoder: [.byteLevel], addedTokens: addedTokens(),
            at: place)
    }

    private func sentencePiece() throws(Failure) -> TokenizerParts {
        let space = GGUFTokenizerReader.space
        guard source.scores.count == pieces.count else {
            throw failure("has \(source.scores.count) scores in 'tokenizer.ggml.scores' for \(pieces.count) pieces")
        }
        let vocabulary = try vocabulary()
        let rules = ScoredMerges.rules(pieces, kinds, source.scores, vocabulary)
        let model = model(
            vocabulary, rules, unknownID: try id(source.unknown, "unknown"), byteIDs: vocabulary.bytePieces,
            ignoresMerges: false, isByteLevel: false)
        let replace = Normalizer.replace(ByteReplacement(pattern: [0x20], content: space))
        let prefixes = source.addsSpacePrefix ?? true
        let decoder: [PieceDecoder] = [.replace(ByteReplacement(pattern: space, content: [0x20])), .byteFallback, .fuse]
        return try TokenizerParts(
            model: model, normalizer: prefixes ? .sequence([.prepend(space), replace]) : replace, preTokenizer: PreTokenizer(),
            template: template(addsBOS: source.addsBOS ?? true),
            decoder: prefixes ? decoder + [.strip(content: " ", start: 1, stop: 0)] : decoder, addedTokens: addedTokens(),
            at: place)
    }

    private func model(
        _ vocabulary: Vocabulary, _ rules: [MergeRule], unknownID: Int32?, byteIDs: [Int32]?, ignoresMerges: Bool,
        isByteLevel: Bool
    ) -> BPEModel {
        var merges = PairTable(count: rules.count)
        for (rank, rule) in rules.enumerated() {
            merges.set(rule.left, rule.right, to: UInt64(rank) << 32 | UInt64(UInt32(bitPattern: rule.merged)))
        }
        return BPEModel(
            vocabulary: vocabulary, merges: merges, mergeList: rules, unknownID: unknownID, fusesUnknown: unknownID != nil,
            byteIDs: byteIDs, ignoresMerges: ignoresMerges, isByteLevel: isByteLevel)
    }

    private func vocabulary() throws(Failure) -> Vocabulary {
        var vocabulary = Vocabulary(count: pieces.count)
        for (id, piece) in pieces.enumerated() where !vocabulary.insert(piece[...], id: Int32(id)) {
            throw failure("has the piece \(String(decoding: piece, as: UTF8.self).quoted) twice in 'tokenizer.ggml.tokens'")
        }
        return vocabulary
    }

    private func rules(_ vocabulary: Vocabulary) throws(Failure) -> [MergeRule] {
        var rules: [MergeRule] = []
        rules.reserveCapacity(source.merges.count)
        for line in source.merges {
            // A piece of this alphabet holds no space.
            let parts = line.split(separator: 0x20, omittingEmptySubsequences: false)
            guard parts.count == 2, let left = vocabulary.id(of: parts[0]), let right = vocabulary.id(of: parts[1]),
                let merged = vocabulary.id(of: parts[0] + parts[1])
            else {
                throw failure(
                    "has the merge \(String(decoding: line, as: UTF8.self).quoted), which is not two pieces that make a third")
            }
            rules.append(MergeRule(left: left, right: right, merged: merged))
        }
        return rules
    }

    private func template(addsBOS: Bool) throws(Failure) -> Template {
        var items: [Template.Item] = [.text]
        if addsBOS, let bos = try id(source.bos, "bos") { items.insert(.tokens([bos]), at: 0) }
        if source.addsEOS ?? false, let eos = try id(source.eos, "eos") { items.append(.tokens([eos])) }
        return Template(items: items)
    }

    private func addedTokens() -> [AddedToken] {
        zip(pieces, kinds).enumerated().compactMap { id, entry in
            let (piece, kind) = entry
            guard [.unknown, .control, .userDefined].contains(kind), !piece.isEmpty else { return nil }
            return AddedToken(
                id: Int32(id), content: piece, singleWord: false, stripsLeft: false, stripsRight: false, normalized: false,
                special: kind != .userDefined, decoded: piece)
        }
    }
}

/// What `tokenizer.ggml.pre` stands for.
private struct WordScheme {
    var normalizer = Normalizer.none
    let preTokenizer: PreTokenizer
    var ignoresMerges = false
    var addsBOS = false

    init(_ name: String?, _ failure: (String) -> Failure) throws(Failure) {
        switch name {
        case "gpt-2", "phi-2": preTokenizer = PreTokenizer(steps: [.words(.gpt2)], isByteLevel: true)
        case "smollm": preTokenizer = PreTokenizer(steps: [.digits(individual: true), .words(.gpt2)], isByteLevel: true)
        case "llama-bpe":
            preTokenizer = PreTokenizer(steps: [.words(.tiktoken(digits: 3))], isByteLevel: true)
            (ignoresMerges, addsBOS) = (true, true)
        case "qwen2", "deepseek-r1-qwen":
            preTokenizer = PreTokenizer(steps: [.words(.tiktoken(digits: 1))], isByteLevel: true)
            normalizer = .composed
        default:
            throw failure(
                "has \(name.map(\.quoted) ?? "no word") for 'tokenizer.ggml.pre'; 'gpt-2', 'phi-2', 'smollm', 'llama-bpe', 'qwen2' "
                    + "and 'deepseek-r1-qwen' are supported")
        }
    }
}

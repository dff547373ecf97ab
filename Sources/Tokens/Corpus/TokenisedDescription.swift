import Failures
import Files

/// What `sae_lens.json` says of rows of ids. Source: SAELens 6.54 `pretokenize_runner.py`, `PretokenizedDatasetMetadata`.
struct TokenisedDescription {
    /// What a row or a sequence begins with.
    enum Beginning: Equatable {
        case id(Int)
        /// "bos", "eos" or "sep" of the tokenizer.
        case special(String)
    }

    private(set) var tokenizerName: String?
    private(set) var contextSize: Int?
    private(set) var beginBatch: Beginning?
    private(set) var beginSequence: Beginning?

    /// Nothing is said.
    init() {}

    /// Throws: `Failure` `.badData` with the key and the value for what SAELens does not write there.
    init(_ json: JSONValue, at place: String) throws(Failure) {
        guard json.members != nil else {
            throw Failure(.badData, "it is \(json.kind), and no object", at: place, remedy: Self.remedy)
        }
        func value(_ key: String) -> JSONValue? { json[key].flatMap { $0.isNull ? nil : $0 } }
        if let name = value("tokenizer_name") {
            guard let text = name.string else { throw Self.bad("tokenizer_name", name, "a name", place) }
            tokenizerName = text
        }
        if let size = value("context_size") {
            guard let whole = size.int, whole > 0 else { throw Self.bad("context_size", size, "a whole number above 0", place) }
            contextSize = whole
        }
        func beginning(_ key: String) throws(Failure) -> Beginning? {
            guard let found = value(key) else { return nil }
            if let id = found.int, id >= 0 { return .id(id) }
            guard let word = found.string, ["bos", "eos", "sep"].contains(word) else {
                throw Self.bad(key, found, "an id, \"bos\", \"eos\", \"sep\" or null", place)
            }
            return .special(word)
        }
        beginBatch = try beginning("begin_batch_token")
        beginSequence = try beginning("begin_sequence_token")
    }

    private static let remedy = "mend it, or take it away: the rows can be read without it"

    private static func bad(_ key: String, _ value: JSONValue, _ wanted: String, _ place: String) -> Failure {
        let shown = value.string.map { $0.oneLine(atMost: 60).quoted } ?? value.double.map { "\($0)" } ?? value.kind
        return Failure(.badData, "\(key) is \(shown), and should be \(wanted)", at: place, remedy: remedy)
    }
}

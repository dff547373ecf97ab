import Failures
import Files

/// Turns the parts of a `tokenizer.json` into ours and refuses, by name, what is not implemented.
struct TokenizerFileReader {
    var file: String

    func failure(_ what: String, remedy: String? = nil) -> Failure {
        Failure(.badData, what, at: file, remedy: remedy)
    }

    func notImplemented(_ part: String, _ name: String) -> Failure {
        failure(
            "the \(part) \(name.quoted) is not implemented",
            remedy: "byte-pair encodings as those of GPT-2, Llama, Qwen, Mistral and Gemma are supported")
    }

    /// A flag that may be left out. Throws where it is neither true nor false.
    func flag(_ json: JSONValue, _ key: String, otherwise: Bool) throws(Failure) -> Bool {
        guard let value = json[key], !value.isNull else { return otherwise }
        guard let flag = value.bool else { throw failure("\(key.quoted) is neither true nor false") }
        return flag
    }

    func type(of json: JSONValue, _ part: String) throws(Failure) -> String {
        guard let type = json["type"]?.string else { throw failure("the \(part) has no 'type'") }
        return type
    }

    /// A `pattern`: its bytes when it is a string, refused when it is a regular expression or empty.
    func pattern(_ json: JSONValue, _ part: String, _ type: String) throws(Failure) -> [UInt8] {
        if json["pattern"]?["Regex"] != nil { throw notImplemented(part, "\(type) with a Regex pattern") }
        guard let pattern = json["pattern"]?["String"]?.bytes else {
            throw failure("the \(part) \(type.quoted) has no String pattern")
        }
        guard !pattern.isEmpty else { throw notImplemented(part, "\(type) with an empty pattern") }
        return Array(pattern)
    }

    func replacement(_ json: JSONValue, _ part: String) throws(Failure) -> ByteReplacement {
        guard let content = json["content"]?.bytes else { throw failure("the \(part) 'Replace' has no 'content'") }
        return ByteReplacement(pattern: try pattern(json, part, "Replace"), content: Array(content))
    }

    func list(_ json: JSONValue, _ key: String, _ part: String) throws(Failure) -> [JSONValue] {
        guard let list = json[key]?.array else { throw failure("the \(part) 'Sequence' has no list \(key.quoted)") }
        return list
    }

    func normalizer(_ json: JSONValue?) throws(Failure) -> Normalizer {
        guard let json, !json.isNull else { return .none }
        let type = try type(of: json, "normalizer")
        switch type {
        case "Replace": return .replace(try replacement(json, "normalizer"))
        case "Prepend":
            guard let prefix = json["prepend"]?.bytes else { throw failure("the normalizer 'Prepend' has no 'prepend'") }
            return .prepend(Array(prefix))
        case "NFC": return .composed
        case "Sequence":
            var parts: [Normalizer] = []
            for part in try list(json, "normalizers", "normalizer") { parts.append(try normalizer(part)) }
            return .sequence(parts)
        default: throw notImplemented("normalizer", type)
        }
    }
}

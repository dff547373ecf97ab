import Failures
import Files

/// Turns the parts of a `tokenizer.json` into ours and refuses, by name, what is not implemented.
struct TokenizerFileReader {
    var file: String

    func failure(_ what: String, remedy: String? = nil) -> Failure {
        Failure(.badData, what, at: file, remedy: remedy)
    }

    private func notImplemented(_ part: String, _ name: String) -> Failure {
        failure(
            "the \(part) \(name.quoted) is not implemented",
            remedy: "byte-pair encodings as those of GPT-2, Llama, Qwen, Mistral and Gemma are supported")
    }

    private func type(of json: JSONValue, _ part: String) throws(Failure) -> String {
        guard let type = json["type"]?.string else { throw failure("the \(part) has no 'type'") }
        return type
    }

    /// A `pattern`: its bytes when it is a string, refused when it is a regular expression or empty.
    private func pattern(_ json: JSONValue, _ part: String, _ type: String) throws(Failure) -> [UInt8] {
        if json["pattern"]?["Regex"] != nil { throw notImplemented(part, "\(type) with a Regex pattern") }
        guard let pattern = json["pattern"]?["String"]?.bytes else {
            throw failure("the \(part) \(type.quoted) has no String pattern")
        }
        guard !pattern.isEmpty else { throw notImplemented(part, "\(type) with an empty pattern") }
        return Array(pattern)
    }

    private func replacement(_ json: JSONValue, _ part: String) throws(Failure) -> ByteReplacement {
        guard let content = json["content"]?.bytes else { throw failure("the \(part) 'Replace' has no 'content'") }
        return ByteReplacement(pattern: try pattern(json, part, "Replace"), content: Array(content))
    }

    private func list(_ json: JSONValue, _ key: String, _ part: String) throws(Failure) -> [JSONValue] {
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

    func preTokenizer(_ json: JSONValue?) throws(Failure) -> PreTokenizer {
        guard let json, !json.isNull else { return PreTokenizer() }
        let type = try type(of: json, "pre-tokenizer")
        switch type {
        case "Split": return PreTokenizer(steps: [try split(json)])
        case "Digits": return PreTokenizer(steps: [.digits(individual: json["individual_digits"]?.bool ?? false)])
        case "ByteLevel":
            guard json["add_prefix_space"]?.bool == false else {
                throw notImplemented("pre-tokenizer", "ByteLevel with add_prefix_space")
            }
            return PreTokenizer(steps: json["use_regex"]?.bool == false ? [] : [.words(.gpt2)], isByteLevel: true)
        case "Metaspace": return try metaspace(json)
        case "Sequence":
            var whole = PreTokenizer()
            for part in try list(json, "pretokenizers", "pre-tokenizer") {
                let next = try preTokenizer(part)
                // What follows would see the alphabet of bytes, or spaces that are none any more.
                guard !whole.isByteLevel, next.metaspace == nil || whole.steps.isEmpty && whole.metaspace == nil else {
                    throw notImplemented("pre-tokenizer", "Sequence with something before Metaspace or after ByteLevel")
                }
                whole.steps += next.steps
                whole.isByteLevel = next.isByteLevel
                whole.metaspace = whole.metaspace ?? next.metaspace
            }
            return whole
        default: throw notImplemented("pre-tokenizer", type)
        }
    }

    private func split(_ json: JSONValue) throws(Failure) -> PreTokenizer.Step {
        let name = json["behavior"]?.string ?? "none"
        guard let behavior = PreTokenizer.Behavior(rawValue: name) else {
            throw notImplemented("pre-tokenizer", "Split with the behaviour \(name.quoted)")
        }
        if let regex = json["pattern"]?["Regex"]?.string {
            guard let words = WordPattern(regex) else {
                throw notImplemented("pre-tokenizer", "Split with the pattern \(regex.quoted)")
            }
            // The patterns match everywhere: nothing lies between the matches to be cut or joined.
            guard behavior == .isolated || behavior == .removed && json["invert"]?.bool == true else {
                throw notImplemented("pre-tokenizer", "Split with a Regex pattern and the behaviour \(name.quoted)")
            }
            return .words(words)
        }
        return .split(
            .init(
                pattern: try pattern(json, "pre-tokenizer", "Split"), behavior: behavior,
                inverted: json["invert"]?.bool ?? false))
    }

    private func metaspace(_ json: JSONValue) throws(Failure) -> PreTokenizer {
        let (replacement, scheme) = try metaspaceParts(json, "pre-tokenizer")
        var result = PreTokenizer()
        let splits = json["split"]?.bool ?? true
        result.metaspace = Metaspace(replacement: replacement, scheme: scheme, splits: splits)
        if splits {
            result.steps = [.split(.init(pattern: replacement, behavior: .mergedWithNext, inverted: false))]
        }
        return result
    }

    private func metaspaceParts(_ json: JSONValue, _ part: String) throws(Failure) -> ([UInt8], Metaspace.Scheme) {
        guard let text = json["replacement"]?.string, text.unicodeScalars.count == 1 else {
            throw failure("the \(part) 'Metaspace' needs a one-character 'replacement'")
        }
        // Older files say it by a flag.
        let name = json["prepend_scheme"]?.string ?? (json["add_prefix_space"]?.bool == false ? "never" : "always")
        guard let scheme = Metaspace.Scheme(rawValue: name) else {
            throw notImplemented(part, "Metaspace with the scheme \(name.quoted)")
        }
        return (Array(text.utf8), scheme)
    }

    func decoder(_ json: JSONValue?) throws(Failure) -> [PieceDecoder]? {
        guard let json, !json.isNull else { return nil }
        let type = try type(of: json, "decoder")
        switch type {
        case "Replace": return [.replace(try replacement(json, "decoder"))]
        case "ByteFallback": return [.byteFallback]
        case "Fuse": return [.fuse]
        case "ByteLevel": return [.byteLevel]
        case "Metaspace":
            let (replacement, scheme) = try metaspaceParts(json, "decoder")
            return [.metaspace(replacement: replacement, dropsFirst: scheme != .never)]
        case "Strip":
            guard let scalars = json["content"]?.string?.unicodeScalars, scalars.count == 1, let content = scalars.first,
                let start = json["start"]?.int, let stop = json["stop"]?.int, start >= 0, stop >= 0
            else { throw failure("the decoder 'Strip' needs a one-character 'content', 'start' and 'stop'") }
            return [.strip(content: content, start: start, stop: stop)]
        case "Sequence":
            var steps: [PieceDecoder] = []
            for step in try list(json, "decoders", "decoder") { steps += try decoder(step) ?? [] }
            return steps
        default: throw notImplemented("decoder", type)
        }
    }

    func template(_ json: JSONValue?) throws(Failure) -> Template {
        guard let json, !json.isNull else { return Template() }
        let type = try type(of: json, "post-processor")
        // It only moves offsets, which nobody asks for here.
        if type == "ByteLevel" { return Template() }
        if type == "Sequence" {
            var found: Template?
            for part in try list(json, "processors", "post-processor") {
                let next = try template(part)
                if next.isIdentity { continue }
                guard found == nil else { throw notImplemented("post-processor", "Sequence of two templates") }
                found = next
            }
            return found ?? Template()
        }
        guard type == "TemplateProcessing" else { throw notImplemented("post-processor", type) }
        guard let single = json["single"]?.array else { throw failure("the post-processor has no list 'single'") }
        var items: [Template.Item] = []
        for item in single {
            if item["Sequence"]?["id"]?.string == "A" {
                items.append(.text)
            } else if let name = item["SpecialToken"]?["id"]?.string {
                guard let values = json["special_tokens"]?[name]?["ids"]?.array else {
                    throw failure("the post-processor's special token \(name.quoted) has no 'ids'")
                }
                var ids: [Int32] = []
                for value in values {
                    guard let id = value.int.flatMap({ Int32(exactly: $0) }), id >= 0 else {
                        throw failure("the post-processor's special token \(name.quoted) has an id that is not one")
                    }
                    ids.append(id)
                }
                items.append(.tokens(ids))
            } else {
                throw notImplemented("post-processor", "TemplateProcessing with an item that is neither a token nor A")
            }
        }
        return Template(items: items)
    }

    func addedTokens(
        _ json: JSONValue?, model: BPEModel, normalizer: Normalizer
    ) throws(Failure) -> [AddedToken] {
        guard let json, !json.isNull else { return [] }
        guard let list = json.array else { throw failure("'added_tokens' is not a list") }
        var tokens: [AddedToken] = []
        var newIDs: [[UInt8]: Int32] = [:]
        for item in list {
            guard let content = item["content"]?.bytes, let id = item["id"]?.int.flatMap({ Int32(exactly: $0) }) else {
                throw failure("an added token lacks 'content' or 'id'")
            }
            // The library passes over empty ones.
            if content.isEmpty { continue }
            // A token that the model lacks is numbered by the library itself, after the model's pieces.
            let name = Array(content)
            let expected = model.vocabulary.id(of: content) ?? newIDs[name]
                ?? Int32(model.vocabulary.count + newIDs.count)
            guard id == expected else {
                throw failure(
                    "added token \(String(decoding: content, as: UTF8.self).quoted) has id \(id), expected \(expected)",
                    remedy: "number added tokens that the model lacks in order after the model's pieces")
            }
            if model.vocabulary.id(of: content) == nil { newIDs[name] = id }
            let special = item["special"]?.bool ?? false
            let normalized = item["normalized"]?.bool ?? !special
            tokens.append(
                AddedToken(
                    id: id, content: name, singleWord: item["single_word"]?.bool ?? false,
                    stripsLeft: item["lstrip"]?.bool ?? false, stripsRight: item["rstrip"]?.bool ?? false,
                    normalized: normalized, special: special,
                    decoded: normalized ? normalizer.apply(to: name) : name))
        }
        return tokens
    }
}

import Failures
import Files

extension TokenizerFileReader {
    func preTokenizer(_ json: JSONValue?) throws(Failure) -> PreTokenizer {
        guard let json, !json.isNull else { return PreTokenizer() }
        let type = try type(of: json, "pre-tokenizer")
        switch type {
        case "Split": return PreTokenizer(steps: [try split(json)])
        case "Digits": return PreTokenizer(steps: [.digits(individual: try flag(json, "individual_digits", otherwise: false))])
        case "ByteLevel":
            guard try !flag(json, "add_prefix_space", otherwise: true) else {
                throw notImplemented("pre-tokenizer", "ByteLevel with add_prefix_space")
            }
            let isCut = try flag(json, "use_regex", otherwise: true)
            return PreTokenizer(steps: isCut ? [.words(.gpt2)] : [], isByteLevel: true)
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
        let inverted = try flag(json, "invert", otherwise: false)
        if let regex = json["pattern"]?["Regex"]?.string {
            guard let words = WordPattern(regex) else {
                throw notImplemented("pre-tokenizer", "Split with the pattern \(regex.quoted)")
            }
            // The patterns match everywhere: nothing lies between the matches to be cut or joined.
            guard behavior == .isolated || behavior == .removed && inverted else {
                throw notImplemented("pre-tokenizer", "Split with a Regex pattern and the behaviour \(name.quoted)")
            }
            return .words(words)
        }
        return .split(
            .init(
                pattern: try pattern(json, "pre-tokenizer", "Split"), behavior: behavior,
                inverted: inverted))
    }

    private func metaspace(_ json: JSONValue) throws(Failure) -> PreTokenizer {
        let (replacement, scheme) = try metaspaceParts(json, "pre-tokenizer")
        var result = PreTokenizer()
        let splits = try flag(json, "split", otherwise: true)
        result.metaspace = Metaspace(replacement: replacement, scheme: scheme, splits: splits)
        if splits {
            result.steps = [.split(.init(pattern: replacement, behavior: .mergedWithNext, inverted: false))]
        }
        return result
    }

    func metaspaceParts(_ json: JSONValue, _ part: String) throws(Failure) -> ([UInt8], Metaspace.Scheme) {
        guard let text = json["replacement"]?.string, text.unicodeScalars.count == 1 else {
            throw failure("the \(part) 'Metaspace' needs a one-character 'replacement'")
        }
        // Older files say it by a flag.
        let puts = try flag(json, "add_prefix_space", otherwise: true)
        guard let name = json["prepend_scheme"], !name.isNull else { return (Array(text.utf8), puts ? .always : .never) }
        guard let scheme = Metaspace.Scheme(rawValue: name.string ?? "") else {
            throw notImplemented(part, "Metaspace with the 'prepend_scheme' \((name.string ?? "that is no text").quoted)")
        }
        return (Array(text.utf8), scheme)
    }
}

import Failures
import Files
import Yams

/// The one entry to YAML: a text becomes nodes, in time and memory that its length bounds.
enum YAMLReader {
    /// The most bytes that a file of settings or descriptions may have.
    private static let longest = 1 << 20

    /// The root of a file; nil for one without a value.
    ///
    /// Throws `Failure` as `WholeFile.text` does, and `.usage` as `root(of:file:)` does.
    static func root(ofFile path: String) throws(Failure) -> Node? {
        try root(of: try WholeFile.text(path, atMost: longest), file: path)
    }

    /// The root of a text; nil where there is no value in it. Throws `Failure(.usage)` with the line for what is not YAML,
    /// a key that is there twice in one place, and for an alias (`*name`): a few of them, each of several others, stand for
    /// more values than any memory holds.
    static func root(of text: String, file: String) throws(Failure) -> Node? {
        if let alias = alias(in: text) {
            throw Failure(
                .usage, "an alias (\("*\(alias.name)".quoted)) is not read here", at: "\(file):\(alias.line)",
                remedy: "write out what it stands for")
        }
        do {
            return try compose(yaml: text)
        } catch let error as YamlError {
            throw failure(error, text: text, file: file)
        } catch {
            throw Failure(.usage, "this is not YAML", at: file)
        }
    }

    /// The first alias with an anchor (`&name`) of its name. Where neither can begin, behind a letter or digit, is left
    /// out; a star in a quoted text needs its anchor's twin to be taken for one.
    private static func alias(in text: String) -> (name: String, line: Int)? {
        var anchors: Set<String> = [], aliases: [(name: String, line: Int)] = []
        var line = 1, before: UInt8 = 0x0A, mark: UInt8 = 0, name: [UInt8] = []
        func isWord(_ byte: UInt8) -> Bool {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "-"): true
            default: false
            }
        }
        for byte in Array(text.utf8) + [0x0A] {
            if mark != 0, isWord(byte) {
                name.append(byte)
            } else {
                let word = String(decoding: name, as: UTF8.self)
                if mark == UInt8(ascii: "&"), !name.isEmpty { anchors.insert(word) }
                if mark == UInt8(ascii: "*"), !name.isEmpty { aliases.append((word, line)) }
                name = []
                mark = 0
                if byte == UInt8(ascii: "&") || byte == UInt8(ascii: "*"), !isWord(before) || before == UInt8(ascii: "-") {
                    mark = byte
                }
            }
            if byte == 0x0A { line += 1 }
            before = byte
        }
        return aliases.first { anchors.contains($0.name) }
    }

    private static func failure(_ error: YamlError, text: String, file: String) -> Failure {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return Failure(.usage, "this is not YAML (\(problem))", at: "\(file):\(mark.line)")
        case .reader(_, _, let value, _):
            // Yams tells where in characters of its own counting; the first one that YAML does not allow is it.
            let line = 1 + text.unicodeScalars.prefix { !isForbidden($0) }.count { $0 == "\n" }
            let character = value < 0 ? "" : " (U+\(String(value, radix: 16, uppercase: true)))"
            return Failure(
                .usage, "this is not YAML (a control character\(character))", at: "\(file):\(line)",
                remedy: "remove the character")
        case .duplicatedKeysInMapping(let duplicates, let context):
            // Yams marks the mapping; the reader wants the line of the second mention.
            let key = duplicates.sorted().first ?? ""
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            let mentions = lines.indices.filter { index in
                index + 1 >= context.mark.line && lines[index].drop { " -{\"'".contains($0) }.hasPrefix(key)
            }
            let line = (mentions.dropFirst().first ?? context.mark.line - 1) + 1
            return Failure(.usage, "\(key.quoted) is set twice", at: "\(file):\(line)")
        default:
            return Failure(.usage, "this is not YAML", at: file)
        }
    }

    /// Characters that YAML's productions leave out (1.2, section 5.1).
    private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D, 0x85, 0x20...0x7E, 0xA0...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD, 0x10000...0x10FFFF:
            false
        default: true
        }
    }
}
